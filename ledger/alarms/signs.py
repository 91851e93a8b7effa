"""The signs of each kind of fault: what is wrong with a source now, since when, in a sentence that names nobody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min, Sum

from ledger.alarms import patterns
from ledger.alarms.hours import HOUR, KEPT, Came, begun
from ledger.alarms.surprise import CERTAIN, excess
from ledger.choices import AlarmKind, EventState, Origin
from ledger.hearing import in_a_row, refused_since
from ledger.models import Alarm, ArrivalHour, InboundEvent, Refusal, Source
from ledger.providers import all_providers

T = TypeVar("T")

LEAST = 5  # events or refusals: of fewer no rise can be told
USUAL = 2  # times as many as usual are still nothing
FAULTY = 0.01  # of what came may fail, or so much more than usual
LIMIT_SHARE = 2  # at one half of what a provider allows, or of how long it tries
LOOKED_AT = 10_000  # of those that wait, the oldest

# What to do about each: in mails, in the webhook, at the desk.
ADVICE: Mapping[AlarmKind, str] = {
    AlarmKind.SILENT: "Look at the provider whether its webhook is on, where it sends to and how its last deliveries "
    "went; and whether the shop is open. What is missing can be imported.",
    AlarmKind.REFUSED: "Look at the causes (Inbox, Refused). After a change of secret, add the new one to the source; "
    "what verifies by then can be admitted.",
    AlarmKind.LIMIT: "Add the secret that is missing to the source now. Then look at the provider whether the webhook "
    "is still on, and switch it on again.",
    AlarmKind.FAILING: "Look at the faults of the newest events (Inbox, Events, failed). They are kept, and can be "
    "read again after an upgrade.",
    AlarmKind.FAILED_OLD: "Look at what failed (Inbox, Events, failed); read it again after an upgrade.",
    AlarmKind.HELD_OLD: "Decide of what is held: a retry, or a second claim (Inbox, Held).",
}
WAITING: Mapping[AlarmKind, EventState] = {
    AlarmKind.FAILED_OLD: EventState.FAILED,
    AlarmKind.HELD_OLD: EventState.HELD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    source: int
    kind: AlarmKind
    since: datetime
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the looks are told of one source."""

    source: Source
    came: Came
    now: datetime
    episodes: Sequence[Alarm]  # of the weeks that are looked at


def look(seen: Seen) -> Iterator[Sign]:
    """All that is wrong with what comes from a source. What is refused is not silent."""
    found = [sign for one in LOOKS if (sign := one(seen))]
    yield from found or filter(None, [silent(seen)])


def refused(seen: Seen) -> Sign | None:
    """In this hour and the last, against the weeks before."""
    since = begun(seen.now) - HOUR
    rows = Refusal.objects.filter(source=seen.source, hour__gte=since - KEPT).order_by()
    hours: dict[datetime, int] = dict(rows.values_list("hour").annotate(count=Sum("count")))
    count = sum(number for hour, number in hours.items() if hour >= since)
    before = _without(hours, seen, AlarmKind.REFUSED, AlarmKind.LIMIT)
    usual = 2 * sum(number for hour, number in before.items() if hour < since) / (KEPT / HOUR)
    if count < LEAST or excess(count, max(1.0, USUAL * usual)) < CERTAIN:
        return None
    return _sign(seen, AlarmKind.REFUSED, since, f"{count:,} deliveries were refused in this hour and the last.")


def limit(seen: Seen) -> Sign | None:
    """Half of what the provider allows: of failures in a row, and of how long it tries, where that is known."""
    provider = all_providers().get(seen.source.provider)
    count = in_a_row(seen.source, seen.came.last, seen.now)
    if provider is None or count * LIMIT_SHARE < provider.failures_allowed:
        return None
    since = refused_since(seen.source, seen.came.last, seen.now).aggregate(first=Min("hour"))["first"] or seen.now
    if (seen.now - since) * LIMIT_SHARE < sum(provider.retries, timedelta()):
        return None
    said = f"At least {count:,} refused in a row: {provider.name} may soon switch the webhook off."
    return _sign(seen, AlarmKind.LIMIT, since, said)


