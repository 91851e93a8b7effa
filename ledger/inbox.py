"""
The inbox: takes bytes in, has them understood, keeps them, and has what they say recorded.

A webhook is a batch of one, an import batches of hundreds; both come this way. What a provider sent is kept whatever
becomes of it: what can't be understood is an event that failed, and says where.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from ledger.choices import EventState, Origin
from ledger.facts import Facts, Fault
from ledger.folding import fold
from ledger.models import Source
from ledger.recording import as_json, record
from ledger.sql import events as sql
from ledger.understanding import OF_THE_BODY, Delivery, Key, Understood, understand, understand_again

__all__ = [
    "Delivery",
    "Receipt",
    "Understood",
    "again_if_in_the_way",
    "keep",
    "keep_within",
    "receive",
    "understand",
    "understand_again",
]

log = structlog.get_logger(__name__)

T = TypeVar("T")
Row = dict[str, Any]

TRIES = 3
# Another transaction was in the way, not the event's fault: deadlock, serialization, an entry that both appended.
WORTH_ANOTHER_TRY = frozenset({"40P01", "40001", "23505"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a delivery. ``event_id`` is our own."""

    event_id: int
    state: EventState
    is_new: bool  # False: the same id and bytes were here before
    sent_at: datetime | None
    received_at: datetime
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The row of an event, new or not."""

    pk: int
    state: EventState
    repeats: int


def receive(source: Source, deliveries: Sequence[Delivery], *, origin: Origin) -> list[Receipt]:
    """
    Keep the deliveries and record what they say: all in one transaction, or one by one where that fails.

    Raises ``DatabaseError`` when the database is away or not migrated, or a wait was too long: then nothing is kept.
    """
    return keep(source, [understand(source, delivery) for delivery in deliveries], origin=origin)


def keep(source: Source, understood: Sequence[Understood], *, origin: Origin) -> list[Receipt]:
    """``receive`` for what is understood already."""
    if origin is Origin.WEBHOOK:
        return [_hold_or_keep(source, one) for one in understood]
    return _keep_all(source, understood, origin)


def keep_within(source: Source, understood: Sequence[Understood], *, origin: Origin) -> list[Receipt]:
    """``keep`` as a part of the caller's transaction: all of it or, with a ``DatabaseError``, nothing."""
    return _keep(source, understood, origin)


def again_if_in_the_way(act: Callable[[], T]) -> T:
    """What ``act`` answers, which is a transaction. One that another was in the way of is tried again."""
    for _ in range(TRIES):
        try:
            return act()
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                raise
    return act()


def _hold_or_keep(source: Source, one: Understood) -> Receipt:
    """
    A webhook. One that nothing tells from a retry of another is held: kept under the next number, and not recorded.

    Each delivery gets a row of its own, however many come at once.
    """
    receipt = _keep_all(source, [one], Origin.WEBHOOK)
    while not receipt:
        again = understand(source, one.delivery, occurrence=_next_occurrence(source, one))
        held = replace(again, state=EventState.HELD, received_at=one.received_at)
        receipt = _keep_all(source, [held], Origin.WEBHOOK)
    return receipt[0]


def _next_occurrence(source: Source, one: Understood) -> int:
    with connection.cursor() as cursor:
        prefix = f"{OF_THE_BODY}{one.sha256.hex()}:"
        cursor.execute(sql.NEXT_OCCURRENCE, [source.pk, prefix, one.sha256])
        return int(cursor.fetchone()[0])


def _keep_all(source: Source, read: Sequence[Understood], origin: Origin) -> list[Receipt]:
    try:
        return again_if_in_the_way(lambda: _keep_apart(source, read, origin))
    except (DataError, IntegrityError) as error:
        # One bad event takes no other with it, and is kept itself. Any other error is none of the event's: a function
        # that is missing until the next migrate must not make it fail.
        if len(read) > 1:
            return [receipt for one in read for receipt in _keep_all(source, [one], origin)]
        (one,) = read
        if one.state is EventState.FAILED:
            raise
        cause = error.__cause__ or error
        # Its text has the row in it, and with that a person: neither is logged.
        log.error("recording_failed", source=source.slug, event_id=one.event_id, error=_name(cause))  # noqa: TRY400
        problem = f"could not be recorded: {_name(cause)}"
        failed = replace(one, state=EventState.FAILED, facts=Facts(faults=(Fault(path="$", problem=problem),)))
        return _keep_all(source, [failed], origin)


