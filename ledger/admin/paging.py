"""Pages of a list that is never counted whole: each begins beside the last row of another, named in its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from ledger import keysets

NEWER, OLDER = "newer", "older"
COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, and the places beside which the next ones are; none: there are none."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(keysets.Order):
    """With the pages of the desk, which can be turned back."""

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

    def place(self, row: Model) -> str:
        return self.written(self.at(row))

    def at(self, row: Model) -> Sequence[Any]:
        return [getattr(row, column) for column in self.columns]

    def _page(self, rows: Sequence[Any], *, newer: bool, older: bool) -> Page:
        return Page(
            rows=rows,
            newer=self.place(rows[0]) if newer else "",
            older=self.place(rows[-1]) if older else "",
        )


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
    def told(self) -> str:
        """How many there are, as people read it: "86 events" or "1,000+ events"."""
        number = f"{min(self.result_count, self.counted_to):,}{'+' if self.result_count > self.counted_to else ''}"
        return f"{number} {self.words[self.result_count != 1]}"

    @property
    def words(self) -> tuple[str, str]:
        """What one is called, and what several are."""
        return str(self.opts.verbose_name), str(self.opts.verbose_name_plural)

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
    def pages(self) -> Mapping[str, str]:
        """Where newer and older rows are."""
        beside = {NEWER: self.page.newer, OLDER: self.page.older}
        return {name: self.get_query_string({name: place}) for name, place in beside.items() if place}
