"""What each of LoyaltyLion's events means: topic → reader."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ledger.choices import ClaimStatus, DiscountType, Precision, RewardKind, VoucherKind
from ledger.facts import ClaimFacts, CustomerFacts, Facts, Fault, VoucherFacts
from ledger.payload import TEXT_LIMIT, Moment, Payload, made_id, read
from ledger.providers import Envelope, Reader
from ledger.providers.loyaltylion.bodies import Body, ClaimedReward, Customer, CustomerUpdated
from ledger.providers.loyaltylion.envelope import Shape

REWARD_KINDS: Mapping[str, RewardKind] = {
    "voucher": RewardKind.DISCOUNT,
    "gift_card": RewardKind.GIFT_CARD,
}
VOUCHER_KINDS: Mapping[RewardKind, VoucherKind] = {
    RewardKind.DISCOUNT: VoucherKind.DISCOUNT,
    RewardKind.GIFT_CARD: VoucherKind.GIFT_CARD,
}
DISCOUNT_TYPES: Mapping[str, DiscountType] = {
    "flat": DiscountType.FLAT,
    "fixed": DiscountType.FLAT,  # what the headless API calls it
    "percentage": DiscountType.PERCENTAGE,
}

SomeBody = TypeVar("SomeBody", bound=Body)


class InProperties(Payload, Generic[SomeBody]):
    properties: SomeBody


class InPayload(Payload, Generic[SomeBody]):
    created_at: Moment | None = None
    payload: SomeBody


class InPayloadProperties(Payload, Generic[SomeBody]):
    created_at: Moment | None = None
    payload: InProperties[SomeBody]


def reader(model: type[SomeBody], facts_of: Callable[[SomeBody, Envelope, tuple[Fault, ...]], Facts]) -> Reader:
    """Reads an event that says a ``model``, however deep it is wrapped."""
    at_properties: Any = InPayloadProperties[model]  # type: ignore[valid-type]
    at_payload: Any = InPayload[model]  # type: ignore[valid-type]

    def read_event(payload: bytes, envelope: Envelope) -> Facts:
        said: Any
        if envelope.shape == Shape.PROPERTIES:
            said, faults = read(at_properties, payload, vital=model.vital)
            body = said.payload.properties
        elif envelope.shape == Shape.PAYLOAD:
            said, faults = read(at_payload, payload, vital=model.vital)
            body = said.payload
        else:
            body, faults = read(model, payload, vital=model.vital)
        return facts_of(body, envelope, faults)

    return read_event


def claimed(body: ClaimedReward, envelope: Envelope, faults: tuple[Fault, ...]) -> Facts:
    """
    A voucher or gift card was claimed.

    LoyaltyLion gives a claim no id. The customer's voucher code is one that a redelivery or an export repeats; where
    there is none, as for gift cards, the event's id stands in. What was paid is not said.
    """
    code = body.voucher_code or None
    claim_id = made_id("code", body.customer.id, code) if code else made_id("event", envelope.event_id or "")
    voucher = _granted(body, claim_id)
    return Facts(
        subject=claim_id,
        customers=(_customer(body.customer),),
        vouchers=(voucher,) if voucher else (),
        claims=(_claim(body, claim_id=claim_id, voucher=voucher, envelope=envelope),),
        faults=faults,
    )


def _claim(body: ClaimedReward, *, claim_id: str, voucher: VoucherFacts | None, envelope: Envelope) -> ClaimFacts:
    discount_type = _discount_type(body)
    discount = body.discount_amount if discount_type is DiscountType.FLAT else None
    return ClaimFacts(
        external_id=claim_id,
        customer=body.customer.id,
        granted_voucher=voucher.external_id if voucher else None,
        title=body.title or None,
        kind=_kind(body),
        provider_kind=body.reward_type,
        value=discount if body.initial_value is None else body.initial_value,
        currency=body.currency,
        discount_type=discount_type,
        discount=body.discount_amount,
        status=ClaimStatus.CLAIMED,
        # When the webhook was sent: the claim's own time comes only from an export.
        claimed_at=envelope.time,
        claimed_at_precision=Precision.REPORTED if envelope.time else None,
    )


def _granted(body: ClaimedReward, claim_id: str) -> VoucherFacts | None:
    kind = _kind(body)
    is_gift_card = kind is RewardKind.GIFT_CARD
    if not (is_gift_card or body.voucher_code):
        return None
    discount_type = _discount_type(body)
    return VoucherFacts(
        # Of a gift card only the last four characters are sent, which name nothing.
        external_id=made_id("code", body.voucher_code) if body.voucher_code else made_id("claim", claim_id),
        code=body.voucher_code or None,
        kind=VOUCHER_KINDS.get(kind, VoucherKind.OTHER) if kind else None,
        holder=body.customer.id,
        amount=body.initial_value,
        balance=body.balance,
        currency=body.currency,
        discount_type=discount_type,
        discount=body.discount_amount,
    )


def _kind(body: ClaimedReward) -> RewardKind | None:
    return REWARD_KINDS.get(body.reward_type.strip(), RewardKind.OTHER) if body.reward_type else None


def _discount_type(body: ClaimedReward) -> DiscountType | None:
    return DISCOUNT_TYPES.get(body.discount_type.strip(), DiscountType.OTHER) if body.discount_type else None


def updated(body: CustomerUpdated, _envelope: Envelope, faults: tuple[Fault, ...]) -> Facts:
    """A customer as they are now."""
    return Facts(customers=(_customer(body.customer),), faults=faults)


def _customer(sent: Customer) -> CustomerFacts:
    name = sent.properties
    tier = sent.loyalty_tier_membership.loyalty_tier if sent.loyalty_tier_membership else None
    parts = [name.first_name, name.last_name] if name else []
    return CustomerFacts(
        external_id=sent.id,
        merchant_ref=sent.merchant_id,
        name=(name and name.name) or " ".join(part for part in parts if part)[:TEXT_LIMIT] or None,
        email=sent.email or None,
        tier=tier.name if tier else None,
        enrolled_at=sent.enrolled_at,
        metadata=sent.metadata,
    )


READERS: Mapping[str, Reader] = {
    "program_events/customer.claimed_reward": reader(ClaimedReward, claimed),
    "customers/update": reader(CustomerUpdated, updated),
}
