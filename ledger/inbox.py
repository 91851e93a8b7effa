"""
The inbox: takes bytes in, understands them, keeps them, and has what they say recorded.

A webhook is a batch of one, an import batches of hundreds; both come this way. What a provider sent is kept whatever
becomes of it: what can't be understood is an event that failed, and says where.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from traceback import extract_tb
from typing import Any

import structlog
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from ledger.choices import EventState, Origin, RefusalCause
from ledger.facts import Facts, Fault, Unreadable
from ledger.folding import Word, fold
from ledger.models import Source
from ledger.providers import Envelope, Provider, all_providers
from ledger.recording import as_json, record
from ledger.sql.events import COLUMNS, COUNT_REFUSAL, keep, keep_and_record, keep_batch

log = structlog.get_logger(__name__)

Key = tuple[str, bytes]
Row = dict[str, Any]

TRIES = 3
# Another transaction was in the way, not the event's fault: deadlock, serialization, an entry that both appended.
WORTH_ANOTHER_TRY = frozenset({"40P01", "40001", "23505"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Bytes that came in, and how."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    secret_id: int | None = None  # of the secret that it is signed with
    body_form: str = ""  # the form of the body that is signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A delivery, read."""

    delivery: Delivery
    sha256: bytes
    envelope: Envelope
    event_id: str
    state: EventState
    facts: Facts
    received_at: datetime

    @property
    def key(self) -> Key:
        return self.event_id, self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a delivery. ``event_id`` is our own."""

    event_id: int
    state: EventState
    is_new: bool  # False: the same id and bytes were here before
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

    Raises ``OperationalError`` when the database is away or a wait was over its bound: then nothing is kept.
    """
    read = [understand(source, delivery) for delivery in deliveries]
    return _keep_all(source, read, origin)


def refuse(source: Source, cause: RefusalCause) -> None:
    """Count a delivery that is turned away. Nothing else of it is kept."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_REFUSAL, [source.pk, connection.ops.adapt_datetimefield_value(hour), cause.value])


def understand(source: Source, delivery: Delivery) -> Understood:
    """Read a delivery without touching the database."""
    digest = sha256(delivery.body).digest()
    provider = all_providers()[source.provider]
    envelope = Envelope(event_id=None, event_type="", time=None)
    facts = Facts()
    try:
        envelope = provider.open(delivery.body, delivery.headers)
        state, facts = _read(source, provider, replace(envelope, event_id=_event_id(envelope, digest)), delivery)
    except Unreadable as unreadable:
        state, facts = EventState.FAILED, Facts(faults=unreadable.faults)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a reader, the event is kept
        where = extract_tb(error.__traceback__)[-1]
        log.error(  # noqa: TRY400 - its text may have a value in it
            "reader_broke", source=source.slug, error=_name(error), file=where.filename, line=where.lineno
        )
        state, facts = EventState.FAILED, Facts(faults=(Fault(path="$", problem=f"the reader broke: {_name(error)}"),))
    return Understood(
        delivery=delivery,
        sha256=digest,
        envelope=envelope,
        event_id=_event_id(envelope, digest),
        state=state,
        facts=facts,
        received_at=timezone.now(),
    )


def _event_id(envelope: Envelope, digest: bytes) -> str:
    return envelope.event_id or f"body:{digest.hex()}:1"


def _read(source: Source, provider: Provider, envelope: Envelope, delivery: Delivery) -> tuple[EventState, Facts]:
    reader = provider.readers.get(envelope.event_type)
    if reader is None or not source.is_active:
        return EventState.IGNORED, Facts()
    return EventState.RECORDED, reader(delivery.body, envelope)


def _keep_all(source: Source, read: Sequence[Understood], origin: Origin) -> list[Receipt]:
    try:
        return _again_if_in_the_way(lambda: _keep(source, read, origin))
    except OperationalError:
        raise
    except DatabaseError as error:
        # One bad event takes no other with it, and is kept itself.
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


def _again_if_in_the_way(keep_them: Callable[[], list[Receipt]]) -> list[Receipt]:
    for _ in range(TRIES):
        try:
            return keep_them()
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", None) not in WORTH_ANOTHER_TRY:
                raise
    return keep_them()


def _keep(source: Source, read: Sequence[Understood], origin: Origin) -> list[Receipt]:
    times = Counter(one.key for one in read)
    # Sorted, so that two batches take their locks in one order.
    unique = sorted({one.key: one for one in read}.values(), key=lambda one: one.key)
    rows = [_row(source, one, origin, repeats=times[one.key] - 1) for one in unique]
    if connection.vendor == "postgresql" and len(read) == 1:
        kept = _keep_one(source, unique[0], rows[0])
    else:
        with transaction.atomic():
            kept = _keep_many(rows)
            new = [one for one in unique if kept[one.key].repeats < times[one.key]]
            said = [one for one in new if one.state is EventState.RECORDED]
            if said:
                record(source.pk, fold([_word(source, one) for one in said]), [kept[one.key].pk for one in said])
    return list(_receipts(read, kept, times))


def _keep_one(source: Source, one: Understood, row: Row) -> dict[Key, Kept]:
    text, values = keep(), _values(row)
    if one.state is EventState.RECORDED:
        text = keep_and_record()
        values += [source.pk, as_json(fold([_word(source, one)]))]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return _kept(cursor.fetchall())


def _keep_many(rows: Sequence[Row]) -> dict[Key, Kept]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            without_bytes = [row | {"body": None, "sha256": row["sha256"].hex()} for row in rows]
            cursor.execute(keep_batch(), [as_json(without_bytes), [row["body"] for row in rows]])
            return _kept(cursor.fetchall())
        kept: dict[Key, Kept] = {}
        for row in rows:
            cursor.execute(keep(), _values(row))
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
    for one in read:
        row = kept[one.key]
        is_new = row.repeats < times[one.key] and one.key not in seen
        seen.add(one.key)
        yield Receipt(event_id=row.pk, state=row.state, is_new=is_new, faults=one.facts.faults)


def _word(source: Source, one: Understood) -> Word:
    return Word(
        facts=one.facts,
        event_id=one.event_id,
        sha256=one.sha256,
        time=one.envelope.time,
        received_at=one.received_at,
        currency=source.currency,
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
        "currency": source.currency,
        "sent_at": one.envelope.time and time(one.envelope.time),
        "received_at": time(one.received_at),
        "repeats": repeats,
        "faults": [str(fault) for fault in one.facts.faults],
    }
    return {column: row[column] for column in COLUMNS}


def _name(error: BaseException) -> str:
    return type(error).__name__
