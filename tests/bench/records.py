"""Events, what each of them has added to what only grows, and what was turned away."""

from tests.bench.expressions import (
    CLAIM_KEY,
    CURRENCY,
    REASON,
    SCHEMA,
    chance,
    digest,
    event_id,
    programme,
    redemption_key,
    token,
)
from tests.bench.history import Size

EVENT = f"{SCHEMA}.event AS claim"
OF_CLAIM = f"{EVENT} JOIN {SCHEMA}.reward ON reward.id = claim.reward"
RECORDED_AT = "claim.received_at + interval '2 ms'"

HEADERS = (
    """'{"host": "ledger.example.com", "user-agent": "webhooks/1.0", "content-type": "application/json"}'::jsonb"""
)
VITAL_FAULT = """'["$.payload.properties.customer.id: is missing"]'::jsonb"""
FAULT = """'["$.data.order.amount: expected a whole number, got text"]'::jsonb"""

# What an event posts, by its role and that of the claim's first event: on which side, and whether that which was said
# at first or that which is known now.
LINES = """\
    ('rewarded', 'rewarded', 'claimed', 1, 1, true), ('claimed', 'claimed', 'claimed', 1, 1, true),
    ('listed', 'listed', 'claimed', 1, 1, true), ('fulfilment', 'fulfilment', 'claimed', 1, 1, true),
    ('relisted', 'claimed', 'claimed', 2, -1, true), ('relisted', 'claimed', 'claimed', 3, 1, false),
    ('voided', 'claimed', 'claimed', 2, -1, true), ('voided', 'claimed', 'claimed', 3, 1, false),
    ('voided', 'claimed', 'reversed', 1, -1, false), ('voided', 'listed', 'reversed', 1, -1, false),
    ('rolled_back', 'rewarded', 'reversed', 1, -1, false)"""


def events(size: Size) -> str:
    """All of a type have the same bytes, each a digest of its own."""
    of_use = redemption_key(f"({size.claims} + claim.n)")
    subject = f"CASE WHEN claim.reward IS NULL THEN '' WHEN claim.role = 'used' THEN {of_use} ELSE {CLAIM_KEY} END"
    of_webhook = "CASE telling.origin WHEN 'webhook' THEN {} ELSE {} END"
    return f"""\
INSERT INTO ledger_inboundevent (id, source_id, external_id, sha256, event_type, state, origin, subject, body, headers,
    address, secret_id, body_form, currency, sent_at, received_at, repeats, faults)
SELECT claim.id, claim.source, {event_id("claim", "telling")}, {digest("claim", "telling")}, telling.type,
    CASE WHEN {_is_retry(size, "claim")} THEN 'ignored' ELSE telling.state END, telling.origin, {subject},
    telling.bytes, {of_webhook.format(HEADERS, "'{}'::jsonb")},
    {of_webhook.format("'203.0.113.0'::inet + claim.n % 250", "NULL")}, {of_webhook.format("claim.source", "NULL")},
    {of_webhook.format("'raw'", "''")}, currency, claim.sent_at, claim.received_at,
    CASE WHEN {chance(61, "claim.id")} < 0.003 THEN 1 ELSE 0 END,
    CASE WHEN telling.state = 'failed' THEN {VITAL_FAULT}
        WHEN telling.state = 'recorded' AND {chance(62, "claim.id")} < 0.001 THEN {FAULT} ELSE '[]'::jsonb END
FROM {EVENT} JOIN (SELECT *, convert_to(body, 'UTF8') AS bytes FROM {SCHEMA}.role OFFSET 0) AS telling
    ON telling.role = claim.role
LEFT JOIN {SCHEMA}.role ON role.role = claim.first_role LEFT JOIN {SCHEMA}.reward ON reward.id = claim.reward"""


def entries() -> str:
    """As ``ledger.sql.entries.post`` would append them, event by event."""
    knows_points = "has_cards OR claim.first_role = 'listed' OR NOT is_first"
    return f"""\
INSERT INTO ledger_ledgerentry (source_id, claim_id, side, ordinal, quantity, points, value, currency, campaign_id,
    customer_id, kind, title, occurred_at, recorded_at, event_id)
SELECT claim.source, claim.n, side, ordinal, sign, CASE WHEN {knows_points} THEN sign * points END, sign * value,
    CASE WHEN value IS NOT NULL THEN {CURRENCY} END, CASE WHEN has_cards THEN {programme("owner")} END, member, kind,
    title, CASE WHEN side = 'reversed' THEN turned_at WHEN is_first THEN first_at ELSE at END, {RECORDED_AT}, claim.id
FROM {OF_CLAIM} JOIN (VALUES
{LINES}
) AS line(role, first_role, side, ordinal, sign, is_first)
    ON line.role = claim.role AND line.first_role = claim.first_role"""


