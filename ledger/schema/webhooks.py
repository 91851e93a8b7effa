"""The webhooks: what each provider sends, by the models that it is read by, and how it is answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import orjson
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ledger.choices import EventState
from ledger.payload import Payload
from ledger.providers import Provider
from ledger.schema.described import Components, Described, Json, Parameter
from ledger.schema.parameters import SLUG

DUPLICATE = "duplicate"
SAMPLED = 20
STATES: Mapping[str, str] = {
    EventState.RECORDED: "understood",
    DUPLICATE: "the same id and bytes were here before; the number is the first event's",
    EventState.HELD: "without an id of its own, and the same bytes were here before: staff decide",
    EventState.IGNORED: "nothing reads events of its type, or the source is switched off",
    EventState.FAILED: "not JSON, or an id, a customer or an amount can't be read",
}
REFUSED: Mapping[int, str] = {
    400: "The body ended before its length.",
    401: "The signature is wrong or missing, or no secret is set.",
    404: "There is no such source of this provider.",
    413: "The body is too large.",
    503: "The database is away or too busy, and nothing is stored: send it again.",
}


def webhook(view: Any, _path: str, components: Components) -> Described:
    provider: Provider = view.provider
    return Described(
        name=f"receive_{provider.slug}",
        tag="webhooks",
        summary=f"Takes an event of {provider.name}",
        says=f"2xx means that it is stored, also where it can't be understood. What is described of a body is what is "
        f"read of it: anything else in it is kept and passed over. See {provider.docs}",
        parameters=[Parameter(name="source", where="path", schema=SLUG, says="By its slug.", example="acme")],
        body={"required": True, "content": {"application/json": _body(provider, components)}},
        security=[_signature(provider, components)],
        answers={200: _stored()} | {status: _refused(status, components) for status in REFUSED},
    )


def _stored() -> Json:
    schema = {
        "type": "object",
        "properties": {
            "event": {"type": "integer", "format": "int64"},
            "state": {
                "type": "string",
                "enum": list(STATES),
                "description": "\n".join(f"* `{state}`: {meaning}" for state, meaning in STATES.items()),
            },
        },
        "required": ["event", "state"],
    }
    example = {"event": 1, "state": EventState.RECORDED.value}
    return {"description": "It is stored.", "content": {"application/json": {"schema": schema, "example": example}}}


def _refused(status: int, components: Components) -> Json:
    detail = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
    return {
        "description": REFUSED[status],
        "headers": components.headers(*["Retry-After"] * (status == 503)),
        "content": {"application/json": {"schema": components.add("schemas", "Refusal", detail)}},
    }


def _signature(provider: Provider, components: Components) -> Json:
    name, says = f"{provider.slug}.signature", f"Made with the source's secret, as {provider.name} signs."
    scheme = {"type": "apiKey", "in": "header", "name": provider.signature_header, "description": says}
    components.add("securitySchemes", name, scheme)
    return {name: []}


def _body(provider: Provider, components: Components) -> Json:
    every = {model for models in provider.models.values() for model in models}
    outside = [provider.outside] if provider.outside else []
    references = _written(provider, [*outside, *sorted(every, key=lambda model: model.__name__)], components)
    around = [references[model] for model in outside]
    events = [
        {
            "description": ", ".join(name for name, read_by in provider.models.items() if read_by == models),
            "allOf": [*around, {"anyOf": [references[model] for model in models]}],
        }
        for models in dict.fromkeys(provider.models.values())
    ]
    return {"schema": {"anyOf": events} if events else {"type": "object"}, "examples": _examples(provider)}


class Untitled(GenerateJsonSchema):
    """Pydantic makes a title of each field's name, which says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def _written(provider: Provider, models: list[type[Payload]], components: Components) -> Mapping[type[Payload], Json]:
    """The models as components with the provider's name before theirs, and references to them."""
    references, written = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=f"#/components/schemas/{provider.slug}.{{model}}",
        schema_generator=Untitled,
    )
    for name, schema in written["$defs"].items():
        components.add("schemas", f"{provider.slug}.{name}", schema)
    return {model: references[model, "validation"] for model in models}


def _examples(provider: Provider) -> Json:
    """The first of each type among the provider's samples."""
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC)
    found: Json = {}
    for body in provider.sample(Random(1), since=since, until=until, count=SAMPLED):  # noqa: S311 - an invented one
        found.setdefault(provider.open(body, {}).event_type, {"value": orjson.loads(body)})
    return found
