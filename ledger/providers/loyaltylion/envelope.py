"""How LoyaltyLion wraps an event: its published examples have four shapes, and its transactions two more."""

from collections.abc import Mapping
from enum import StrEnum

from ledger.payload import TEXT_LIMIT, Id, Moment, Payload, Text, made_id, read
from ledger.payload.tables import as_json, row
from ledger.providers import Envelope

TOPIC_HEADER = "x-loyaltylion-topic"
STORE_FULFILMENT = "rewards/store_fulfilment"
ROW = "transactions"  # has no topic: it is called by its resource
CLAIMED_REWARD_ROW = f"{ROW}/claimed_reward"
COLUMNS = ("id", "resource")  # of the table of transactions


class Shape(StrEnum):
    """Where a payload has what it says."""

    PROPERTIES = "payload.properties"
    PAYLOAD = "payload"
    ROOT = "root"
    TABLE = "csv"  # a row of a table, at the columns


class Anything(Payload):
    """An object of which we only want to know that it is there."""


class Place(Payload):
    """Where a customer may be, about whom every event is that we read."""

    customer: Anything | None = None


class Inside(Place):
    properties: Place | None = None


class Outside(Place):
    id: Id | None = None
    topic: Text | None = None
    created_at: Moment | None = None  # when it was sent
    payload: Inside | None = None
    reward_identifier: Text | None = None
    resource: Text | None = None  # of a transaction


def open_payload(payload: bytes, headers: Mapping[str, str]) -> Envelope:
    """Raises Unreadable for what is neither a JSON object nor a row, and where the event's own id is unreadable."""
    cells = row(payload, columns=COLUMNS)
    outside, _faults = read(Outside, as_json(cells, Outside) if cells else payload, vital=(("id",),))
    topic = _topic(outside, headers)
    is_transaction = topic.startswith(f"{ROW}/")
    return Envelope(
        # Transactions are numbered by themselves, as others of LoyaltyLion's things are.
        event_id=made_id("transaction", outside.id) if is_transaction and outside.id else outside.id,
        event_type=topic,
        # Of a transaction the time that it was made, though it shows its claim as that is now: so whatever was
        # sent after it stands, and what only it says arrives.
        time=outside.created_at,
        shape=Shape.TABLE if cells else _shape(outside),
    )


def _topic(outside: Outside, headers: Mapping[str, str]) -> str:
    said = (outside.topic or "").strip() or headers.get(TOPIC_HEADER, "").strip()
    if said:
        return said
    if outside.resource:
        return f"{ROW}/{outside.resource.strip()}"[:TEXT_LIMIT]
    # A store fulfilment has no envelope; in an import it has no headers either.
    return STORE_FULFILMENT if outside.reward_identifier and outside.id is None else ""


def _shape(outside: Outside) -> Shape:
    inside = outside.payload or Inside()
    places = {Shape.PROPERTIES: inside.properties, Shape.PAYLOAD: outside.payload, Shape.ROOT: outside}
    there = [shape for shape, place in places.items() if place is not None]
    return next((shape for shape in there if (places[shape] or outside).customer), there[0])
