"""The roles of PostgreSQL that tests run as: the servers', and where a test must alter something the owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from psycopg import sql

from ledger.sql.roles import script


def web_role() -> str:
    """Roles are of the whole server: each database of a run has one of its own."""
    return f"{connection.settings_dict['NAME']}_web"


@contextmanager
def as_web() -> Iterator[None]:
    """From now on every connection is of a role with the rights of ``ledger/sql/roles.sql``, and no others."""
    if connection.vendor != "postgresql":
        yield
        return
    role = sql.Identifier(web_role())
    before = settings.DATABASES["default"]["OPTIONS"]["options"]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}; CREATE ROLE {}; GRANT {} TO CURRENT_USER").format(*[role] * 3))
        # Its sessions bear the owner's name here, so that it could not see when they began.
        cursor.execute(sql.SQL("GRANT pg_read_all_stats TO {}").format(role))
    give_rights(web_role())
    _connect_with(f"{before} -c role={web_role()}")
    try:
        yield
    finally:
        _connect_with(before)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(role, role))
        connection.close()


def give_rights(web: str) -> None:
    """What psql would do with the script."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        database, owner = cursor.fetchone() or ("", "")
        # Its own transaction would end the test's.
        lines = [line for line in script().splitlines() if not line.startswith(("\\", "BEGIN;", "COMMIT;"))]
        statements = "\n".join(lines)
        for name, value in {"DBNAME": database, "owner": owner, "web": web}.items():
            statements = statements.replace(f':"{name}"', f'"{value}"')
        cursor.execute(statements)


@contextmanager
def as_owner() -> Iterator[None]:
    """For what the servers' role may not do: a test that drops an index, or empties tables after it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        # In a transaction that has failed nothing can be said, and its end takes back who one was.
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


def _connect_with(options: str) -> None:
    settings.DATABASES["default"]["OPTIONS"]["options"] = options
    connection.settings_dict["OPTIONS"]["options"] = options
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's alone
