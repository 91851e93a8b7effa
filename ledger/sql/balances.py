"""What customers still hold, counted over the mirrors: a walk through all vouchers and claims, for a command."""

from ledger.choices import ClaimStatus, Held, RedemptionStatus, VoucherKind
from ledger.models import ClaimedReward, Redemption, Voucher
from ledger.sql.days import Spelling
from ledger.sql.dialects import table

IS_GOOD = "voucher.active IS NOT FALSE AND (voucher.expires_at IS NULL OR voucher.expires_at > %(now)s)"
STANDING = f"('{ClaimStatus.CLAIMED}', '{ClaimStatus.FULFILLED}')"
ON_VOUCHERS = {
    Held.POINTS: (VoucherKind.LOYALTY_CARD, "points_balance", "CAST(NULL AS varchar)"),
    Held.MONEY: (VoucherKind.GIFT_CARD, "balance", "voucher.currency"),
}


def count(spelling: Spelling) -> str:
    """What is held, source, currency, age in months, how many, of how many it is unknown, and the sum."""
    return "\nUNION ALL\n".join([*(_on_vouchers(held, spelling) for held in ON_VOUCHERS), _unused(spelling)])


def _on_vouchers(held: Held, spelling: Spelling) -> str:
    kind, column, currency = ON_VOUCHERS[held]
    # A stamp is a weight of one letter, and the time of the word.
    said = spelling.said.format(stamp=f"substr(voucher.said->>'{column}', 3, 27)")
    return f"""\
SELECT '{held}' AS held, source_id, {currency} AS currency, {spelling.months.format(moment=said)} AS months,
    count(*), count(*) - count({column}), CAST(sum({_number(held, column)}) AS bigint)
FROM {table(Voucher)} AS voucher
WHERE voucher.kind = '{kind}' AND {IS_GOOD}
GROUP BY 2, 3, 4"""


def _unused(spelling: Spelling) -> str:
    used = f"used.voucher_id = voucher.id AND used.status = '{RedemptionStatus.REDEEMED}'"
    return f"""\
SELECT '{Held.UNUSED}' AS held, claim.source_id, claim.currency,
    {spelling.months.format(moment="claim.claimed_at")} AS months,
    count(*), count(*) - count(claim.value), CAST(sum({_number(Held.UNUSED, "claim.value")}) AS bigint)
FROM {table(ClaimedReward)} AS claim JOIN {table(Voucher)} AS voucher ON voucher.id = claim.granted_voucher_id
WHERE claim.status IN {STANDING} AND coalesce(voucher.kind, '') <> '{VoucherKind.GIFT_CARD}' AND {IS_GOOD}
    AND NOT EXISTS (SELECT 1 FROM {table(Redemption)} AS used WHERE {used})
GROUP BY 2, 3, 4"""


def _number(held: Held, column: str) -> str:
    return column if held is Held.POINTS else f"CAST(round({column} * 10000) AS bigint)"
