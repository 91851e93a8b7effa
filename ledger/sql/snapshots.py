"""A long reading of one moment, whatever is written meanwhile: it holds nobody up, and its memory stays the same."""

from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import capabilities

Rows = Sequence[Sequence[Any]]

ON_POSTGRESQL = {
    # From the first row, which may have to be sorted for, to the last; a server gives its statements less.
    "statement_timeout": "'15min'",
    # Compiling takes seconds before the first row, and joins by index gain little by it.
    "jit": "off",
    # A webhook must not wait for a processor while somebody takes a list away.
    "max_parallel_workers_per_gather": "0",
    # Times are read as text.
    "datestyle": "ISO",
    "timezone": "'UTC'",
}


def in_batches(rows: QuerySet[Any], size: int) -> Generator[Rows, None, None]:
    """
    All that the query gives, as the database spells it. It is one statement, and so of one moment on either engine.

    Close it, also after leaving early.
    """
    try:
        text, values = rows.query.get_compiler(using=rows.db).as_sql()
    except EmptyResultSet:
        return
    read = _stream if connections[rows.db].vendor == "postgresql" else _fetch
    yield from read(rows.db, text, values, size)


def _stream(using: str, text: str, values: Any, size: int) -> Iterator[Rows]:
    """
    Not through a server-side cursor, which stands still while a batch is written, and which pgbouncer may not allow.

    The transaction is there for its settings alone.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for setting, value in ON_POSTGRESQL.items():
            cursor.execute(f"SET LOCAL {setting} = {value}")
        # libpq before 17 hands over one row at a time.
        chunk = size if capabilities.has_stream_chunked() else 1
        found = cursor.cursor.stream(text, values, size=chunk)
        try:
            while batch := list(islice(found, size)):
                yield batch
        finally:
            found.close()


def _fetch(using: str, text: str, values: Any, size: int) -> Iterator[Rows]:
    """Outside of a transaction, which on SQLite would keep out every writer."""
    cursor: CursorWrapper
    with connections[using].cursor() as cursor:
        cursor.execute(text, values)
        while batch := cursor.fetchmany(size):
            yield batch
