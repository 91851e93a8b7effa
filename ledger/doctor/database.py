"""The database: whether it answers, keeps what it is given, and has room for the servers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from ledger.doctor.findings import Finding, fine, notice, serious
from ledger.readiness import unapplied
from ledger.sql import deployment as sql
from ledger.sql.roles import append_only_tables
from ledger.sql.run import lines

MIGRATE = "manage.py migrate"
CLOCKS_DIFFER = timedelta(seconds=5)
SPARE = 5  # connections for commands and people
SHOWN = 3


def reachable() -> Iterator[Finding]:
    """Asked without the pool, which only says that it got no connection."""
    alone = connection.copy()
    alone.settings_dict["OPTIONS"].pop("pool", None)
    try:
        alone.ensure_connection()
        alone.close()
    except (DatabaseError, InterfaceError) as error:
        said = str(error).strip().splitlines()[0]
        yield serious(f"The database does not answer: {said}", "Start it, and compare DATABASE_URL with where it is.")


def migrations() -> Iterator[Finding]:
    if names := unapplied():
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield serious(f"Not applied: {', '.join(names[:SHOWN])}{more}.", MIGRATE)


def clock() -> Iterator[Finding]:
    """SQLite asks this machine's."""
    if connection.vendor != "postgresql":
        return
    before = timezone.now()
    ((theirs,),) = lines(sql.CLOCK)
    after = timezone.now()
    apart = max(before - theirs, theirs - after)
    if apart > CLOCKS_DIFFER:
        yield serious(
            f"This machine's clock and the database's are {apart.total_seconds():,.0f} s apart.",
            "Have both keep time by NTP: timedatectl set-ntp true",
        )


def durability() -> Iterator[Finding]:
    """A 2xx says that an event is stored, also when the power goes."""
    for setting, value, safe in sql.durability(connection.vendor):
        if value not in safe:
            yield serious(
                f"{setting} is {value}: what was answered 200 may be lost when the power goes.",
                f"Set {setting} to {safe[0]}, which is the default here.",
            )


def connections_left(processes: int) -> Iterator[Finding]:
    pool = connection.settings_dict["OPTIONS"].get("pool")
    if connection.vendor != "postgresql" or not pool:
        return
    ((most, used),) = lines(sql.CONNECTIONS)
    wanted = pool["max_size"] * processes
    fits = f"{wanted} connections of {processes} server processes, and {SPARE} for commands, of {most}"
    if wanted + SPARE > most:
        yield serious(
            f"The pools may want more than there is: {fits}.",
            f"max_connections={wanted + 2 * SPARE} in postgresql.conf, or a smaller DATABASE_POOL_MAX "
            f"(one for each blocking thread will do); --processes tells how many there are.",
        )
    elif most - used < SPARE:
        yield serious(f"{used} of {most} connections are in use.", "Raise max_connections, or find out who holds them.")
    else:
        yield fine(f"{fits}, and {used} in use.")


def role() -> Iterator[Finding]:
    """As servers' role it can take no guard away, whoever has got hold of it."""
    if connection.vendor != "postgresql":
        return
    growing = {"growing": append_only_tables()}
    ((name, is_superuser, is_owner),) = lines(sql.ROLE, growing)
    roles = "ledger/sql/roles.sql says how to make a role for the servers; name it in their DATABASE_URL."
    if is_superuser:
        yield serious(f"{name} is a superuser: nothing in this database server is kept from it.", roles)
    elif is_owner:
        yield notice(f"{name} owns the tables: it can take away what guards the ledger.", roles)
    elif may := lines(sql.MAY_CHANGE, growing):
        tables = ", ".join(table for (table,) in may)
        yield serious(f"{name} may change what only grows: {tables}.", "Apply ledger/sql/roles.sql anew, with psql.")


def vacuum() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    if lines(sql.AUTOVACUUM) != [("on",)]:
        yield serious("autovacuum is off: tables grow and plans go wrong.", "autovacuum=on in postgresql.conf")
    for (table,) in lines(sql.NOT_VACUUMED):
        yield serious(
            f"autovacuum passes {table} by: it grows, and plans go wrong.",
            f"ALTER TABLE {table} RESET (autovacuum_enabled);",
        )
    for table, dead, live in lines(sql.DEAD_ROWS):
        yield notice(
            f"autovacuum falls behind: {table} has {dead:,} dead rows beside {live:,}.",
            f"VACUUM (ANALYZE) {table}; and look for transactions that stay open.",
        )


def slow_statements() -> Iterator[Finding]:
    """Known where pg_stat_statements is."""
    if connection.vendor != "postgresql":
        return
    if not lines(sql.HAS_STATEMENTS):
        yield fine("pg_stat_statements is not installed: nobody knows which statements are slow.")
        return
    for text, calls, milliseconds in lines(sql.SLOW_STATEMENTS, {"most": SHOWN}):
        yield notice(
            f"Takes {milliseconds:,.0f} ms on average, {calls:,} times: {' '.join(text.split())}",
            "ANALYZE; then EXPLAIN (ANALYZE, BUFFERS) it. The index it wants may be missing above.",
        )
