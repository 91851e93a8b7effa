"""
Whether a backup brings a ledger back: `make restore-test`, with the commands that README names.

A loaded ledger is dumped, restored into a PostgreSQL of its own, and compared: rows, sums, triggers, functions,
constraints, indexes, sequences, rights. Then a webhook is sent to what was restored, and it is asked to forget. SQLite
likewise. It ends with 1 where something differs, with 2 where PostgreSQL's binaries are not installed.
"""

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.parse import quote

import django
import psycopg
from cryptography.fernet import Fernet
from psycopg import sql

from tests.postgres import PrivateCluster, installed_binaries, private_cluster

ROOT = Path(__file__).parent.parent
RIGHTS = ROOT / "ledger" / "sql" / "roles.sql"
NAME, OWNER, WEB = "reward_ledger", "reward_ledger", "reward_ledger_web"
EVENTS = 1500  # of each source
UNTIL = date(2026, 3, 1)
SETTINGS = {
    "ENV_FILE": "",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "LEDGER_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "testserver",
    "HTTPS": "false",
    "LOG_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore::UserWarning",  # nobody asks for static files
    "DJANGO_SETTINGS_MODULE": "rewards_site.settings",
}
State = Mapping[str, object]

# Each gives a name and what is told of it.
OF_POSTGRESQL = {
    "constraints": "SELECT conrelid::regclass::text || '.' || conname, "
    # Read again, a list of words is spelt with its casts elsewhere.
    r"regexp_replace(pg_get_constraintdef(oid), '::(character varying|[a-z]+)(\[\])?|[()]', '', 'g') "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, md5(pg_get_functiondef(oid)) FROM pg_proc WHERE proname LIKE 'ledger\\_%'",
    "sequences": "SELECT sequencename, last_value::text FROM pg_sequences WHERE schemaname = 'public'",
    "owners and rights": "SELECT oid::regclass::text, concat(relowner::regrole, ' ', "
    "(SELECT array_agg(a::text ORDER BY a::text) FROM unnest(relacl) AS a), ' ', relpersistence) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')",
}
SUMS = (
    "SELECT side, coalesce(currency, ''), count(*), sum(quantity), sum(points), round(sum(value), 4) "
    "FROM ledger_ledgerentry GROUP BY 1, 2 ORDER BY 1, 2"
)


def main() -> int:
    binaries = installed_binaries()
    began = monotonic()
    with TemporaryDirectory(prefix="reward-ledger-") as folder:
        is_well = sqlite(Path(folder))
        if binaries is None:
            print("PostgreSQL was NOT tried: its binaries are not installed.")
            return 2
        with private_cluster(binaries) as first, private_cluster(binaries) as second:
            is_well = postgresql(first, second, Path(folder)) and is_well
    print(f"{'All is as it was' if is_well else 'Something is LOST'}, after {monotonic() - began:.0f} s.")
    return 0 if is_well else 1


