"""
Why a reward is not there that a customer says was claimed: what the ledger knows of it, cause by cause.

Each cause is a question that an index answers and that reads no more than ``SEEN`` rows. What was not recorded has no
customer of its own: its bytes are looked through for the customer's ids, as whole values.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db.models import Q, QuerySet
from django.db.models.functions import Length, Lower
from django.utils import timezone

from ledger.choices import EventState, RewardKind, Verdict
from ledger.models import ClaimedReward, Customer, Decision, InboundEvent, Refusal, Voucher
from ledger.periods import DAY, midnight
from ledger.providers import all_providers

SEEN = 5000  # events of a period, the newest first
READ = 300  # bodies that are looked through
LARGEST = 64 * 1024  # bytes of one
CLAIMS = 200  # of a customer
FEW = 50  # other customers, vouchers
FOUND = 10  # events that are shown
AROUND = DAY  # people mistake the day, and zones differ
TRIED_AGAIN = timedelta(days=3)  # after the day an event may still come
RECENT = timedelta(days=7)  # where no day is given
SHORTEST_NUMBER = 4  # digits of an id that is told from other numbers
BETWEEN = re.compile(r"[\s,;\"]+")  # the values of a row of a table


class Cause(StrEnum):
    """In the order in which they answer."""

    HERE = "here"
    HELD = "held"
    FAILED = "failed"
    REPEAT = "repeat"
    IGNORED = "ignored"
    ELSEWHERE = "elsewhere"  # recorded under another customer
    UNSENT = "unsent"  # the provider does not send this kind
    REFUSED = "refused"
    ANOTHER_DAY = "another day"
    SILENT = "silent"  # nothing at all came
    NEVER = "never"  # others came


STATES = {Cause.HELD: EventState.HELD, Cause.FAILED: EventState.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of a customer, what is missing: by its title or a part of it, its kind, its day at the source."""

    customer: Customer
    title: str = ""
    kind: RewardKind | None = None
    day: date | None = None

    @property
    def claimed(self) -> tuple[datetime, datetime] | None:
        """When it may have been claimed."""
        if self.day is None:
            return None
        begins = midnight(self.day, ZoneInfo(self.customer.source.time_zone))
        return begins - AROUND, begins + DAY + AROUND

    @property
    def came(self) -> tuple[datetime, datetime]:
        """When word of it may have come."""
        now = timezone.now()
        begins, ends = self.claimed or (now - RECENT, now)
        return begins, ends + TRIED_AGAIN

    def fits(self, claim: ClaimedReward) -> bool:
        names = (claim.title, claim.product_name, claim.reward_id)
        is_named = not self.title or any(_has(self.title, name) for name in names if name)
        return is_named and (self.kind is None or claim.kind == self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A cause, and what speaks for it."""

    cause: Cause
    claims: Sequence[ClaimedReward] = ()
    events: Sequence[InboundEvent] = ()
    refused: Mapping[str, int] = field(default_factory=dict)  # by cause
    seen: int = 0  # events of the source in the period, else claims of it that were told of later; ``SEEN``: or more
    last: datetime | None = None  # when anything last came before
    is_sure: bool = True  # False: it names the customer, and not what was asked for


def explain(asked: Asked) -> list[Finding]:
    """All that speaks for a cause, the likeliest first; never nothing."""
    found = [finding for cause in CAUSES if (finding := cause(asked))]
    return sorted(found, key=lambda finding: list(Cause).index(finding.cause)) or [_arrival(asked)]


def waiting_for(names: Sequence[str]) -> list[InboundEvent]:
    """The newest events that failed or are held and name somebody of whom nothing is recorded."""
    wanted = {name.casefold() for name in names}
    rows = InboundEvent.objects.filter(state__in=(EventState.FAILED, EventState.HELD))
    return _speaking(rows.order_by("-pk"), wanted)[:FOUND]


def here(asked: Asked) -> Finding | None:
    claims = _claims(ClaimedReward.objects.filter(customer=asked.customer), asked)
    return Finding(cause=Cause.HERE, claims=claims) if claims else None


def another_day(asked: Asked) -> Finding | None:
    """Where a day was given and what fits is of another; the nearest first."""
    if asked.day is None or not (asked.title or asked.kind) or here(asked):
        return None
    begins, _ = asked.claimed or asked.came
    claims = _claims(ClaimedReward.objects.filter(customer=asked.customer), asked, is_any_day=True)
    nearest = sorted(claims, key=lambda claim: abs(claim.claimed_at - begins - AROUND))
    return Finding(cause=Cause.ANOTHER_DAY, claims=nearest) if nearest else None


def held(asked: Asked) -> Finding | None:
    return _waiting(Cause.HELD, asked)


def failed(asked: Asked) -> Finding | None:
    return _waiting(Cause.FAILED, asked)


def ignored(asked: Asked) -> Finding | None:
    """Of a type that is read, so that the source was off or the reader is newer; of another where it has the title."""
    events, retries = _ignored(asked)
    readers = all_providers()[asked.customer.source.provider].readers if _has_provider(asked) else {}
    told = [
        event
        for event in events
        if event.pk not in retries and (event.event_type in readers or (asked.title and _has_value(event, asked.title)))
    ]
    return _finding(Cause.IGNORED, told)


def repeat(asked: Asked) -> Finding | None:
    events, retries = _ignored(asked)
    return _finding(Cause.REPEAT, [event for event in events if event.pk in retries])


def elsewhere(asked: Asked) -> Finding | None:
    """Of somebody with the same e-mail address or number at the shop; or paid from, or granted, what this one holds."""
    customer = asked.customer
    same = Q(merchant_ref=customer.merchant_ref) if customer.merchant_ref else Q(pk__in=())
    if customer.email:
        same |= Q(email_lower=customer.email.lower())
    people = Customer.objects.alias(email_lower=Lower("email")).filter(same).exclude(pk=customer.pk)
    others = list(people.values_list("pk", flat=True)[:FEW])
    vouchers = list(Voucher.objects.filter(holder=customer).values_list("pk", flat=True)[:FEW])
    rows = ClaimedReward.objects
    by = (Q(customer__in=others), Q(loyalty_card__in=vouchers), Q(granted_voucher__in=vouchers))
    found = {
        claim.pk: claim for one in by for claim in _claims(rows.filter(one), asked) if claim.customer_id != customer.pk
    }
    return Finding(cause=Cause.ELSEWHERE, claims=list(found.values())) if found else None


def unsent(asked: Asked) -> Finding | None:
    if not _has_provider(asked) or asked.kind not in all_providers()[asked.customer.source.provider].unsent_kinds:
        return None
    return Finding(cause=Cause.UNSENT)


def refused(asked: Asked) -> Finding | None:
    since, until = asked.came
    rows = Refusal.objects.filter(source=asked.customer.source_id, hour__gte=since, hour__lt=until).order_by()
    counted: Counter[str] = Counter()
    for cause, count in rows.values_list("cause", "count")[:SEEN]:
        counted[str(cause)] += count
    return Finding(cause=Cause.REFUSED, refused=counted) if counted else None


CAUSES: tuple[Callable[[Asked], Finding | None], ...] = (
    here, held, failed, repeat, ignored, elsewhere, unsent, refused, another_day,
)  # fmt: skip


def _arrival(asked: Asked) -> Finding:
    """Whether anything came at all; what was imported later tells of those days too."""
    events = InboundEvent.objects.filter(source=asked.customer.source_id)
    seen = _within(events, asked).values("pk")[:SEEN].count() or _told_later(asked)
    if seen:
        return Finding(cause=Cause.NEVER, seen=seen)
    before = events.filter(received_at__lt=asked.came[0]).order_by("-received_at")
    last = before.values_list("received_at", flat=True).first()
    return Finding(cause=Cause.SILENT, last=last)


def _told_later(asked: Asked) -> int:
    if asked.claimed is None:
        return 0
    since, until = asked.claimed
    rows = ClaimedReward.objects.filter(source=asked.customer.source_id, claimed_at__gte=since, claimed_at__lt=until)
    return rows.order_by().values("pk")[:SEEN].count()


def _claims(rows: QuerySet[ClaimedReward], asked: Asked, *, is_any_day: bool = False) -> list[ClaimedReward]:
    """The newest of them that fit."""
    if asked.claimed and not is_any_day:
        since, until = asked.claimed
        rows = rows.filter(claimed_at__gte=since, claimed_at__lt=until)
    found = rows.select_related("customer", "source").defer("said", "metadata", "customer__said", "customer__metadata")
    return [claim for claim in found.order_by("-claimed_at", "-pk")[:CLAIMS] if asked.fits(claim)]


def _finding(cause: Cause, events: Sequence[InboundEvent]) -> Finding | None:
    return Finding(cause=cause, events=events[:FOUND]) if events else None


def _waiting(cause: Cause, asked: Asked) -> Finding | None:
    """Those that have the title; where none has it, all that name the customer, which is less."""
    rows = _within(InboundEvent.objects.filter(state=STATES[cause]), asked)
    events = _speaking(rows, _names(asked.customer), source=asked.customer.source_id)
    told = [event for event in events if not asked.title or _has_value(event, asked.title)]
    found = told or events
    return Finding(cause=cause, events=found[:FOUND], is_sure=bool(told)) if found else None


def _ignored(asked: Asked) -> tuple[list[InboundEvent], set[int]]:
    """Those that name the customer, and which of them staff took for a retry."""
    rows = _within(InboundEvent.objects.filter(source=asked.customer.source_id), asked)
    events = _speaking(rows, _names(asked.customer), state=EventState.IGNORED)
    decided = Decision.objects.filter(event__in=[event.pk for event in events], verdict=Verdict.A_RETRY)
    return events, set(decided.values_list("event", flat=True))


def _within(events: QuerySet[InboundEvent], asked: Asked) -> QuerySet[InboundEvent]:
    """The newest first, as the lists are; without a day all of them."""
    if asked.day is not None:
        since, until = asked.came
        events = events.filter(received_at__gte=since, received_at__lt=until)
    return events.order_by("-received_at", "-pk")


def _speaking(rows: QuerySet[InboundEvent], names: set[str], **only: Any) -> list[InboundEvent]:
    """Of the newest rows those that have one of the names in their bytes."""
    newest = InboundEvent.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:SEEN]), **only)
    small = newest.annotate(size=Length("body")).filter(size__lte=LARGEST).select_related("source")
    found = small.defer("headers").order_by("-pk")[:READ]
    return [event for event in found.iterator(chunk_size=FEW) if names & set(_values(bytes(event.body)))]


def _names(customer: Customer) -> set[str]:
    """What a payload may call the customer."""
    return {name.casefold() for name in (customer.external_id, customer.merchant_ref, customer.email) if name}


def _values(body: bytes) -> Iterator[str]:
    """Every value in it. A short number is none: it may be any."""
    try:
        within = [orjson.loads(body)]
    except orjson.JSONDecodeError:
        yield from BETWEEN.split(body.decode(errors="replace").casefold())
        return
    while within:
        one = within.pop()
        if isinstance(one, dict | list):
            within.extend(one.values() if isinstance(one, dict) else one)
        elif isinstance(one, str):
            yield one.casefold()
        elif isinstance(one, int) and len(str(one)) >= SHORTEST_NUMBER:
            yield str(one)


def _has_value(event: InboundEvent, text: str) -> bool:
    return any(_has(text, value) for value in _values(bytes(event.body)))


def _has(part: str, text: str) -> bool:
    return part.strip().casefold() in text.casefold()


def _has_provider(asked: Asked) -> bool:
    return asked.customer.source.provider in all_providers()
