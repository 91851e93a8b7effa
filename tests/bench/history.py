"""
Invented shops, before they are a ledger: who claimed what when, what came of it, and what told of it.

Narrow tables, of which each of the ledger's is then made by a statement of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from ledger.sampling import DAYS, GROWTH, HOURS
from tests.bench.expressions import SCHEMA, chance
from tests.bench.people import names
from tests.bench.rewards import COUPON_CAMPAIGNS, PROGRAMMES, SLOTS, campaigns, rewards, wheels

Row = dict[str, Any]

TWO_YEARS = 730  # in days
CLAIMS_PER_CUSTOMER = 8
IDLE = 0.11  # of the members have not claimed anything yet, and nobody has told of them
SKEW = 1.4  # as in the providers' samples: the early ones claim more

# Two with loyalty cards and redemptions, two without, whose webhooks went live some time after their first claims.
SOURCES: tuple[Row, ...] = (
    {"slug": "harbour-eu", "provider": "voucherify", "currency": "EUR", "time_zone": "Europe/Berlin", "share": 0.22},
    {"slug": "harbour-uk", "provider": "voucherify", "currency": "GBP", "time_zone": "Europe/London", "share": 0.13},
    {
        "slug": "lantern-us",
        "provider": "loyaltylion",
        "currency": "USD",
        "time_zone": "America/New_York",
        "share": 0.4,
        "live_after": "4 months",
    },
    {
        "slug": "lantern-se",
        "provider": "loyaltylion",
        "currency": "SEK",
        "time_zone": "Europe/Stockholm",
        "share": 0.25,
        "live_after": "8 months",
    },
)

# What an event tells of a claim; its type; how its id is formed.
ROLES = (
    ("rewarded", "customer.rewarded", "evcus_", "hex", "webhook", "recorded"),
    ("rolled_back", "redemption.rollback.succeeded", "evred_", "hex", "webhook", "recorded"),
    ("completed", "customer.reward_redemptions.completed", "evcus_", "hex", "webhook", "recorded"),
    ("used", "redemption.succeeded", "evred_", "hex", "webhook", "recorded"),
    ("entered", "customer.segment.entered", "evcus_", "hex", "webhook", "ignored"),
    ("claimed", "program_events/customer.claimed_reward", "", "uuid", "webhook", "recorded"),
    ("fulfilment", "rewards/store_fulfilment", "body:", "body", "webhook", "recorded"),
    ("listed", "transactions/claimed_reward", "transaction:", "number", "import", "recorded"),
    ("relisted", "transactions/claimed_reward", "transaction:", "number", "import", "recorded"),
    ("voided", "transactions/claimed_reward", "transaction:", "next number", "import", "recorded"),
    ("decided", "staff.fulfilled", "staff:", "uuid", "staff", "recorded"),
    ("updated", "customers/update", "", "uuid", "webhook", "recorded"),
    ("passed", "program_events/customer.rule_completed", "", "uuid", "webhook", "ignored"),
    ("broken", "program_events/customer.claimed_reward", "", "uuid", "webhook", "failed"),
    ("repeated", "rewards/store_fulfilment", "body:", "body", "webhook", "held"),
)
NOTE = "Invented, to measure on. What this event says is in the ledger, not here: all of its type have the same bytes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much history, and when it ends."""

    claims: int
    until: datetime
    days: int = TWO_YEARS

    @property
    def members(self) -> int:
        return sum(source["members"] for source in self.sources())

    @property
    def end(self) -> str:
        return f"(timestamptz '{self.until.isoformat()}' - interval '1 minute')"

    @property
    def begin(self) -> str:
        return f"({self.end} - interval '{self.days} days')"

    def sources(self) -> list[Row]:
        """The sources with their shares of the claims, numbers of their members and campaigns."""
        rows: list[Row] = []
        first, above = 1, 0.0
        for number, source in enumerate(SOURCES):
            members = max(1, round(source["share"] * self.claims / CLAIMS_PER_CUSTOMER / (1 - IDLE)))
            is_last = number == len(SOURCES) - 1
            rows.append(
                {
                    "live_after": "0",
                    **source,
                    "id": number + 1,
                    "has_cards": "live_after" not in source,
                    "above": above,
                    "below": 2.0 if is_last else above + source["share"],
                    "first_member": first,
                    "members": members,
                    "first_campaign": 1 + number * (PROGRAMMES + COUPON_CAMPAIGNS),
                }
            )
            first, above = first + members, above + source["share"]
        return rows