def postgresql(first: PrivateCluster, second: PrivateCluster, folder: Path) -> bool:
    for cluster in (first, second):
        for role in (OWNER, WEB):
            client(cluster, "createuser", role)
        client(cluster, "createdb", NAME, "--owner", OWNER, "--encoding", "UTF8", "--template", "template0")
    give_rights(first)
    stage("fill", url(first, OWNER))
    before, dump = state_of_postgresql(first), folder / "ledger.dump"
    client(first, "pg_dump", "--format=custom", "--file", str(dump), NAME)
    client(second, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname", NAME, str(dump))
    give_rights(second)
    after = state_of_postgresql(second)
    stage("use", url(second, WEB))
    return compared(f"PostgreSQL, {dump.stat().st_size:,} bytes of dump", before, after)


def sqlite(folder: Path) -> bool:
    ledger, backup = folder / "ledger.sqlite3", folder / "backup.sqlite3"
    stage("fill", f"sqlite:///{ledger}")
    before = state_of_sqlite(ledger)
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("VACUUM INTO ?", [str(backup)])
    after = state_of_sqlite(backup)
    stage("use", f"sqlite:///{backup}")
    return compared(f"SQLite, {backup.stat().st_size:,} bytes of backup", before, after)


def compared(title: str, before: State, after: State) -> bool:
    print(f"{title}:")
    for name in dict.fromkeys([*before, *after]):
        is_same = before.get(name) == after.get(name)
        print(f"  {name:<32} {_told(before.get(name)):<24} {'same' if is_same else 'DIFFERENT'}")
    return before == after


def state_of_postgresql(cluster: PrivateCluster) -> State:
    with psycopg.connect(url(cluster, "postgres")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        every = "SELECT count(*), md5(string_agg(t::text, '\n' ORDER BY t::text)) FROM {} AS t"
        rows = {name: connection.execute(sql.SQL(every).format(sql.Identifier(name))).fetchone() for (name,) in tables}
        things = {name: set(connection.execute(question).fetchall()) for name, question in OF_POSTGRESQL.items()}
        return {**rows, "sums of the ledger": connection.execute(SUMS).fetchall(), **things}


def state_of_sqlite(file: Path) -> State:
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall()
        rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for (name,) in tables}
        things = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        check = connection.execute("PRAGMA integrity_check").fetchall()
        sums = connection.execute(SUMS).fetchall()
        return {**rows, "sums of the ledger": sums, "triggers and indexes": set(things), "integrity": check}


def stage(name: str, database: str) -> None:
    environment = {"PATH": os.environ["PATH"], **SETTINGS, "DATABASE_URL": database}
    subprocess.run([sys.executable, "-m", "tests.restoring", name], cwd=ROOT, env=environment, check=True)


def give_rights(cluster: PrivateCluster) -> None:
    client(cluster, "psql", "--quiet", "--dbname", NAME, "--file", str(RIGHTS))


def client(cluster: PrivateCluster, program: str, *arguments: str) -> None:
    where = ["--host", str(cluster.folder), "--username", "postgres"]
    subprocess.run([str(cluster.binaries / program), *where, *arguments], check=True)


def url(cluster: PrivateCluster, user: str) -> str:
    return f"postgres://{user}@{quote(str(cluster.folder), safe='')}/{NAME}"


def fill() -> None:
    from django.core.management import call_command  # noqa: PLC0415  (settings first)

    from ledger.management import demo_history  # noqa: PLC0415
    from ledger.reports import count_balances, roll_up  # noqa: PLC0415
    from tests.sources import post  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    for source in demo_history.sources(UNTIL):
        demo_history.fill(source, EVENTS)
        demo_history.secret(source)
        post(source, b"{}", secret="a stranger's")  # it is refused, and kept sealed
    roll_up()
    count_balances()


def use() -> None:
    """What was restored takes a webhook of each provider, adds it up, and forgets nothing."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError, connection  # noqa: PLC0415

    from ledger.management import demo_history  # noqa: PLC0415
    from tests.sources import post  # noqa: PLC0415

    for source in demo_history.sources(UNTIL):
        body = demo_history.fill(source, EVENTS).kept_back
        status, said = post(source, body, secret=demo_history.secret(source))
        if (status, said["state"]) != (200, "recorded"):
            sys.exit(f"A webhook to what was restored was answered {status}: {said}")
    call_command("roll_up", verify=True)
    call_command("check", databases=["default"], fail_level="WARNING")
    for statement in ("UPDATE ledger_ledgerentry SET points = 0", "DELETE FROM ledger_ledgerentry"):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError:
            continue
        sys.exit(f"What was restored allows: {statement}")


def _told(found: object) -> str:
    if isinstance(found, tuple):
        return f"{found[0]:,} rows"
    return f"{len(found):,}" if isinstance(found, list | set) else "none"


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    django.setup()
    {"fill": fill, "use": use}[sys.argv[1]]()
