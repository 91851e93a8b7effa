"""
The one writer of mirrors and entries: a batch of folded words in, rows out.

The number of statements does not depend on the batch's size, and the end is the same in whatever order, and in whatever
batches, the words come.
"""

from collections.abc import Sequence
from functools import cache

import orjson
from django.db import connection

from ledger.folding import Batch
from ledger.sql.dialects import SQLITE
from ledger.sql.mirrors import MIRRORS, name
from ledger.sql.statements import STATED
from ledger.sql.writer import recording_function, statements


def record(source_id: int, batch: Batch, events: Sequence[int]) -> None:
    """Write what the events say, in the caller's transaction. ``events`` are their ids by their place in the batch."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            function, _ = recording_function()
            cursor.execute(f"SELECT {function}(%s, %s, %s)", [source_id, as_json(batch), list(events)])
            return
        given = {mirror: as_json(rows) for mirror, rows in batch.items()}
        missing = dict.fromkeys(map(name, (*MIRRORS, *STATED)), "[]")
        parameters: dict[str, str | int] = {**missing, **given, "source": source_id, "events": as_json(events)}
        for mirrors, text in _sqlite_statements():
            if any(mirror in batch for mirror in mirrors):
                cursor.execute(text, parameters)


def as_json(value: object) -> str:
    """As the writer's SQL reads it."""
    return orjson.dumps(value).decode()


@cache
def _sqlite_statements() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(statements(SQLITE))
