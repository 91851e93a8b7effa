"""Redemptions and claims, as statements over the staged history."""

from tests.bench.expressions import (
    CLAIM_KEY,
    CURRENCY,
    IS_GIFT_OF_SITE,
    REASON,
    chance,
    programme,
    redemption_key,
    token,
)
from tests.bench.history import Size
from tests.bench.mirrors import IN_USE, IS_LISTED, LISTED, TOLD, TOLD_LAST, USED, Columns, mirror

HAS_ORDER = f"(has_cards AND {chance(53, 'claim.n')} < 0.6)"
ORDER_ID = f"CASE WHEN {HAS_ORDER} THEN 'ord_' || {token('order', 'claim.n', 24)} END"
TRACKING_ID = f"CASE WHEN has_cards THEN 'track_' || {token('track', 'claim.n', 22)} || '==' END"
CHANNELS = """ARRAY['{"channel": "web"}', '{"channel": "app"}', '{"channel": "till"}', '{}']"""
# What was given, as the reward says it.
GIVEN: Columns = {
    "title": "title",
    "kind": "kind",
    "provider_id": f"CASE WHEN {IS_LISTED} THEN (500000 + claim.n)::text END",
    "provider_kind": "CASE WHEN claim.role = 'listed' OR turn = 'voided' THEN listed_kind ELSE sent_kind END",
    "reward_id": f"CASE WHEN has_cards OR claim.role = 'fulfilment' OR {IS_LISTED} THEN reward_id END",
    "assignment_id": "assignment_id",
    "product_id": "product_id",
    "product_ref": "product_ref",
    "product_name": "product_name",
    "sku": "sku",
}


def payments() -> str:
    """The redemptions that paid for claims, with the claims' numbers."""
    columns = {
        "id": "claim.n",
        "source_id": "source",
        "external_id": redemption_key("claim.n"),
        "customer_id": "member",
        "voucher_id": "owner",
        "redeemed_at": "at",
        "points": "points",
        "order_id": ORDER_ID,
        "tracking_id": TRACKING_ID,
        "status": "CASE turn WHEN 'rolled_back' THEN 'reversed' ELSE 'redeemed' END",
        "provider_status": "'SUCCEEDED'",
        "reversal_id": f"CASE turn WHEN 'rolled_back' THEN 'rr_' || {token('undone', 'claim.n', 18)} END",
        "reversed_at": "CASE turn WHEN 'rolled_back' THEN turned_at END",
        "reason": f"CASE turn WHEN 'rolled_back' THEN {REASON} END",
    }
    stamps = dict.fromkeys(("reversal_id", "reversed_at", "reason"), "'0 ' || turned")
    stamps["status"] = "CASE status WHEN 'reversed' THEN '2 ' || turned ELSE '1 ' || spoke END"
    besides = {"spoke": "heard", "turned": "turned"}
    return mirror("redemption", columns, f"{TOLD} WHERE claim.has_cards", stamps=stamps, besides=besides)


def uses(size: Size) -> str:
    """The redemptions of what claims had granted; numbered after the payments. Some failed."""
    number = f"({size.claims} + claim.n)"
    has_failed = f"{chance(52, 'claim.n')} < 0.04"
    columns = {
        "id": number,
        "source_id": "source",
        "external_id": redemption_key(number),
        "customer_id": "member",
        "voucher_id": f"{size.members} + claim.n",
        "redeemed_at": "used_at",
        "amount": "CASE grants WHEN 'gift_card' THEN round(value / 2, 2) END",
        "currency": f"CASE grants WHEN 'gift_card' THEN {CURRENCY} END",
        "order_id": f"'ord_' || {token('order', number, 24)}",
        "tracking_id": f"'track_' || {token('track', number, 22)} || '=='",
        "status": f"CASE WHEN {has_failed} THEN 'failed' ELSE 'redeemed' END",
        "provider_status": f"CASE WHEN {has_failed} THEN 'FAILED' ELSE 'SUCCEEDED' END",
        "reason": f"CASE WHEN {has_failed} THEN 'The voucher has expired' END",
    }
    stamps = {"status": "CASE status WHEN 'failed' THEN '0 ' ELSE '1 ' END || spoke"}
    return mirror("redemption", columns, f"{USED} WHERE used_at IS NOT NULL", stamps=stamps, besides={"spoke": IN_USE})


