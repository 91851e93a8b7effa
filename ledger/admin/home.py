"""The home page: what waits for somebody, what the ledger amounts to, how the sources do; or how to begin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.alarming import open_alarms
from ledger.admin.figures import figures
from ledger.admin.health import known_sources, strip
from ledger.admin.navigation import MOST_COUNTED
from ledger.models import ClaimedReward, InboundEvent, Source
from ledger.providers import all_providers
from ledger.reports import Unanswerable
from ledger.waiting import FAILED, HELD, TO_FULFIL

SEES_NUMBERS = ("ledger.view_ledgerentry",)
SEES_SOURCES = ("ledger.view_source",)
SEES_ALARMS = (*SEES_SOURCES, "ledger.view_alarm")
SEES_HEALTH = (*SEES_SOURCES, "ledger.view_inboundevent")
STARTED = 3  # sources whose webhook addresses are shown while nothing has come


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits for somebody: the rows that fit, the longest waiting first."""

    title: str
    icon: str
    help: str
    model: type[Model]
    fits: Mapping[str, str]  # by columns; the list is asked by the same names
    since: str  # the column that says when the waiting began
    order: str
    permissions: Sequence[str]

    @property
    def address(self) -> str:
        return f"{reverse(f'admin:ledger_{self.model._meta.model_name}_changelist')}?{urlencode(self.fits)}"

    def waiting(self) -> Sequence[datetime]:
        """Since when each waits: the oldest, and one more than is counted."""
        rows = self.model._default_manager.filter(**self.fits).order_by(self.order)
        return list(rows.values_list(self.since, flat=True)[: MOST_COUNTED + 1])


QUEUES = (
    Queue(
        title="Failed",
        icon="events",
        help="Events that could not be understood.",
        model=InboundEvent,
        fits=FAILED.fits,
        since="received_at",
        order="received_at",
        permissions=("ledger.view_inboundevent",),
    ),
    Queue(
        title="Held",
        icon="held",
        help="A retry, or an honest second claim? Somebody has to say.",
        model=InboundEvent,
        fits=HELD.fits,
        since="received_at",
        order="received_at",
        permissions=("ledger.view_inboundevent",),
    ),
    Queue(
        title="To fulfil",
        icon="claims",
        help="Custom rewards that were claimed and not yet given.",
        model=ClaimedReward,
        fits=TO_FULFIL.fits,
        since="claimed_at",
        order="claimed_at",
        permissions=("ledger.view_claimedreward", "ledger.view_decision"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A queue as it stands."""

    queue: Queue
    count: str
    oldest: SafeString | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What to do while nothing has come: no source is there, or none of them has been heard."""

    addresses: Sequence[tuple[Source, str]] = ()  # where their providers send to
    example: str = ""  # of a provider, for the command
    may_add: bool = False


def home(request: HttpRequest) -> dict[str, Any]:
    """What this person may see of it."""
    user: Any = request.user
    now = timezone.now()
    sources = list(known_sources(now)) if user.has_perms(SEES_SOURCES) else []
    return {
        "alarms": open_alarms() if user.has_perms(SEES_ALARMS) else None,
        "works": [_work(queue) for queue in QUEUES if user.has_perms(queue.permissions)],
        **(_figures(now, user) if user.has_perms(SEES_NUMBERS) else {}),
        "strip": strip(sources, now, with_refusals=user.has_perm("ledger.view_refusal"))
        if sources and user.has_perms(SEES_HEALTH)
        else None,
        "start": _start(request, sources) if user.has_perms(SEES_SOURCES) else None,
    }


def _figures(now: datetime, user: Any) -> dict[str, Any]:
    """The numbers, or why there are none just now."""
    try:
        return {"figures": figures(now, lists_claims=user.has_perm("ledger.view_claimedreward"))}
    except Unanswerable as reason:
        return {"unanswered": reason}


def _work(queue: Queue) -> Work:
    waiting = queue.waiting()
    count = f"{MOST_COUNTED}+" if len(waiting) > MOST_COUNTED else str(len(waiting))
    return Work(queue=queue, count=count, oldest=show.ago(waiting[0]) if waiting else None)


def _start(request: HttpRequest, sources: Sequence[Any]) -> Start | None:
    if any(source.last for source in sources):
        return None
    user: Any = request.user
    return Start(
        addresses=list(_addresses(request, sources[:STARTED])),
        example=next(iter(all_providers()), ""),
        may_add=user.has_perm("ledger.add_source"),
    )


def _addresses(request: HttpRequest, sources: Sequence[Source]) -> Iterator[tuple[Source, str]]:
    for source in sources:
        try:
            yield source, request.build_absolute_uri(reverse(f"webhook-{source.provider}", args=[source.slug]))
        except NoReverseMatch:  # its provider is not installed
            continue
