"""The mirrors, each as statements over the staged history."""

from collections.abc import Mapping

from tests.bench.expressions import (
    CLAIM_KEY,
    COUPON_CAMPAIGN,
    CURRENCY,
    GRANTED_CODE,
    IS_GIFT_OF_SITE,
    SCHEMA,
    chance,
    code,
    customer_key,
    programme,
    stamp,
    token,
)
from tests.bench.history import Size
from tests.bench.people import SLOTS

Columns = Mapping[str, str]

# What told of a claim first, and what of its turn, have the stamps ``heard`` and ``turned``.
HEARD = stamp("claim", "role", "claim.sent_at")
TURNED = f"CASE WHEN turn IS NOT NULL THEN {stamp('claim', 'turning', 'claim.turn_sent_at')} END"
IN_USE = stamp("claim", "usage", "(claim.used_at + interval '1 s')")
TOLD = f"""\
(SELECT claim.*, {HEARD} AS heard, {TURNED} AS turned
    FROM {SCHEMA}.claim JOIN {SCHEMA}.role USING (role) LEFT JOIN {SCHEMA}.role AS turning ON turning.role = turn
    OFFSET 0) AS claim
JOIN {SCHEMA}.reward ON reward.id = claim.reward JOIN {SCHEMA}.role ON role.role = claim.role"""
USED = f"{TOLD} JOIN {SCHEMA}.role AS usage ON usage.role = 'used'"

IS_LISTED = "(claim.role = 'listed' OR turn IN ('relisted', 'voided'))"  # a list tells the points and the exact time
# A list says what the webhook did not, and an older word of the rest; one that shows the claim undone is the newest.
TOLD_LAST = "CASE turn WHEN 'voided' THEN turned ELSE heard END"
LISTED = "CASE WHEN turn IN ('relisted', 'voided') THEN turned ELSE heard END"

OWN = frozenset({"id", "source_id", "external_id"})
SPOKEN = "'0 ' || spoke"
# Of these the provider has an id of its own by the same name.
TEXTS = frozenset({"provider_id", "reward_id", "assignment_id", "product_id", "order_id", "tracking_id", "reversal_id"})


def mirror(table: str, columns: Columns, rows: str, *, stamps: Columns, besides: Columns) -> str:
    """
    Rows of a mirror out of ``rows``, each with its stamps.

    ``stamps`` says the stamp of a column, in the words of ``columns`` and ``besides``; that of others is ``spoke``,
    which has no weight yet. What is null has not been said.
    """
    names = list(columns)
    # In the order in which jsonb keeps keys, and of a type that needs no looking up: most of a load is spent here.
    fields = sorted((len(_field(name)), _field(name), name) for name in names if name not in OWN)
    keys = ", ".join(f"'{field}'" for _, field, _ in fields)
    said = ", ".join(f"CASE WHEN {name} IS NOT NULL THEN {stamps.get(name, SPOKEN)} END" for *_, name in fields)
    selected = ",\n    ".join(f"{value} AS {name}" for name, value in {**columns, **besides}.items())
    return f"""\
INSERT INTO ledger_{table} ({", ".join(names)}, said)
SELECT {", ".join(names)}, jsonb_strip_nulls(jsonb_object(ARRAY[{keys}], ARRAY[{said}]))
FROM (SELECT
    {selected}
FROM {rows} OFFSET 0) AS row"""


def _field(column: str) -> str:
    return column if column in TEXTS else column.removesuffix("_id")


# Each customer with the newest event that shows them.
PERSONS = f"""\
(SELECT DISTINCT ON (member) member, source, has_cards, role, n, sent_at,
    min(sent_at) OVER (PARTITION BY member) AS met_at
FROM (
    SELECT member, source, has_cards, role, n, sent_at FROM {SCHEMA}.event
        WHERE role IN ('rewarded', 'claimed', 'listed', 'fulfilment', 'updated')
    UNION ALL
    SELECT holder, source, has_cards, role, n, sent_at FROM {SCHEMA}.event
        WHERE role = 'rewarded' AND holder IS NOT NULL
) AS shown
ORDER BY member, sent_at DESC NULLS LAST, n DESC) AS person"""


def customers() -> str:
    """Who is known of a list, or of a fulfilment, alone has no name."""
    member = "person.member"
    is_shown = "person.role NOT IN ('listed', 'fulfilment')"
    tier = f"(ARRAY['Bronze', 'Silver', 'Gold'])[1 + floor(3 * power({chance(36, member)}, 3))::integer]"
    merchant_ref = f"CASE WHEN has_cards THEN 'shop-' || 1000000 + {member} ELSE (6120004711 + 13 * {member})::text END"
    mailbox = f"firsts.plain || '.' || lasts.plain || {member} || '@example.com'"
    metadata = f"""CASE WHEN {chance(38, member)} < 0.1 THEN '{{"newsletter": true}}' ELSE '{{}}' END::jsonb"""
    enrolled_at = f"met_at - {chance(37, member)} * interval '1 year'"
    columns = {
        "id": member,
        "source_id": "person.source",
        "external_id": customer_key(member),
        "merchant_ref": merchant_ref,
        "name": f"CASE WHEN {is_shown} THEN firsts.name || ' ' || lasts.name END",
        "name_folded": f"CASE WHEN {is_shown} THEN firsts.folded || lasts.folded END",
        "email": f"CASE WHEN {chance(35, member)} < 0.97 THEN {mailbox} END",
        "tier": f"CASE WHEN {is_shown} AND NOT has_cards THEN {tier} END",
        "enrolled_at": f"CASE WHEN {is_shown} AND NOT has_cards THEN {enrolled_at} END",
        "metadata": f"CASE WHEN {is_shown} THEN {metadata} END",
    }
    named = " ".join(
        f"JOIN {SCHEMA}.name AS {alias} ON {alias}.part = {part}"
        f" AND {alias}.hundredth = floor({chance(31, member)} * 100)::bigint"
        f" AND {alias}.slot = floor({chance(32 + part, member)} * {SLOTS})::bigint"
        for part, alias in enumerate(("firsts", "lasts"))
    )
    rows = f"{PERSONS} JOIN {SCHEMA}.role USING (role) {named}"
    return mirror("customer", columns, rows, stamps={}, besides={"spoke": stamp("person", "role", "person.sent_at")})


