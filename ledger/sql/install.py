"""
What migrations can't keep: append-only triggers, the recording function, indexes by name, how columns are compressed,
what stays out of the write-ahead log.

SQLite drops a table's triggers when the table is altered; the function follows the models; indexes by name are of
another kind on each engine.

All are made anew after every migrate, and a system check compares what is there. What others than the owner may do with
append-only tables is taken from them likewise (``roles``).
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from ledger.models import InboundEvent, Quota
from ledger.sql.dialects import table
from ledger.sql.mirrors import MIRRORS
from ledger.sql.names import NAMED, index_definitions
from ledger.sql.roles import append_only_tables, keep
from ledger.sql.writer import recording_function

POSTGRESQL_REFUSE = """\
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $body$"""
POSTGRESQL_TRIGGERS = {
    "update": "BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "delete": "BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
}
SQLITE_REFUSE = "BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
SQLITE_TRIGGERS = {
    "update": f"BEFORE UPDATE ON {{table}} {SQLITE_REFUSE}",
    "delete": f"BEFORE DELETE ON {{table}} {SQLITE_REFUSE}",
}
TRIGGERS = {"postgresql": POSTGRESQL_TRIGGERS, "sqlite": SQLITE_TRIGGERS}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, the function and the indexes, where they are not there. For the database's owner."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One that the database's owner may make; a part of every PostgreSQL's contrib.
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(POSTGRESQL_REFUSE)
            cursor.execute(recording_function()[1])
            _compress(cursor)
            _leave_unlogged(cursor)
        there = _triggers(connection)
        for name, definition in _wanted(connection):
            if name not in there:
                cursor.execute(definition)
        for name in missing_indexes(connection):
            cursor.execute(index_definitions(connection.vendor)[name])
        if connection.vendor == "postgresql":
            cursor.execute(keep())


def missing_indexes(connection: BaseDatabaseWrapper) -> list[str]:
    """The indexes by name that should be there and are not."""
    listing = {
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = ANY(current_schemas(false))",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    }
    there = _column(connection, listing[connection.vendor])
    existing = set(connection.introspection.table_names())
    wanted = index_definitions(connection.vendor)
    return [name for name in wanted if name not in there and table(NAMED[name]) in existing]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers and functions that should be there and are not."""
    there = _triggers(connection) | _functions(connection)
    wanted = [name for name, _ in _wanted(connection)]
    if connection.vendor == "postgresql":
        wanted.append(recording_function()[0])
    return [name for name in wanted if name not in there]


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the append-only triggers away. For a migration that back-fills, and for the flush of a test."""
    there = _triggers(connection)
    with connection.cursor() as cursor:
        for trigger, of in _names(connection):
            if trigger in there:
                on = f" ON {of}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {trigger}{on}")


def _compress(cursor: CursorWrapper) -> None:
    """Bytes and stamps compress well, and LZ4 takes a fraction of the time of PostgreSQL's default."""
    cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    if cursor.fetchone() != (True,):
        return
    for of, column in [(table(InboundEvent), "body"), *((table(mirror), "said") for mirror in MIRRORS)]:
        other = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND attcompression <> 'l'"
        cursor.execute(other, [of, column])
        if cursor.fetchone():
            cursor.execute(f"ALTER TABLE {of} ALTER COLUMN {column} SET COMPRESSION lz4")


def _leave_unlogged(cursor: CursorWrapper) -> None:
    """What is over in a minute need not survive a crash: no request waits for it to reach the disk."""
    cursor.execute("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s) AND relpersistence = 'p'", [table(Quota)])
    if cursor.fetchone():
        cursor.execute(f"ALTER TABLE {table(Quota)} SET UNLOGGED")


def _names(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    existing = set(connection.introspection.table_names())
    for of in append_only_tables():
        if of in existing:
            for act in TRIGGERS[connection.vendor]:
                yield f"{of}_refuses_{act}", of


def _wanted(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    for trigger, of in _names(connection):
        act = trigger.rsplit("_", 1)[1]
        yield trigger, f"CREATE TRIGGER {trigger} {TRIGGERS[connection.vendor][act].format(table=of)}"


def _triggers(connection: BaseDatabaseWrapper) -> set[str]:
    listing = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    return _column(connection, listing[connection.vendor])


def _functions(connection: BaseDatabaseWrapper) -> set[str]:
    if connection.vendor != "postgresql":
        return set()
    return _column(connection, "SELECT proname FROM pg_proc WHERE proname LIKE 'ledger\\_record\\_%'")


def _column(connection: BaseDatabaseWrapper, query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}
