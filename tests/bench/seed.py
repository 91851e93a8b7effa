"""
Fills a PostgreSQL database with an invented ledger, to measure on: `python -m tests.bench.seed 1_000_000 --database …`.

Four sources, two years, a customer for every 8 claims; the same rows at every run with the same end. Fewer `--days`
make the days as full as a larger ledger's. It is made by SQL alone, a statement or two for each table, so that ten
million claims are a matter of minutes. The role has to be a superuser: foreign keys and append-only triggers are
lifted while it runs.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import monotonic

import django
import psycopg
from django.core.management import call_command
from psycopg import Connection

import tests.environment  # noqa: F401 - settings for the migration
from ledger.sealing import seal
from tests.bench import catalogue, claims, mirrors, records
from tests.bench.catalogue import Taken
from tests.bench.expressions import SCHEMA
from tests.bench.history import TWO_YEARS, Size, stage

LANES = 2
SETTINGS = {
    "session_replication_role": "replica",  # no triggers, those behind foreign keys among them
    "synchronize_seqscans": "off",  # rows come in the order of their numbers
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "synchronous_commit": "off",
    "jit": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
}
AUTHOR = "bench"  # of the decisions; nobody can log in as

Tables = Mapping[str, Sequence[str]]


class Refused(Exception):
    """The database is not one to fill."""


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    os.environ["DATABASE_URL"] = asked.database
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    try:
        fill(
            asked.database,
            Size(claims=asked.claims, until=asked.until, days=asked.days),
            lanes=asked.lanes,
            is_replacing=asked.replace,
        )
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench.seed", description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("claims", type=int, help="How many, as in 1_000_000.")
    parser.add_argument("--database", required=True, help="postgres://…, of a superuser.")
    parser.add_argument("--until", type=_moment, default=datetime.now(UTC), help="When the history ends (now).")
    parser.add_argument("--days", type=int, default=TWO_YEARS, help=f"How long the history is ({TWO_YEARS}).")
    parser.add_argument("--lanes", type=int, default=LANES, help=f"Connections that work side by side ({LANES}).")
    parser.add_argument("--replace", action="store_true", help="Empty a ledger that has events, and fill it anew.")
    return parser.parse_args(arguments)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a time as in 2026-01-31, got {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def fill(url: str, size: Size, *, lanes: int = LANES, is_replacing: bool = False) -> None:
    """Fill a ledger that has been migrated. Raises ``Refused`` where that would spoil something."""
    began = monotonic()
    with _connect(url) as connection:
        names = catalogue.tables(connection)
        _keep_away(connection, is_replacing=is_replacing)
        _step("history", lambda: stage(connection, size))
        taken = catalogue.take_down(connection, names)
        connection.execute(f"TRUNCATE {', '.join(names)}")
        _introduce(connection, size)
        texts = statements(size, author=_author(connection))
        _side_by_side(lanes, ((table, _loading(url, table, of_table)) for table, of_table in texts.items()))
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        # Not before all are there: to a transaction that had begun before, no row would be visible that came since.
        vacuums = ((f"{table}: vacuum", _running(url, [f"VACUUM (FREEZE, ANALYZE) {table}"])) for table in texts)
        _side_by_side(lanes, vacuums)
        _put_back(url, connection, taken, lanes=lanes, order=list(texts))
        catalogue.advance_sequences(connection, names)
    print(f"{size.claims:,} claims in {monotonic() - began:.0f} s", flush=True)


def _put_back(url: str, connection: Connection, taken: Taken, *, lanes: int, order: Sequence[str]) -> None:
    """Lanes that are at the same table read it together; but of foreign keys a table can have one made at a time."""
    largest_first = sorted(
        taken.indexes, key=lambda part: order.index(part.table) if part.table in order else len(order)
    )
    _side_by_side(lanes, ((part.name, _running(url, [part.making])) for part in largest_first))
    for part in (*taken.indexes, *taken.foreign_keys):
        if part.adding:
            connection.execute(part.adding)
    compared: dict[str, list[str]] = {table: [] for table in order}
    for part in taken.foreign_keys:
        compared.setdefault(part.table, []).append(part.making)
    _side_by_side(lanes, ((f"{table}: references", _running(url, texts)) for table, texts in compared.items()))


def _connect(url: str) -> Connection:
    connection = psycopg.connect(url.replace("postgres://", "postgresql://", 1).partition("?")[0], autocommit=True)
    for name, value in SETTINGS.items():
        connection.execute(f"SELECT set_config('{name}', '{value}', false)")
    return connection


def _keep_away(connection: Connection, *, is_replacing: bool) -> None:
    if connection.execute("SELECT to_regnamespace(%s)", [SCHEMA]).fetchone() != (None,):
        raise Refused("Filling this database was interrupted, and its indexes are gone: drop it, and create it anew.")
    if not is_replacing and connection.execute("SELECT 1 FROM ledger_inboundevent LIMIT 1").fetchone():
        raise Refused("This ledger has events. Name an empty database, or have them all deleted with --replace.")


def _introduce(connection: Connection, size: Size) -> None:
    """The sources, and a secret of each that nobody signs with."""
    for source in size.sources():
        named = {"name": source["slug"].title(), "since": size.until, "sealed": seal("not a secret"), **source}
        connection.execute(
            "INSERT INTO ledger_source (id, slug, provider, name, currency, time_zone, is_active, created_at) VALUES "
            "(%(id)s, %(slug)s, %(provider)s, %(name)s, %(currency)s, %(time_zone)s, true, %(since)s)",
            named,
        )
        connection.execute(
            "INSERT INTO ledger_webhooksecret (id, source_id, name, sealed, created_at) VALUES "
            "(%(id)s, %(id)s, 'first', %(sealed)s, %(since)s)",
            named,
        )


def _author(connection: Connection) -> int:
    connection.execute(
        "INSERT INTO auth_user (username, password, first_name, last_name, email, is_superuser, is_staff, is_active, "
        "date_joined) VALUES (%s, '!', '', '', '', false, false, false, now()) ON CONFLICT DO NOTHING",
        [AUTHOR],
    )
    (number,) = connection.execute("SELECT id FROM auth_user WHERE username = %s", [AUTHOR]).fetchone() or (0,)
    return int(number)


def statements(size: Size, *, author: int) -> Tables:
    """The statements of each table: the longest first, so that the lanes end together."""
    return {
        "ledger_claimedreward": [claims.claims(size)],
        "ledger_inboundevent": [records.events(size)],
        "ledger_voucher": [mirrors.cards(), mirrors.granted(size)],
        "ledger_redemption": [claims.payments(), claims.uses(size)],
        "ledger_ledgerentry": [records.entries()],
        "ledger_movement": [records.movements(size)],
        "ledger_customer": [mirrors.customers()],
        "ledger_campaign": [mirrors.campaigns()],
        "ledger_reading": [records.readings(size)],
        "ledger_refusal": [records.refusals()],
        "ledger_decision": [records.decisions(size, author=author)],
    }


def _loading(url: str, table: str, texts: Sequence[str]) -> Callable[[], None]:
    def load() -> None:
        with _connect(url) as connection, connection.transaction():
            # What goes into a table that was emptied by the same transaction needs no log (with wal_level=minimal).
            for text in (f"TRUNCATE {table}", *texts):
                connection.execute(text)

    return load


def _running(url: str, texts: Sequence[str]) -> Callable[[], None]:
    def run() -> None:
        with _connect(url) as connection:
            connection.execute("SET synchronize_seqscans = on")
            for text in texts:
                connection.execute(text)

    return run


def _side_by_side(lanes: int, acts: Iterable[tuple[str, Callable[[], None]]]) -> None:
    with ThreadPoolExecutor(lanes) as pool:
        for done in [pool.submit(_step, name, act) for name, act in acts]:
            done.result()


def _step(name: str, act: Callable[[], None]) -> None:
    began = monotonic()
    act()
    if (took := monotonic() - began) >= 1:
        print(f"{took:6.1f} s  {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
