"""What slows a load down, taken away and put back by what the catalogue says of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection

TABLES = """\
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'ledger\\_%'
ORDER BY relname"""
FOREIGN_KEYS = """\
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND (conrelid::regclass::text = ANY(%(tables)s) OR confrelid::regclass::text = ANY(%(tables)s))
ORDER BY conname"""
# Numbers come in their order, which costs a primary key next to nothing: it stays.
INDEXES = """\
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), quote_ident(conname),
    CASE WHEN condeferrable THEN ' DEFERRABLE' ELSE '' END
    || CASE WHEN condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid AND contype = 'u'
WHERE indrelid::regclass::text = ANY(%(tables)s) AND NOT indisprimary
ORDER BY indexrelid"""
SEQUENCES = """\
SELECT relname, quote_ident(attname), pg_get_serial_sequence(relname, attname) FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
WHERE relname = ANY(%(tables)s) AND attnum > 0 AND pg_get_serial_sequence(relname, attname) IS NOT NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An index, with the constraint that it may stand for, or a foreign key."""

    table: str
    name: str
    making: str  # what takes its time
    adding: str = ""  # what takes none: after the indexes, before the foreign keys are compared with every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All that was taken away."""

    indexes: Sequence[Part]
    foreign_keys: Sequence[Part]


def tables(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]


def take_down(connection: Connection, of: Sequence[str]) -> Taken:
    """Drop the indexes, unique constraints and foreign keys of the tables. Checks stay."""
    values = {"tables": list(of)}
    with connection.transaction():
        foreign_keys = [_foreign_key(*row) for row in connection.execute(FOREIGN_KEYS, values).fetchall()]
        indexes = connection.execute(INDEXES, values).fetchall()
        for part in foreign_keys:
            connection.execute(f"ALTER TABLE {part.table} DROP CONSTRAINT {part.name}")
        for table, index, _, constraint, _ in indexes:
            drop = f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}"
            connection.execute(drop)
    return Taken(indexes=[_index(*row) for row in indexes], foreign_keys=foreign_keys)


def _index(table: str, name: str, definition: str, constraint: str | None, deferred: str | None) -> Part:
    adding = (
        f"ALTER TABLE {table} ADD CONSTRAINT {constraint} UNIQUE USING INDEX {name}{deferred}" if constraint else ""
    )
    return Part(table=table, name=name, making=definition, adding=adding)


def _foreign_key(table: str, name: str, definition: str) -> Part:
    return Part(
        table=table,
        name=name,
        making=f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}",
        adding=f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID",
    )


def advance_sequences(connection: Connection, of: Sequence[str]) -> None:
    """What is inserted next gets a number that is free."""
    for table, column, sequence in connection.execute(SEQUENCES, {"tables": list(of)}).fetchall():
        connection.execute(f"SELECT setval('{sequence}', coalesce(max({column}), 0) + 1, false) FROM {table}")
