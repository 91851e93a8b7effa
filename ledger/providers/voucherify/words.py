"""What Voucherify's words mean: their word on the left, ours on the right."""

from collections.abc import Mapping
from enum import Enum

from ledger.choices import ClaimStatus, DiscountType, MovementKind, RedemptionStatus, RewardKind, VoucherKind


class Unit(Enum):
    """A number is of either, and Voucherify seldom says of which."""

    POINTS = "points"
    MONEY = "money"


LOYALTY_CARD = "LOYALTY_CARD"
GIFT_VOUCHER = "GIFT_VOUCHER"
ROLLED_BACK = "ROLLED_BACK"

VOUCHER_KINDS: Mapping[str, VoucherKind] = {
    LOYALTY_CARD: VoucherKind.LOYALTY_CARD,
    "DISCOUNT_VOUCHER": VoucherKind.DISCOUNT,
    GIFT_VOUCHER: VoucherKind.GIFT_CARD,
}

# A reward's own word is the last resort: the provider contradicts itself about it, so the reward's shape decides.
REWARD_KINDS: Mapping[str, RewardKind | None] = {
    "CAMPAIGN": None,  # a voucher was given, not said of which kind
    "MATERIAL": RewardKind.PRODUCT,
    "COIN": RewardKind.CREDIT,
}

GRANTED_KINDS: Mapping[str, RewardKind] = {
    "DISCOUNT_VOUCHER": RewardKind.DISCOUNT,
    "DISCOUNT_COUPONS": RewardKind.DISCOUNT,
    GIFT_VOUCHER: RewardKind.GIFT_CARD,
    "GIFT_VOUCHERS": RewardKind.GIFT_CARD,
    LOYALTY_CARD: RewardKind.POINTS,
    "LOYALTY_PROGRAM": RewardKind.POINTS,
}

DISCOUNT_TYPES: Mapping[str, DiscountType] = {
    "AMOUNT": DiscountType.FLAT,
    "PERCENT": DiscountType.PERCENTAGE,
    "UNIT": DiscountType.UNIT,
    "FIXED": DiscountType.FIXED_PRICE,
}

REDEMPTION_STATUSES: Mapping[str, RedemptionStatus] = {
    "SUCCEEDED": RedemptionStatus.REDEEMED,
    "FAILED": RedemptionStatus.FAILED,
    ROLLED_BACK: RedemptionStatus.REVERSED,
}

# Of a reward redemption: whatever else it is, the reward has been claimed.
CLAIM_STATUSES: Mapping[str, ClaimStatus] = {
    "COMPLETED": ClaimStatus.FULFILLED,
    "ROLLEDBACK": ClaimStatus.REVERSED,
    ROLLED_BACK: ClaimStatus.REVERSED,
}
OF_REDEMPTION = "redemption"  # a reward redemption's source; "redemption_event" is none

MOVEMENT_KINDS: Mapping[str, MovementKind] = {
    "POINTS_ACCRUAL": MovementKind.ACCRUAL,
    "POINTS_REDEMPTION": MovementKind.REDEMPTION,
    "POINTS_REFUND": MovementKind.REFUND,
    "POINTS_ADDITION": MovementKind.ADDITION,
    "POINTS_REMOVAL": MovementKind.REMOVAL,
    "POINTS_EXPIRATION": MovementKind.EXPIRATION,
    "POINTS_TRANSFER_IN": MovementKind.TRANSFER_IN,
    "POINTS_TRANSFER_OUT": MovementKind.TRANSFER_OUT,
    "PENDING_POINTS_ACTIVATION": MovementKind.ACTIVATION,
    "CREDITS_REDEMPTION": MovementKind.REDEMPTION,
    "CREDITS_REFUND": MovementKind.REFUND,
    "CREDITS_ADDITION": MovementKind.ADDITION,
    "CREDITS_REMOVAL": MovementKind.REMOVAL,
}
PAYMENTS = frozenset(word for word, kind in MOVEMENT_KINDS.items() if kind is MovementKind.REDEMPTION)
# Less is left after these, however the number is signed.
OUTGOING = frozenset(
    {MovementKind.REDEMPTION, MovementKind.REMOVAL, MovementKind.EXPIRATION, MovementKind.TRANSFER_OUT}
)

NO_VOUCHERS = frozenset({"redemption", "promotion_tier"})  # a rollback's related object: a whole stack, a promotion
FAILURE = "FAILURE"
FAILED_IDS = ("rf_", "rrf_")


def spelt(status: str | None) -> str:
    """Some pages spell it ROLLED BACK."""
    return (status or "").strip().upper().replace(" ", "_").replace("-", "_")


# What a number is of: by how a movement's type begins, else by the type of its balance.
UNITS: Mapping[str, Unit] = {
    "CREDITS": Unit.MONEY,
    "POINTS": Unit.POINTS,
    "PENDING_POINTS": Unit.POINTS,
    "gift_voucher": Unit.MONEY,
    "loyalty_card": Unit.POINTS,
}


def unit(movement: str | None, balance: str | None) -> Unit | None:
    """None where a movement of a new type does not say: a number of either would be one of the wrong kind."""
    first = next((word for word in UNITS if (movement or "").startswith(f"{word}_")), balance or "")
    return UNITS.get(first)
