"""
A set of filters that takes nothing it does not understand, and nothing that would read a table from end to end.

Its errors name each parameter: those that are unknown, empty or given twice, and each value that can't be read. With
errors it answers no rows, it raises.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import Filter, FilterSet

from ledger.access import Viewer
from ledger.filters.asked import Asked, Cost, metadata
from ledger.filters.costs import MOST_FOUND, Costs, Finder, weigh
from ledger.filters.fields import Moment, unknown, word
from ledger.periods import Preset, bounds
from ledger.sql.among import Among

# Periods of the list whose rows may be read one by one.
LONGEST = {Cost.READS: timedelta(days=366), Cost.FETCHES: timedelta(days=31)}
MOST_KEYS = 5  # of metadata
METADATA = re.compile(r"metadata__[\w.\- ]{1,64}")
PREFIX = "metadata__"
NOT_FOR_YOU = "Who would not be shown this can't ask for it here."
Range = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A time to ask for: ``<name>`` is a preset's word, ``<name>_after`` and ``<name>_before`` its first moment and the
    first one after it.
    """

    column: str
    cost: Cost = Cost.LISTED  # FINDS: it has an index of its own, which is not in the list's order
    through: Any = None  # rows that have the column, and whose they are

    @property
    def bounds_the_list(self) -> bool:
        return self.cost is Cost.LISTED

    def narrow(self, rows: QuerySet[Any], within: Range) -> QuerySet[Any]:
        return rows.filter(pk__in=self.found(rows, within)) if self.through else rows.filter(self._within(within))

    def narrow_first(self, rows: QuerySet[Any], within: Range) -> QuerySet[Any]:
        """The same, where few are within: they are read before anything else is."""
        return rows.filter(Among("pk", self.found(rows, within)))

    def found(self, rows: QuerySet[Any], within: Range) -> QuerySet[Any]:
        """The numbers of all rows within."""
        every: QuerySet[Any] = self.through() if self.through else rows.model._default_manager.order_by().values("pk")
        return every.filter(self._within(within))

    def _within(self, within: Range) -> Q:
        since, until = within
        given = {f"{self.column}__gte": since, f"{self.column}__lt": until}
        return Q(**{lookup: moment for lookup, moment in given.items() if moment})


