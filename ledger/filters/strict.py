"""
A set of filters that takes nothing it does not understand, and nothing that would read a table from end to end.

Its errors name each parameter: those that are unknown, empty or given twice, and each value that can't be read. With
errors it answers no rows, it raises.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import Filter, FilterSet

from ledger.filters.asked import Asked, Cost, metadata
from ledger.filters.fields import Moment, word
from ledger.periods import Preset, bounds

# Periods of the list whose rows may be read one by one.
LONGEST = {Cost.READS: timedelta(days=366), Cost.FETCHES: timedelta(days=31)}
MOST_KEYS = 5  # of metadata
METADATA = re.compile(r"metadata__[\w.\- ]{1,64}", re.ASCII)
PREFIX = "metadata__"
Range = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A time to ask for: ``<name>`` is a preset's word, ``<name>_after`` and ``<name>_before`` its first moment and the
    first one after it.
    """

    column: str
    bounds_the_list: bool = True  # False: its index is not in the list's order, so it needs a bound itself
    through: Any = None  # rows that have the column, and whose they are

    def narrow(self, rows: QuerySet[Any], since: datetime | None, until: datetime | None) -> QuerySet[Any]:
        given = {f"{self.column}__gte": since, f"{self.column}__lt": until}
        within = Q(**{lookup: moment for lookup, moment in given.items() if moment})
        return rows.filter(pk__in=self.through().filter(within)) if self.through else rows.filter(within)


class Strict(FilterSet):  # type: ignore[misc]
    """
    ``beside`` names the parameters of others in the same address: of paging, say. ``is_whole`` lifts the bound, for who
    reads all rows anyway and has the time: an export.

    Days and presets are those of the current time zone (``django.utils.timezone``).
    """

    periods: ClassVar[Mapping[str, Period]] = {}
    has_metadata: ClassVar[bool] = False

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        filters: dict[str, Filter] = super().get_filters()
        for name, period in cls.periods.items():
            cost = Cost.LISTED if period.bounds_the_list else Cost.FETCHES
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
        **options: Any,
    ) -> None:
        super().__init__(data, queryset, **options)
        self.beside, self.is_whole = beside, is_whole
        keys = [name for name in self.data if METADATA.fullmatch(name)] if self.has_metadata else []
        for name in keys[:MOST_KEYS]:
            self.filters[name] = metadata(name.removeprefix(PREFIX))

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

    @property
    def is_personal(self) -> bool:
        """Whether something is asked that only those may ask who see personal data."""
        return any(self.filters[name].is_personal for name in self.data if name in self.filters)

    def is_quick(self) -> bool:
        """Whether all rows are had as quickly as a page: nothing is read row by row for longer than a month."""
        asked = [self.filters[name] for name in self.data if name in self.filters]
        reads = any(one.cost in LONGEST for one in asked) and not any(one.cost is Cost.FINDS for one in asked)
        return not reads or any(span <= LONGEST[Cost.FETCHES] for span in self._spans(self.form.cleaned_data))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        for name, period in self.periods.items():
            since, until = self._range(name, self.form.cleaned_data)
            rows = period.narrow(rows, since, until) if since or until else rows
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

    def _unknown(self, name: str) -> str:
        if self.has_metadata and METADATA.fullmatch(name):
            return f"At most {MOST_KEYS} keys of metadata at once."
        close = get_close_matches(name[:100], self.filters, n=1)
        return f"There is no such filter.{f' Is {close[0]} meant?' if close else ''}"

    def _problems_together(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name in self.periods:
            since, until = self._range(name, cleaned)
            if since and until and since >= until:
                yield name if cleaned[name] else f"{name}_before", "The period ends before it begins."
        spans = list(self._spans(cleaned))
        asked = {name: self.filters[name] for name in self.data if name in self.filters}
        if not self.is_whole and not any(one.cost is Cost.FINDS for one in asked.values()):
            for name, one in asked.items():
                if (longest := LONGEST.get(one.cost)) and not any(span <= longest for span in spans):
                    yield name, self._bound(longest)

    def _spans(self, cleaned: Mapping[str, Any]) -> Iterator[timedelta]:
        """How long each period of the list is."""
        now = timezone.now()
        for name, period in self.periods.items():
            since, until = self._range(name, cleaned)
            if period.bounds_the_list and since:
                yield min(until or now, now) - since

    def _bound(self, longest: timedelta) -> str:
        finds = sorted(name for name, one in self.base_filters.items() if one.cost is Cost.FINDS and "__" not in name)
        periods = [name for name, period in self.periods.items() if period.bounds_the_list]
        within = [f"a period of at most {longest.days} days ({', '.join(periods)})"] if periods else []
        return f"Reads row by row: give one of these with it: {', '.join([*within, *finds])}."

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
        super().__init__(lambda _: Q(), **options)

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:  # noqa: ARG002 - the whole period filters
        return rows


def personal(of: type[Strict]) -> frozenset[str]:
    """The parameters that touch personal data; of metadata any key."""
    found: Mapping[str, Filter] = of.base_filters
    names = {name for name, one in found.items() if one.is_personal}
    return frozenset(names | ({PREFIX} if of.has_metadata else set()))
