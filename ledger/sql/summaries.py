"""
Summaries as one statement, which sees the roll-ups and what is not rolled up yet at one moment.

Three kinds of lines are added up: days out of the roll-ups; the entries that separate those from ``as_of``, taken off
again where the roll-ups are ahead of it; and entries of what is no whole day, or of no zone that is rolled up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.choices import Cube, EntrySide
from ledger.models import LedgerEntry, RollUp, RollUpZone
from ledger.sql.days import Spelling, recorded, spelling
from ledger.sql.dialects import table
from ledger.sql.rollups import DIMENSIONS, MEASURES, sums

Stretch = tuple[datetime | None, datetime | None]
Days = tuple[date | None, date | None]

ENTRIES = f"{table(LedgerEntry)} AS entry"
INSTANT = timedelta(microseconds=1)


class Period(StrEnum):
    """What time is divided into. Weeks begin on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which lines a summary is made of."""

    zone: str
    filters: Mapping[str, Sequence[int | str]]  # on columns of ``DIMENSIONS``: one must fit
    as_of: datetime
    stretches: Sequence[Stretch]  # out of the entries
    period: Period | None = None
    columns: Sequence[str] = ()  # of ``DIMENSIONS``, that lines are told apart by
    days: Days | None = None  # out of the roll-ups
    rolled: int | None = None  # the id of the ``RollUpZone`` whose they are
    cube: Cube | None = None  # that tells apart all that is asked for
    is_long_past: bool = False  # as_of is nearer to its day's beginning than to where the roll-ups end


class Statement:
    """A text that grows, and its parameters."""

    def __init__(self, plan: Plan, connection: BaseDatabaseWrapper) -> None:
        self.plan = plan
        self.connection = connection
        self.spelling: Spelling = spelling(connection)
        self.given: dict[str, object] = {}

    def give(self, value: object) -> str:
        """Where the value goes."""
        if isinstance(value, list) and self.connection.vendor == "sqlite":
            value = self.connection.ops.adapt_json_value(value, None)
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f"%({name})s"

    def moment(self, moment: datetime) -> str:
        """To compare ``occurred_at`` with."""
        return self.give(self.connection.ops.adapt_datetimefield_value(moment))

    def record(self, moment: datetime) -> str:
        """To compare ``recorded_at`` with."""
        return self.give(recorded(moment, self.connection))

    def day(self, day: date) -> str:
        return self.give(self.connection.ops.adapt_datefield_value(day))


def summary(plan: Plan, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """The period, ``plan.columns``, and each sum: a line for each that there is, and for each currency."""
    statement = Statement(plan, connection)
    keys = ["period", *dict.fromkeys((*plan.columns, "currency"))]
    columns = list(dict.fromkeys((*plan.columns, "currency")))
    lines = "\n    UNION ALL\n    ".join(_lines(statement, columns))
    listed = ", ".join(keys)
    text = f"SELECT {listed}, {sums(MEASURES)} FROM (\n    {lines}\n) AS line GROUP BY {listed} ORDER BY {listed}"
    return text, statement.given


def customers(plan: Plan, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """The period, ``plan.columns``, and of how many customers there are claims."""
    statement = Statement(plan, connection)
    columns = ", ".join(["entry.customer_id", "entry.quantity", *_columns_of_entry(plan.columns)])
    lines = "\n    UNION ALL\n    ".join(
        f"SELECT {_period_of_entry(statement)} AS period, {columns} FROM {ENTRIES}"
        f" WHERE entry.side = '{EntrySide.CLAIMED}' AND entry.customer_id IS NOT NULL{_within(statement, stretch)}"
        for stretch in plan.stretches
    )
    keys = ", ".join(["period", *plan.columns])
    each = f"SELECT {keys}, customer_id FROM ({lines}) AS line GROUP BY {keys}, customer_id HAVING sum(quantity) > 0"
    return f"SELECT {keys}, count(*) FROM ({each}) AS customer GROUP BY {keys} ORDER BY {keys}", statement.given


def best_customers(plan: Plan, rank: str, most: int, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """
    The customer, the currency, and each sum, of the ``most`` customers with the greatest ``rank``.

    The entries are read twice: all sums of all customers at once would not fit into memory.
    """
    statement = Statement(plan, connection)
    (stretch,) = plan.stretches
    within = _within(statement, stretch)
    keys = f"entry.customer_id, {DIMENSIONS['currency']}"
    text = f"""\
