"""
Facts: what one event says, in our words.

A field that is ``None`` is not said; it never erases what another event said. References (``customer``, ``voucher``,
``campaign`` …) are the provider's ids. Times are aware, money is in major units, points are whole.
The names are those of the mirrors' columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ledger.choices import (
    ClaimStatus,
    Counter,
    DiscountType,
    MovementKind,
    Precision,
    RedemptionStatus,
    RewardKind,
    VoucherKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """A person at a source."""

    external_id: str
    merchant_ref: str | None = None  # the shop's own id of the customer
    name: str | None = None
    email: str | None = None
    tier: str | None = None
    enrolled_at: datetime | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """What vouchers are issued and rewards are given under."""

    external_id: str
    name: str | None = None
    provider_kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherFacts:
    """A loyalty card, coupon or gift card. One that is known only by its code has the id ``code:<code>``."""

    external_id: str
    code: str | None = None
    code_ending: str | None = None  # of a code that is not said whole
    kind: VoucherKind | None = None
    campaign: str | None = None
    holder: str | None = None  # a customer's id
    points: int | None = None  # ever put on a loyalty card
    points_balance: int | None = None
    amount: Decimal | None = None  # ever put on a gift card
    balance: Decimal | None = None
    currency: str | None = None  # ISO 4217; None beside an amount: the source's
    discount_type: DiscountType | None = None
    discount: Decimal | None = None  # money, percent or pieces, as discount_type says
    active: bool | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionFacts:
    """One use of a voucher. A reversal names the redemption that it undoes, by that redemption's id."""

    external_id: str
    customer: str | None = None
    voucher: str | None = None
    redeemed_at: datetime | None = None
    points: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    order_id: str | None = None
    tracking_id: str | None = None
    status: RedemptionStatus | None = None
    provider_status: str | None = None
    reversal_id: str | None = None
    reversed_at: datetime | None = None
    reason: str | None = None  # of a failure or a reversal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """One claimed reward: who claimed what, when, paid how, given what."""

    external_id: str
    customer: str | None = None
    holder: str | None = None  # of the loyalty card, where that is another customer
    redemption: str | None = None  # that paid for it; every event that names one names the same
    loyalty_card: str | None = None  # points were taken from
    granted_voucher: str | None = None  # coupon or gift card that was given
    campaign: str | None = None
    title: str | None = None
    kind: RewardKind | None = None
    provider_id: str | None = None  # the provider's own id of the claim, where external_id is made of something else
    provider_kind: str | None = None  # the provider's own words, as sent
    reward_id: str | None = None
    assignment_id: str | None = None
    product_id: str | None = None
    product_ref: str | None = None  # the shop's own id of the product
    product_name: str | None = None
    sku: str | None = None
    points: int | None = None  # paid
    value: Decimal | None = None  # of what was given, in money
    currency: str | None = None  # of value and order_amount; None: the source's
    discount_type: DiscountType | None = None
    discount: Decimal | None = None
    order_id: str | None = None
    order_ref: str | None = None  # the shop's own id of the order
    order_amount: Decimal | None = None
    tracking_id: str | None = None
    earned_by: str | None = None  # what earned it when points did not: a referral tier, a custom event
    metadata: Mapping[str, Any] | None = None
    status: ClaimStatus | None = None
    provider_status: str | None = None
    claimed_at: datetime | None = None  # None: no event says, the time of receipt stands in
    claimed_at_precision: Precision | None = None
    reversed_at: datetime | None = None
    reason: str | None = None  # of a reversal


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFacts:
    """One change of a voucher's points or money. Numbers are signed: what is paid is negative."""

    external_id: str
    kind: MovementKind
    voucher: str
    customer: str | None = None
    redemption: str | None = None
    provider_kind: str | None = None
    points: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    points_balance: int | None = None  # after it
    balance: Decimal | None = None  # after it
    occurred_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """A counter of one customer or of one voucher as the provider states it."""

    counter: Counter
    number: Decimal  # points are whole, money is in major units
    customer: str | None = None
    voucher: str | None = None
    currency: str | None = None
    at: datetime | None = None  # None: the event's time


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a payload and where: a path, never a value (``$.data.redemption.id``)."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that one event says."""

    subject: str | None = None  # the id of the claim or redemption that it is about
    customers: tuple[CustomerFacts, ...] = ()
    campaigns: tuple[CampaignFacts, ...] = ()
    vouchers: tuple[VoucherFacts, ...] = ()
    redemptions: tuple[RedemptionFacts, ...] = ()
    claims: tuple[ClaimFacts, ...] = ()
    movements: tuple[MovementFacts, ...] = ()
    readings: tuple[ReadingFacts, ...] = ()
    is_nameless: bool = False  # its claim has no id but the event's own, which is made of the body
    faults: tuple[Fault, ...] = ()  # in optional fields, which are unknown for it


class Unreadable(Exception):
    """A payload lacks what its event can't be without; ``faults`` names every place."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
