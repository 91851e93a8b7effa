"""What came from the sources by the hour: each counted once, when it is over, and kept as long as it is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncHour, TruncMinute

from ledger.alarms.patterns import WEEKS
from ledger.choices import EventState, Origin
from ledger.models import ArrivalHour, InboundEvent, Source

HOUR = timedelta(hours=1)
KEPT = timedelta(weeks=WEEKS)
# What came in an hour is stored by then: a server gives a webhook up after seconds.
SETTLED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """The hours of a source, those that are not over too; ``last``: None where nothing came in all of them."""

    hours: Mapping[datetime, ArrivalHour]
    last: datetime | None


def begun(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count_hours(sources: Sequence[Source], now: datetime) -> Mapping[int, Came]:
    """Of each source by its number. Any number of runs may count at once."""
    ArrivalHour.objects.filter(hour__lt=begun(now) - KEPT).delete()
    newest = ArrivalHour.objects.order_by().values_list("source").annotate(newest=Max("hour"))
    until = {source: hour + HOUR for source, hour in newest}
    ends = begun(now - SETTLED)  # up to here hours are over
    begins: dict[datetime, list[Source]] = {}
    for source in sources:
        begins.setdefault(until.get(source.pk, ends - KEPT), []).append(source)
    fresh: dict[int, list[ArrivalHour]] = {source.pk: [] for source in sources}
    for since, group in begins.items():
        for row in _count(group, since):
            fresh[row.source_id].append(row)
    for since, group in begins.items():
        for source in group:
            _keep(source, fresh[source.pk], since=since if source.pk in until else None, ends=ends)
    return _all(fresh, ends)


def webhooks(sources: Sequence[Source], since: datetime) -> QuerySet[InboundEvent]:
    """From an index of their own: an import of this hour is not read."""
    return InboundEvent.objects.filter(
        source__in=sources, received_at__gte=since, origin=Origin.WEBHOOK.value
    ).order_by()


def _count(sources: Sequence[Source], since: datetime) -> list[ArrivalHour]:
    hours = webhooks(sources, since).annotate(hour=TruncHour("received_at", tzinfo=UTC)).values("source", "hour")
    counted = hours.annotate(
        events=Count("pk"),
        failed=Count("pk", filter=Q(state=EventState.FAILED)),
        minutes=Count(TruncMinute("received_at", tzinfo=UTC), distinct=True),
        first=Min("received_at"),
        last=Max("received_at"),
    )
    columns = ("source", "hour", "events", "failed", "minutes", "first", "last")
    return [
        ArrivalHour(source_id=source, **dict(zip(columns[1:], row, strict=True)))
        for source, *row in counted.values_list(*columns)
    ]


def _keep(source: Source, counted: Sequence[ArrivalHour], *, since: datetime | None, ends: datetime) -> None:
    """The hours that are over, empty ones between them. ``since``: None, none is kept yet."""
    by_hour = {row.hour: row for row in counted if row.hour < ends}
    hour = since or min(by_hour, default=ends - HOUR)
    rows = []
    while hour < ends:
        rows.append(by_hour.get(hour) or ArrivalHour(source=source, hour=hour))
        hour += HOUR
    ArrivalHour.objects.bulk_create(rows, ignore_conflicts=True)


def _all(fresh: Mapping[int, Sequence[ArrivalHour]], ends: datetime) -> Mapping[int, Came]:
    found: dict[int, dict[datetime, ArrivalHour]] = {source: {} for source in fresh}
    for row in ArrivalHour.objects.filter(source__in=fresh).order_by("hour"):
        found[row.source_id][row.hour] = row
    for source, rows in fresh.items():
        found[source] |= {row.hour: row for row in rows if row.hour >= ends}
    return {
        source: Came(hours=hours, last=max((row.last for row in hours.values() if row.last), default=None))
        for source, hours in found.items()
    }
