"""How Voucherify wraps an event: the envelope of today, none at all, the one retired in 2024. Records have none."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from ledger.facts import Unreadable
from ledger.payload import Id, Moment, Payload, Text, read
from ledger.payload.tables import as_json, row
from ledger.providers import Envelope

# Exported records have no type of an event: they are called by what they are.
REDEMPTION_ROW = "redemption"
ROLLBACK_ROW = "redemption_rollback"
TRANSACTION_ROW = "voucher_transaction"
TRANSACTION_IDS = "vtx_"
COLUMNS = ("id", "type")  # of the table voucher_transactions


class Shape(StrEnum):
    """Where a payload has its body."""

    ENVELOPE = "v2024-01-01"  # at data
    RETIRED = "v2018-08-01"  # at data.related_object.data, its data_json, or data.object
    BARE = "body"  # at the root: a distribution's "raw payload"
    RECORD = "record"  # at the root: a part of a body, out of a list
    TABLE = "csv"  # likewise, as a row of a table


VITAL = frozenset({"$.id", "$.event.id", "$.data"})


class Event(Payload):
    id: Id | None = None
    type: Text | None = None
    created_at: Moment | None = None


class Dated(Payload):
    date: Moment | None = None


class Made(Payload):
    created_at: Moment | None = None
    updated_at: Moment | None = None


class Anything(Payload):
    """An object of which we only want to know that it is there."""


class Parts(Payload):
    """What tells one body from another."""

    redemption: Dated | None = None
    redemption_rollback: Dated | None = None
    reward: Anything | None = None
    reward_redemption: Made | None = None
    transaction: Made | None = None
    related_object: Event | None = None


class Outside(Parts):
    id: Id | None = None
    object: Text | None = None
    type: Text | None = None
    created_at: Moment | None = None
    date: Moment | None = None  # of a record
    event: Event | None = None
    data: Parts | None = None


def open_payload(payload: bytes, _headers: Mapping[str, str]) -> Envelope:
    """Raises Unreadable for what is neither JSON object nor row, and where an id or envelope's body is unreadable."""
    cells = row(payload, columns=COLUMNS)
    outside, faults = read(Outside, as_json(cells, Outside) if cells else payload)
    shape = Shape.TABLE if cells else _shape(outside)
    is_wrapped = outside.event or shape is not Shape.BARE
    if is_wrapped and not VITAL.isdisjoint(fault.path for fault in faults):
        raise Unreadable(*faults)
    return OPENERS[shape](outside)


def _shape(outside: Outside) -> Shape:
    if outside.data is None or not (outside.event or outside.id or outside.type):
        return Shape.RECORD if _record(outside) else Shape.BARE
    return Shape.RETIRED if outside.object == "event" else Shape.ENVELOPE


def _record(outside: Outside) -> str:
    """What kind of record it is, if it is one."""
    if outside.object in {REDEMPTION_ROW, ROLLBACK_ROW}:
        return outside.object
    return TRANSACTION_ROW if (outside.id or "").startswith(TRANSACTION_IDS) else ""


def _open_envelope(outside: Outside) -> Envelope:
    # Only the root's event is the delivery's: a body may have an event of its own, which is what set it off.
    event, body = outside.event or Event(), outside.data or Parts()
    return Envelope(
        event_id=event.id or outside.id,  # the send-out's id, where the event has none
        event_type=_word(event.type) or _type(outside, body),
        time=event.created_at or outside.created_at or _date(body),
        shape=Shape.ENVELOPE,
    )


def _open_retired(outside: Outside) -> Envelope:
    body = outside.data or Parts()
    related = body.related_object or Event()
    return Envelope(
        event_id=outside.id,  # here it is the event's; today it would be the send-out's
        event_type=_word(related.type) or _type(outside, body),
        time=outside.created_at or related.created_at or _date(body),
        shape=Shape.RETIRED,
    )


def _open_bare(outside: Outside) -> Envelope:
    word = _word(outside.type)
    return Envelope(
        event_id=None,
        event_type=word if "." in word else _type_by_shape(outside),
        time=_date(outside),
        shape=Shape.BARE,
    )


def _open_record(outside: Outside) -> Envelope:
    # A record shows how things are now, but nothing tells since when: its words are as old as what it records, so that
    # whatever was sent after that stands.
    return Envelope(
        event_id=outside.id,
        event_type=_record(outside),
        time=outside.date or outside.created_at,
        shape=Shape.RECORD,
    )


def _open_row(outside: Outside) -> Envelope:
    return Envelope(event_id=outside.id, event_type=TRANSACTION_ROW, time=outside.created_at, shape=Shape.TABLE)


OPENERS: Mapping[Shape, Callable[[Outside], Envelope]] = {
    Shape.ENVELOPE: _open_envelope,
    Shape.RETIRED: _open_retired,
    Shape.BARE: _open_bare,
    Shape.RECORD: _open_record,
    Shape.TABLE: _open_row,
}

# The parts that a body has, and the event that has them: the first that fits.
TYPES_BY_PARTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("redemption_rollback",), "redemption.rollback.succeeded"),
    (("transaction",), "voucher.loyalty_card.transaction.created"),
    (("reward_redemption",), "customer.reward_redemptions.created"),
    (("redemption", "reward"), "customer.rewarded"),
    (("redemption",), "redemption.succeeded"),
)


def _type(outside: Outside, body: Parts) -> str:
    """Only a dotted word is surely an event's: a distribution is called what its maker typed, a voucher by its kind."""
    word = _word(outside.type)
    return word if "." in word else _type_by_shape(body) or word


def _type_by_shape(body: Parts) -> str:
    return next((name for parts, name in TYPES_BY_PARTS if all(getattr(body, part) for part in parts)), "")


def _date(body: Parts) -> datetime | None:
    made = body.transaction or body.reward_redemption or Made()
    date = (body.redemption_rollback or Dated()).date or made.updated_at or made.created_at
    return date or (body.redemption or Dated()).date


def _word(text: str | None) -> str:
    return (text or "").strip()
