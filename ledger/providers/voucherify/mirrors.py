"""Facts about the things that a Voucherify event names: customers, campaigns, vouchers, uses of vouchers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from ledger.choices import Counter, DiscountType, RedemptionStatus, VoucherKind
from ledger.facts import CampaignFacts, CustomerFacts, ReadingFacts, RedemptionFacts, VoucherFacts
from ledger.payload import Payload, made_id, major_units, number
from ledger.providers.voucherify.bodies import Campaign, Customer, Discount, Mention, Redemption, Voucher
from ledger.providers.voucherify.orders import rollback_of
from ledger.providers.voucherify.words import (
    DISCOUNT_TYPES,
    FAILED_IDS,
    FAILURE,
    REDEMPTION_STATUSES,
    VOUCHER_KINDS,
    spelt,
)

NOTHING = Mention()


def customer_id(customer: Customer | None) -> str | None:
    if customer is None:
        return None
    return customer.id or (made_id("ref", customer.source_id) if customer.source_id else None)


def voucher_id(voucher: Voucher | None) -> str | None:
    if voucher is None:
        return None
    return voucher.id or (made_id("code", voucher.code) if voucher.code else None)


def customers(*sent: Customer | None) -> tuple[CustomerFacts, ...]:
    return tuple(_customer(customer, key) for key, customer in _distinct(sent, customer_id))


def _customer(customer: Customer, key: str) -> CustomerFacts:
    return CustomerFacts(
        external_id=key,
        merchant_ref=customer.source_id,
        name=customer.name or None,
        email=customer.email or None,
        metadata=customer.metadata,
    )


def campaigns(campaign: Campaign | None, *sent: Voucher | None) -> tuple[CampaignFacts, ...]:
    """Each campaign once: its own object says more than a voucher that names it."""
    found = {}
    if campaign is not None and campaign.id:
        found[campaign.id] = CampaignFacts(
            external_id=campaign.id, name=campaign.name, provider_kind=campaign.campaign_type
        )
    for voucher in sent:
        if voucher is not None and voucher.campaign_id and voucher.campaign_id not in found:
            found[voucher.campaign_id] = CampaignFacts(external_id=voucher.campaign_id, name=voucher.campaign)
    return tuple(found.values())


def of_vouchers(*sent: Voucher | None) -> dict[str, Any]:
    """What an event says by its vouchers: facts, and readings of what is on them, of the first that tells."""
    named = _distinct(sent, voucher_id)
    readings: dict[tuple[str, Counter], ReadingFacts] = {}
    for key, voucher in named:
        for reading in _readings(voucher, key):
            readings.setdefault((key, reading.counter), reading)
    vouchers = tuple(_voucher(voucher, key) for key, voucher in named)
    return {"vouchers": vouchers, "readings": tuple(readings.values())}


def _voucher(voucher: Voucher, key: str) -> VoucherFacts:
    card, gift = voucher.loyalty_card, voucher.gift
    discount_type, discount = discount_of(voucher.discount)
    return VoucherFacts(
        external_id=key,
        code=voucher.code or None,
        kind=voucher_kind(voucher),
        campaign=voucher.campaign_id,
        holder=voucher.holder_id,
        points=card.points if card else None,
        points_balance=card.balance if card else None,
        amount=major_units(gift.amount) if gift else None,
        balance=major_units(gift.balance) if gift else None,
        discount_type=discount_type,
        discount=discount,
        active=voucher.active,
        expires_at=voucher.expiration_date,
    )


def _readings(voucher: Voucher, key: str) -> Iterator[ReadingFacts]:
    """As of the voucher's last change: what several events repeat of it is one reading."""
    card, gift = voucher.loyalty_card, voucher.gift
    counts: list[tuple[Counter, Decimal | None]] = []
    if card:
        counts += (Counter.POINTS, _number(card.points)), (Counter.POINTS_BALANCE, _number(card.balance))
    if gift:
        counts += (Counter.AMOUNT, major_units(gift.amount)), (Counter.BALANCE, major_units(gift.balance))
    for counter, count in counts:
        if count is not None:
            yield ReadingFacts(counter=counter, number=count, voucher=key, at=voucher.updated_at)


