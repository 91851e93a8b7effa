"""
Claims that are possibly the same: two rows that may be one claim, which was told of in two ways.

A provider may send a claim without the id that its export has. Nothing is merged here and nothing is written: what
speaks for it is said, and staff may void one of the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Window
from django.db.models.functions import RowNumber

from ledger.choices import ClaimStatus, Origin, RewardKind
from ledger.models import ClaimedReward, InboundEvent

NEAR = timedelta(days=3)  # a webhook says when it was sent, and may have been tried again since the claim
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOST = 50  # claims of a customer that are looked at, within those days: the nearest before, and after
MOST_EVENTS = 20  # of a claim and type

# What is alike speaks for it, and what is unlike against; what only one of the two says does neither. Titles may
# differ: a webhook may have a reward's identifier where an export has its name.
TELLING = ("claim", "reward", "title", "value", "code")
DECIDING = ("claim", "reward", "value", "code", "kind", "product", "points")


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Another claim, and what it has in common."""

    claim: ClaimedReward
    alike: tuple[str, ...]  # of TELLING
    apart: timedelta
    has_event_in_common: bool  # the same event, with other bytes, tells of either


class Told(NamedTuple):
    """How a claim is told of."""

    types: frozenset[str]
    events: frozenset[str]


NOTHING = Told(frozenset(), frozenset())


def possibly_the_same(claim: ClaimedReward) -> list[Double]:
    """
    The nearest first.

    One channel gives each of its claims an id, or an event, of its own: two that it tells of are two. So only those are
    comparable of which no type of event tells both, unless it names the one anew: the provider's own id of the claim
    is the same, or one event, come again with other bytes, names first the one and then the other.
    """
    near = list(_near(claim))
    told = _told([claim, *near])
    mine = told.get(claim.external_id, NOTHING)
    found = []
    for other in near:
        alike, theirs = _alike(claim, other), told.get(other.external_id, NOTHING)
        in_common = mine.events & theirs.events
        if alike and (
            "claim" in alike or in_common or (mine.types and theirs.types and mine.types.isdisjoint(theirs.types))
        ):
            apart = abs(claim.claimed_at - other.claimed_at)
            found.append(Double(claim=other, alike=alike, apart=apart, has_event_in_common=bool(in_common)))
    return sorted(found, key=lambda double: (double.apart, double.claim.pk))


def _near(claim: ClaimedReward) -> Iterable[ClaimedReward]:
    """The customer's other claims of those days, or of its id, by the index ``ledger_claim_by_customer``."""
    if claim.customer_id is None:
        return ()
    same = ClaimedReward.objects.filter(customer=claim.customer_id).exclude(pk=claim.pk)
    others = same.exclude(status=ClaimStatus.ANNULLED).select_related("granted_voucher")
    # The calendar ends somewhere, and a provider may send its ends.
    first, last = max(claim.claimed_at, FIRST + NEAR) - NEAR, min(claim.claimed_at, LAST - NEAR) + NEAR
    before = others.filter(claimed_at__gte=first, claimed_at__lt=claim.claimed_at).order_by("-claimed_at")
    after = others.filter(claimed_at__gte=claim.claimed_at, claimed_at__lte=last).order_by("claimed_at")
    named = others.filter(provider_id=claim.provider_id)[:MOST] if claim.provider_id else ()
    return {other.pk: other for other in (*before[:MOST], *after[:MOST], *named)}.values()


def _told(claims: Iterable[ClaimedReward]) -> Mapping[str, Told]:
    """By the index ``ledger_event_by_subject``. What staff decided tells of a claim, but brought none."""
    found: dict[str, Told] = {}
    of_one_source = {claim.external_id: claim.source_id for claim in claims}
    about = InboundEvent.objects.filter(source__in=set(of_one_source.values()), subject__in=sorted(of_one_source))
    place = Window(RowNumber(), partition_by=("subject", "event_type"), order_by="pk")
    told = about.exclude(subject="").exclude(origin=Origin.STAFF).annotate(place=place).filter(place__lte=MOST_EVENTS)
    for subject, kind, event in told.order_by().values_list("subject", "event_type", "external_id"):
        types, events = found.get(subject, NOTHING)
        found[subject] = Told(types | {kind}, events | {event})
    return found


def _alike(one: ClaimedReward, other: ClaimedReward) -> tuple[str, ...]:
    """Nothing where anything speaks against it."""
    is_alike = {name: _compared(name, said, _said(other)[name]) for name, said in _said(one).items()}
    if any(is_alike[name] is False for name in DECIDING):
        return ()
    return tuple(name for name in TELLING if is_alike[name])


def _said(claim: ClaimedReward) -> Mapping[str, object]:
    voucher = claim.granted_voucher
    return {
        "claim": claim.provider_id,
        "reward": claim.reward_id,
        "title": claim.title,
        "value": None if claim.value is None else (claim.value, claim.currency),
        "code": voucher and (voucher.code or voucher.code_ending),
        # A word that we have no word for is none to compare.
        "kind": None if claim.kind == RewardKind.OTHER else claim.kind,
        "product": claim.product_id,
        "points": claim.points,
    }


def _compared(name: str, one: object, other: object) -> bool | None:
    """None where either says nothing."""
    if one is None or other is None:
        return None
    # A code that is not said whole is told by its end.
    if name == "code":
        return str(one).endswith(str(other)) or str(other).endswith(str(one))
    return one == other
