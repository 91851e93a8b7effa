"""Questions answered: planned over roll-ups and entries, asked in one statement, told in our words."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from math import inf
from typing import Any

from django.db import connection

from ledger.choices import Cube
from ledger.models import RollUpZone, Source
from ledger.reports.answers import Answer, Counted, Key, Numbers, added
from ledger.reports.calendars import begin, whole_days, whole_hours
from ledger.reports.moments import settle
from ledger.reports.questions import Dimension, Period, Summary, Unanswerable
from ledger.sql import summaries as sql
from ledger.sql.days import as_moment
from ledger.sql.rollups import CUBES, MEASURES, OF_HOURS
from ledger.sql.run import Line, lines
from ledger.sql.summaries import Hours, Plan, Stretch

COLUMNS: Mapping[Dimension, str] = {
    Dimension.SOURCE: "source_id",
    Dimension.PROVIDER: "source_id",
    Dimension.CAMPAIGN: "campaign",
    Dimension.KIND: "kind",
    Dimension.CURRENCY: "currency",
    Dimension.TITLE: "title",
}
FILTERED = {"campaigns": "campaign", "kinds": "kind", "currencies": "currency", "titles": "title"}
ANY_DAYS = "UTC"
OF_DAYS = (Cube.CAMPAIGNS, Cube.TITLES)
HOURS_OF_DAY = 24
MOST_READ = 2_000_000  # entries of one answer, at a million in about a second

MOST_ROWS = 100_000  # of one answer: a quarter of a year by day, source, campaign and kind, at ten million


def summarize(question: Summary, *, compare: bool = False) -> Answer:
    """
    Answer a summary; ``compare`` with the period before as well, as of the same moment.

    Days of a zone that is rolled up cost next to nothing; hours, parts of days, other zones and customers are counted
    from the entries, a million in about a second, and two million at most. Raises Unanswerable.
    """
    earlier = [question.before()] if compare else []
    answer, *before = summarize_together([question, *earlier])
    return replace(answer, counted_before=before[0].counted) if before else answer


def summarize_together(questions: Sequence[Summary]) -> Sequence[Answer]:
    """Several summaries, all as of the same moment. Raises Unanswerable, also where they ask for different ones."""
    if len({question.as_of for question in questions}) > 1:
        raise Unanswerable("Summaries that are asked together are of one moment: as_of differs.")
    as_of = settle(questions[0].as_of)
    providers = providers_of_sources()
    rolled = rolled_zones()
    plans = [plan(asked, as_of, providers, rolled) for asked in questions]
    planned = list(zip(questions, plans, strict=True))
    check_bound(*(_with_customers(asked, each) if asked.customers else each for asked, each in planned))
    return [Answer(as_of=as_of, counted=_counted(asked, each, providers)) for asked, each in planned]


def plan(question: Summary, as_of: datetime, providers: Mapping[int, str], rolled: Sequence[RollUpZone]) -> Plan:
    """Whole days out of the roll-ups where there are such; the rest out of the entries."""
    columns = list(dict.fromkeys(COLUMNS[dimension] for dimension in question.by))
    filters = fitting(question, providers)
    whole = Plan(
        zone=question.zone,
        period=question.period,
        columns=columns,
        filters=filters,
        as_of=as_of,
        cube=next((cube for cube in OF_DAYS if CUBES[cube].issuperset({*columns, *filters})), None),
        stretches=[(question.begins, question.ends)],
    )
    if whole.cube is None or question.period is Period.HOUR:
        return whole
    plans = (_with_rolled(whole, question, zone) for zone in rolled if _serves(zone, question, filters))
    return min(plans, key=_time_read, default=whole)


def check_bound(*plans: Plan) -> None:
    """Raises Unanswerable where more entries would be read than a page can wait for."""
    for apart, stretches in lines(*sql.read(plans, MOST_READ + 1, connection)):
        if apart > MOST_READ:
            raise Unanswerable(
                f"More than {MOST_READ:,} entries are not rolled up as of that moment: have manage.py roll_up run, or"
                " ask as of another."
            )
        if apart + stretches > MOST_READ:
            raise Unanswerable(
                f"This is counted from the entries, of which there are more than {MOST_READ:,} in that time: ask for"
                " less time, or for whole days in a zone that manage.py roll_up adds up."
            )


def _serves(zone: RollUpZone, question: Summary, filters: Mapping[str, Sequence[int]]) -> bool:
    """Without periods all is one, whose days may be those of any zone."""
    is_of_all = zone.source == 0 or filters.get("source_id") == [zone.source]
    return is_of_all and (zone.name == question.zone or (zone.name == ANY_DAYS and question.period is None))


def _with_rolled(whole: Plan, question: Summary, zone: RollUpZone) -> Plan:
    is_own = zone.name == question.zone
    since, until = (question.since, question.until) if is_own else (question.begins, question.ends)
    first, last = whole_days(since, until, zone.name)
    days, stretches = None, whole.stretches
    if first is None or last is None or first < last:
        days = (first, last)
        stretches = [(question.begins, begin(first, zone.name)), (begin(last, zone.name), question.ends)]
    stretches = [(begins, ends) for begins, ends in stretches if begins != ends]
    has_hours = _has_hours(zone, whole)
    hours, stretches = _with_hours(stretches) if has_hours and whole.period is None else ([], stretches)
    if zone.until is None or not (days or hours):
        return whole
    midnight = datetime.combine(whole.as_of.astimezone(UTC).date(), time(), UTC)
    ahead = min(zone.until, midnight + timedelta(days=1)) - whole.as_of
    return replace(
        whole,
        zone=zone.name,
        rolled=zone.pk,
        cube=Cube.HOURS if has_hours else whole.cube,  # where it tells enough it has the fewest lines
        days=days,
        hours=hours,
        stretches=stretches,
        is_long_past=whole.as_of < zone.until and whole.as_of - midnight < ahead,
    )


def _has_hours(zone: RollUpZone, whole: Plan) -> bool:
    is_told = CUBES[Cube.HOURS].issuperset({*whole.columns, *whole.filters})
    return (zone.name, zone.source) == OF_HOURS and is_told


def _with_hours(stretches: Sequence[Stretch]) -> tuple[list[Hours], list[Stretch]]:
    """The whole hours of stretches that no whole day lies in, and what is left of them."""
    hours: list[Hours] = []
    left: list[Stretch] = []
    for begins, ends in stretches:
        assert begins is not None and ends is not None  # noqa: S101, PT018 - else a whole day lies in it
        first, last = whole_hours(begins, ends)
        if first >= last:
            left.append((begins, ends))
            continue
        hours += _by_day(first, last)
        left += [(since, until) for since, until in ((begins, first), (last, ends)) if since != until]
    return hours, left


def _by_day(first: datetime, last: datetime) -> Iterator[Hours]:
    while first < last:
        midnight = min(last, datetime.combine(first.date(), time(), UTC) + timedelta(days=1))
        yield first.date(), first.hour, midnight.hour or HOURS_OF_DAY
        first = midnight


def _time_read(planned: Plan) -> float:
    """How much of it is read from the entries, in seconds."""
    return sum((ends - begins).total_seconds() if begins and ends else inf for begins, ends in planned.stretches)


def rolled_zones() -> Sequence[RollUpZone]:
    return list(RollUpZone.objects.exclude(until=None).order_by("pk"))


def providers_of_sources() -> Mapping[int, str]:
    return dict(Source.objects.values_list("pk", "provider"))


def fitting(question: Summary, providers: Mapping[int, str]) -> dict[str, list[Any]]:
    """The columns on which a question has filters, and of what one must fit."""
    filters: dict[str, list[Any]] = {}
    for name, column in FILTERED.items():
        if (values := getattr(question, name)) is not None:
            filters[column] = [_plain(column, value) for value in values]
    if question.sources is not None or question.providers is not None:
        filters["source_id"] = [
            source
            for source, provider in providers.items()
            if (question.sources is None or source in question.sources)
            and (question.providers is None or provider in question.providers)
        ]
    return filters


def _plain(column: str, value: Any) -> int | str:
    """As roll-ups have it."""
    return int(value or 0) if column == "campaign" else str(value or "")


def _counted(question: Summary, planned: Plan, providers: Mapping[int, str]) -> Counted:
    """Lines that are all 0, of what was taken back altogether, are no row."""
    key_of = _teller(question, planned.columns, providers)
    sums = {key: of_currencies for key, of_currencies in _sums(planned, key_of).items() if of_currencies}
    customers = _customers(question, planned, key_of) if question.customers else None
    return Counted(
        by=question.by,
        keys=list(sums),
        sums=list(sums.values()),
        customers=None if customers is None else [customers[key] for key in sums],
    )


def _sums(planned: Plan, key_of: Callable[[Line], Key]) -> Mapping[Key, Mapping[str, Numbers]]:
    """By currency; several lines of the same key and currency are one."""
    found = lines(*sql.summary(planned, MOST_ROWS + 1, connection))
    if len(found) > MOST_ROWS:
        raise Unanswerable(f"More than {MOST_ROWS:,} rows: ask for longer periods, less time, or fewer dimensions.")
    sums: defaultdict[Key, dict[str, Numbers]] = defaultdict(dict)
    place = planned.keys.index("currency")
    for line in found:
        of_currencies, currency = sums[key_of(line)], line[place]
        numbers: Numbers = line[-len(MEASURES) :]
        if currency in of_currencies:
            numbers = added(of_currencies.pop(currency), numbers)
        if any(numbers):
            of_currencies[currency] = numbers
    return sums


def _customers(question: Summary, planned: Plan, key_of: Callable[[Line], Key]) -> Mapping[Key, int]:
    counts: defaultdict[Key, int] = defaultdict(int)
    for line in lines(*sql.customers(_with_customers(question, planned), connection)):
        # Of several sources of one provider too: a customer is of one source.
        counts[key_of(line)] += line[-1]
    return counts


def _with_customers(question: Summary, planned: Plan) -> Plan:
    """Customers are counted from the entries alone."""
    return replace(planned, stretches=[(question.begins, question.ends)])


def _teller(question: Summary, columns: Sequence[str], providers: Mapping[int, str]) -> Callable[[Line], Key]:
    """What tells a line's period and group, in the order of the question. A provider is told by its sources."""
    places = [(columns.index(COLUMNS[dimension]), dimension is Dimension.PROVIDER) for dimension in question.by]

    @cache
    def group(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            [providers[values[place]] if is_provider else values[place] or None for place, is_provider in places]
        )

    end, period = 1 + len(columns), cache(partial(_period, question.period))
    return lambda line: (period(line[0]), group(line[1:end]))


def _period(period: Period | None, value: Any) -> date | datetime | None:
    if period is Period.HOUR:
        return as_moment(value)
    return date.fromisoformat(value) if isinstance(value, str) else value