def _number(count: int | None) -> Decimal | None:
    return None if count is None else number(count)


def voucher_kind(voucher: Voucher) -> VoucherKind | None:
    if voucher.type is None:
        return VoucherKind.LOYALTY_CARD if voucher.loyalty_card else None
    return VOUCHER_KINDS.get(voucher.type, VoucherKind.OTHER)


def discount_of(discount: Discount | None) -> tuple[DiscountType | None, Decimal | None]:
    if discount is None or discount.type is None:
        return None, None
    kind = DISCOUNT_TYPES.get(discount.type, DiscountType.OTHER)
    return kind, DISCOUNTS[kind](discount)


DISCOUNTS: Mapping[DiscountType, Callable[[Discount], Decimal | None]] = {
    DiscountType.FLAT: lambda discount: major_units(discount.amount_off),
    DiscountType.PERCENTAGE: lambda discount: discount.percent_off,
    DiscountType.UNIT: lambda discount: discount.unit_off,
    DiscountType.FIXED_PRICE: lambda discount: major_units(discount.fixed_amount),
    DiscountType.OTHER: lambda _discount: None,
}


def redemption(sent: Redemption, *, customer: str | None, voucher: Voucher | None) -> RedemptionFacts:
    points, amount = paid(sent, voucher)
    undone = _undoing(sent)
    undoing = undone or NOTHING
    return RedemptionFacts(
        external_id=sent.id,
        customer=customer,
        voucher=voucher_id(voucher) or voucher_id(sent.voucher),
        redeemed_at=sent.date,
        points=points,
        amount=amount,
        order_id=sent.order.id if sent.order else None,
        tracking_id=sent.tracking_id,
        status=_status(sent, is_undone=undone is not None),
        provider_status=sent.status,
        reversal_id=undoing.id,
        reversed_at=undoing.date,
        reason=sent.failure_message or None,
    )


def _undoing(sent: Redemption) -> Mention | None:
    """The rollback that a list, or the order, shows of a redemption; some fail."""
    shown = (sent.related_redemptions and sent.related_redemptions.rollbacks) or []
    named = (one for one in shown if one and one.id)
    undone = (one for one in (*named, rollback_of(sent)) if one and not (one.id or "").startswith(FAILED_IDS))
    return next(undone, None)


def paid(sent: Redemption, voucher: Voucher | None) -> tuple[int | None, Decimal | None]:
    """Points and money: one number means either, as the voucher's kind says, or neither."""
    # A rollback may repeat the amount with its sign turned.
    if sent.amount is None or sent.amount < 0 or voucher is None:
        return None, None
    kind = voucher_kind(voucher)
    if kind is VoucherKind.LOYALTY_CARD:
        return sent.amount, None
    return None, major_units(sent.amount) if kind is VoucherKind.GIFT_CARD else None


def _status(sent: Redemption, *, is_undone: bool) -> RedemptionStatus:
    """
    A redemption that says nothing of itself was a success: failures have events, ids and results of their own.

    A rollback that is shown of it undid it, whatever its status is, or if it has none.
    """
    if sent.result == FAILURE or sent.id.startswith(FAILED_IDS):
        return RedemptionStatus.FAILED
    if is_undone:
        return RedemptionStatus.REVERSED
    return REDEMPTION_STATUSES.get(spelt(sent.status), RedemptionStatus.REDEEMED)


Part = TypeVar("Part", bound=Payload)


def _distinct(sent: Iterable[Part | None], key_of: Callable[[Part], str | None]) -> list[tuple[str, Part]]:
    """The parts that have a key and say something else than those before them: bodies repeat them whole."""
    found: list[tuple[str, Part]] = []
    seen: dict[str, list[Part]] = {}
    for part in sent:
        if part is not None and (key := key_of(part)):
            same = seen.setdefault(key, [])
            if part not in same:
                same.append(part)
                found.append((key, part))
    return found
