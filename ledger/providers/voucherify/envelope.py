"""How Voucherify wraps an event: the envelope of today, none at all, and the one retired in 2024."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from ledger.facts import Unreadable
from ledger.payload import Id, Moment, Payload, Text, read
from ledger.providers import Envelope


class Shape(StrEnum):
    """Where a payload has its body."""

    ENVELOPE = "v2024-01-01"  # at data
    RETIRED = "v2018-08-01"  # at data.related_object.data, its data_json, or data.object
    BARE = "body"  # at the root: a distribution's "raw payload", an activity row


VITAL = frozenset({"$.id", "$.event.id", "$.data"})


class Event(Payload):
    id: Id | None = None
    type: Text | None = None
    created_at: Moment | None = None


class Dated(Payload):
    date: Moment | None = None


class Anything(Payload):
    """An object of which we only want to know that it is there."""


class Parts(Payload):
    """What tells one body from another."""

    redemption: Dated | None = None
    redemption_rollback: Dated | None = None
    reward: Anything | None = None
    related_object: Event | None = None


class Outside(Parts):
    id: Id | None = None
    object: Text | None = None
    type: Text | None = None
    created_at: Moment | None = None
    event: Event | None = None
    data: Parts | None = None


def open_payload(payload: bytes, _headers: Mapping[str, str]) -> Envelope:
    """Raises Unreadable for what is not a JSON object, and where an envelope's id or body is unreadable."""
    outside, faults = read(Outside, payload)
    shape = _shape(outside)
    is_wrapped = outside.event or shape is not Shape.BARE
    if is_wrapped and not VITAL.isdisjoint(fault.path for fault in faults):
        raise Unreadable(*faults)
    return OPENERS[shape](outside)


def _shape(outside: Outside) -> Shape:
    if outside.data is None or not (outside.event or outside.id or outside.type):
        return Shape.BARE
    return Shape.RETIRED if outside.object == "event" else Shape.ENVELOPE


def _open_envelope(outside: Outside) -> Envelope:
    # Only the root's event is the delivery's: a body may have an event of its own, which is what set it off.
    event, body = outside.event or Event(), outside.data or Parts()
    return Envelope(
        event_id=event.id or outside.id,  # the send-out's id, where the event has none
        event_type=_word(event.type) or _word(outside.type) or _type_by_shape(body),
        time=event.created_at or outside.created_at or _date(body),
        shape=Shape.ENVELOPE,
    )


def _open_retired(outside: Outside) -> Envelope:
    body = outside.data or Parts()
    related = body.related_object or Event()
    return Envelope(
        event_id=outside.id,  # here it is the event's; today it would be the send-out's
        event_type=_word(related.type) or _word(outside.type) or _type_by_shape(body),
        time=outside.created_at or related.created_at or _date(body),
        shape=Shape.RETIRED,
    )


def _open_bare(outside: Outside) -> Envelope:
    # A bare voucher's type is LOYALTY_CARD: only a dotted word is an event's.
    word = _word(outside.type)
    return Envelope(
        event_id=None,
        event_type=word if "." in word else _type_by_shape(outside),
        time=_date(outside),
        shape=Shape.BARE,
    )


OPENERS: Mapping[Shape, Callable[[Outside], Envelope]] = {
    Shape.ENVELOPE: _open_envelope,
    Shape.RETIRED: _open_retired,
    Shape.BARE: _open_bare,
}

# The parts that a body has, and the event that has them: the first that fits.
TYPES_BY_PARTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("redemption_rollback",), "redemption.rollback.succeeded"),
    (("redemption", "reward"), "customer.rewarded"),
    (("redemption",), "redemption.succeeded"),
)


def _type_by_shape(body: Parts) -> str:
    return next((name for parts, name in TYPES_BY_PARTS if all(getattr(body, part) for part in parts)), "")


def _date(body: Parts) -> datetime | None:
    return (body.redemption_rollback or Dated()).date or (body.redemption or Dated()).date


def _word(text: str | None) -> str:
    return (text or "").strip()
