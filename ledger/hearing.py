"""
How a source is heard: what came hour by hour, how long it was under way, what was turned away, which secret was used.

All of it is derived from the newest events and the hourly counts of refusals: no delivery updates a counter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from ledger.choices import Origin
from ledger.models import InboundEvent, Refusal, Source

HOUR = timedelta(hours=1)
HOURS = 48  # of the chart
NEWEST = 1000  # events that times and secrets are told from
COUNTED = 50_000  # events that are counted by the hour
REFUSED_WITHIN = timedelta(days=90)


class Came(NamedTuple):
    """One of the newest events."""

    received_at: datetime
    sent_at: datetime | None
    origin: str | None
    secret: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What came by webhook in an hour; None: so long ago that it was not counted."""

    since: datetime
    taken: int | None
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Between sent and received, of so many of the newest deliveries: in half of them, and in 95 of 100, at most."""

    median: timedelta
    slow: timedelta
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """``in_a_row``: refused since ``last`` for certain; more of that hour may be, and those counts tell no order."""

    hours: Sequence[Hour]
    latency: Latency | None  # None: none of the newest says when it was sent
    last: datetime | None  # when something new was taken by webhook; None: none of the newest was
    in_a_row: int
    last_used: Mapping[int, datetime]  # of secrets: those that none of the newest was signed with are left out


def hear(source: Source) -> Heard:
    came = _newest(source)
    delivered = [one for one in came if one.origin == Origin.WEBHOOK]
    last = delivered[0].received_at if delivered else None
    used = {one.secret: one.received_at for one in reversed(delivered) if one.secret}
    return Heard(
        hours=_hours(source),
        latency=_latency(delivered),
        last=last,
        in_a_row=in_a_row(source, last, timezone.now()),
        last_used=used,
    )


def _newest(source: Source) -> list[Came]:
    rows = InboundEvent.objects.filter(source=source).order_by("-pk")
    return [Came(*row) for row in rows.values_list("received_at", "sent_at", "origin", "secret")[:NEWEST]]


def _latency(delivered: Sequence[Came]) -> Latency | None:
    """Clocks differ: what came before it was sent was under way for no time."""
    spans = sorted(max(one.received_at - one.sent_at, timedelta()) for one in delivered if one.sent_at)
    if not spans:
        return None
    return Latency(median=_at(spans, 50), slow=_at(spans, 95), of=len(spans))


def _at(spans: Sequence[timedelta], percent: int) -> timedelta:
    return spans[ceil(len(spans) * percent / 100) - 1]


def in_a_row(source: Source, last: datetime | None, now: datetime) -> int:
    """Refused since the last that was taken, at least."""
    return int(refused_since(source, last, now).aggregate(count=Sum("count"))["count"] or 0)


def refused_since(source: Source, last: datetime | None, now: datetime) -> QuerySet[Refusal]:
    """The hours of it."""
    refused = Refusal.objects.filter(source=source, hour__gte=now - REFUSED_WITHIN).order_by()
    # The hour of the last that was taken began before it: its refusals may have come before, too.
    return refused.filter(hour__gt=last) if last else refused


def _hours(source: Source) -> list[Hour]:
    """The last hours, this one at the end."""
    this = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    since = this - (HOURS - 1) * HOUR
    events = InboundEvent.objects.filter(source=source)
    before = events.order_by("-pk").values_list("pk", "received_at")[COUNTED : COUNTED + 1].first()
    counted = events.filter(origin=Origin.WEBHOOK, received_at__gte=since, pk__gt=before[0] if before else 0).order_by()
    by_hour = (
        counted.annotate(hour=TruncHour("received_at", tzinfo=UTC)).values_list("hour").annotate(count=Count("pk"))
    )
    taken: dict[datetime, int] = dict(by_hour)
    refused = Refusal.objects.filter(source=source, hour__gte=since).order_by().values_list("hour")
    turned_away: dict[datetime, int] = dict(refused.annotate(count=Sum("count")))
    begun = before[1] if before else None  # what came up to then is not counted
    moments = [since + number * HOUR for number in range(HOURS)]
    return [
        Hour(
            since=moment,
            taken=None if begun and moment <= begun else taken.get(moment, 0),
            refused=turned_away.get(moment, 0),
        )
        for moment in moments
    ]
