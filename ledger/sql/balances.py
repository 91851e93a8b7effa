"""What customers still hold, counted over the mirrors: a walk through all vouchers and claims, for a command."""

from ledger.choices import ClaimStatus, Held, RedemptionStatus, VoucherKind
from ledger.models import ClaimedReward, Redemption, Voucher
from ledger.sql.days import Spelling
from ledger.sql.dialects import table

IS_GOOD = "voucher.active IS NOT FALSE AND (voucher.expires_at IS NULL OR voucher.expires_at > %(now)s)"
STANDING = f"('{ClaimStatus.CLAIMED}', '{ClaimStatus.FULFILLED}')"
ON_VOUCHERS = {
    Held.POINTS: (VoucherKind.LOYALTY_CARD, "points_balance", "NULL"),
    Held.MONEY: (VoucherKind.GIFT_CARD, "balance", "voucher.currency"),
}


def count(held: Held, spelling: Spelling) -> str:
    """Source, currency, age in months, how many, of how many it is unknown, and the sum."""
    if held is Held.UNUSED:
        return _unused(spelling)
    kind, column, currency = ON_VOUCHERS[held]
    # A stamp is a weight of one letter, and the time of the word.
    said = spelling.said.format(stamp=f"substr(voucher.said->>'{column}', 3, 27)")
    return f"""\
SELECT source_id, {currency} AS currency, {spelling.months.format(moment=said)} AS months,
    count(*), count(*) - count({column}), sum({_number(held, column)})
FROM {table(Voucher)} AS voucher
WHERE voucher.kind = '{kind}' AND {IS_GOOD}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


def _unused(spelling: Spelling) -> str:
    used = f"used.voucher_id = voucher.id AND coalesce(used.status, '') NOT IN ({_undone()})"
    return f"""\
SELECT claim.source_id, claim.currency, {spelling.months.format(moment="claim.claimed_at")} AS months,
    count(*), count(*) - count(claim.value), sum({_number(Held.UNUSED, "claim.value")})
FROM {table(ClaimedReward)} AS claim JOIN {table(Voucher)} AS voucher ON voucher.id = claim.granted_voucher_id
WHERE claim.status IN {STANDING} AND coalesce(voucher.kind, '') <> '{VoucherKind.GIFT_CARD}' AND {IS_GOOD}
    AND NOT EXISTS (SELECT 1 FROM {table(Redemption)} AS used WHERE {used})
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


def _undone() -> str:
    return f"'{RedemptionStatus.FAILED}', '{RedemptionStatus.REVERSED}'"


def _number(held: Held, column: str) -> str:
    return column if held is Held.POINTS else f"CAST(round({column} * 10000) AS bigint)"
