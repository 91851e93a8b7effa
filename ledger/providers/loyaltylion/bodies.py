"""What LoyaltyLion's events say, as far as the ledger reads it. Money is decimal, in major units."""

from typing import ClassVar

from ledger.payload import Currency, Id, Location, Metadata, Moment, Money, Payload, Text


class Properties(Payload):
    name: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None


class Tier(Payload):
    name: Text | None = None


class TierMembership(Payload):
    loyalty_tier: Tier | None = None


class Customer(Payload):
    id: Id
    merchant_id: Id | None = None
    email: Text | None = None
    properties: Properties | None = None
    enrolled_at: Moment | None = None
    loyalty_tier_membership: TierMembership | None = None
    metadata: Metadata | None = None


class Body(Payload):
    vital: ClassVar[tuple[Location, ...]] = ()

    created_at: Moment | None = None  # so that an unreadable one leaves its fault
    customer: Customer


class ClaimedReward(Body):
    # May be absent, but where it is sent and unreadable the claim would be counted wrong.
    vital: ClassVar[tuple[Location, ...]] = (("discount_amount",), ("initial_value",), ("voucher_code",))

    title: Text | None = None
    reward_type: Text | None = None
    discount_type: Text | None = None
    voucher_code: Text | None = None
    discount_amount: Money | None = None
    currency: Currency | None = None
    initial_value: Money | None = None
    balance: Money | None = None


class CustomerUpdated(Body):
    """Only the customer."""
