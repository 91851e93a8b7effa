"""
What the statements of a seed have in common, as SQL.

Nothing is drawn: all chance is a hash of a row's number, so that the same rows come out at every run, and that two
statements know of one another's rows without a join.
"""

from tests.bench.rewards import PROGRAMMES

SCHEMA = "bench_seed"  # of the history, while the ledger is made of it

LETTERS = "translate({hexadecimal}, '0123456789abcdef', 'K7XM2QWD9FHT4RBN')"


def chance(salt: int, of: str = "n") -> str:
    """A number from 0 to 1."""
    return f"((hashint8extended({of}, {salt}) & 2147483647) * 4.656612873e-10::float8)"


def code(of: str) -> str:
    """Eight letters and digits, others for every number."""
    return LETTERS.format(hexadecimal=f"lpad(to_hex(({of} * 2654435761) & 4294967295), 8, '0')")


def token(name: str, of: str, length: int) -> str:
    """Hexadecimal digits of an id."""
    return f"substr(md5('{name}' || {of}), 1, {length})"


def digest(row: str, role: str) -> str:
    """An event's SHA-256. What is held repeats the bytes of another event."""
    repeated = f"CASE {role}.form WHEN 'body' THEN 'fulfilment' ELSE {role}.role END"
    return f"sha256(convert_to({repeated} || {row}.n, 'UTF8'))"


def event_id(row: str, role: str) -> str:
    """An event's id, of a row with the claim's number ``n`` and of the event's role, as its form says."""
    key = f"md5({role}.role || {row}.n)"
    return (
        f"({role}.prefix || CASE {role}.form WHEN 'hex' THEN substr({key}, 1, 18) WHEN 'uuid' THEN {key}::uuid::text"
        f" WHEN 'number' THEN (900000 + 2 * {row}.n)::text WHEN 'next number' THEN (900001 + 2 * {row}.n)::text"
        f" ELSE encode({digest(row, role)}, 'hex') || CASE {role}.state WHEN 'held' THEN ':2' ELSE ':1' END END)"
    )


def stamp(row: str, role: str, sent_at: str) -> str:
    """The stamp of an event's words, without a weight, as ``ledger.folding.Word`` makes it."""
    time = f"coalesce({sent_at} AT TIME ZONE 'UTC', '0001-01-01')"
    whose = f"{event_id(row, role)} || ' ' || substr(encode({digest(row, role)}, 'hex'), 1, 8)"
    return f"(to_char({time}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || ' ' || {whose})"


def customer_key(of: str) -> str:
    at_cards = LETTERS.format(hexadecimal=token("customer", of, 24))
    return f"CASE WHEN has_cards THEN 'cust_' || {at_cards} ELSE (48000 + 7 * {of})::text END"


def redemption_key(of: str) -> str:
    return f"'r_' || {token('redemption', of, 18)}"


def programme(owner: str) -> str:
    """The campaign of a customer's loyalty card."""
    return f"first_campaign + floor({PROGRAMMES} * power({chance(21, owner)}, 2.5))::bigint"


# Of rows that have a claim as ``claim``, its reward's columns, and its first event's role as ``role``.
COUPON_CAMPAIGN = f"first_campaign + {PROGRAMMES} + coupon"
GRANTED_CODE = f"CASE WHEN has_cards THEN '' ELSE 'LL-' END || {code('claim.n')}"
CLAIM_KEY = (
    f"CASE WHEN has_cards THEN {redemption_key('claim.n')}"
    f" WHEN is_coded THEN 'code:' || {customer_key('claim.member')} || ':' || {GRANTED_CODE}"
    f" WHEN role.role = 'listed' THEN 'claim:' || 500000 + claim.n ELSE 'event:' || {event_id('claim', 'role')} END"
)
IS_GIFT_OF_SITE = "(kind = 'gift_card' AND NOT has_cards)"  # its event names a currency
CURRENCY = f"CASE WHEN {IS_GIFT_OF_SITE} AND {chance(51, 'claim.n')} < 0.3 THEN 'EUR' ELSE currency END"
REASONS = "ARRAY['Returned goods', 'Claimed by mistake', 'Out of stock', 'Customer changed their mind']"
REASON = f"({REASONS})[1 + (claim.n % 6)::integer]"  # two of six give none