class Strict(FilterSet):  # type: ignore[misc]
    """
    ``beside`` names the parameters of others in the same address: of paging, say. ``is_whole`` lifts the bound, for who
    reads all rows anyway and has the time: an export. ``viewer``: who asks; what they would not be shown they can't
    ask for, since the answer would tell.

    Days and presets are those of the current time zone (``django.utils.timezone``).
    """

    periods: ClassVar[Mapping[str, Period]] = {}
    has_metadata: ClassVar[bool] = False

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        filters: dict[str, Filter] = super().get_filters()
        for name, period in cls.periods.items():
            cost = period.cost
            filters[name] = _Part(of=word(Preset), cost=cost, help_text="A period by its name.")
            filters[f"{name}_after"] = _Part(of=Moment, cost=cost, help_text="From this day or moment on.")
            filters[f"{name}_before"] = _Part(of=Moment, cost=cost, help_text="Before this day or moment.")
        return filters

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        beside: Collection[str] = (),
        is_whole: bool = False,
        viewer: Viewer | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, queryset, **options)
        self.beside, self.is_whole, self.viewer = beside, is_whole, viewer
        self._costs = Costs()
        keys = [name for name in self.data if METADATA.fullmatch(name)] if self.has_metadata else []
        for name in keys[:MOST_KEYS]:
            self.filters[name] = metadata(name.removeprefix(PREFIX), self.queryset.model)

    @property
    def form(self) -> Any:
        if not hasattr(self, "_form"):
            form = super().form
            if self.is_bound:
                for name, problem in self._problems(form):
                    form.errors.setdefault(name, form.error_class()).append(problem)
        return self._form

    @property
    def qs(self) -> QuerySet[Any]:
        """Raises ``ValidationError`` with what is wrong, by parameter."""
        if self.is_bound and self.errors:
            raise ValidationError({name: list(problems) for name, problems in self.errors.items()})
        rows: QuerySet[Any] = super().qs
        return rows

    def hidden_from(self, viewer: Viewer) -> list[str]:
        """The parameters that ask for what this person would not be shown. What is no filter is none of them."""
        asked = ((name, str(self.data[name])) for name in self.data if name in self.filters)
        return [name for name, value in asked if self.filters[name].is_hidden_from(viewer, value)]

    def is_quick(self) -> bool:
        """Whether all rows are had as quickly as a page: nothing is read row by row for longer than a month."""
        spans, costs = self._spans(self.form.cleaned_data), set(self._costs.of.values())
        reads = bool(costs & LONGEST.keys()) and Cost.FINDS not in costs
        return not reads or any(span <= LONGEST[Cost.FETCHES] for span in spans)

    def period(self, name: str) -> Range:
        """What is asked of it: its first moment, and the first one after it."""
        return self._range(name, self.form.cleaned_data)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        for name, period in self.periods.items():
            within = self.period(name)
            narrow = period.narrow_first if name == self._costs.found_by else period.narrow
            rows = narrow(rows, within) if any(within) else rows
        return rows

    def _problems(self, form: Any) -> Iterator[tuple[str, str]]:
        for name in self.data:
            yield from ((name, problem) for problem in self._problems_of(name))
        if not form.errors:
            yield from self._problems_together(form.cleaned_data)

    def _problems_of(self, name: str) -> Iterator[str]:
        if name not in self.filters:
            if name not in self.beside:
                yield self._unknown(name)
            return
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data[name]]
        if len(values) > 1:
            yield "Given more than once."
        elif not str(values[0]).strip():
            yield "Empty: give a value, or leave it out."
        elif self.viewer and self.filters[name].is_hidden_from(self.viewer, str(values[0])):
            yield NOT_FOR_YOU

    def _unknown(self, name: str) -> str:
        if self.has_metadata and METADATA.fullmatch(name):
            return f"At most {MOST_KEYS} keys of metadata at once."
        return unknown(name, self.filters, what="filter")

    def _problems_together(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name in self.periods:
            since, until = self._range(name, cleaned)
            if since and until and since >= until:
                yield name if cleaned[name] else f"{name}_before", "The period ends before it begins."
        spans = list(self._spans(cleaned))
        self._costs = self._weighed(cleaned, is_bounded=any(span <= LONGEST[Cost.FETCHES] for span in spans))
        if not self.is_whole and Cost.FINDS not in self._costs.of.values():
            for name, cost in self._costs.of.items():
                if (longest := LONGEST.get(cost)) and not any(span <= longest for span in spans):
                    yield name, self._bound(longest, is_many=name in self._costs.many)

    def _weighed(self, cleaned: Mapping[str, Any], *, is_bounded: bool) -> Costs:
        """What finds is asked how many only where that matters."""
        costs = {name: self.filters[name].cost_of(self.data[name]) for name in self.data if name in self.filters}
        finders = list(self._finders(cleaned))
        sure = costs.keys() - {name for finder in finders for name in finder.parameters}
        reads = {costs[name] for name in sure} | {finder.many for finder in finders}
        if self.is_whole or is_bounded or Cost.FINDS in {costs[name] for name in sure} or not reads & LONGEST.keys():
            return Costs(of=costs)
        return weigh(costs, finders)

    def _finders(self, cleaned: Mapping[str, Any]) -> Iterator[Finder]:
        """The likeliest to find few come first."""
        every = self.queryset.model._default_manager.all()
        asked = {name: self.filters[name] for name in self.data if name in self.filters}
        several = {name for name, one in asked.items() if one.several and one.means_several(cleaned[name])}
        for name, one in sorted(asked.items(), key=lambda named: named[0] in several):
            if name in several or (one.cost is Cost.FINDS and one.many is not Cost.FINDS):
                many = one.several if name in several else one.many
                yield Finder(name=name, parameters=[name], rows=one.filter(every, cleaned[name]), many=many)
        for name, period in self.periods.items():
            if period.cost is Cost.FINDS and any(within := self._range(name, cleaned)):
                parts = [part for part in asked if part.removesuffix("_after").removesuffix("_before") == name]
                yield Finder(name=name, parameters=parts, rows=period.found(every, within), many=Cost.FETCHES)

    def _spans(self, cleaned: Mapping[str, Any]) -> Iterator[timedelta]:
        """How long each period of the list is."""
        now = timezone.now()
        for name, period in self.periods.items():
            since, until = self._range(name, cleaned)
            if period.bounds_the_list and since:
                yield min(until or now, now) - since

    def _bound(self, longest: timedelta, *, is_many: bool) -> str:
        named = (name for name in self.base_filters if "__" not in name and not name.endswith(("_after", "_before")))
        finds = sorted(name for name in named if self.base_filters[name].cost is Cost.FINDS)
        periods = [name for name, period in self.periods.items() if period.bounds_the_list]
        within = [f"a period of at most {longest.days} days ({', '.join(periods)})"] if periods else []
        why = f"More than {MOST_FOUND:,} fit" if is_many else "Reads row by row"
        return f"{why}: give one of these with it: {', '.join([*within, *finds])}."

    def _range(self, name: str, cleaned: Mapping[str, Any]) -> Range:
        since, until = cleaned.get(f"{name}_after"), cleaned.get(f"{name}_before")
        if cleaned.get(name):
            zone = timezone.get_current_timezone()
            first, after = bounds(Preset(cleaned[name]), now=timezone.now(), zone=zone)
            since, until = max(since or first, first), min(until or after, after)
        return since, until


class _Part(Asked):
    """A part of a period, which is asked for as a whole."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lambda _: Q(), many=Cost.FINDS, **options)

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:  # noqa: ARG002 - the whole period filters
        return rows


def personal(of: type[Strict]) -> frozenset[str]:
    """The parameters that touch personal data; of metadata any key."""
    found: Mapping[str, Filter] = of.base_filters
    names = {name for name, one in found.items() if one.is_personal}
    return frozenset(names | ({PREFIX} if of.has_metadata else set()))
