"""
What a webhook costs in a ledger that has grown, and what each index has to do with it.

The webhooks are of this hour, of customers and cards that the ledger knows, each as likely as any other.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import cycle, islice
from tempfile import NamedTemporaryFile

import psycopg

from tests.bench.history import SOURCES
from tests.bench.ingest import CLIENTS, OURS, Contender, address, serving
from tests.bench.ledgers import ledger
from tests.bench.rounds import Asked, Figures, Measure, Table, in_turn, middle, ratio
from tests.bench.sending import bodies, signed
from tests.bench.servers import Cluster, run

SOURCE = next(source["slug"] for source in SOURCES if source["provider"] == "voucherify")
ROUNDS_OF_INDEXES, EVENTS_OF_INDEXES = 3, 9000
CARDS = """\
SELECT customer.external_id, card.external_id, card.code FROM ledger_voucher AS card
JOIN ledger_customer AS customer ON customer.id = card.holder_id JOIN ledger_source ON ledger_source.id = card.source_id
WHERE card.kind = 'loyalty_card' AND slug = %s ORDER BY random() LIMIT 50000"""
CARD = re.compile(rb'"id":"(v_\w+)","code":"([^"]+)","loyalty_card":.*?"holder_id":"(cust_\w+)"')


def known(connection: psycopg.Connection, *, seed: int = 0) -> Iterator[bytes]:
    """The sample's events, its customers and their cards exchanged for some of the ledger's."""
    cards = cycle(connection.execute(CARDS, [SOURCE]).fetchall())
    names: dict[bytes, bytes] = {}
    for body in bodies(seed):
        for card, code, customer in CARD.findall(body):
            if customer not in names:
                theirs = (name.encode() for name in next(cards))
                names |= zip((customer, card, code), theirs, strict=True)
            for name in (customer, card, code):
                body = body.replace(b'"%b"' % name, b'"%b"' % names[name])  # noqa: PLW2901
        yield body


def bench(asked: Asked, postgresql: Cluster) -> list[Table]:
    return [_by_size(asked, postgresql), *(_by_index(asked, postgresql, claims) for claims in asked.claims)]


def _by_size(asked: Asked, postgresql: Cluster) -> Table:
    """Going on, and right after a checkpoint, when each page that is touched goes into the log whole."""
    with ExitStack() as opened:
        contenders: dict[str, Measure] = {}
        for claims in asked.claims:
            url = ledger(postgresql, claims)
            connection = opened.enter_context(postgresql.connect(f"ledger_{claims}"))
            server = opened.enter_context(serving(OURS, url))
            sent = signed(address(source=SOURCE), known(connection))
            one = Contender(
                server=server, cluster=postgresql, requests=sent, count=asked.requests, may_fail=False
            ).warm()
            contenders |= _afterwards(f"{claims:,} claims", one, connection)
        figures = in_turn(contenders, rounds=asked.rounds)
    return _table(figures)


def _afterwards(name: str, one: Contender, connection: psycopg.Connection) -> Mapping[str, Measure]:
    def after_checkpoint() -> Mapping[str, float]:
        connection.execute("CHECKPOINT")
        return one.measure()

    return {f"{name}, after a CHECKPOINT": after_checkpoint, name: one.measure}


def _table(figures: Figures) -> Table:
    """Each beside the smallest ledger in the same state."""
    smallest = dict(zip(figures, cycle(islice(figures, 2)), strict=False))
    rows = [
        [
            name,
            f"{middle(figures, name, 'requests/s'):,.0f}",
            f"{middle(figures, name, 'server µs'):,.0f} + {middle(figures, name, 'database µs'):,.0f}",
            *(f"{middle(figures, name, f'{percentile} ms'):.1f}" for percentile in ("p50", "p95")),
            f"{ratio(figures, 'CPU µs', of=name, to=smallest[name]):.2f}",
        ]
        for name in figures
    ]
    columns = ["", "requests/s", "CPU µs: server + database", "p50 ms", "p95 ms", "CPU / of the smallest"]
    title = f"Growth: ingest over HTTP, PostgreSQL with fsync, {CLIENTS} clients"
    return Table(title=title, notes=(), columns=columns, rows=rows)


def _by_index(asked: Asked, postgresql: Cluster, claims: int) -> Table:
    """What an event costs without an index; it is dropped, and events are recorded, in a transaction that is undone."""
    url, rounds = ledger(postgresql, claims), min(asked.rounds, ROUNDS_OF_INDEXES)
    with postgresql.connect(f"ledger_{claims}") as connection, NamedTemporaryFile(suffix=".ndjson") as file:
        file.writelines(body + b"\n" for body in islice(known(connection, seed=3), rounds * EVENTS_OF_INDEXES))
        file.flush()
        output = run(url, "tests.bench.indexes", file.name, SOURCE, "--rounds", str(rounds))
    rows = [line.split("\t") for line in output.splitlines()]
    columns = ["without", "its MiB", "backend µs", "less", "WAL bytes an event", "less"]
    title = f"What each index costs an event, {claims:,} claims"
    notes = ["One connection, nothing committed. Unique ones can't be left out."]
    return Table(title=title, notes=notes, columns=columns, rows=rows)