def failing(seen: Seen) -> Sign | None:
    """In the last hour, against what usually fails of so many."""
    since = seen.now - HOUR
    rows = InboundEvent.objects.filter(
        state=EventState.FAILED, origin=Origin.WEBHOOK, source=seen.source, received_at__gte=since
    )
    count = rows.order_by()[:LOOKED_AT].count()
    whole = sum(hour.events for moment, hour in seen.came.hours.items() if moment >= begun(since))
    kept = _without(seen.came.hours, seen, AlarmKind.FAILING)
    before = [hour for moment, hour in kept.items() if moment < begun(since)]
    usual = (1 + sum(hour.failed for hour in before)) / (100 + sum(hour.events for hour in before))
    if count < LEAST or excess(count, whole * max(FAULTY, USUAL * usual)) < CERTAIN:
        return None
    return _sign(seen, AlarmKind.FAILING, since, f"{count:,} of the last {whole:,} events failed.")


def silent(seen: Seen) -> Sign | None:
    """Against the source's own hours of the week. Nobody but the source ends it: only what comes."""
    last = seen.came.last
    still = next((one for one in seen.episodes if one.kind == AlarmKind.SILENT and one.closed_at is None), None)
    if still and (last is None or last <= still.since):
        return Sign(source=seen.source.pk, kind=AlarmKind.SILENT, since=still.since, said=_since(still.since))
    if last is None:
        return None
    judged = _judge(seen, last)
    if judged is None or not judged.is_fault:
        return None
    said = f"{_since(last)} Some {judged.expected:,.0f} arrivals were to be expected by now."
    return _sign(seen, AlarmKind.SILENT, last, said)


LOOKS: Sequence[Callable[[Seen], Sign | None]] = (limit, refused, failing)


def queues(now: datetime) -> Iterator[Sign]:
    """What has waited too long, of all sources at once: the oldest of it."""
    before = now - timedelta(hours=settings.ALARM_QUEUE_HOURS)
    for kind, state in WAITING.items():
        rows = InboundEvent.objects.filter(state=state.value, received_at__lt=before).order_by("received_at")
        oldest: dict[int, list[datetime]] = {}
        for source, came in rows.values_list("source", "received_at")[:LOOKED_AT]:
            oldest.setdefault(source, []).append(came)
        for source, moments in oldest.items():
            said = f"{len(moments):,} events that {_state(state)} wait, the oldest since {_moment(moments[0])}."
            yield Sign(source=source, kind=kind, since=moments[0], said=said)


def _judge(seen: Seen, last: datetime) -> patterns.Silence | None:
    known = _without(seen.came.hours, seen, AlarmKind.SILENT, AlarmKind.REFUSED, AlarmKind.LIMIT)
    now, zone = seen.now.timestamp(), seen.source.time_zone
    pattern = patterns.learn(_counted(known), now, lambda hour: _cell(hour, zone))
    return pattern.judge(_counted(seen.came.hours), last.timestamp(), now) if pattern else None


def _counted(hours: Mapping[datetime, ArrivalHour]) -> patterns.Hours:
    return {
        int(moment.timestamp()) // patterns.HOUR: patterns.Counted(
            hour.minutes, *(moment.timestamp() if moment else None for moment in (hour.first, hour.last))
        )
        for moment, hour in hours.items()
    }


def _without(hours: Mapping[datetime, T], seen: Seen, *kinds: AlarmKind) -> Mapping[datetime, T]:
    """The hours into which no fault of these kinds fell."""
    spans = [(begun(one.since), one.closed_at or seen.now) for one in seen.episodes if one.kind in kinds]
    return {hour: value for hour, value in hours.items() if not any(since <= hour <= until for since, until in spans)}


@lru_cache(maxsize=65536)
def _cell(hour: int, zone: str) -> int:
    """An hour's place in the week on the source's clock."""
    local = datetime.fromtimestamp(hour * patterns.HOUR, ZoneInfo(zone))
    return local.weekday() * 24 + local.hour


def _sign(seen: Seen, kind: AlarmKind, since: datetime, said: str) -> Sign:
    return Sign(source=seen.source.pk, kind=kind, since=since, said=said)


def _since(moment: datetime) -> str:
    return f"Nothing has come since {_moment(moment)}."


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _state(state: EventState) -> str:
    return "failed" if state is EventState.FAILED else "are held"
