"""
Rows as they are answered: fetched column by column, each masked as it is everywhere, and written as JSON has it.

However many rows there are, they cost one query, and one more for each reference that is expanded or known by another
key than its number.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import UTC
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers

from ledger.access import Mask, Viewer, mask
from ledger.api.resources import Resource, Row
from ledger.api.shapes import Shape

Fetched = MutableMapping[str, Any]
Answer = dict[str, Any]
Write = Callable[[Any], Any]


class Moment(serializers.DateTimeField):
    """RFC 3339, in UTC, with its microseconds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


moment = Moment().to_representation


class Amount(serializers.DecimalField):
    """Every digit that counts, as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(normalize_output=True, **options)


class Hex(serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return bytes(value).hex()


class Reference(serializers.Field):
    """The key of another thing; the thing itself where it is expanded."""

    def __init__(self, *, to: Resource, **options: Any) -> None:
        super().__init__(**options)
        self.to = to

    def to_representation(self, value: Any) -> Any:
        return value


class Answered(serializers.ModelSerializer):
    """How each field of a resource is written, and of what type it is; ``serializer_of`` makes one of each."""

    resource: Resource
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateTimeField: Moment,
        models.DecimalField: Amount,
        models.BinaryField: Hex,
    }

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        is_nullable = relation_info.model_field.null
        return Reference, {"to": self.resource.references[field_name], "read_only": True, "allow_null": is_nullable}


@cache
def serializer_of(resource: Resource) -> type[Answered]:
    fields = {"fields": resource.fields, "read_only_fields": resource.listed}
    meta = type("Meta", (), {"model": resource.model, **fields})
    made = {name: one.type(read_only=True, allow_null=True) for name, one in resource.made.items()}
    return type(f"{resource.model.__name__}Serializer", (Answered,), {"Meta": meta, "resource": resource, **made})


@cache
def _writers(resource: Resource) -> Mapping[str, Write]:
    return {name: field.to_representation for name, field in serializer_of(resource)().fields.items()}


def fetch(shape: Shape, rows: QuerySet[Any]) -> list[Fetched]:
    """Without what they refer to."""
    return list(rows.values(*shape.columns))


def answer(shape: Shape, fetched: Sequence[Fetched], viewer: Viewer) -> list[Answer]:
    """As the person may see them."""
    _attach(shape, fetched)
    return list(map(_maker(shape, viewer), fetched))


def _attach(shape: Shape, fetched: Sequence[Fetched]) -> None:
    """Put into the place of each number what it stands for."""
    for name, target in shape.resource.references.items():
        inner = shape.expanded.get(name)
        if name not in shape.fields or (inner is None and target.key == "id"):
            continue
        ids = {row[name] for row in fetched} - {None}
        every = target.model._default_manager.filter(pk__in=ids)
        found: Mapping[int, Any] = (
            _by_id(inner, every) if inner else dict(every.values_list("id", target.key).order_by())
        )
        for row in fetched:
            row[name] = found.get(row[name])


def _by_id(shape: Shape, rows: QuerySet[Any]) -> Mapping[int, Fetched]:
    fetched = fetch(shape, rows.order_by())
    _attach(shape, fetched)
    return {row["id"]: row for row in fetched}


def _maker(shape: Shape, viewer: Viewer) -> Callable[[Row], Answer]:
    ways = {name: _way(shape, name, viewer) for name in shape.fields}
    return lambda row: {name: way(row) for name, way in ways.items()}


def _way(shape: Shape, name: str, viewer: Viewer) -> Callable[[Row], Any]:
    if made := shape.made.get(name):
        return lambda row: made.make(viewer, row)
    if inner := shape.expanded.get(name):
        write: Write = _maker(inner, viewer)
    elif how := mask(viewer, shape.resource.model, name):
        write = _masked(how)
    else:
        write = _writers(shape.resource)[name]
    return lambda row: None if row[name] is None else write(row[name])


def _masked(how: Mask) -> Write:
    return lambda value: how(value) if value != "" else value
