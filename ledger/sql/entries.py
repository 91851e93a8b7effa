"""The ledger: for each claim and side, what separates its entries from what the facts now say is appended."""

from ledger.choices import ClaimStatus, EntrySide
from ledger.models import ClaimedReward, LedgerEntry
from ledger.sql.dialects import Dialect, table
from ledger.sql.mirrors import touched

POSTED = ("points", "value", "currency", "campaign_id", "customer_id", "kind", "title", "occurred_at")
COUNTED = ("points", "value")  # that a taking-back negates


def post(dialect: Dialect) -> str:
    """
    Bring the entries of the claims that a batch touched up to date.

    A side's last entry, if it posts, is all that stands there: it is taken back where it is wrong, and posted anew.
    This must be a statement of its own, after those that took the claims' locks, or it would not see what others
    committed while it waited.
    """
    posted = ", ".join(POSTED)
    taken_back = ", ".join(f"-latest.{column}" if column in COUNTED else f"latest.{column}" for column in POSTED)
    differs = " OR ".join(f"due.{column} {dialect.differs} latest.{column}" for column in POSTED)
    return f"""\
INSERT INTO {table(LedgerEntry)}
    (source_id, claim_id, side, ordinal, quantity, {posted}, recorded_at, event_id)
WITH touched AS (
    SELECT id, max(event_id) AS event_id FROM ({touched(dialect)}) AS touch GROUP BY id
), due AS (
    SELECT claim.source_id, claim.id AS claim_id, side.side, side.sign, touched.event_id,
        side.sign = 1 OR claim.status = '{ClaimStatus.REVERSED}' AS stands,
        side.sign * claim.points AS points,
        side.sign * claim.value AS value,
        CASE WHEN claim.value IS NOT NULL THEN claim.currency END AS currency,
        claim.campaign_id, claim.customer_id, claim.kind, claim.title,
        CASE side.sign WHEN 1 THEN claim.claimed_at ELSE coalesce(claim.reversed_at, claim.claimed_at) END
            AS occurred_at
    FROM touched JOIN {table(ClaimedReward)} AS claim ON claim.id = touched.id
    CROSS JOIN (
        SELECT '{EntrySide.CLAIMED}' AS side, 1 AS sign UNION ALL SELECT '{EntrySide.REVERSED}', -1
    ) AS side
), compared AS (
    SELECT due.*, latest.id AS latest_id, coalesce(latest.ordinal, 0) AS ordinal,
        coalesce(latest.quantity = due.sign, false) AS is_posted,
        coalesce(latest.quantity = due.sign, false) AND (NOT due.stands OR {differs}) AS is_wrong
    FROM due LEFT JOIN {table(LedgerEntry)} AS latest
        ON latest.claim_id = due.claim_id AND latest.side = due.side AND latest.ordinal = (
            SELECT max(entry.ordinal) FROM {table(LedgerEntry)} AS entry
            WHERE entry.claim_id = due.claim_id AND entry.side = due.side
        )
)
SELECT due.source_id, due.claim_id, due.side, due.ordinal + 1, -due.sign, {taken_back}, {dialect.now}, due.event_id
FROM compared AS due JOIN {table(LedgerEntry)} AS latest ON latest.id = due.latest_id
WHERE due.is_wrong
UNION ALL
SELECT source_id, claim_id, side, ordinal + CASE WHEN is_wrong THEN 2 ELSE 1 END, sign, {posted},
    {dialect.now}, event_id
FROM compared
WHERE stands AND (is_wrong OR NOT is_posted)"""
