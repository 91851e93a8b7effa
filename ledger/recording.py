"""
The one writer of mirrors and entries: a batch of folded words in, rows out.

The number of statements does not depend on the batch's size, and the end is the same in whatever order, and in whatever
batches, the words come.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection

from ledger.choices import ClaimStatus
from ledger.folding import Batch
from ledger.models import ClaimedReward, Mirror
from ledger.sql.dialects import SQLITE
from ledger.sql.mirrors import MIRRORS, name, said_fields
from ledger.sql.statements import STATED
from ledger.sql.writer import LOCK, recording_function, statements


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


def hold(source_id: int) -> None:
    """
    Let nobody else record for the source until the caller's transaction ends, after those who are at it.

    What they say is seen from here on, and who comes later finds what this transaction leaves. Without it a word that
    is older than a wrong one could be passed over in the moment before the wrong one is taken back.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, source_id])


def unsay(source_id: int, mirror: type[Mirror], external_ids: Collection[str]) -> None:
    """Take back all that is said of things: to be followed by ``record`` with every word there is on them."""
    nothing: dict[str, Any] = {field.name: None for field in said_fields(mirror) if field.null}
    if mirror is ClaimedReward:
        nothing["status"] = ClaimStatus.ANNULLED
    if external_ids:
        mirror._default_manager.filter(source=source_id, external_id__in=external_ids).update(**nothing, said={})


def as_json(value: object) -> str:
    """As the writer's SQL reads it."""
    return orjson.dumps(value).decode()


@cache
def _sqlite_statements() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(statements(SQLITE))
