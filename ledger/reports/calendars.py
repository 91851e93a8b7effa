"""Days and months in a time zone. A date stands for the moment at which it begins there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def begin(edge: date | datetime | None, zone: str) -> datetime | None:
    """The moment, in UTC. Where a clock is put on at midnight, a day begins with the first time that it shows."""
    if edge is None:
        return None
    if not isinstance(edge, datetime):
        edge = datetime.combine(edge, time(), ZoneInfo(zone))
    try:
        return edge.astimezone(UTC)
    except OverflowError:
        return edge.replace(tzinfo=UTC)


def day_of(edge: date | datetime, zone: str) -> date | None:
    """The day that begins with the edge; None if none does."""
    if not isinstance(edge, datetime):
        return edge
    day = edge.astimezone(ZoneInfo(zone)).date()
    return day if begin(day, zone) == edge else None


def whole_days(
    since: date | datetime | None, until: date | datetime | None, zone: str
) -> tuple[date | None, date | None]:
    """The first day that begins at or after ``since``, and the last that begins at or before ``until``."""
    first, last = since, until
    if isinstance(since, datetime):
        first = day_of(since, zone) or since.astimezone(ZoneInfo(zone)).date() + DAY
    if isinstance(until, datetime):
        last = until.astimezone(ZoneInfo(zone)).date()
    return first, last


def whole_hours(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """When the first hour in UTC begins that lies within, and when the last ends; none does where they are turned."""
    first, last = (edge.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for edge in (since, until))
    return first if first == since else first + HOUR, last


def before(since: date | datetime, until: date | datetime, zone: str) -> tuple[date | datetime, date | datetime]:
    """The period of the same length that ends where this begins."""
    first, last = day_of(since, zone), day_of(until, zone)
    if first is None or last is None:
        begins, ends = begin(since, zone), begin(until, zone)
        assert begins is not None and ends is not None  # noqa: S101, PT018 - of an edge there always is
        return begins - (ends - begins), begins
    if first.day == last.day == 1 and first < last:
        months = (last.year - first.year) * 12 + last.month - first.month
        return _months_earlier(first, months), first
    return first - (last - first), first


def _months_earlier(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)
