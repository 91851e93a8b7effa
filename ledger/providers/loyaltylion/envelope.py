"""How LoyaltyLion wraps an event: its published examples have four shapes."""

from collections.abc import Mapping
from enum import StrEnum

from ledger.payload import Id, Moment, Payload, Text, read
from ledger.providers import Envelope

TOPIC_HEADER = "x-loyaltylion-topic"
STORE_FULFILMENT = "rewards/store_fulfilment"


class Shape(StrEnum):
    """Where a payload has what it says."""

    PROPERTIES = "payload.properties"
    PAYLOAD = "payload"
    ROOT = "root"


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


def open_payload(payload: bytes, headers: Mapping[str, str]) -> Envelope:
    """Raises Unreadable for what is not a JSON object, and where the event's own id is unreadable."""
    outside, _faults = read(Outside, payload, vital=(("id",),))
    return Envelope(
        event_id=outside.id,
        event_type=_topic(outside, headers),
        time=outside.created_at,
        shape=_shape(outside),
    )


def _topic(outside: Outside, headers: Mapping[str, str]) -> str:
    said = (outside.topic or "").strip() or headers.get(TOPIC_HEADER, "").strip()
    # A store fulfilment has no envelope; in an import it has no headers either.
    return said or (STORE_FULFILMENT if outside.reward_identifier and outside.id is None else "")


def _shape(outside: Outside) -> Shape:
    inside = outside.payload or Inside()
    places = {Shape.PROPERTIES: inside.properties, Shape.PAYLOAD: outside.payload, Shape.ROOT: outside}
    there = [shape for shape, place in places.items() if place is not None]
    return next((shape for shape in there if (places[shape] or outside).customer), there[0])
