"""Days, weeks, months and years, as charts and reports count by them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from ledger.admin import show

MOST = 40  # that things are counted in
DAY = timedelta(days=1)


class Span(StrEnum):
    """What is counted by, as it heads a table."""

    DAY = "Day"
    WEEK = "Week of"
    MONTH = "Month"
    YEAR = "Year"


STARTS: Mapping[Span, Callable[[date], date]] = {
    Span.DAY: lambda day: day,
    Span.WEEK: lambda day: date.fromordinal(max(1, day.toordinal() - day.weekday())),
    Span.MONTH: lambda day: day.replace(day=1),
    Span.YEAR: lambda day: day.replace(month=1, day=1),
}
DAYS: Mapping[Span, int] = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31, Span.YEAR: 366}
NAMES: Mapping[Span, Callable[[date], str]] = {
    Span.DAY: lambda day: f"{day.day} {day:%b %Y}",
    Span.WEEK: lambda day: f"{day.day} {day:%b %Y}",
    Span.MONTH: lambda day: f"{day:%b} {day.year}",
    Span.YEAR: lambda day: f"{day.year}",
}


def fitting(days: int, *, most: int = MOST) -> Span:
    """The shortest of which so many days are no more than that."""
    return next((span for span in Span if days < DAYS[span] * (most - 1)), Span.YEAR)


def backwards(span: Span, last: date) -> Iterator[date]:
    """The first days of what holds the last one, and of those before it."""
    start = STARTS[span]
    first = start(last)
    yield first
    while first > date.min:
        first = start(first - DAY)
        yield first


def counted(moments: Sequence[datetime]) -> tuple[Span, list[tuple[str, int]]]:
    """How many in each day, week, month or year, as they fit; the last of them where they are too many."""
    days = sorted(show.local(moment).date() for moment in moments)
    if not days:
        return Span.DAY, []
    span = fitting((days[-1] - days[0]).days)
    counts: dict[date, int] = {}
    for first in backwards(span, days[-1]):
        counts[first] = 0
        if first <= days[0] or len(counts) == MOST:
            break
    for day in days:
        if STARTS[span](day) in counts:
            counts[STARTS[span](day)] += 1
    return span, [(NAMES[span](first), counts[first]) for first in sorted(counts)]
