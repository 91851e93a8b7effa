"""Questions answered: planned over roll-ups and entries, asked in one statement, told in our words."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from ledger.models import RollUpZone, Source
from ledger.reports.answers import Answer, Row, totals
from ledger.reports.calendars import begin, whole_days
from ledger.reports.moments import settle
from ledger.reports.questions import Dimension, Period, Summary
from ledger.sql import summaries as sql
from ledger.sql.days import as_moment
from ledger.sql.rollups import CUBES, MEASURES
from ledger.sql.run import Line, lines
from ledger.sql.summaries import Plan

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

Key = tuple[Any, ...]


def summarize(question: Summary, *, compare: bool = False) -> Answer:
    """
    Answer a summary; ``compare`` with the period before as well, as of the same moment.

    Days of a zone that is rolled up cost next to nothing; hours, parts of days, other zones and customers are counted
    from the entries, a million in about a second. Raises Unanswerable.
    """
    earlier = [question.before()] if compare else []
    answer, *before = summarize_together([question, *earlier])
    return replace(answer, before=before[0].rows) if before else answer


def summarize_together(questions: Sequence[Summary]) -> Sequence[Answer]:
    """Several summaries, all as of the moment of the first. Raises Unanswerable."""
    as_of = settle(questions[0].as_of)
    providers = providers_of_sources()
    rolled = list(RollUpZone.objects.exclude(until=None).order_by("pk"))
    return [
        Answer(as_of=as_of, rows=_rows(asked, plan(asked, as_of, providers, rolled), providers)) for asked in questions
    ]


def plan(question: Summary, as_of: datetime, providers: Mapping[int, str], rolled: Sequence[RollUpZone]) -> Plan:
    """Whole days out of the roll-ups where there are such; the rest out of the entries."""
    columns = list(dict.fromkeys(COLUMNS[dimension] for dimension in question.by))
    fitting = _fitting(question, providers)
    whole = Plan(
        zone=question.zone,
        period=question.period,
        columns=columns,
        filters=fitting,
        as_of=as_of,
        cube=next((cube for cube, told in CUBES.items() if told.issuperset({*columns, *fitting})), None),
        stretches=[(question.begins, question.ends)],
    )
    zone = next((zone for zone in rolled if _serves(zone, question, fitting)), None)
    if zone is None or whole.cube is None or question.period is Period.HOUR:
        return whole
    return _with_days(whole, question, zone)


def filters(question: Summary) -> dict[str, list[Any]]:
    """The columns on which a question has filters, and of what one must fit."""
    return _fitting(question, providers_of_sources())


def _serves(zone: RollUpZone, question: Summary, fitting: Mapping[str, Sequence[int]]) -> bool:
    """Without periods all is one, whose days may be those of any zone."""
    is_of_all = zone.source == 0 or fitting.get("source_id") == [zone.source]
    return is_of_all and (zone.name == question.zone or (zone.name == ANY_DAYS and question.period is None))


def _with_days(whole: Plan, question: Summary, zone: RollUpZone) -> Plan:
    is_own = zone.name == question.zone
    since, until = (question.since, question.until) if is_own else (question.begins, question.ends)
    first, last = whole_days(since, until, zone.name)
    if zone.until is None or (first and last and first >= last):
        return whole
    midnight = datetime.combine(whole.as_of.astimezone(UTC).date(), time(), UTC)
    ahead = min(zone.until, midnight + timedelta(days=1)) - whole.as_of
    edges = [(question.begins, begin(first, zone.name)), (begin(last, zone.name), question.ends)]
    return replace(
        whole,
        zone=zone.name,
        rolled=zone.pk,
        days=(first, last),
        stretches=[edge for edge in edges if edge[0] != edge[1]],
        is_long_past=whole.as_of < zone.until and whole.as_of - midnight < ahead,
    )


def providers_of_sources() -> Mapping[int, str]:
    return dict(Source.objects.values_list("pk", "provider"))


def _fitting(question: Summary, providers: Mapping[int, str]) -> dict[str, list[Any]]:
    fitting: dict[str, list[Any]] = {}
    for name, column in FILTERED.items():
        if (values := getattr(question, name)) is not None:
            fitting[column] = [_plain(column, value) for value in values]
    if question.sources is not None or question.providers is not None:
        fitting["source_id"] = [
            source
            for source, provider in providers.items()
            if (question.sources is None or source in question.sources)
            and (question.providers is None or provider in question.providers)
        ]
    return fitting


def _plain(column: str, value: Any) -> int | str:
    """As roll-ups have it."""
    return int(value or 0) if column == "campaign" else str(value or "")


def _rows(question: Summary, planned: Plan, providers: Mapping[int, str]) -> list[Row]:
    """Lines that are all 0, of what was taken back altogether, are no row."""
    told = _teller(question, planned.columns, providers)
    groups: defaultdict[Key, list[tuple[str, Sequence[int]]]] = defaultdict(list)
    currency = 1 + [*planned.columns, "currency"].index("currency")
    for line in lines(*sql.summary(planned, connection)):
        numbers = line[-len(MEASURES) :]
        if any(numbers):
            groups[told(line)].append((line[currency], numbers))
    customers = _customers(question, planned, told) if question.customers else None
    return [
        Row(
            period=period,
            group=dict(zip(question.by, group, strict=True)),
            totals=totals(of_currencies, None if customers is None else customers[period, *group]),
        )
        for (period, *group), of_currencies in groups.items()
    ]


def _customers(question: Summary, planned: Plan, told: Callable[[Line], Key]) -> Mapping[Key, int]:
    counts: defaultdict[Key, int] = defaultdict(int)
    entries = replace(planned, stretches=[(question.begins, question.ends)])
    for line in lines(*sql.customers(entries, connection)):
        # Of several sources of one provider too: a customer is of one source.
        counts[told(line)] += line[-1]
    return counts


def _teller(question: Summary, columns: Sequence[str], providers: Mapping[int, str]) -> Callable[[Line], Key]:
    """What tells a line's period and group, in the order of the question, in our words."""
    places = [(1 + columns.index(COLUMNS[dimension]), dimension is Dimension.PROVIDER) for dimension in question.by]

    def told(line: Line) -> Key:
        group = [providers[line[place]] if is_provider else line[place] or None for place, is_provider in places]
        return _period(question.period, line[0]), *group

    return told


def _period(period: Period | None, value: Any) -> date | datetime | None:
    if period is Period.HOUR:
        return as_moment(value)
    return date.fromisoformat(value) if isinstance(value, str) else value