def stage(connection: Connection, size: Size) -> None:
    """Make the history."""
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    _fill(connection, "name", names())
    _fill(connection, "reward", rewards())
    _fill(connection, "wheel", wheels())
    _fill(connection, "campaign", campaigns())
    _fill(connection, "role", _roles())
    _fill(connection, "source", size.sources())
    for text in (_hours(size), _claims(size), _events()):
        connection.execute(text)


def _roles() -> Iterator[Row]:
    for role, kind, prefix, form, origin, state in ROLES:
        body = f'{{"type": "{kind}", "note": "{NOTE}"}}'
        yield {
            "role": role,
            "type": kind,
            "prefix": prefix,
            "form": form,
            "origin": origin,
            "state": state,
            "body": body,
        }


def _fill(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """A small table of what Python has made up."""
    filled = list(rows)
    columns = ", ".join(f"{name} {_type([row[name] for row in filled])}" for name in filled[0])
    connection.execute(f"CREATE UNLOGGED TABLE {SCHEMA}.{table} ({columns})")
    text = f"INSERT INTO {SCHEMA}.{table} SELECT * FROM jsonb_populate_recordset(NULL::{SCHEMA}.{table}, %s)"
    connection.execute(text, [Jsonb(filled)])
    connection.execute(f"ANALYZE {SCHEMA}.{table}")


def _type(values: Sequence[Any]) -> str:
    known = {type(value) for value in values if value is not None}
    kinds = {bool: "boolean", int: "bigint", float: "double precision"}
    return next((kind for of, kind in kinds.items() if known == {of}), "numeric" if known == {int, float} else "text")


def _hours(size: Size) -> str:
    """Each hour, and the numbers of its claims: more in the evening, at the weekend, and towards the end."""
    weight = (
        f"(ARRAY{list(DAYS)})[extract(isodow FROM start)::integer]"
        f" * (ARRAY{list(HOURS)})[extract(hour FROM start)::integer + 1]"
        f" * (1 + {GROWTH} * row_number() OVER (ORDER BY start) / count(*) OVER ())"
    )
    return f"""\
CREATE UNLOGGED TABLE {SCHEMA}.hour AS
WITH weighed AS (
    SELECT start, {weight} AS weight
    FROM generate_series({size.begin}, {size.end} - interval '1 hour', '1 hour') AS start
), summed AS (
    SELECT start, weight, sum(weight) OVER (ORDER BY start) AS through, sum(weight) OVER () AS total FROM weighed
)
SELECT start, round({size.claims} * (through - weight) / total)::bigint + 1 AS first,
    round({size.claims} * through / total)::bigint AS last
FROM summed"""


def _claims(size: Size) -> str:
    """
    Each claim: whose, of what, when, how it was first told of, and its turn, which is what became of it later.

    ``owner`` is whose card was paid with, mostly the member's own. The steps are kept apart: each is computed once.
    """
    known = f"greatest(1, members * (0.35 + 0.65 * n / {size.claims}))"
    member = f"first_member + floor({known} * power({{luck}}, {SKEW}))::bigint"
    later = f"interval '5 minutes' - ln(1.0000001 - {chance(5)}) * interval '3 days'"
    next_list = (
        "greatest(date_trunc('month', {time}) + interval '1 month 3 hours', live_at + interval '1 hour')"
        f" + {chance(6)} * interval '20 minutes'"
    )
    return f"""\
CREATE UNLOGGED TABLE {SCHEMA}.claim AS
WITH made AS (
    SELECT n, {chance(2)} AS at_whom,
        date_trunc('milliseconds', start + (n - first + {chance(1)}) / (last - first + 1) * interval '1 hour') AS at
    FROM (SELECT start, first, last, generate_series(first, last) AS n FROM {SCHEMA}.hour OFFSET 0) AS hour
), owned AS (
    SELECT n, at, id AS source, has_cards, first_campaign, currency,
        {size.begin} + live_after::interval * {size.days / TWO_YEARS} AS live_at,
        {member.format(luck=chance(3))} AS member,
        CASE WHEN has_cards AND {chance(8)} < 0.006 THEN {member.format(luck=chance(9))} END AS lender
    FROM made JOIN {SCHEMA}.source ON at_whom >= above AND at_whom < below
    OFFSET 0
), heard AS (
    SELECT owned.*, nullif(lender, member) AS holder, floor({chance(7)} * {SLOTS})::bigint AS slot,
        CASE WHEN has_cards THEN 'cards' WHEN at < live_at THEN 'listed' ELSE 'heard' END AS wheel
    FROM owned
    OFFSET 0
), given AS (
    SELECT heard.*, reward.id AS reward, is_coded, grants, {chance(4)} AS luck,
        CASE WHEN has_cards THEN 'rewarded' WHEN wheel = 'listed' THEN 'listed'
            WHEN kind = 'custom' THEN 'fulfilment' ELSE 'claimed' END AS role,
        at + (hashint8extended(n, 10) & 4095) * interval '1 ms' + interval '200 ms' AS told_at,
        date_trunc('milliseconds', at + {later}) AS later_at, date_trunc('milliseconds', at + 4 * ({later})) AS last_at
    FROM heard JOIN {SCHEMA}.wheel USING (wheel, slot) JOIN {SCHEMA}.reward ON reward.id = wheel.reward
    OFFSET 0
), turned AS (
    SELECT given.*,
        CASE role WHEN 'listed' THEN at + interval '100 ms' WHEN 'fulfilment' THEN NULL ELSE told_at END AS sent_at,
        CASE role WHEN 'listed' THEN live_at + n * interval '1 hour' / {size.claims}
            ELSE told_at + interval '1.5 s' END AS received_at,
        CASE WHEN role = 'rewarded' AND luck < 0.03 THEN 'rolled_back'
            WHEN role = 'rewarded' AND luck < 0.11 THEN 'completed'
            WHEN luck < 0.035 AND (role = 'listed' OR role = 'claimed' AND is_coded) THEN 'voided'
            WHEN luck < 0.135 AND role = 'claimed' AND is_coded THEN 'relisted'
            WHEN luck < 0.08 AND role = 'fulfilment' THEN 'decided' END AS turn
    FROM given
    OFFSET 0
), dated AS (
    SELECT turned.*,
        CASE turn WHEN 'relisted' THEN at + interval '100 ms' WHEN 'voided' THEN later_at WHEN 'decided' THEN later_at
            ELSE later_at + interval '1 s' END AS turn_sent_at,
        CASE turn WHEN 'relisted' THEN {next_list.format(time="at")}
            WHEN 'voided' THEN {next_list.format(time="later_at")}
            ELSE later_at + interval '3 s' END AS turn_received_at
    FROM turned
    OFFSET 0
)
SELECT n, source, has_cards, first_campaign, currency, member, holder, coalesce(holder, member) AS owner, reward, role,
    at, sent_at, received_at,
    CASE role WHEN 'claimed' THEN sent_at WHEN 'fulfilment' THEN received_at ELSE at END AS first_at,
    CASE WHEN turn_received_at < {size.end} THEN turn END AS turn,
    later_at AS turned_at, turn_sent_at, turn_received_at,
    CASE WHEN grants IS NOT NULL AND has_cards AND {chance(12)} < 0.12 AND turn IS DISTINCT FROM 'rolled_back'
        AND last_at < {size.end} THEN last_at END AS used_at
FROM dated"""


def _events() -> str:
    """Every event, numbered as they came in, with all that is told of its claim, if it has one."""
    claim = (
        "n, source, has_cards, first_campaign, currency, member, holder, owner, reward, at, first_at, turned_at,"
        " role AS first_role"
    )
    nothing = "n, source, has_cards, first_campaign, currency, member" + ", NULL" * 7
    return f"""\
CREATE UNLOGGED TABLE {SCHEMA}.event AS
SELECT row_number() OVER (ORDER BY received_at, n) AS id, told.* FROM (
    SELECT role, sent_at, received_at, {claim} FROM {SCHEMA}.claim
    UNION ALL
    SELECT turn, turn_sent_at, turn_received_at, {claim} FROM {SCHEMA}.claim WHERE turn IS NOT NULL
    UNION ALL
    SELECT 'used', used_at + interval '1 s', used_at + interval '3 s', {claim} FROM {SCHEMA}.claim
        WHERE used_at IS NOT NULL
    UNION ALL
    SELECT 'updated', sent_at + interval '7 s', received_at + interval '8 s', {nothing} FROM {SCHEMA}.claim
        WHERE role = 'claimed' AND n % 41 = 3
    UNION ALL
    SELECT CASE WHEN has_cards THEN 'entered' ELSE 'passed' END, sent_at + interval '11 s',
        received_at + interval '12 s', {nothing}
        FROM {SCHEMA}.claim WHERE role IN ('claimed', 'rewarded') AND n % 53 = 5
    UNION ALL
    SELECT 'broken', NULL, received_at + interval '20 s', {nothing} FROM {SCHEMA}.claim
        WHERE role = 'claimed' AND n % 997 = 7
    UNION ALL
    SELECT 'repeated', NULL, received_at + interval '40 s', {nothing} FROM {SCHEMA}.claim
        WHERE role = 'fulfilment' AND n % 11 = 2
) AS told"""
