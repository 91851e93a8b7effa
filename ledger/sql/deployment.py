"""What an engine says of itself: its clock, how it stores, who is connected, what it has left to do."""

from collections.abc import Iterator

from ledger.sql.run import lines

CLOCK = "SELECT clock_timestamp()"

# Settings that a commit's safety hangs on, with the values that are safe.
POSTGRESQL_SAFE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
SQLITE_SAFE = {"journal_mode": ("wal",), "synchronous": ("2", "3")}
SETTING = "SELECT setting FROM pg_settings WHERE name = %(name)s"

# Empty where the role may not know it.
DATA_FOLDER = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"

# How many may connect that are no superusers, and how many are.
CONNECTIONS = """\
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int"""

# Who this is, and what it may do beyond reading and writing rows.
ROLE = """\
SELECT r.rolname, r.rolsuper, coalesce(bool_or(pg_has_role(c.relowner, 'MEMBER')), false)
FROM pg_roles AS r
LEFT JOIN pg_class AS c ON c.relname = ANY(%(growing)s) AND c.relnamespace = ANY(current_schemas(false)::regnamespace[])
WHERE r.rolname = current_user
GROUP BY r.rolname, r.rolsuper"""
MAY_CHANGE = """\
SELECT c.relname FROM pg_class AS c
WHERE c.relname = ANY(%(growing)s) AND c.relnamespace = ANY(current_schemas(false)::regnamespace[])
    AND (has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR has_any_column_privilege(c.oid, 'UPDATE'))
ORDER BY c.relname"""

INVALID_INDEXES = """\
SELECT c.relname FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT (i.indisvalid AND i.indisready) AND n.nspname = ANY(current_schemas(false))
ORDER BY c.relname"""

AUTOVACUUM = "SELECT setting FROM pg_settings WHERE name = 'autovacuum'"
NOT_VACUUMED = """\
SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY(current_schemas(false))
    AND EXISTS (SELECT 1 FROM pg_options_to_table(c.reloptions)
        WHERE option_name = 'autovacuum_enabled' AND NOT option_value::boolean)
ORDER BY c.relname"""
# Twice what autovacuum begins at by default, and more than a large import leaves for some minutes.
DEAD_ROWS = """\
SELECT relname, n_dead_tup, n_live_tup FROM pg_stat_user_tables
WHERE n_dead_tup > 100000 AND n_dead_tup > 0.4 * n_live_tup
ORDER BY n_dead_tup DESC"""

HAS_STATEMENTS = "SELECT 1 WHERE to_regclass('pg_stat_statements') IS NOT NULL"
# Of this database; values are not in the texts.
SLOW_STATEMENTS = """\
SELECT left(query, 160), calls, mean_exec_time FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND calls >= 20 AND mean_exec_time > 1000
ORDER BY calls * mean_exec_time DESC LIMIT %(most)s"""


def version(vendor: str) -> str:
    """Of the engine: 15.8."""
    ((told,),) = (
        lines(SETTING, {"name": "server_version"}) if vendor == "postgresql" else lines("SELECT sqlite_version()")
    )
    return str(told).split()[0]


def durability(vendor: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each setting with its value and those that are safe, the default first."""
    safe = POSTGRESQL_SAFE if vendor == "postgresql" else SQLITE_SAFE
    for name, values in safe.items():
        ((value,),) = lines(SETTING, {"name": name}) if vendor == "postgresql" else lines(f"PRAGMA {name}")
        yield name, str(value), values
