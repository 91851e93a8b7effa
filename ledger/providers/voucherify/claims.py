"""The claim that a Voucherify redemption with a reward is."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ledger.choices import ClaimStatus, DiscountType, Precision, RedemptionStatus, RewardKind, VoucherKind
from ledger.facts import ClaimFacts, RedemptionFacts
from ledger.payload import TEXT_LIMIT, major_units
from ledger.providers.voucherify.bodies import Named, Parameters, Product, Redemption, Reward, Sku, Voucher
from ledger.providers.voucherify.mirrors import discount_of, voucher_id, voucher_kind
from ledger.providers.voucherify.words import GRANTED_KINDS, REWARD_KINDS

NOTHING = Reward()
NO_PARAMETERS = Parameters()


def claim(
    sent: Redemption, *, use: RedemptionFacts, reward: Reward | None, voucher: Voucher | None, **said: Any
) -> ClaimFacts:
    """
    What a redemption paid for, from ``voucher``; ``reward`` is the body's own word of it, the redemption's is better.

    ``use`` is the redemption as facts, ``said`` what else the body says of the claim.
    """
    order = sent.order
    return ClaimFacts(
        external_id=use.external_id,
        customer=use.customer,
        redemption=use.external_id,
        loyalty_card=use.voucher if voucher and voucher_kind(voucher) is VoucherKind.LOYALTY_CARD else None,
        points=use.points,
        order_id=use.order_id,
        order_ref=order.source_id if order else None,
        order_amount=major_units(order.amount if order else None),  # before discounts: what was bought
        tracking_id=use.tracking_id,
        metadata=sent.metadata,
        status=ClaimStatus.REVERSED if use.status is RedemptionStatus.REVERSED else ClaimStatus.CLAIMED,
        provider_status=use.provider_status,
        reversed_at=use.reversed_at,
        **granted(sent.reward or NOTHING, reward or NOTHING),
        **said,
    )


def granted(inner: Reward, outer: Reward) -> dict[str, Any]:
    """What was given, as the claim's fields say it."""
    kind = reward_kind(inner) or reward_kind(outer)
    voucher = inner.voucher or outer.voucher
    discount_type, discount = discount_of(voucher.discount if voucher else None)
    name = inner.name or outer.name or None
    return {
        "title": name,
        "kind": kind,
        "provider_kind": _words(outer.type, inner.type),
        "reward_id": inner.id or outer.id,
        "assignment_id": inner.assignment_id or outer.assignment_id,
        "granted_voucher": voucher_id(voucher),
        "value": discount if discount_type is DiscountType.FLAT else _gift(inner, outer),
        "discount_type": discount_type,
        "discount": discount,
        **(_product(inner, outer, name) if kind is RewardKind.PRODUCT else {}),
    }


def _product(inner: Reward, outer: Reward, name: str | None) -> dict[str, Any]:
    product, sku = inner.product or outer.product or Product(), inner.sku or outer.sku or Sku()
    promised = _parameters(inner).product or _parameters(outer).product
    return {
        "title": product.name or name,
        "product_id": product.id or (promised and promised.id),
        "product_ref": product.source_id,
        "product_name": product.name or None,
        "sku": sku.sku or sku.source_id or sku.id or (promised and promised.sku_id),
    }


def when(date: datetime | None, reported: datetime | None) -> dict[str, Any]:
    """A claim's time and what it is: its own, else that of the event."""
    if date or not reported:
        return {"claimed_at": date, "claimed_at_precision": Precision.EXACT if date else None}
    return {"claimed_at": reported, "claimed_at_precision": Precision.REPORTED}


def earned_by(*sent: Named | None) -> str | None:
    """The first that is named of what can earn a reward."""
    return next((name for part in sent if part and (name := part.name or part.type or part.id)), None)


def reward_kind(reward: Reward) -> RewardKind | None:
    """
    By shape, then by word.

    Voucherify's own example calls a product CAMPAIGN outside and MATERIAL inside.
    """
    parameters = _parameters(reward)
    if reward.product or reward.sku or parameters.product:
        return RewardKind.PRODUCT
    if parameters.coin:
        return RewardKind.CREDIT
    if word := (reward.voucher and reward.voucher.type) or (parameters.campaign and parameters.campaign.type):
        return GRANTED_KINDS.get(word, RewardKind.OTHER)
    return REWARD_KINDS.get(reward.type, RewardKind.OTHER) if reward.type else None


def _words(*types: str | None) -> str | None:
    return "/".join(dict.fromkeys(word for word in types if word))[:TEXT_LIMIT] or None


def _gift(*rewards: Reward) -> Decimal | None:
    """The money on a gift card: what is on it, else what its campaign promises."""
    on_it = (reward.voucher.gift.amount for reward in rewards if reward.voucher and reward.voucher.gift)
    # What is promised on a loyalty card are points.
    promised = (_parameters(reward).campaign for reward in rewards if reward_kind(reward) is RewardKind.GIFT_CARD)
    amounts = [*on_it, *(campaign.balance for campaign in promised if campaign)]
    return major_units(next((amount for amount in amounts if amount is not None), None))


def _parameters(reward: Reward) -> Parameters:
    return reward.parameters or NO_PARAMETERS
