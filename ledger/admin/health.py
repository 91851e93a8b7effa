"""How each source does: when word of it last came, and what became of the newest events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import provider_name
from ledger.choices import EventState
from ledger.models import InboundEvent, Refusal, Source, WebhookSecret
from ledger.sql import arrivals
from ledger.sql.days import as_moment
from ledger.sql.run import lines

WINDOW = timedelta(hours=24)
MOST = 20_000  # events are looked at
SHOWN = 50  # sources
BAD = frozenset({EventState.FAILED, EventState.HELD, "refused"})
COLUMNS = (EventState.RECORDED, EventState.IGNORED, EventState.FAILED, EventState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    label: str
    text: str
    address: str = ""  # of the list, where there are any
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One source."""

    source: SafeString
    provider: str
    state: SafeString
    last: SafeString
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    rows: Sequence[Health]
    window: str
    is_cut: bool  # there are more sources


def known_sources(now: datetime) -> QuerySet[Source]:
    """With all that a strip needs of each, one more than it shows; every part is the end of an index."""
    newest = InboundEvent.objects.filter(source=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    refused = Refusal.objects.filter(source=OuterRef("pk"), hour__gte=_hour(now - WINDOW))
    in_use = WebhookSecret.objects.filter(source=OuterRef("pk"), retired_at=None)
    return Source.objects.annotate(
        last=Subquery(newest),
        refused=Subquery(refused.order_by().values("source").annotate(whole=Sum("count")).values("whole")),
        is_open=Exists(in_use),
    )[: SHOWN + 1]


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def strip(sources: Sequence[Any], now: datetime, *, with_refusals: bool) -> Strip:
    """Of the sources as ``known_sources`` has them."""
    given = {"since": connection.ops.adapt_datetimefield_value(now - WINDOW), "most": MOST}
    found = lines(arrivals.NEWEST, given)
    counted = {(source, state): count for source, state, count, _since in found}
    is_whole = sum(counted.values()) < MOST
    since = None if is_whole else min(as_moment(moment) for *_, moment in found)
    begun = since or now - WINDOW
    return Strip(
        rows=[_health(source, counted, now, begun, with_refusals=with_refusals) for source in sources[:SHOWN]],
        window=f"in the last 24 hours, of the newest {MOST:,} events: those since {show.exactly(since)}"
        if since
        else "in the last 24 hours",
        is_cut=len(sources) > SHOWN,
    )


def _health(
    source: Any, counted: Mapping[tuple[int, str], int], now: datetime, begun: datetime, *, with_refusals: bool
) -> Health:
    """``begun``: since when the events are counted."""
    counts = [_count(source, state, counted.get((source.pk, state), 0), begun) for state in COLUMNS]
    if with_refusals:
        counts.append(_refused(source, _hour(now - WINDOW)))
    tone, word = next(said for fits, said in STATES if fits(source, now))
    return Health(
        source=show.link(source),
        provider=provider_name(source),
        state=format_html('<span class="pill {}">{}</span>', tone, word),
        last=show.ago(source.last) if source.last else show.dash("none has come"),
        counts=counts,
    )


STATES: Sequence[tuple[Callable[[Any, datetime], bool], tuple[str, str]]] = (
    (lambda source, _now: not source.is_active, ("mute", "Off")),
    (lambda source, _now: not source.is_open, ("bad", "No secret: refused")),
    (lambda source, _now: source.last is None, ("mute", "Nothing yet")),
    (lambda source, now: source.last < now - WINDOW, ("wait", "Silent")),
    (lambda _source, _now: True, ("good", "Live")),
)


def _count(source: Source, state: EventState, count: int, begun: datetime) -> Count:
    where = {"source": source.slug, "state": state.value, "received_after": begun.isoformat()}
    return _said(state, count, f"{reverse('admin:ledger_inboundevent_changelist')}?{urlencode(where)}")


def _refused(source: Any, begun: datetime) -> Count:
    where = {"source": source.slug, "hour_after": begun.isoformat()}
    return _said("refused", source.refused or 0, f"{reverse('admin:ledger_refusal_changelist')}?{urlencode(where)}")


def _said(state: str, count: int, address: str) -> Count:
    return Count(
        label=state.capitalize(),
        text=show.number(count),
        address=address if count else "",
        is_bad=bool(count) and state in BAD,
    )