WITH best AS (
    SELECT entry.customer_id, sum({rank}) AS rank FROM {ENTRIES}
    WHERE entry.customer_id IS NOT NULL{within}
    GROUP BY entry.customer_id HAVING sum({rank}) > 0
    ORDER BY rank DESC, entry.customer_id LIMIT {statement.give(most)}
)
SELECT {keys}, {sums(MEASURES.values())}
FROM best JOIN {ENTRIES} ON entry.customer_id = best.customer_id
WHERE true{within}
GROUP BY best.rank, {keys}
ORDER BY best.rank DESC, {keys}"""
    return text, statement.given


def _columns_of_entry(columns: Sequence[str]) -> list[str]:
    return [f"{DIMENSIONS[column]} AS {column}" for column in columns]


def _lines(statement: Statement, columns: Sequence[str]) -> Iterator[str]:
    plan = statement.plan
    listed = ", ".join(columns)
    of_entry = ", ".join(_columns_of_entry(columns))
    if plan.days:
        yield f"SELECT {_period(statement, 'day')} AS period, {listed}, {', '.join(MEASURES)} {_rolled(statement)}"
        yield f"SELECT {_period_of_entry(statement)} AS period, {of_entry}, {_apart(statement)}"
    for stretch in plan.stretches:
        columns_of_entry = f"{_period_of_entry(statement)} AS period, {of_entry}, {_measures()}"
        yield f"SELECT {columns_of_entry} FROM {ENTRIES} WHERE true{_within(statement, stretch)}"


def _rolled(statement: Statement) -> str:
    """Days out of the roll-ups, of what was recorded until the day of ``as_of``."""
    plan, zone = statement.plan, statement.give(statement.plan.rolled)
    last = plan.as_of.astimezone(UTC).date() - timedelta(days=plan.is_long_past)
    return (
        f"FROM {table(RollUp)} WHERE zone_id = {zone}"
        f" AND cube = '{plan.cube}' AND recorded_on <= {statement.day(last)}{_in_days(statement, 'day')}"
        f"{_fitting(statement, {column: column for column in DIMENSIONS})}"
    )


def _apart(statement: Statement) -> str:
    """What was recorded between the end of those roll-ups and ``as_of``; if that lies before, to be taken off."""
    plan, spelt = statement.plan, statement.spelling
    as_of = statement.record(plan.as_of)
    begun = datetime.combine(plan.as_of.astimezone(UTC).date(), time(), UTC)
    end = statement.record(begun + timedelta(days=1) - INSTANT)
    until = statement.record(begun - INSTANT)
    if not plan.is_long_past:
        until = f"(SELECT until FROM {table(RollUpZone)} WHERE id = {statement.give(plan.rolled)})"
    sign = f"CASE WHEN {as_of} >= rolled.until THEN 1 ELSE -1 END"
    return (
        f"{_measures(sign)} FROM (SELECT coalesce({until}, {spelt.no_moment}) AS until) AS rolled CROSS JOIN {ENTRIES}"
        f" WHERE entry.recorded_at > {spelt.least}(rolled.until, {as_of})"
        f" AND entry.recorded_at <= {spelt.least}({spelt.greatest}(rolled.until, {as_of}), {end})"
        f"{_in_days(statement, _day_of_entry(statement))}{_fitting(statement, DIMENSIONS)}"
    )


def _within(statement: Statement, stretch: Stretch) -> str:
    begins, ends = stretch
    since = f" AND entry.occurred_at >= {statement.moment(begins)}" if begins else ""
    until = f" AND entry.occurred_at < {statement.moment(ends)}" if ends else ""
    recorded_until = f" AND entry.recorded_at <= {statement.record(statement.plan.as_of)}"
    return f"{since}{until}{recorded_until}{_fitting(statement, DIMENSIONS)}"


def _in_days(statement: Statement, day: str) -> str:
    first, last = statement.plan.days or (None, None)
    since = f" AND {day} >= {statement.day(first)}" if first else ""
    until = f" AND {day} < {statement.day(last)}" if last else ""
    return since + until


def _fitting(statement: Statement, columns: Mapping[str, str]) -> str:
    one_of = statement.spelling.one_of
    return "".join(
        f" AND {one_of.format(column=columns[column], list=statement.give(list(values)))}"
        for column, values in statement.plan.filters.items()
    )


def _measures(sign: str = "") -> str:
    return ", ".join(f"{f'({sign}) * ' if sign else ''}({sum_of}) AS {name}" for name, sum_of in MEASURES.items())


def _day_of_entry(statement: Statement) -> str:
    return statement.spelling.day.format(moment="entry.occurred_at", zone=statement.give(statement.plan.zone))


def _period_of_entry(statement: Statement) -> str:
    if statement.plan.period is Period.HOUR:
        return statement.spelling.hour.format(moment="entry.occurred_at", zone=statement.give(statement.plan.zone))
    return _period(statement, _day_of_entry(statement)) if statement.plan.period else "NULL"


def _period(statement: Statement, day: str) -> str:
    spelt = statement.spelling
    spelt_periods = {None: "NULL", Period.DAY: "{day}", Period.WEEK: spelt.week, Period.MONTH: spelt.month}
    return spelt_periods[statement.plan.period].format(day=day)
