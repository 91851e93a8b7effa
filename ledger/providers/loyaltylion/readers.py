"""What each of LoyaltyLion's events means: topic → reader."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar

from ledger.choices import ClaimStatus, Precision, RewardKind, VoucherKind
from ledger.facts import ClaimFacts, CustomerFacts, Facts, Fault, VoucherFacts
from ledger.payload import Moment, Payload, made_id, read
from ledger.providers import Envelope, ModelReader, Reader
from ledger.providers.loyaltylion.bodies import Body, ClaimedReward, OfCustomer, StoreFulfilment
from ledger.providers.loyaltylion.customers import customer, readings
from ledger.providers.loyaltylion.discounts import discount_type, worth
from ledger.providers.loyaltylion.envelope import CLAIMED_REWARD_ROW, STORE_FULFILMENT, Shape
from ledger.providers.loyaltylion.transactions import claimed_reward_row
from ledger.providers.loyaltylion.words import VOUCHER_KINDS, reward_kind

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
    wrappings: Mapping[str, tuple[Any, Callable[[Any], SomeBody]]] = {
        Shape.PROPERTIES: (InPayloadProperties[model], attrgetter("payload.properties")),  # type: ignore[valid-type]
        Shape.PAYLOAD: (InPayload[model], attrgetter("payload")),  # type: ignore[valid-type]
        Shape.ROOT: (model, lambda body: body),
    }

    def read_event(payload: bytes, envelope: Envelope) -> Facts:
        wrapping, body_of = wrappings.get(envelope.shape, wrappings[Shape.ROOT])
        said, faults = read(wrapping, payload, vital=model.vital)
        return facts_of(body_of(said), envelope, faults)

    return ModelReader(models=tuple(model for model, _ in wrappings.values()), read=read_event)


def claimed(body: ClaimedReward, envelope: Envelope, faults: tuple[Fault, ...]) -> Facts:
    """
    A voucher or gift card was claimed.

    LoyaltyLion gives a claim no id. The customer's voucher code is one that a redelivery or an export repeats; where
    there is none, as for gift cards, the event's id stands in. What was paid is not said.
    """
    code = body.voucher_code or None
    claim_id = made_id("code", body.customer.id, code) if code else _stand_in(envelope)
    voucher = _granted(body, claim_id)
    return Facts(
        subject=claim_id,
        customers=(customer(body.customer),),
        vouchers=(voucher,) if voucher else (),
        claims=(_claim(body, claim_id=claim_id, voucher=voucher, envelope=envelope, faults=faults),),
        readings=readings(body.customer),
        is_nameless=not code and envelope.is_nameless,
        faults=faults,
    )


def _claim(
    body: ClaimedReward,
    *,
    claim_id: str,
    voucher: VoucherFacts | None,
    envelope: Envelope,
    faults: tuple[Fault, ...],
) -> ClaimFacts:
    discount = worth(body.discount_type, body.discount_amount, faults=faults)
    return ClaimFacts(
        external_id=claim_id,
        customer=body.customer.id,
        granted_voucher=voucher.external_id if voucher else None,
        title=body.title or None,
        kind=reward_kind(body.reward_type),
        provider_kind=body.reward_type,
        value=discount if body.initial_value is None else body.initial_value,
        currency=body.currency,
        discount_type=discount_type(body.discount_type),
        discount=body.discount_amount,
        status=ClaimStatus.CLAIMED,
        # When the webhook was sent: the claim's own time comes only from an export.
        claimed_at=envelope.time,
        claimed_at_precision=Precision.REPORTED if envelope.time else None,
    )


def _granted(body: ClaimedReward, claim_id: str) -> VoucherFacts | None:
    kind = reward_kind(body.reward_type)
    if not (kind is RewardKind.GIFT_CARD or body.voucher_code):
        return None
    return VoucherFacts(
        # Of a gift card only the last four characters are sent, which name nothing.
        external_id=made_id("code", body.voucher_code) if body.voucher_code else made_id("claim", claim_id),
        code=body.voucher_code or None,
        code_ending=body.gift_card_last_characters or None,
        kind=VOUCHER_KINDS.get(kind, VoucherKind.OTHER) if kind else None,
        holder=body.customer.id,
        amount=body.initial_value,
        balance=body.balance,
        currency=body.currency,
        discount_type=discount_type(body.discount_type),
        discount=body.discount_amount,
    )


def fulfilment(body: StoreFulfilment, envelope: Envelope, faults: tuple[Fault, ...]) -> Facts:
    """
    A custom reward was claimed, and LoyaltyLion takes our 2xx for its fulfilment; somebody here has to see to that.

    Nothing of it is an id or a time, unless LoyaltyLion should wrap it after all.
    """
    if body.test:
        return Facts(faults=faults)
    claim_id = _stand_in(envelope)
    claim = ClaimFacts(
        external_id=claim_id,
        customer=body.customer_id,
        title=body.reward_identifier or None,
        kind=RewardKind.CUSTOM,
        reward_id=body.reward_id,
        status=ClaimStatus.CLAIMED,
        claimed_at=envelope.time,
        claimed_at_precision=Precision.REPORTED if envelope.time else None,
    )
    claimant = CustomerFacts(
        external_id=body.customer_id, merchant_ref=body.customer_merchant_id, email=body.customer_email or None
    )
    is_nameless = envelope.is_nameless
    return Facts(subject=claim_id, customers=(claimant,), claims=(claim,), is_nameless=is_nameless, faults=faults)


def told(body: OfCustomer, _envelope: Envelope, faults: tuple[Fault, ...]) -> Facts:
    """A customer as they are now."""
    claimant = customer(body.customer, new_tier=body.new_tier)
    return Facts(customers=(claimant,), readings=readings(body.customer), faults=faults)


def _stand_in(envelope: Envelope) -> str:
    return made_id("event", envelope.event_id or "")


OF_CUSTOMER = reader(OfCustomer, told)

READERS: Mapping[str, Reader] = {
    "program_events/customer.claimed_reward": reader(ClaimedReward, claimed),
    "program_events/customer.enrolled": OF_CUSTOMER,
    "program_events/customer.points_earned": OF_CUSTOMER,
    "program_events/customer.tier_upgraded": OF_CUSTOMER,
    "program_events/customer.tier_downgraded": OF_CUSTOMER,
    "customers/update": OF_CUSTOMER,
    STORE_FULFILMENT: reader(StoreFulfilment, fulfilment),
    CLAIMED_REWARD_ROW: claimed_reward_row,
}
