"""A long reading of one moment, whatever is written meanwhile; it holds nobody up."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connections, transaction

FOR_A_CURSOR = {
    # The first rows may have to be sorted; a server gives its statements less.
    "statement_timeout": "60000",
    # All rows will be read: plan for the last of them, not for the first.
    "cursor_tuple_fraction": "1",
    # Compiling takes seconds before the first row, and many joins by index gain nothing by it.
    "jit": "off",
    # Times are read as text.
    "datestyle": "ISO",
    "timezone": "'UTC'",
}


def one_query(using: str) -> AbstractContextManager[None]:
    """
    Around one query that is read in pieces, which is of one moment on either engine.

    On PostgreSQL a cursor needs a transaction, also behind pgbouncer. On SQLite the statement itself is the snapshot,
    and a transaction would keep out every writer.
    """
    return _cursor(using) if connections[using].vendor == "postgresql" else nullcontext()


@contextmanager
def _cursor(using: str) -> Iterator[None]:
    with transaction.atomic(using):
        with connections[using].cursor() as cursor:
            for setting, value in FOR_A_CURSOR.items():
                cursor.execute(f"SET LOCAL {setting} = {value}")
        yield
