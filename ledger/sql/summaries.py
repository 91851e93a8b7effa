"""
Summaries as one statement, which sees the roll-ups and what is not rolled up yet at one moment.

Three kinds of lines are added up: days and hours out of the roll-ups; the entries that separate those from ``as_of``,
taken off again where the roll-ups are ahead of it; and entries of what is no whole day or hour, or of no zone that is
rolled up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.choices import Cube, EntrySide
from ledger.models import LedgerEntry, RollUp, RollUpZone
from ledger.sql.days import Spelling, recorded, spelling
from ledger.sql.dialects import table
from ledger.sql.rollups import CUBES, DIMENSIONS, MEASURES, sums

Stretch = tuple[datetime | None, datetime | None]
Days = tuple[date | None, date | None]
Hours = tuple[date, int, int]  # of a day in UTC, from one up to another

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
    hours: Sequence[Hours] = ()  # likewise
    rolled: int | None = None  # the id of the ``RollUpZone`` whose they are
    cube: Cube | None = None  # that tells apart all that is asked for
    is_long_past: bool = False  # as_of is nearer to its day's beginning than to where the roll-ups end

    @property
    def keys(self) -> list[str]:
        """What lines are told apart by."""
        return ["period", *dict.fromkeys((*self.columns, "currency"))]

    @property
    def is_finest(self) -> bool:
        """Whether the roll-ups' lines are told as they are: but for the day of recording nothing is left out."""
        return bool(self.days and self.cube and self.period is Period.DAY and CUBES[self.cube].issubset(self.keys))


class Statement:
    """A text that grows, and its parameters: ``given``, where it is part of another's."""

    def __init__(self, plan: Plan, connection: BaseDatabaseWrapper, given: dict[str, object] | None = None) -> None:
        self.plan = plan
        self.connection = connection
        self.spelling: Spelling = spelling(connection)
        self.given: dict[str, object] = {} if given is None else given

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


