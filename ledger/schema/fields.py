"""Fields of the API's serializers: of what type, whether unknown, and how they look to who may not see them."""

from collections.abc import Mapping
from inspect import getdoc
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension

from ledger.access import HIDDEN, Sort, sort_of
from ledger.api.answering import serializer_of
from ledger.api.resources import Resource
from ledger.schema.described import Json

AN_OBJECT: Json = {"type": "object", "additionalProperties": True}
# What a column of any JSON holds.
SHAPES: Mapping[str, Json] = {"metadata": AN_OBJECT, "faults": {"type": "array", "items": {"type": "string"}}}
UNSAID = {"readOnly", "title", "x-spec-enum-id"}  # all of it is only read, and is called what it is called
HIDDEN_TEXT: Json = {"type": "string", "const": HIDDEN}
NULL: Json = {"type": "null"}
MASKED: Mapping[Sort, str] = {
    Sort.CASE: f"{HIDDEN} to who sees no personal data.",
    Sort.ID: "The provider's own number; one made of a code or a reference is masked to who may not see those.",
    Sort.NAME: f"Initials, or {HIDDEN}, to who does not see personal data in clear.",
    Sort.EMAIL: f"As j…@example.com, or {HIDDEN}, to who does not see personal data in clear.",
    Sort.CODE: f"As …PQ8V, or {HIDDEN}, to who does not see codes in clear.",
    Sort.PRIVATE: f"{HIDDEN} to who does not see personal data in clear.",
    Sort.BYTES: "What is personal in it is masked to who does not see that in clear. In lists only where fields names "
    "it.",
}


class OfReference(OpenApiSerializerFieldExtension):
    target_class = "ledger.api.answering.Reference"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Json:
        to: Resource = self.target.to
        key = {"type": "integer", "format": "int64"} if to.key == "id" else {"type": "string"}
        thing = auto_schema.resolve_serializer(serializer_of(to), direction).ref
        says = f"The {to.key} of one of {to.name}; that itself where expand names it."
        return {"oneOf": [key, thing], "description": says}


class OfHex(OpenApiSerializerFieldExtension):
    target_class = "ledger.api.answering.Hex"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Json:  # noqa: ARG002
        return {"type": "string", "pattern": "^[0-9a-f]+$"}


class OfResource(OpenApiSerializerExtension):
    target_class = "ledger.api.answering.Answered"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Json:
        mapped = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        resource: Resource = self.target.resource
        properties = {name: _property(resource, name, schema) for name, schema in mapped["properties"].items()}
        # Nothing is required: ``fields`` may leave anything out.
        return {"type": "object", "description": getdoc(resource.model), "properties": properties}


def _property(resource: Resource, name: str, mapped: Json) -> Json:
    schema = {key: value for key, value in mapped.items() if key not in UNSAID}
    sort = sort_of(resource.model, name)
    if name in SHAPES:
        is_nullable = resource.model._meta.get_field(name).null
        schema = _any_of(SHAPES[name], *[HIDDEN_TEXT] * (sort is not Sort.PLAIN), *[NULL] * is_nullable)
    if sort is Sort.PLAIN:
        return schema
    says = " ".join(filter(None, [schema.get("description"), MASKED[sort]]))
    # What is masked has no form any more.
    return {key: value for key, value in schema.items() if key not in {"format", "pattern"}} | {"description": says}


def _any_of(*ways: Json) -> Json:
    return {"oneOf": list(ways)} if len(ways) > 1 else dict(ways[0])
