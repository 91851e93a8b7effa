"""
Bodies of Voucherify's events, as far as the ledger reads them.

Money and points are whole numbers, money in hundredths.
"""

from typing import Any, ClassVar

from ledger.payload import Cents, Count, Id, Location, Metadata, Moment, Money, Payload, Text


class Customer(Payload):
    id: Id | None = None
    source_id: Id | None = None
    name: Text | None = None
    email: Text | None = None
    metadata: Metadata | None = None


class LoyaltyCard(Payload):
    points: Count | None = None
    balance: Count | None = None


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
    updated_at: Moment | None = None
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


class OrderRedemption(Payload):
    """What an order shows of a redemption; of a whole stack its children and, in whatever order, their rollbacks."""

    rollback_id: Id | None = None
    rollback_date: Moment | None = None
    stacked: list[Id | None] | None = None
    rollback_stacked: list[Id | None] | None = None


class Order(Payload):
    id: Id | None = None
    source_id: Id | None = None
    amount: Cents | None = None
    redemptions: dict[str, Any] | None = None  # each an OrderRedemption


class Mention(Payload):
    id: Id | None = None
    date: Moment | None = None


class Related(Payload):
    """What the list of redemptions says besides."""

    rollbacks: list[Mention | None] | None = None


class Use(Payload):
    """What a redemption and its rollback have in common."""

    customer: Customer | None = None
    customer_id: Id | None = None
    voucher: Voucher | None = None
    tracking_id: Text | None = None
    date: Moment | None = None
    order: Order | None = None
    related_object_type: Text | None = None
    result: Text | None = None
    status: Text | None = None
    reason: Text | None = None


class Redemption(Use):
    id: Id
    redemption: Id | None = None  # of a stack: that of its parent
    amount: Cents | None = None  # points, where the voucher is a loyalty card
    reward: Reward | None = None
    metadata: Metadata | None = None
    failure_message: Text | None = None
    related_redemptions: Related | None = None


class Rollback(Use):
    id: Id | None = None
    redemption: Id  # what is undone; maybe the stack that it is of


class Named(Payload):
    id: Id | None = None
    name: Text | None = None
    type: Text | None = None


class Publication(Payload):
    """A voucher was handed out."""

    customer: Customer | None = None
    customer_id: Id | None = None
    voucher: Voucher | None = None
    vouchers_id: list[Id | None] | None = None


class Told(Payload):
    """What a body may say of the things that it is about."""

    vital: ClassVar[tuple[Location, ...]] = ()

    customer: Customer | None = None
    holder: Customer | None = None
    voucher: Voucher | None = None
    campaign: Campaign | None = None
    publication: Publication | None = None


# May be absent, but where it is sent and unreadable the claim would be counted wrong.
OF_REWARD: tuple[Location, ...] = (
    ("reward", "voucher", "gift", "amount"),
    ("reward", "voucher", "discount", "amount_off"),
    ("reward", "parameters", "campaign", "balance"),
)


class Redeemed(Told):
    """A voucher was used; or, with a reward, points were paid for it."""

    vital = (("redemption", "amount"), *OF_REWARD)

    redemption: Redemption | None = None
    reward: Reward | None = None
    referral_tier: Named | None = None
    custom_event: Named | None = None


class RolledBack(Redeemed):
    redemption_rollback: Rollback | None = None


class LoyaltyPrice(Payload):
    points: Count | None = None


class Price(Payload):
    loyalty: LoyaltyPrice | None = None


class Assignment(Payload):
    """A reward as a campaign offers it."""

    id: Id | None = None
    reward_id: Id | None = None
    parameters: Price | None = None
    updated_at: Moment | None = None


class RewardRedemption(Payload):
    """How far the giving of a reward has come."""

    id: Id | None = None
    state: Text | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    campaign_id: Id | None = None
    customer_id: Id | None = None
    reward_assignment_id: Id | None = None
    source_id: Id | None = None
    source_type: Text | None = None


class RewardRedeemed(Told):
    vital = (
        ("reward_redemption", "id"),
        ("reward_redemption", "source_id"),
        ("reward_redemption", "source_type"),
        ("loyalty", "points"),
        *OF_REWARD,
    )

    reward_redemption: RewardRedemption | None = None
    reward: Reward | None = None
    reward_assignment: Assignment | None = None


class Balance(Payload):
    """A change, and what it leaves: points or hundredths, as the type says."""

    type: Text | None = None  # loyalty_card or gift_voucher
    points: Count | None = None
    amount: Cents | None = None
    total: Count | None = None
    balance: Count | None = None
    related_object: Mention | None = None  # the voucher


class Details(Payload):
    balance: Balance | None = None
    redemption: Mention | None = None
    rollback: Mention | None = None
    reward: Reward | None = None


class Transaction(Payload):
    """A line of a card's own account."""

    id: Id | None = None
    type: Text | None = None
    voucher_id: Id | None = None
    campaign_id: Id | None = None
    reason: Text | None = None
    created_at: Moment | None = None
    details: Details | None = None
    amount: Money | None = None  # in an exported table alone, and there in major units
    balance: Money | None = None


class Moved(RolledBack):
    """Points or money on a card changed, maybe because of a redemption or its rollback."""

    vital = (
        ("redemption", "amount"),
        ("details", "balance", "points"),
        ("details", "balance", "amount"),
        ("transaction", "id"),
        ("transaction", "amount"),
        *OF_REWARD,
    )

    transaction: Transaction | None = None
    balance: Balance | None = None
    rollback: Rollback | None = None
    source_voucher: Voucher | None = None
    destination_voucher: Voucher | None = None
