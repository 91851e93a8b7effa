"""
Bodies of Voucherify's events, as far as the ledger reads them.

Money and points are whole numbers, money in hundredths.
"""

from typing import ClassVar

from ledger.payload import Cents, Id, Location, Metadata, Moment, Money, Payload, Text, Whole


class Customer(Payload):
    id: Id | None = None
    source_id: Id | None = None
    name: Text | None = None
    email: Text | None = None
    metadata: Metadata | None = None


class LoyaltyCard(Payload):
    points: Whole | None = None
    balance: Whole | None = None


class Gift(Payload):
    amount: Cents | None = None
    balance: Cents | None = None


class Discount(Payload):
    type: Text | None = None
    amount_off: Cents | None = None
    percent_off: Money | None = None
    unit_off: Money | None = None
    fixed_amount: Cents | None = None


class Voucher(Payload):
    id: Id | None = None
    code: Text | None = None
    type: Text | None = None
    campaign: Text | None = None
    campaign_id: Id | None = None
    holder_id: Id | None = None
    active: bool | None = None
    expiration_date: Moment | None = None
    loyalty_card: LoyaltyCard | None = None
    gift: Gift | None = None
    discount: Discount | None = None


class Campaign(Payload):
    id: Id | None = None
    name: Text | None = None
    campaign_type: Text | None = None


class Product(Payload):
    id: Id | None = None
    source_id: Id | None = None
    name: Text | None = None


class Sku(Payload):
    id: Id | None = None
    source_id: Id | None = None
    sku: Text | None = None


class CampaignParameters(Payload):
    id: Id | None = None
    type: Text | None = None
    balance: Cents | None = None


class ProductParameters(Payload):
    id: Id | None = None
    sku_id: Id | None = None


class CoinParameters(Payload):
    """That it is there says it all."""


class Parameters(Payload):
    campaign: CampaignParameters | None = None
    product: ProductParameters | None = None
    coin: CoinParameters | None = None


class Reward(Payload):
    id: Id | None = None
    assignment_id: Id | None = None
    name: Text | None = None
    type: Text | None = None
    voucher: Voucher | None = None
    product: Product | None = None
    sku: Sku | None = None
    parameters: Parameters | None = None


class Order(Payload):
    id: Id | None = None
    source_id: Id | None = None
    amount: Cents | None = None


class Use(Payload):
    """What a redemption and its rollback have in common."""

    customer: Customer | None = None
    customer_id: Id | None = None
    voucher: Voucher | None = None
    tracking_id: Text | None = None
    date: Moment | None = None
    result: Text | None = None
    status: Text | None = None
    reason: Text | None = None


class Redemption(Use):
    id: Id
    amount: Cents | None = None  # points, where the voucher is a loyalty card
    order: Order | None = None
    reward: Reward | None = None
    metadata: Metadata | None = None
    failure_message: Text | None = None


class Rollback(Use):
    id: Id | None = None
    redemption: Id


class Named(Payload):
    id: Id | None = None
    name: Text | None = None
    type: Text | None = None


class Body(Payload):
    """What all bodies about a redemption have in common."""

    # May be absent, but where it is sent and unreadable the claim would be counted wrong.
    vital: ClassVar[tuple[Location, ...]] = (
        ("redemption", "amount"),
        ("reward", "voucher", "gift", "amount"),
        ("reward", "voucher", "discount", "amount_off"),
        ("reward", "parameters", "campaign", "balance"),
    )

    customer: Customer | None = None
    holder: Customer | None = None
    voucher: Voucher | None = None
    campaign: Campaign | None = None
    redemption: Redemption | None = None


class Redeemed(Body):
    """A voucher was used; or, with a reward, points were paid for it."""

    reward: Reward | None = None
    referral_tier: Named | None = None
    custom_event: Named | None = None


class RolledBack(Redeemed):
    redemption_rollback: Rollback | None = None