def campaigns() -> str:
    """A campaign's stamps tell the hour of its newest word, and the word itself."""
    columns = {
        "id": "used.id",
        "source_id": "source",
        "external_id": f"'camp_' || {token('campaign', 'used.id', 20)}",
        "name": "name",
        "name_folded": "folded",
        "provider_kind": "CASE WHEN is_programme THEN 'LOYALTY_PROGRAM' END",
    }
    rows = f"""(
    SELECT source, first_campaign, id, max(sent_at) AS newest FROM (
        SELECT source, first_campaign, {programme("owner")} AS id, sent_at FROM {SCHEMA}.claim WHERE has_cards
        UNION ALL
        SELECT source, first_campaign, {COUPON_CAMPAIGN}, sent_at FROM {SCHEMA}.claim
        JOIN {SCHEMA}.reward ON reward.id = claim.reward WHERE claim.has_cards AND coupon IS NOT NULL
    ) AS named GROUP BY source, first_campaign, id
) AS used JOIN {SCHEMA}.campaign ON campaign.number = used.id - first_campaign"""
    hour = "'0 ' || to_char(newest AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24') || ' ' || "
    stamps = {name: f"{hour}{name}" for name in ("name", "provider_kind")}
    stamps["name_folded"] = stamps["name"]
    return mirror("campaign", columns, rows, stamps=stamps, besides={"newest": "newest"})


def cards() -> str:
    """Loyalty cards, as the newest claim that each paid for shows them. A card has its owner's number."""
    owner = "claim.owner"
    columns = {
        "id": owner,
        "source_id": "source",
        "external_id": f"'v_' || {token('card', owner, 32)}",
        "code": f"'HC-' || {code(owner)}",
        "kind": "'loyalty_card'",
        "campaign_id": programme(owner),
        "holder_id": owner,
        "points": f"4000 + 10 * floor(2000 * power({chance(41, owner)}, 3))::bigint",
        "points_balance": f"10 * floor(400 * power({chance(42, owner)}, 2))::bigint",
        "active": f"{chance(43, owner)} < 0.99",
    }
    newest = f"SELECT DISTINCT ON (owner) * FROM {SCHEMA}.claim WHERE has_cards ORDER BY owner, sent_at DESC, n DESC"
    rows = f"({newest}) AS claim JOIN {SCHEMA}.role USING (role)"
    return mirror("voucher", columns, rows, stamps={}, besides={"spoke": HEARD})


def granted(size: Size) -> str:
    """What claims have granted; numbered after the cards."""
    key = f"CASE WHEN is_coded THEN 'code:' || {GRANTED_CODE} ELSE 'claim:' || {CLAIM_KEY} END"
    of_gift = "CASE WHEN grants = 'gift_card' THEN {} END"
    left = "CASE WHEN used_at IS NULL THEN value ELSE round(value / 2, 2) END"
    columns = {
        "id": f"{size.members} + claim.n",
        "source_id": "source",
        "external_id": f"CASE WHEN has_cards THEN 'v_' || {token('granted', 'claim.n', 32)} ELSE {key} END",
        "code": f"CASE WHEN has_cards OR is_coded THEN {GRANTED_CODE} END",
        "code_ending": f"CASE WHEN grants = 'gift_card' AND role.role = 'claimed' THEN right({GRANTED_CODE}, 4) END",
        "kind": "grants",
        "campaign_id": f"CASE WHEN has_cards THEN {COUPON_CAMPAIGN} END",
        "holder_id": "member",
        "amount": of_gift.format("value"),
        "balance": of_gift.format(left),
        "currency": of_gift.format(CURRENCY),
        "discount_type": "discount_type",
        "discount": "discount",
        "active": "CASE WHEN has_cards THEN true END",
        "expires_at": f"CASE WHEN {IS_LISTED} AND is_coded THEN date_trunc('day', at) + interval '1 year' END",
    }
    spoke = f"CASE WHEN used_at IS NOT NULL THEN {IN_USE} ELSE {TOLD_LAST} END"
    stamps = {"currency": "CASE WHEN is_gift_of_site THEN '1 ' ELSE '0 ' END || spoke", "expires_at": "'0 ' || told"}
    besides = {"told": LISTED, "spoke": spoke, "is_gift_of_site": IS_GIFT_OF_SITE}
    return mirror("voucher", columns, f"{USED} WHERE grants IS NOT NULL", stamps=stamps, besides=besides)
