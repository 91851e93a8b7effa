"""
Places in a list that is never counted whole.

What comes after a row is found by what the list is ordered by: the deepest page costs what the first does, and what
comes in meanwhile shifts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

BETWEEN = "~"
LONGEST = 300  # characters of a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a list is ordered by: columns of its own that are never null, and at last its number."""

    model: type[Model]
    ordering: Sequence[str]

    @property
    def columns(self) -> Sequence[str]:
        return [column.removeprefix("-") for column in self.ordering]

    def after(self, rows: QuerySet[Any], at: Sequence[Any]) -> QuerySet[Any]:
        return rows.order_by(*self.ordering).filter(_beyond(self.ordering, at, is_before=False))

    def before(self, rows: QuerySet[Any], at: Sequence[Any]) -> QuerySet[Any]:
        """The nearest first."""
        return rows.order_by(*self.ordering).reverse().filter(_beyond(self.ordering, at, is_before=True))

    def written(self, at: Sequence[Any]) -> str:
        return BETWEEN.join(map(_written, at))

    def read(self, place: str) -> Sequence[Any] | None:
        """None: nobody was there."""
        texts = place.rsplit(BETWEEN, len(self.ordering) - 1)
        if not place or len(place) > LONGEST or "\0" in place or len(texts) != len(self.ordering):
            return None
        fields: list[Any] = [self.model._meta.get_field(column) for column in self.columns]
        try:
            values = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
            if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
                return None
            return [value.astimezone(UTC) if isinstance(value, datetime) else value for value in values]
        except (ValidationError, OverflowError):
            return None


def _beyond(ordering: Sequence[str], at: Sequence[Any], *, is_before: bool) -> Q:
    """The first column is bounded by itself as well: that is what an index can be read by."""
    (column, *others), (value, *more) = ordering, at
    name = column.removeprefix("-")
    word = "lt" if column.startswith("-") != is_before else "gt"
    strictly = Q(**{f"{name}__{word}": value})
    if not others:
        return strictly
    return Q(**{f"{name}__{word}e": value}) & (strictly | _beyond(others, more, is_before=is_before))


def _written(value: Any) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
