"""
Lists by ``ledger.filters``: every state of one is a link, and what it does not understand it says.

Who is personal is asked by a form that is posted, and stands in the address sealed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.messages import WARNING
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse

from ledger.access import Viewer, log_search
from ledger.access.viewers import Sight
from ledger.admin.asking import Asking, is_sealed, list_query, sealed_value
from ledger.admin.base import ReadOnly
from ledger.admin.exporting import Exportable
from ledger.admin.facets import SOME, Facet, Input, bounded, can_be_asked
from ledger.admin.paging import NEWER, OLDER, Paged
from ledger.filters import Strict
from ledger.filters.strict import PREFIX
from ledger.search.behind import LISTS, Ids, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    label: str
    address: str
    is_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A facet on one page: set, or to be set."""

    title: str
    says: str
    without: str  # the address of the list without it
    options: Sequence[Option]
    inputs: Sequence[Input]
    has_keys: bool
    has_problem: bool


class FilteredList(Paged):
    adds_up: ClassVar[bool] = False  # whether the list says what its rows add up to
    found = Ids()  # by the search

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:  # noqa: ARG002
        self.viewer = Viewer.at(request)
        of = self.model_admin
        self.is_whole = of.is_export(request)
        self.asking = of.asking(request, request.GET, self.root_queryset, is_whole=self.is_whole)
        self.filter_specs, self.has_filters, self.has_active_filters = [], True, bool(self.asking.given)
        self.query = self.query and self.asking.term  # Django has seen whether it can be read at all
        for name in () if self.asking.problems else self.asking.personal:
            log_search(self.viewer, self.asking.opened[name], of=self.model)
        rows = self.asking.rows.order_by(*self.order.ordering)
        return self._found(request, rows) if self.query else rows

    def _found(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the rows that the search finds."""
        self.found = self.model_admin.find(self.query, self.viewer)
        log_search(self.viewer, self.query, of=self.model, found_by=self.found.by)
        if self.found.is_cut and not self.is_whole:
            said = f"More than {len(self.found.ids):,} match: not all of them are listed."
            self.model_admin.message_user(request, said, WARNING)
        return rows.filter(pk__in=sorted(self.found.ids))

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """A link's, from the filters that are set."""
        if not hasattr(self, "asking"):
            return "?"
        return self._address(self.asking.given, {**dict.fromkeys(remove or ()), **(new_params or {})})

    def get_results(self, request: HttpRequest) -> None:
        """An export reads all rows itself, and has more time for it."""
        if self.is_whole:
            self.result_list, self.result_count = (), 0
        else:
            super().get_results(request)

    def count(self) -> tuple[int, int]:
        if self.is_quick:
            return super().count()
        here = len(self.result_list)
        return here + (len(self.pages) > 0), here

    @property
    def is_quick(self) -> bool:
        return not self.asking.problems and self.asking.strict.is_quick()

    def stated(self) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        """What the list is filtered by, in words and as in the address."""
        for facet in self.model_admin.facets:
            if asked := facet.parameters(self.asking.opened):
                yield (
                    facet.title,
                    facet.says(self.asking.opened, self.viewer),
                    {one: self.asking.opened[one] for one in asked},
                )

    @property
    def clear_all(self) -> str:
        return self._address(QueryDict(), {})

    @property
    def problems(self) -> Sequence[str]:
        return [f"{self._title(name)}: {' '.join(said)}" for name, said in self.asking.problems.items()]

    def _title(self, name: str) -> str:
        facets: Sequence[Facet] = self.model_admin.facets
        return next((facet.title for facet in facets if facet.is_asked_by(name)), name[:80])

    @property
    def chips(self) -> Sequence[Chip]:
        return [self._chip(facet) for facet in self.model_admin.facets if facet.parameters(self.asking.given)]

    @property
    def offers(self) -> Sequence[Chip]:
        """What can be filtered by besides, by whoever may."""
        given, filters = self.asking.given, self.model_admin.filters
        unset = [one for one in self.model_admin.facets if one.is_offered and not one.parameters(given)]
        able = [one for one in unset if can_be_asked(filters, one, given)]
        return [self._chip(one) for one in able if not one.is_personal or self.viewer.sight is Sight.CLEAR]

    def _chip(self, facet: Facet) -> Chip:
        asked = facet.parameters(self.asking.given)
        may_be_said = not any(is_sealed(name) and name in self.asking.problems for name in asked)
        opened = self.asking.opened
        return Chip(
            title=facet.title,
            says=facet.says(opened, self.viewer) if may_be_said else "•••",
            without=self._address(self.asking.given, dict.fromkeys(asked)),
            options=list(self._options(facet)) if facet.words else (),
            inputs=[replace(one, value=opened.get(one.name, "") if may_be_said else "") for one in facet.inputs],
            has_keys=facet.has_keys,
            has_problem=any(name in self.asking.problems for name in asked),
        )

    def _options(self, facet: Facet) -> Iterator[Option]:
        """Where several can be set, each is put to those that are; else it stands alone."""
        chosen = facet.chosen(self.asking.given)
        has_some = facet.name + SOME in self.model_admin.filters.base_filters
        for word, label in facet.words().items() if facet.words else ():
            others = [other for other in chosen if other != word] if has_some else []
            wanted = others if word in chosen else [*others, word]
            asked = self.asking.given.copy()
            for name in facet.parameters(asked):
                del asked[name]
            if wanted:
                asked[facet.name + (SOME if len(wanted) > 1 else "")] = ",".join(wanted)
                asked = bounded(self.model_admin.filters, asked)
            yield Option(label=label, address=self._address(asked, {}), is_set=word in chosen)

    def _address(self, asked: Any, changes: Mapping[str, Any]) -> str:
        kept = asked.copy()
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = value
        return f"?{kept.urlencode()}"


class Filtered(Exportable, ReadOnly):
    """A list with chips, and with a way out."""

    filters: ClassVar[type[Strict]]
    facets: ClassVar[Sequence[Facet]]
    changelist: ClassVar[type[FilteredList]] = FilteredList

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Paged]:  # noqa: ARG002 - Django's
        return self.changelist

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.filter_view)
        return [path("filter/", view, name=self.route("filter")), *super().get_urls()]

    def asking(self, request: HttpRequest, address: Any, rows: QuerySet[Any], *, is_whole: bool = False) -> Asking:
        beside = [name for name in (SEARCH_VAR,) if any(facet.is_asked_by(name) for facet in self.facets)]
        viewer = Viewer.at(request)
        return Asking.of(self.filters, address, rows, viewer=viewer, beside=beside, is_whole=is_whole)

    def find(self, term: str, viewer: Viewer) -> Ids:
        """What a list shows for what was typed."""
        return listed(self.model, term, viewer=viewer) if self.model in LISTS else Ids()

    def get_page(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return super().get_page(request, thing) | {"neighbours": self._neighbours(request, thing)}

    def _neighbours(self, request: HttpRequest, thing: Any) -> Mapping[str, str]:
        """The pages beside it in the list that one came from; a search is not made again for them."""
        kept = request.GET.get("_changelist_filters")
        if kept is None or SEARCH_VAR in (asked := list_query(kept)):
            return {}
        rows = self.asking(request, asked, self.model._default_manager.all()).rows
        at = self.order.at(thing)
        beside = {NEWER: self.order.before(rows, at), OLDER: self.order.after(rows, at)}
        found = {name: near.values_list("pk", flat=True).first() for name, near in beside.items()}
        page = f"admin:{self.route('change')}"
        return {name: reverse(page, args=[pk]) + self.kept(request) for name, pk in found.items() if pk}

    def filter_view(self, request: HttpRequest) -> HttpResponse:
        """One facet's form: what is empty is left out, what is personal is sealed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = list_query(request.POST.get("query", ""))
        facet = next((one for one in self.facets if one.title == request.POST.get("facet")), None)
        if facet:
            for name in facet.parameters(list(asked)) if not facet.has_keys else ():
                del asked[name]
            for name, value in _posted(facet, request.POST):
                asked[name] = sealed_value(value) if is_sealed(name) else value
        return HttpResponseRedirect(f"{self.list_address}?{bounded(self.filters, asked).urlencode()}")


def _posted(facet: Facet, posted: Any) -> Iterator[tuple[str, str]]:
    clean: Callable[[str], str] = lambda name: posted.get(name, "").replace("\0", "").strip()  # noqa: E731
    if facet.has_keys and clean("key") and clean("value"):
        yield PREFIX + clean("key"), clean("value")
    for one in facet.inputs:
        if value := clean(one.name):
            yield one.name, value
