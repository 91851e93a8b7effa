"""What LoyaltyLion's events say, as far as the ledger reads it. Money is decimal, in major units."""

from typing import ClassVar

from ledger.payload import Count, Currency, Id, Location, Metadata, Moment, Money, Payload, Text


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
    points_approved: Count | None = None
    points_pending: Count | None = None
    points_spent: Count | None = None
    rewards_claimed: Count | None = None
    rewards_used: Count | None = None
    updated_at: Moment | None = None


class Body(Payload):
    vital: ClassVar[tuple[Location, ...]] = ()

    created_at: Moment | None = None  # so that an unreadable one leaves its fault


class OfCustomer(Body):
    """Says how a customer is now; ``new_tier`` where that has changed."""

    customer: Customer
    new_tier: Tier | None = None


class ClaimedReward(Body):
    # May be absent, but where it is sent and unreadable the claim would be counted wrong.
    vital: ClassVar[tuple[Location, ...]] = (("initial_value",), ("voucher_code",))

    customer: Customer
    title: Text | None = None
    reward_type: Text | None = None
    discount_type: Text | None = None
    voucher_code: Text | None = None
    discount_amount: Money | None = None
    gift_card_last_characters: Text | None = None
    currency: Currency | None = None
    initial_value: Money | None = None
    balance: Money | None = None


class StoreFulfilment(Body):
    """A custom reward was claimed; or, as a test, one was set up."""

    # Where it can't be told a test would be counted.
    vital: ClassVar[tuple[Location, ...]] = (("test",),)

    test: bool | None = None
    reward_id: Id | None = None
    reward_identifier: Text | None = None
    customer_id: Id
    customer_merchant_id: Id | None = None
    customer_email: Text | None = None


class Reward(Payload):
    id: Id | None = None
    title: Text | None = None
    method: Text | None = None
    kind: Text | None = None
    discount_type: Text | None = None
    discount_amount: Money | None = None


class Product(Payload):
    id: Id | None = None


class Redeemable(Payload):
    """What was given for the points."""

    redeemable_type: Text | None = None
    code: Text | None = None
    discount_amount: Money | None = None  # where it is not the reward's
    initial_value: Money | None = None
    balance: Money | None = None
    currency: Currency | None = None
    expires_on: Moment | None = None
    product: Product | None = None


class Claim(Payload):
    """A claimed reward as it is now, whenever the transaction was made that it is part of."""

    id: Id
    claimed_at: Moment | None = None
    point_cost: Count | None = None
    state: Text | None = None
    reward: Reward | None = None
    redeemable: Redeemable | None = None


class Transaction(Payload):
    """A row of LoyaltyLion's own ledger of points."""

    vital: ClassVar[tuple[Location, ...]] = (
        ("$", "points_approved"),
        ("point_cost",),
        ("code",),
        ("state",),
        ("initial_value",),
    )

    customer: Customer
    claimed_reward: Claim
    points_approved: Count | None = None
    created_at: Moment | None = None