def summary(plan: Plan, most: int, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """
    ``plan.keys`` and each sum, a line for each that there is, in their order; ``most`` lines at most.

    Where the plan ``is_finest`` there may be several lines of the same keys, beside each other: they are few, and to
    have the database add them up takes longer than all the rest.
    """
    statement = Statement(plan, connection)
    return f"{added_up(statement)} ORDER BY {', '.join(plan.keys)} LIMIT {most:d}", statement.given


def added_up(statement: Statement) -> str:
    """The lines of a summary, in no order."""
    plan = statement.plan
    rolled = [f"SELECT {_columns_of_day(statement)} {lines}" for lines in _rolled(statement)]
    of_entries = list(_of_entries(statement))
    if plan.is_finest:
        return f"SELECT * FROM ({_union([*rolled, _sums(plan, of_entries)])}) AS line"
    return _sums(plan, [*rolled, *of_entries])


def read(plans: Iterable[Plan], most: int, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """
    How many entries each summary reads, whoever's they are, each counted to ``most``.

    Those apart from the roll-ups, and those of the stretches.
    """
    given: dict[str, object] = {}
    return _union([_counts(Statement(plan, connection, given), most) for plan in plans]), given


def _counts(statement: Statement, most: int) -> str:
    plan = statement.plan
    apart = [f"SELECT 1 FROM {_apart(statement)}"] if plan.rolled else []
    stretches = [f"SELECT 1 FROM {ENTRIES} WHERE true{_in_stretch(statement, stretch)}" for stretch in plan.stretches]
    counts = [
        f"(SELECT count(*) FROM ({_union(lines)} LIMIT {most:d}) AS entry)" if lines else "0"
        for lines in (apart, stretches)
    ]
    return f"SELECT {', '.join(counts)}"


def customers(plan: Plan, connection: BaseDatabaseWrapper) -> tuple[str, dict[str, object]]:
    """The period, ``plan.columns``, and of how many customers there are claims."""
    statement = Statement(plan, connection)
    columns = ", ".join(["entry.customer_id", "entry.quantity", *_columns_of_entry(plan.columns)])
    lines = "\n    UNION ALL\n    ".join(
        f"SELECT {_period_of_entry(statement)} AS period, {columns} FROM {ENTRIES}"
        f" WHERE entry.side = '{EntrySide.CLAIMED}' AND entry.customer_id IS NOT NULL{within(statement, stretch)}"
        for stretch in plan.stretches
    )
    keys = ", ".join(["period", *plan.columns])
    each = f"SELECT {keys}, customer_id FROM ({lines}) AS line GROUP BY {keys}, customer_id HAVING sum(quantity) > 0"
    return f"SELECT {keys}, count(*) FROM ({each}) AS customer GROUP BY {keys} ORDER BY {keys}", statement.given


def _columns_of_entry(columns: Sequence[str]) -> list[str]:
    return [f"{DIMENSIONS[column]} AS {column}" for column in columns]


def _of_entries(statement: Statement) -> Iterator[str]:
    plan = statement.plan
    columns = ", ".join([f"{_period_of_entry(statement)} AS period", *_columns_of_entry(plan.keys[1:])])
    if plan.rolled:
        # If the roll-ups are ahead of as_of, they have to be taken off.
        sign = f"CASE WHEN {statement.record(plan.as_of)} >= rolled.until THEN 1 ELSE -1 END"
        fitting = f"{_in_rolled(statement)}{_fitting(statement, DIMENSIONS)}"
        yield f"SELECT {columns}, {_measures(sign)} FROM {_apart(statement)}{fitting}"
    for stretch in plan.stretches:
        yield f"SELECT {columns}, {_measures()} FROM {ENTRIES} WHERE true{within(statement, stretch)}"


def _columns_of_day(statement: Statement) -> str:
    return ", ".join([f"{_period(statement, 'day')} AS period", *statement.plan.keys[1:], *MEASURES])


def _sums(plan: Plan, lines: Sequence[str]) -> str:
    keys = ", ".join(plan.keys)
    return f"SELECT {keys}, {sums(MEASURES)} FROM (\n    {_union(lines)}\n) AS line GROUP BY {keys}"


def _union(lines: Sequence[str]) -> str:
    return "\n    UNION ALL\n    ".join(lines)


def _rolled(statement: Statement) -> Iterator[str]:
    """Days and hours out of the roll-ups, of what was recorded until the day of ``as_of``."""
    plan = statement.plan
    last = plan.as_of.astimezone(UTC).date() - timedelta(days=plan.is_long_past)
    in_days = [(plan.cube, _in_days(statement, "day"))] if plan.days else []
    in_hours = [(Cube.HOURS, f" AND {_in_hours(statement, hours, 'day', 'hour')}") for hours in plan.hours]
    for cube, within_it in (*in_days, *in_hours):
        yield (
            f"FROM {table(RollUp)} WHERE zone_id = {statement.give(plan.rolled)}"
            f" AND cube = '{cube}' AND recorded_on <= {statement.day(last)}{within_it}"
            f"{_fitting(statement, {column: column for column in DIMENSIONS})}"
        )


def _in_rolled(statement: Statement) -> str:
    """Of entries: which are of a day or an hour that the roll-ups are asked for."""
    day, hour = _day_of_entry(statement), statement.spelling.utc_hour.format(moment="entry.occurred_at")
    in_days = [f"(true{_in_days(statement, day)})"] if statement.plan.days else []
    either = [*in_days, *(_in_hours(statement, hours, day, hour) for hours in statement.plan.hours)]
    return f" AND ({' OR '.join(either)})"


def _in_hours(statement: Statement, hours: Hours, day: str, hour: str) -> str:
    of, first, last = hours
    return f"({day} = {statement.day(of)} AND {hour} >= {first:d} AND {hour} < {last:d})"


def _apart(statement: Statement) -> str:
    """
    The entries that were recorded between the end of those roll-ups and ``as_of``, whichever is earlier.

    Where the roll-ups end is read together with them: while they are made anew they end early, or nowhere.
    """
    plan, spelt = statement.plan, statement.spelling
    as_of = statement.record(plan.as_of)
    begun = datetime.combine(plan.as_of.astimezone(UTC).date(), time(), UTC)
    end = statement.record(begun + timedelta(days=1) - INSTANT)
    until = f"(SELECT until FROM {table(RollUpZone)} WHERE id = {statement.give(plan.rolled)})"
    until = f"coalesce({until}, {spelt.no_moment})"
    if plan.is_long_past:
        until = f"{spelt.least}({until}, {statement.record(begun - INSTANT)})"
    ends = f"SELECT {until} AS until"
    if plan.is_finest:  # PostgreSQL starts no workers then, which takes as long as the roll-ups' lines do
        ends = f"WITH ends AS MATERIALIZED ({ends}) SELECT until FROM ends"
    return (
        f"({ends}) AS rolled CROSS JOIN {ENTRIES}"
        f" WHERE entry.recorded_at > {spelt.least}(rolled.until, {as_of})"
        f" AND entry.recorded_at <= {spelt.least}({spelt.greatest}(rolled.until, {as_of}), {end})"
    )


def within(statement: Statement, stretch: Stretch) -> str:
    """Of entries: which are in a stretch, fit, and were recorded until ``as_of``."""
    recorded_until = f" AND entry.recorded_at <= {statement.record(statement.plan.as_of)}"
    return f"{_in_stretch(statement, stretch)}{recorded_until}{_fitting(statement, DIMENSIONS)}"


def _in_stretch(statement: Statement, stretch: Stretch) -> str:
    begins, ends = stretch
    since = f" AND entry.occurred_at >= {statement.moment(begins)}" if begins else ""
    until = f" AND entry.occurred_at < {statement.moment(ends)}" if ends else ""
    return since + until


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
