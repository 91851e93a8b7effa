"""The ledger: for each claim and side, what separates its entries from what the facts now say is appended."""

from ledger.choices import ClaimStatus, EntrySide
from ledger.models import ClaimedReward, LedgerEntry, RollUpZone
from ledger.sql.dialects import Dialect, table
from ledger.sql.mirrors import touched

POSTED = ("points", "value", "currency", "campaign_id", "customer_id", "kind", "title", "occurred_at")
COUNTED = ("points", "value")  # that a taking-back negates


def recorded_at(dialect: Dialect) -> str:
    """
    Now; but later than all that is added up already, even if the clock has been put back.

    The floors are raised together. One is asked by its index: what the planner takes for dear is compiled, for seconds.
    """
    of_all = f"SELECT floor FROM {table(RollUpZone)} WHERE name = 'UTC' AND source = 0"
    return dialect.later.format(moment=f"({of_all})")


def post(dialect: Dialect) -> str:
    """
    Bring the entries of the claims that a batch touched up to date.

    A side's last entry, if it posts, is all that stands there: it is taken back where it is wrong, and posted anew.
    This must be a statement of its own, after those that took the claims' locks, or it would not see what others
    committed while it waited. All that it posts is recorded at one moment, so that no moment has half a correction.
    """
    posted = ", ".join(POSTED)
    was = ", ".join(f"latest.{column} AS was_{column}" for column in POSTED)
    taken_back = ", ".join(f"-was_{column}" if column in COUNTED else f"was_{column}" for column in POSTED)
    differs = " OR ".join(f"due.{column} {dialect.differs} latest.{column}" for column in POSTED)
    side = "entry.claim_id = due.claim_id AND entry.side = due.side"
    last = f"(SELECT max(ordinal) FROM {table(LedgerEntry)} AS entry WHERE {side})"
    on = f"{side.replace('entry', 'latest')} AND latest.ordinal = {last}"
    claim = dialect.join.format(table=table(ClaimedReward), row="claim", on="claim.id = touched.id")
    latest = dialect.left_join.format(table=table(LedgerEntry), row="latest", on=on)
    return f"""\
INSERT INTO {table(LedgerEntry)}
    (source_id, claim_id, side, ordinal, quantity, {posted}, recorded_at, event_id)
WITH due AS (
    SELECT claim.source_id, claim.id AS claim_id, side.side, side.sign,
        CASE side.sign WHEN 1 THEN coalesce(touched.claimed_by, touched.used_by)
            ELSE coalesce(touched.used_by, touched.claimed_by) END AS event_id,
        CASE side.sign WHEN 1 THEN claim.status <> '{ClaimStatus.ANNULLED}'
            ELSE claim.status = '{ClaimStatus.REVERSED}' END AS stands,
        side.sign * claim.points AS points,
        side.sign * claim.value AS value,
        CASE WHEN claim.value IS NOT NULL THEN claim.currency END AS currency,
        claim.campaign_id, claim.customer_id, claim.kind, claim.title,
        CASE side.sign WHEN 1 THEN claim.claimed_at ELSE coalesce(claim.reversed_at, claim.claimed_at) END
            AS occurred_at
    FROM {dialect.touched.format(touched=touched(dialect))} {claim}
    CROSS JOIN (
        SELECT '{EntrySide.CLAIMED}' AS side, 1 AS sign UNION ALL SELECT '{EntrySide.REVERSED}', -1
    ) AS side
), compared AS (
    SELECT due.*, {was}, coalesce(latest.ordinal, 0) AS ordinal,
        coalesce(latest.quantity = due.sign, false) AS is_posted,
        coalesce(latest.quantity = due.sign, false) AND (NOT due.stands OR {differs}) AS is_wrong
    FROM due {latest}
), moment AS (
    SELECT {recorded_at(dialect)} AS recorded_at
)
SELECT source_id, claim_id, side, ordinal + 1, -sign, {taken_back}, recorded_at, event_id
FROM compared CROSS JOIN moment
WHERE is_wrong
UNION ALL
SELECT source_id, claim_id, side, ordinal + CASE WHEN is_wrong THEN 2 ELSE 1 END, sign, {posted},
    recorded_at, event_id
FROM compared CROSS JOIN moment
WHERE stands AND (is_wrong OR NOT is_posted)"""