def claims(size: Size) -> str:
    channel = f"({CHANNELS})[1 + floor(4 * {chance(56, 'claim.n')})::integer]"
    amount = f"round((500 + 9000 * power({chance(54, 'claim.n')}, 3))::numeric / 100, 2)"
    columns = {
        "id": "claim.n",
        "source_id": "source",
        "external_id": CLAIM_KEY,
        "customer_id": "member",
        "holder_id": "holder",
        "redemption_id": "CASE WHEN has_cards THEN claim.n END",
        "loyalty_card_id": "CASE WHEN has_cards THEN owner END",
        "granted_voucher_id": f"CASE WHEN grants IS NOT NULL THEN {size.members} + claim.n END",
        "campaign_id": f"CASE WHEN has_cards THEN {programme('owner')} END",
        **GIVEN,
        "points": f"CASE WHEN has_cards OR {IS_LISTED} THEN points END",
        "value": "value",
        "currency": f"CASE WHEN value IS NOT NULL OR {HAS_ORDER} THEN {CURRENCY} END",
        "discount_type": "discount_type",
        "discount": "discount",
        "order_id": ORDER_ID,
        "order_ref": f"CASE WHEN {HAS_ORDER} THEN 'WEB-' || 100000 + claim.n END",
        "order_amount": f"CASE WHEN {HAS_ORDER} THEN {amount} END",
        "tracking_id": TRACKING_ID,
        "earned_by": f"CASE WHEN has_cards AND {chance(55, 'claim.n')} < 0.01 THEN 'Refer a friend' END",
        "metadata": f"CASE WHEN has_cards THEN {channel}::jsonb END",
        **OUTCOME,
    }
    return mirror("claimedreward", columns, TOLD, stamps=OF_OUTCOME, besides=SPEAKERS)


OUTCOME: Columns = {
    "status": "CASE WHEN turn IN ('rolled_back', 'voided') THEN 'reversed'"
    " WHEN turn IN ('completed', 'decided') THEN 'fulfilled' ELSE 'claimed' END",
    "provider_status": "CASE WHEN turn = 'completed' THEN 'COMPLETED' WHEN turn = 'voided' THEN 'void'"
    f" WHEN has_cards THEN 'SUCCEEDED' WHEN {IS_LISTED} THEN 'approved' END",
    "claimed_at": f"CASE WHEN {IS_LISTED} THEN at ELSE first_at END",
    "claimed_at_precision": f"CASE WHEN has_cards OR {IS_LISTED} THEN 'exact'"
    " WHEN claim.role = 'fulfilment' THEN 'received' ELSE 'reported' END",
    "reversed_at": "CASE WHEN turn IN ('rolled_back', 'voided') THEN turned_at END",
    "reason": f"CASE turn WHEN 'rolled_back' THEN {REASON} END",
}
SPEAKERS: Columns = {
    "turned": "turned",
    "spoke": TOLD_LAST,
    "told": LISTED,
    "is_completed": "turn IS NOT DISTINCT FROM 'completed'",
    "is_gift_of_site": IS_GIFT_OF_SITE,
}
WEIGHED_TIME = "CASE claimed_at_precision WHEN 'exact' THEN '2 ' WHEN 'reported' THEN '1 ' ELSE '0 ' END || told"
OF_OUTCOME: Columns = {
    "points": "'0 ' || told",
    "provider_id": "'0 ' || told",
    "reward_id": "'0 ' || told",
    "provider_status": "'0 ' || CASE WHEN is_completed THEN turned ELSE told END",
    "currency": "CASE WHEN is_gift_of_site THEN '1 ' ELSE '0 ' END || spoke",
    "claimed_at": WEIGHED_TIME,
    "claimed_at_precision": WEIGHED_TIME,
    "status": "CASE status WHEN 'reversed' THEN '2 ' || turned WHEN 'fulfilled' THEN '1 ' || turned"
    " ELSE '0 ' || spoke END",
    "reversed_at": "'0 ' || turned",
    "reason": "'0 ' || turned",
}