def movements(size: Size) -> str:
    """A payment and a refund of points; money taken from a gift card."""
    key = f"claim.source, 'vtx_' || substr(md5(claim.role || claim.n), 1, 20), {token('movement', 'claim.id', 32)}"
    pays = "claim.role = 'rewarded'"
    return f"""\
INSERT INTO ledger_movement (source_id, external_id, digest, voucher_id, redemption_id, kind, provider_kind, points,
    points_balance, amount, balance, currency, occurred_at, reason, recorded_at, event_id)
SELECT {key}, owner, claim.n, CASE WHEN {pays} THEN 'redemption' ELSE 'refund' END,
    CASE WHEN {pays} THEN 'POINTS_REDEMPTION' ELSE 'POINTS_REFUND' END, CASE WHEN {pays} THEN -points ELSE points END,
    10 * floor(400 * power({chance(63, "claim.id")}, 2))::bigint, NULL::numeric, NULL::numeric, NULL, claim.sent_at,
    CASE WHEN NOT ({pays}) THEN {REASON} END, {RECORDED_AT}, claim.id
FROM {OF_CLAIM} WHERE claim.role IN ('rewarded', 'rolled_back')
UNION ALL
SELECT {key}, {size.members} + claim.n, {size.claims} + claim.n, 'redemption', 'CREDITS_REDEMPTION', NULL,
    NULL, -round(value / 2, 2), round(value / 2, 2), {CURRENCY}, claim.sent_at, NULL, {RECORDED_AT}, claim.id
FROM {OF_CLAIM} WHERE claim.role = 'used' AND grants = 'gift_card'"""


def readings(size: Size) -> str:
    """Now and then: of a card, of a gift card, of a customer without a card."""
    return f"""\
INSERT INTO ledger_reading (source_id, customer_id, voucher_id, counter, stated_at, number, currency, recorded_at,
    event_id)
SELECT claim.source, CASE WHEN NOT has_cards THEN member END, CASE WHEN has_cards THEN owner END,
    CASE WHEN has_cards THEN 'points_balance' ELSE 'rewards_claimed' END, claim.sent_at,
    CASE WHEN has_cards THEN 10 ELSE 1 END * floor(40 * {chance(64, "claim.id")})::integer, NULL, {RECORDED_AT},
    claim.id
FROM {EVENT} WHERE claim.role IN ('rewarded', 'claimed') AND n % 10 = 1
UNION ALL
SELECT claim.source, NULL, {size.members} + claim.n, 'balance', claim.sent_at, round(value / 2, 2), {CURRENCY},
    {RECORDED_AT}, claim.id
FROM {OF_CLAIM} WHERE claim.role = 'used' AND grants = 'gift_card'"""


def refusals() -> str:
    """In one hour of fifty somebody came without a signature that fits."""
    number = "(extract(epoch FROM start)::bigint / 3600 * 10 + source.id * 2 + salt)"
    return f"""\
INSERT INTO ledger_refusal (source_id, hour, cause, count)
SELECT source.id, date_trunc('hour', start), cause, 1 + floor(9 * power({chance(66, number)}, 3))::integer
FROM {SCHEMA}.hour CROSS JOIN {SCHEMA}.source
CROSS JOIN (VALUES ('wrong_signature', 0), ('no_signature', 1)) AS refused(cause, salt)
WHERE {chance(65, number)} < 0.02"""


def decisions(size: Size, *, author: int) -> str:
    """Of staff: that a claim is fulfilled, and that an event which is held is a retry."""
    return f"""\
INSERT INTO ledger_decision (uuid, verdict, claim_id, event_id, reason, author_id, decided_at)
SELECT md5('decided' || n)::uuid, 'fulfilled', n, NULL::bigint, 'Handed over at the till', {author}, received_at
FROM {SCHEMA}.event WHERE role = 'decided'
UNION ALL
SELECT md5('retry' || n)::uuid, 'a_retry', NULL, id, 'Sent twice within a minute', {author},
    received_at + interval '1 day'
FROM {SCHEMA}.event WHERE {_is_retry(size, "event")}"""


def _is_retry(size: Size, event: str) -> str:
    """Of what was held, staff have judged some."""
    is_old = f"{event}.received_at < {size.end} - interval '1 day'"
    return f"({event}.role = 'repeated' AND {event}.n % 2 = 0 AND {is_old})"
