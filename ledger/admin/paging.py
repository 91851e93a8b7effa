"""
Pages of a list that is never counted whole.

A page begins beside the last row of another, which its address names by what the list is ordered by: the deepest costs
what the first does, and what comes in meanwhile shifts nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

NEWER, OLDER = "newer", "older"
COUNTED = 1000
BETWEEN = "~"
LONGEST = 300  # characters of a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, and the places beside which the next ones are; none: there are none."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a list is ordered by: columns of its own that are never null, and at last its number."""

    model: type[Model]
    ordering: Sequence[str]

    def page(self, rows: QuerySet[Any], *, beside: Mapping[str, str], size: int) -> Page:
        """The page beside a place; the first one where that is none, or where less than a page is before it."""
        rows = rows.order_by(*self.ordering)
        if at := self.read(beside.get(OLDER, "")):
            if found := list(self.after(rows, at)[: size + 1]):
                return self._page(found[:size], newer=True, older=len(found) > size)
        elif at := self.read(beside.get(NEWER, "")):
            found = list(self.before(rows, at)[: size + 1])
            if len(found) > size:
                return self._page(found[size - 1 :: -1], newer=True, older=True)
        found = list(rows[: size + 1])
        return self._page(found[:size], newer=False, older=len(found) > size)

    def after(self, rows: QuerySet[Any], at: Sequence[Any]) -> QuerySet[Any]:
        return rows.order_by(*self.ordering).filter(_beyond(self.ordering, at, is_before=False))

    def before(self, rows: QuerySet[Any], at: Sequence[Any]) -> QuerySet[Any]:
        """The nearest first."""
        return rows.order_by(*self.ordering).reverse().filter(_beyond(self.ordering, at, is_before=True))

    def place(self, row: Model) -> str:
        return BETWEEN.join(_written(value) for value in self.at(row))

    def at(self, row: Model) -> Sequence[Any]:
        return [getattr(row, column) for column in self._columns]

    def read(self, place: str) -> Sequence[Any] | None:
        """None: nobody was there."""
        texts = place.rsplit(BETWEEN, len(self.ordering) - 1)
        if not place or len(place) > LONGEST or "\0" in place or len(texts) != len(self.ordering):
            return None
        fields: list[Any] = [self.model._meta.get_field(column) for column in self._columns]
        try:
            values = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
        except ValidationError:
            return None
        return None if any(isinstance(value, datetime) and value.tzinfo is None for value in values) else values

    def _page(self, rows: Sequence[Any], *, newer: bool, older: bool) -> Page:
        return Page(
            rows=rows,
            newer=self.place(rows[0]) if newer else "",
            older=self.place(rows[-1]) if older else "",
        )

    @property
    def _columns(self) -> Iterator[str]:
        return (column.removeprefix("-") for column in self.ordering)


class Paged(ChangeList):
    """Django's list with pages of ours. ``counted_to``: how far ``result_count`` is exact."""

    model_admin: Any

    def __init__(self, *given: Any, **options: Any) -> None:
        self.page = Page(rows=())
        super().__init__(*given, **options)

    @property
    def order(self) -> Order:
        found: Order = self.model_admin.order
        return found

    @property
    def counted(self) -> str:
        """As people read it: "86" or "1,000+"."""
        return f"{min(self.result_count, self.counted_to):,}{'+' if self.result_count > self.counted_to else ''}"

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:  # noqa: ARG002 - Django's
        return list(self.order.ordering)

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        # Where somebody is in the list is no filter, and a filter that is set leads to its first page.
        for name in (NEWER, OLDER):
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request: HttpRequest) -> None:
        self.page = self.order.page(self.queryset, beside=request.GET.dict(), size=self.list_per_page)
        self.result_list = self.page.rows
        self.result_count, self.counted_to = self.count()
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False

    def count(self) -> tuple[int, int]:
        """How many there are, and how far that is exact."""
        rows: QuerySet[Any] = self.queryset
        return rows.order_by()[: COUNTED + 1].count(), COUNTED

    @property
    def problems(self) -> Sequence[str]:
        """What of the address is not understood."""
        return ()

    def stated(self) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        """What the list is filtered by, in words and as in the address."""
        for spec in self.filter_specs:
            names = [name for name in spec.expected_parameters() if name and name in self.params]
            chosen = [str(choice["display"]) for choice in spec.choices(self) if choice["selected"]]
            if names:
                yield str(spec.title).capitalize(), ", ".join(chosen), {name: self.params[name] for name in names}

    @property
    def pages(self) -> Mapping[str, str]:
        """Where newer and older rows are."""
        beside = {NEWER: self.page.newer, OLDER: self.page.older}
        return {name: self.get_query_string({name: place}) for name, place in beside.items() if place}


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
