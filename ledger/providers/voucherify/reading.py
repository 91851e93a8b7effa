"""From a payload in any of its wrappings to a body that was read, and what was wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic_core import to_json

from ledger.facts import Facts, Fault, Unreadable
from ledger.payload import FAULT_LIMIT, Location, Moment, Payload, read
from ledger.payload.tables import as_json, cells
from ledger.providers import Envelope, ModelReader, Reader
from ledger.providers.voucherify.bodies import Told
from ledger.providers.voucherify.envelope import Event, Outside, Shape

SomeBody = TypeVar("SomeBody", bound=Told)
SomeRow = TypeVar("SomeRow", bound=Payload)
Body_co = TypeVar("Body_co", bound=Told, covariant=True)

ROWS = frozenset({Shape.RECORD, Shape.TABLE})


class Delivery(Payload, Generic[SomeBody]):
    """Its dates were read by ``open``; here an unreadable one leaves its fault."""

    created_at: Moment | None = None
    event: Event | None = None
    data: SomeBody


class Related(Payload):
    """Where the retired envelope has the body of an event."""

    data: Any = None
    data_json: Any = None  # or JSON text within JSON


class AboutObject(Payload):
    object: Any = None
    related_object: Related | None = None


class Retired(Payload):
    data: AboutObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Generic[Body_co]):
    """A body, and all that is known of the event it came in."""

    body: Body_co
    envelope: Envelope
    at: str  # the body's place in the payload
    faults: tuple[Fault, ...]

    @property
    def is_row(self) -> bool:
        return self.envelope.shape in ROWS

    def lacks(self, place: str) -> Unreadable:
        """The error for an event that is nothing without what should be at ``place`` of the body."""
        path = f"{self.at}.{place}"
        if any(fault.path == path for fault in self.faults):
            return Unreadable(*self.faults)
        return Unreadable(*self.faults, Fault(path=path, problem="is missing"))


def reader(model: type[SomeBody], facts_of: Callable[[Said[SomeBody]], Facts]) -> Reader:
    """Reads an event whose body is a ``model``, however it is wrapped."""
    delivery: Any = Delivery[model]  # type: ignore[valid-type]

    def read_event(payload: bytes, envelope: Envelope) -> Facts:
        at = "$"
        if envelope.shape == Shape.ENVELOPE:
            said, faults = read(delivery, payload, vital=model.vital)
            return facts_of(Said(body=said.data, envelope=envelope, at="$.data", faults=faults))
        earlier: tuple[Fault, ...] = ()
        if envelope.shape == Shape.RETIRED:
            payload, at, earlier = _retired_body(payload)
        body, faults = read(model, payload, at=at, vital=model.vital)
        return facts_of(Said(body=body, envelope=envelope, at=at, faults=(earlier + faults)[:FAULT_LIMIT]))

    return ModelReader(models=(delivery,), read=read_event)


def row_reader(
    model: type[SomeRow],
    body_of: Callable[[SomeRow], SomeBody],
    facts_of: Callable[[Said[SomeBody]], Facts],
    *,
    vital: tuple[Location, ...],
) -> Reader:
    """Reads a record of a list or a row of a table, which is the part of a body that ``body_of`` makes of it."""

    def read_row(payload: bytes, envelope: Envelope) -> Facts:
        text = as_json(cells(payload), model) if envelope.shape == Shape.TABLE else payload
        row, faults = read(model, text, vital=vital)
        facts = facts_of(Said(body=body_of(row), envelope=envelope, at="$", faults=faults))
        # A record shows things as they were when it was made, of which it says nothing.
        return replace(facts, readings=tuple(reading for reading in facts.readings if reading.at))

    return read_row


def _retired_body(payload: bytes) -> tuple[bytes, str, tuple[Fault, ...]]:
    """The innermost body that the retired envelope has, its place, and what is wrong around it."""
    _, around = read(Outside, payload)
    said, _ = read(Retired, payload)
    related = said.data.related_object or Related()
    for name, body in (("data", related.data), ("data_json", related.data_json)):
        if isinstance(body, dict):
            return to_json(body, inf_nan_mode="constants"), f"$.data.related_object.{name}", around
    if isinstance(related.data_json, str):
        return related.data_json.encode(), "$.data.related_object.data_json", around
    return to_json(said.data.object, inf_nan_mode="constants"), "$.data.object", around
