"""
The same person elsewhere: customers at other sources with the same e-mail address or the same id at the shop.

It is evidence and no more: nothing is merged, and who looks decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.models import Customer
from ledger.sql.spelt import emails, has_email

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A customer elsewhere, and what speaks for it as far as this person sees it."""

    pk: int
    link: SafeString
    source: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """``is_together``: all of them are told in one time line."""

    others: Sequence[Other]
    is_cut: bool
    is_together: bool


def elsewhere(request: HttpRequest, customer: Customer) -> Elsewhere:
    """Found in clear, by an index of each; shown as it may be seen."""
    viewer = Viewer.at(request)
    found = _found(customer)
    return Elsewhere(
        others=[_other(viewer, customer, other) for other in found[:MOST]],
        is_cut=len(found) > MOST,
        is_together="everywhere" in request.GET,
    )


def _found(customer: Customer) -> list[Customer]:
    asked = Q()
    if customer.email:
        asked |= has_email(emails(customer.email))
    if customer.merchant_ref:
        asked |= Q(merchant_ref=customer.merchant_ref)
    if not asked:
        return []
    rows = Customer.objects.filter(asked).exclude(source=customer.source_id)
    return list(rows.select_related("source").defer("said", "metadata").order_by("pk")[: MOST + 1])


def _other(viewer: Viewer, customer: Customer, other: Customer) -> Other:
    shown = veiled(viewer, other)
    evidence = ", ".join(_evidence(customer, other, shown))
    return Other(pk=other.pk, link=show.link(shown), source=other.source.name, evidence=evidence)


def _evidence(customer: Customer, other: Customer, shown: Customer) -> Iterator[str]:
    if customer.email and other.email and customer.email.lower() == other.email.lower():
        yield f"the same e-mail address, {shown.email}"
    if customer.merchant_ref and customer.merchant_ref == other.merchant_ref:
        yield f"the same id at the shop, {shown.merchant_ref}"