def _keep_apart(source: Source, read: Sequence[Understood], origin: Origin) -> list[Receipt]:
    """Inside of a transaction behind a savepoint: what fails then takes nothing with it."""
    if not connection.in_atomic_block:
        return _keep(source, read, origin)
    with transaction.atomic():
        return _keep(source, read, origin)


def _keep(source: Source, read: Sequence[Understood], origin: Origin) -> list[Receipt]:
    """One that must have a row of its own and finds its key taken gets no receipt."""
    times = Counter(one.key for one in read)
    # Sorted, so that two batches take their locks in one order.
    unique = sorted({one.key: one for one in read}.values(), key=lambda one: one.key)
    rows = [_row(source, one, origin, repeats=times[one.key] - 1) for one in unique]
    is_apart = origin is Origin.WEBHOOK and all(one.is_nameless for one in unique)
    again = sql.LEAVE_IT if is_apart else sql.COUNT_IT
    if connection.vendor == "postgresql" and len(read) == 1:
        kept = _keep_one(source, unique[0], rows[0], again)
    else:
        with transaction.atomic():
            kept = _keep_many(rows, again)
            new = [one for one in unique if one.key in kept and kept[one.key].repeats < times[one.key]]
            said = [one for one in new if one.state is EventState.RECORDED]
            if said:
                record(source.pk, fold([one.word() for one in said]), [kept[one.key].pk for one in said])
    return list(_receipts(read, kept, times))


def _keep_one(source: Source, one: Understood, row: Row, again: str) -> dict[Key, Kept]:
    text, values = sql.keep(again=again), _values(row)
    if one.state is EventState.RECORDED:
        text = sql.keep_and_record(again)
        values += [source.pk, as_json(fold([one.word()]))]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return _kept(cursor.fetchall())


def _keep_many(rows: Sequence[Row], again: str) -> dict[Key, Kept]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            without_bytes = [row | {"body": None, "sha256": row["sha256"].hex()} for row in rows]
            cursor.execute(sql.keep_batch(), [as_json(without_bytes), [row["body"] for row in rows]])
            return _kept(cursor.fetchall())
        kept: dict[Key, Kept] = {}
        for row in rows:
            cursor.execute(sql.keep(again=again), _values(row))
            kept |= _kept(cursor.fetchall())
        return kept


def _values(row: Row) -> list[Any]:
    return [as_json(value) if isinstance(value, dict | list) else value for value in row.values()]


def _kept(answer: Iterable[Sequence[Any]]) -> dict[Key, Kept]:
    return {
        (external_id, bytes(digest)): Kept(pk=pk, state=EventState(state), repeats=repeats)
        for pk, external_id, digest, state, repeats, *_ in answer
    }


def _receipts(read: Sequence[Understood], kept: Mapping[Key, Kept], times: Counter[Key]) -> Iterator[Receipt]:
    seen = set()
    for one in (one for one in read if one.key in kept):
        row = kept[one.key]
        is_new = row.repeats < times[one.key] and one.key not in seen
        seen.add(one.key)
        yield Receipt(
            event_id=row.pk,
            state=row.state,
            is_new=is_new,
            sent_at=one.envelope.time,
            received_at=one.received_at,
            faults=one.facts.faults,
        )


def _row(source: Source, one: Understood, origin: Origin, *, repeats: int) -> Row:
    delivery = one.delivery
    time = connection.ops.adapt_datetimefield_value
    row = {
        "source_id": source.pk,
        "external_id": one.event_id,
        "sha256": one.sha256,
        "event_type": one.envelope.event_type,
        "state": one.state.value,
        "origin": origin.value,
        "subject": one.facts.subject or "",
        "body": delivery.body,
        "headers": delivery.headers,
        "address": delivery.address,
        "secret_id": delivery.secret_id,
        "body_form": delivery.body_form,
        "currency": one.currency,
        "sent_at": one.envelope.time and time(one.envelope.time),
        "received_at": time(one.received_at),
        "repeats": repeats,
        "faults": [str(fault) for fault in one.facts.faults],
    }
    return {column: row[column] for column in sql.COLUMNS}


def _name(error: BaseException) -> str:
    return type(error).__name__
