"""The ledger beside the shops' book, by plain SQL."""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection

from tests.chaos.book import Book, Sums, Terms, differences
from tests.chaos.delivering import Delivered

TOTALS = """\
SELECT source.slug, campaign.external_id, entry.kind, entry.title, entry.currency, customer.external_id, entry.side,
    sum(entry.quantity), coalesce(sum(entry.points), 0), coalesce(sum(entry.value), 0)
FROM ledger_ledgerentry AS entry
JOIN ledger_source AS source ON source.id = entry.source_id
LEFT JOIN ledger_campaign AS campaign ON campaign.id = entry.campaign_id
LEFT JOIN ledger_customer AS customer ON customer.id = entry.customer_id
GROUP BY 1, 2, 3, 4, 5, 6, 7"""
OF_SOURCE = """\
SELECT source.slug, thing.{column} FROM {table} AS thing JOIN ledger_source AS source ON source.id = thing.source_id"""
CROOKED = """\
SELECT count(*) FROM (
    SELECT claim_id, side FROM ledger_ledgerentry GROUP BY claim_id, side
    HAVING abs(sum(quantity)) > 1 OR count(*) <> max(ordinal)
) AS crooked"""
UNREADABLE = "SELECT state, count(*) FROM ledger_inboundevent WHERE state <> 'recorded' GROUP BY state"


def faults(connection: Connection, book: Book, delivered: Delivered) -> list[str]:
    """What was lost, counted twice, or is not as in the book; nothing at all where the ledger kept its promises."""
    return [*_events(connection, book, delivered), *_things(connection, book), *_sums(connection, book)]


def _events(connection: Connection, book: Book, delivered: Delivered) -> Iterator[str]:
    kept = [(slug, bytes(digest)) for slug, digest in _of_source(connection, "ledger_inboundevent", "sha256")]
    if lost := delivered.taken - set(kept):
        yield f"{len(lost)} events were acknowledged and are not there"
    if len(kept) != len(set(kept)):
        yield f"{len(kept) - len(set(kept))} events are there twice"
    if len(kept) != sum(book.events.values()):
        yield f"{sum(book.events.values())} events were sent or exported, {len(kept)} are there"
    for state, count in connection.execute(UNREADABLE):
        yield f"{count} events are {state}"


def _things(connection: Connection, book: Book) -> Iterator[str]:
    claims = _of_source(connection, "ledger_claimedreward", "external_id")
    yield from _compared("claims", set(book.claims), claims)
    uses = {*book.uses, *(key for key in book.claims if key[1].startswith("r_"))}
    yield from _compared("redemptions", uses, _of_source(connection, "ledger_redemption", "external_id"))
    (crooked,) = connection.execute(CROOKED).fetchone() or (0,)
    if crooked:
        yield f"{crooked} sides of claims are posted more than once, or have a gap"


def _compared(things: str, expected: set[tuple[str, str]], found: Sequence[tuple[str, str]]) -> Iterator[str]:
    if missing := expected - set(found):
        yield f"{len(missing)} {things} are missing, as {min(missing)}"
    if more := set(found) - expected:
        yield f"{len(more)} {things} are too many, as {min(more)}"
    if len(found) != len(set(found)):
        yield f"{len(found) - len(set(found))} {things} are there twice"


def _sums(connection: Connection, book: Book) -> Iterator[str]:
    ledger: dict[tuple[Terms, str], Sums] = {}
    for source, campaign, kind, title, currency, customer, side, quantity, points, value in connection.execute(TOTALS):
        if quantity:
            terms = Terms(
                source=source, campaign=campaign, kind=kind, title=title, currency=currency, customer=customer
            )
            ledger[terms, side] = Sums(quantity=quantity, points=int(points), value=value)
    found = differences(book.totals(), ledger)
    yield from found[:10]
    if found[10:]:
        yield f"… and {len(found) - 10} more differences"


def _of_source(connection: Connection, table: str, column: str) -> list[tuple[str, Any]]:
    return list(connection.execute(OF_SOURCE.format(table=table, column=column)))
