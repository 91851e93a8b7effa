"""
What was typed, found by small questions that an index answers; a list is then filtered by the ids found.

Every question is bounded. Who typed something that fits more is told that not everything is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, LedgerEntry, Redemption, Source, Voucher

MOST = 1000
MOST_NAMED = 200  # customers of a name, whose things are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Ids, and whether there are more."""

    ids: frozenset[int]
    is_cut: bool = False

    def __or__(self, other: "Found") -> "Found":
        return Found(ids=self.ids | other.ids, is_cut=self.is_cut or other.is_cut)


def claims(term: str) -> Found:
    whose, cards = customers(term, most=MOST_NAMED), _vouchers(term)
    rows = ClaimedReward.objects.order_by("-claimed_at", "-id")
    return (
        _ids(rows.filter(_named(term) | Q(order_id=term) | Q(order_ref=term)))
        | _ids_of(rows, "customer", whose)
        | _ids_of(rows, "granted_voucher", cards)
        | _ids_of(rows, "loyalty_card", cards)
    )


def customers(term: str, *, most: int = MOST) -> Found:
    """By a whole e-mail address or id, and by a part of the name."""
    rows = Customer.objects.order_by("-id")
    exact = _ids(rows.filter(_named(term) | Q(email__in={term, term.lower()}) | Q(merchant_ref=term)), most)
    return exact | _ids(rows.filter(name__icontains=term), most)


def vouchers(term: str) -> Found:
    held = customers(term, most=MOST_NAMED)
    return _vouchers(term) | _ids_of(Voucher.objects.order_by("-id"), "holder", held)


def redemptions(term: str) -> Found:
    rows = Redemption.objects.order_by("-id")
    return _ids(rows.filter(_named(term))) | _ids_of(rows, "voucher", _vouchers(term))


def campaigns(term: str) -> Found:
    return _ids(Campaign.objects.filter(_named(term) | Q(name__icontains=term)).order_by("-id"))


def events(term: str) -> Found:
    """By their own id, and by that of the claim or redemption that they are about."""
    rows = InboundEvent.objects.order_by("-id")
    about = rows.filter(source__in=_sources(), subject=term).exclude(subject="")
    return _ids(rows.filter(_named(term))) | _ids(about)


def entries(term: str) -> Found:
    return _ids_of(LedgerEntry.objects.order_by("-id"), "claim", claims(term))


def _vouchers(term: str) -> Found:
    codes = {term, term.upper()}
    return _ids(Voucher.objects.filter(_named(term) | Q(code__in=codes)).order_by("-id"), MOST_NAMED)


def _named(term: str) -> Q:
    """By the provider's id: the index begins with the source."""
    return Q(source__in=_sources(), external_id=term)


def _sources() -> list[int]:
    return list(Source.objects.values_list("pk", flat=True))


def _ids_of(rows: QuerySet[Any], column: str, parents: Found) -> Found:
    if not parents.ids:
        return parents
    return _ids(rows.filter(**{f"{column}__in": sorted(parents.ids)})) | Found(ids=frozenset(), is_cut=parents.is_cut)


def _ids(rows: QuerySet[Any], most: int = MOST) -> Found:
    ids: Iterable[int] = rows.values_list("pk", flat=True)[: most + 1]
    found = list(ids)
    return Found(ids=frozenset(found[:most]), is_cut=len(found) > most)
