"""From what was found to what belongs to it: the claims of a customer, the vouchers that somebody holds …"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, QuerySet

from ledger.access import Viewer
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Movement,
    Redemption,
    Voucher,
)
from ledger.search import MOST, STRANGER, Found, Kind, search

MOST_PARENTS = 50  # customers of a name, whose things are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Things by their own ids, and by what of all that was typed they were found; is cut where more fit."""

    ids: frozenset[int] = frozenset()
    is_cut: bool = False
    by: frozenset[str] = frozenset()

    def __or__(self, other: "Ids") -> "Ids":
        return Ids(ids=self.ids | other.ids, is_cut=self.is_cut or other.is_cut)


def claims(found: Found) -> Ids:
    """The claims found, and those behind all else that was found; the newest where one thing has too many."""
    customers, vouchers = _parents(found, Customer), _parents(found, Voucher)
    used = _parents(found, Redemption) | _paid_by(found)
    rows = ClaimedReward.objects.order_by("-claimed_at", "-id")
    return (
        _of(found, ClaimedReward)
        | _with(rows, "customer", customers)
        | _with(rows, "granted_voucher", vouchers)
        | _with(rows, "loyalty_card", vouchers)
        | _with(rows, "redemption", used)
        | _spoken_of(found)
    )


def vouchers(found: Found) -> Ids:
    return _of(found, Voucher) | _with(Voucher.objects.order_by("-id"), "holder", _parents(found, Customer))


def redemptions(found: Found) -> Ids:
    return _of(found, Redemption) | _with(Redemption.objects.order_by("-id"), "voucher", _parents(found, Voucher))


def entries(found: Found) -> Ids:
    return _with(LedgerEntry.objects.order_by("-id"), "claim", claims(found))


def _just(model: type[Model]) -> Callable[[Found], Ids]:
    return lambda found: _of(found, model)


# What a list is searched by: where is looked, and what of the list belongs to what is found there.
BEHIND_CLAIMS = (ClaimedReward, Customer, Voucher, Redemption, Movement, InboundEvent)
LISTS: Mapping[type[Model], tuple[tuple[type[Model], ...], Callable[[Found], Ids]]] = {
    ClaimedReward: (BEHIND_CLAIMS, claims),
    LedgerEntry: (BEHIND_CLAIMS, entries),
    Customer: ((Customer,), _just(Customer)),
    Voucher: ((Voucher, Customer), vouchers),
    Redemption: ((Redemption, Voucher), redemptions),
    Campaign: ((Campaign,), _just(Campaign)),
    InboundEvent: ((InboundEvent,), _just(InboundEvent)),
    Movement: ((Movement,), _just(Movement)),
}


def listed(model: type[Model], text: str, *, viewer: Viewer = STRANGER) -> Ids:
    """What a list shows this person for what they typed."""
    among, take = LISTS[model]
    found = search(text, among=among, viewer=viewer)
    return replace(took := take(found), is_cut=took.is_cut or found.is_cut, by=found.by)


def _of(found: Found, model: type[Model]) -> Ids:
    return Ids(ids=frozenset(hit.thing.pk for hit in found.hits if isinstance(hit.thing, model)))


def _parents(found: Found, model: type[Model]) -> Ids:
    """Where there are too many, those found first."""
    ids = [hit.thing.pk for hit in found.hits if isinstance(hit.thing, model)]
    return Ids(ids=frozenset(ids[:MOST_PARENTS]), is_cut=len(ids) > MOST_PARENTS)


def _with(rows: QuerySet[Any], column: str, parents: Ids) -> Ids:
    if not parents.ids:
        return parents
    mine = rows.filter(**{f"{column}__in": sorted(parents.ids)}).values_list("pk", flat=True)
    ids = list(mine.order_by()[: MOST + 1])
    if len(ids) > MOST and len(parents.ids) == 1:
        # An index has these in order; to sort those of several would be to read all of them.
        ids = list(mine[: MOST + 1])
    return Ids(ids=frozenset(ids[:MOST]), is_cut=len(ids) > MOST or parents.is_cut)


def _paid_by(found: Found) -> Ids:
    """The redemptions behind movements."""
    paid = (hit.thing.redemption_id for hit in found.of(Kind.MOVEMENT))
    return Ids(ids=frozenset(pk for pk in paid if pk))


def _spoken_of(found: Found) -> Ids:
    """The claims that the events found are about: by their own id, or by that of the redemption that paid for them."""
    about = {(hit.thing.source_id, hit.thing.subject) for hit in found.of(Kind.EVENT) if hit.thing.subject}
    if not about:
        return Ids()
    keys = {"source__in": {source for source, _ in about}, "external_id__in": {subject for _, subject in about}}
    used = Redemption.objects.filter(**keys).values_list("pk", "source_id", "external_id")[:MOST]
    ids = frozenset(pk for pk, *key in used if tuple(key) in about)
    own = ClaimedReward.objects.filter(**keys).values_list("pk", "source_id", "external_id")[:MOST]
    own_ids = frozenset(pk for pk, *key in own if tuple(key) in about)
    return Ids(ids=own_ids) | _with(ClaimedReward.objects.order_by("-claimed_at", "-id"), "redemption", Ids(ids=ids))
