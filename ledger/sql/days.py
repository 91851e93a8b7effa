"""How the two engines spell days and moments, for what reads the ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The readers' texts are the same for both engines but for these."""

    day: str  # of a moment, in a zone
    hour: str  # the moment at which that of another began, on a zone's clock
    utc_day: str
    utc_hour: str  # its number in the day
    week: str  # the Monday on or before a day
    month: str  # the first of a day's month
    least: str
    greatest: str
    one_of: str  # a parameter that is a list
    no_moment: str  # before every other
    locked: str
    said: str  # the time in a stamp
    months: str  # how many times 30 days lie between a moment and now


# Years that Python can't count do not leave the database.
POSTGRESQL = Spelling(
    day="least(greatest(CAST({moment} AT TIME ZONE {zone} AS date), DATE '0001-01-01'), DATE '9999-12-31')",
    hour="date_trunc('hour', {moment}, {zone})",
    utc_day="CAST({moment} AT TIME ZONE 'UTC' AS date)",
    utc_hour="CAST(extract(hour FROM {moment} AT TIME ZONE 'UTC') AS integer)",
    week="CAST(date_trunc('week', {day}) AS date)",
    month="CAST(date_trunc('month', {day}) AS date)",
    least="least",
    greatest="greatest",
    one_of="{column} = ANY({list})",
    no_moment="TIMESTAMPTZ '-infinity'",
    locked="FOR UPDATE",
    said="CAST({stamp} AS timestamptz)",
    months="CAST(floor(extract(epoch FROM %(now)s - {moment}) / 2592000) AS integer)",
)
SQLITE = Spelling(
    day="ledger_day({moment}, {zone})",
    hour="ledger_hour({moment}, {zone})",
    utc_day="substr({moment}, 1, 10)",
    utc_hour="CAST(substr({moment}, 12, 2) AS integer)",
    week="date({day}, '-6 days', 'weekday 1')",
    month="date({day}, 'start of month')",
    least="min",
    greatest="max",
    one_of="{column} IN (SELECT value FROM json_each({list}))",
    no_moment="''",
    locked="",
    said="{stamp}",
    months="CAST((julianday(%(now)s) - julianday({moment})) / 30 AS integer)",
)
SPELLINGS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def spelling(connection: BaseDatabaseWrapper) -> Spelling:
    """The engine's; SQLite, which knows no zones, is taught them."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("ledger_day", 2, _day, deterministic=True)
        connection.connection.create_function("ledger_hour", 2, _hour, deterministic=True)
    return SPELLINGS[connection.vendor]


def recorded(moment: datetime, connection: BaseDatabaseWrapper) -> datetime | str:
    """A moment to compare ``recorded_at`` with: SQLite compares text, and that column always has its microseconds."""
    if connection.vendor == "sqlite":
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return moment


def as_moment(value: datetime | str) -> datetime:
    """A moment that came from the database without Django's help."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# Within a second no zone changes its offset; many entries share one.
SECOND = len("2026-01-31 10:00:00")


def _day(text: str, zone: str) -> str:
    return _day_of(text[:SECOND], zone)


def _hour(text: str, zone: str) -> str:
    return _hour_of(text[:SECOND], zone)


@lru_cache(maxsize=65536)
def _day_of(second: str, zone: str) -> str:
    try:
        return _local(second, zone).date().isoformat()
    except OverflowError:
        return second[:10]


@lru_cache(maxsize=65536)
def _hour_of(second: str, zone: str) -> str:
    try:
        local = _local(second, zone)
        return str(datetime.fromisoformat(second) - timedelta(minutes=local.minute, seconds=local.second))
    except OverflowError:
        return f"{second[:13]}:00:00"


def _local(second: str, zone: str) -> datetime:
    return datetime.fromisoformat(second).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
