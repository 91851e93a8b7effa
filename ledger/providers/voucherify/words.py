"""What Voucherify's words mean: their word on the left, ours on the right."""

from collections.abc import Mapping

from ledger.choices import DiscountType, RedemptionStatus, RewardKind, VoucherKind

LOYALTY_CARD = "LOYALTY_CARD"
ROLLED_BACK = "ROLLED_BACK"

VOUCHER_KINDS: Mapping[str, VoucherKind] = {
    LOYALTY_CARD: VoucherKind.LOYALTY_CARD,
    "DISCOUNT_VOUCHER": VoucherKind.DISCOUNT,
    "GIFT_VOUCHER": VoucherKind.GIFT_CARD,
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
    "GIFT_VOUCHER": RewardKind.GIFT_CARD,
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

FAILURE = "FAILURE"
FAILED_IDS = ("rf_", "rrf_")


def spelt(status: str | None) -> str:
    """Some pages spell it ROLLED BACK."""
    return (status or "").strip().upper().replace(" ", "_").replace("-", "_")
