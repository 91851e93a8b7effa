"""What LoyaltyLion's words mean: their word on the left, ours on the right."""

from collections.abc import Mapping

from ledger.choices import ClaimStatus, DiscountType, RewardKind, VoucherKind

# Webhooks say reward_type, transactions a reward's method and kind and what was given for it.
REWARD_KINDS: Mapping[str, RewardKind] = {
    "voucher": RewardKind.DISCOUNT,
    "cart_discount_voucher": RewardKind.DISCOUNT,
    "cart_variable_discount_voucher": RewardKind.DISCOUNT,
    "product_discount_voucher": RewardKind.DISCOUNT,
    "collection_discount_voucher": RewardKind.DISCOUNT,
    "active_subscription_discount_voucher": RewardKind.DISCOUNT,
    "free_shipping_voucher": RewardKind.FREE_SHIPPING,
    "gift_card": RewardKind.GIFT_CARD,
    "product": RewardKind.PRODUCT,
    "product_cart": RewardKind.PRODUCT,
    "active_subscription_product": RewardKind.PRODUCT,
    "custom": RewardKind.CUSTOM,
    "fulfilment": RewardKind.CUSTOM,
}
VOUCHER_KINDS: Mapping[RewardKind, VoucherKind] = {
    RewardKind.DISCOUNT: VoucherKind.DISCOUNT,
    RewardKind.FREE_SHIPPING: VoucherKind.DISCOUNT,
    RewardKind.GIFT_CARD: VoucherKind.GIFT_CARD,
}
DISCOUNT_TYPES: Mapping[str, DiscountType] = {
    "flat": DiscountType.FLAT,
    "fixed": DiscountType.FLAT,  # what the headless API calls it
    "percentage": DiscountType.PERCENTAGE,
}
# Of a claimed reward. Whether points come back for one that is "expired" is nowhere said.
STATES: Mapping[str, ClaimStatus] = {
    "approved": ClaimStatus.CLAIMED,
    "pending": ClaimStatus.CLAIMED,
    "void": ClaimStatus.REVERSED,
    "declined": ClaimStatus.REVERSED,
}


def reward_kind(*words: str | None) -> RewardKind | None:
    """What the first word that is known means; OTHER where only unknown ones are said."""
    said = [word.strip() for word in words if word]
    return next((REWARD_KINDS[word] for word in said if word in REWARD_KINDS), RewardKind.OTHER if said else None)
