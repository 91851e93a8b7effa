"""From a payload in any of its wrappings to a body that was read, and what was wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic_core import from_json, to_json

from ledger.facts import Facts, Fault, Unreadable
from ledger.payload import FAULT_LIMIT, Moment, Payload, read
from ledger.providers import Envelope, Reader
from ledger.providers.voucherify.bodies import Body
from ledger.providers.voucherify.envelope import Event, Outside, Shape

SomeBody = TypeVar("SomeBody", bound=Body)
Body_co = TypeVar("Body_co", bound=Body, covariant=True)


class Delivery(Payload, Generic[SomeBody]):
    """Its dates were read by ``open``; here an unreadable one leaves its fault."""

    created_at: Moment | None = None
    event: Event | None = None
    data: SomeBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Generic[Body_co]):
    """A body, and all that is known of the event it came in."""

    body: Body_co
    envelope: Envelope
    at: str  # the body's place in the payload
    faults: tuple[Fault, ...]

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
            _, earlier = read(Outside, payload)
            payload, at = _retired_body(payload)
        body, faults = read(model, payload, at=at, vital=model.vital)
        return facts_of(Said(body=body, envelope=envelope, at=at, faults=(earlier + faults)[:FAULT_LIMIT]))

    return read_event


def _retired_body(payload: bytes) -> tuple[bytes, str]:
    """The innermost body that the retired envelope has, and its place. It may be JSON text within JSON."""
    data = from_json(payload)["data"]
    related = data.get("related_object")
    if isinstance(related, dict):
        for name in ("data", "data_json"):
            if isinstance(related.get(name), dict):
                return to_json(related[name], inf_nan_mode="constants"), f"$.data.related_object.{name}"
        if isinstance(related.get("data_json"), str):
            return related["data_json"].encode(), "$.data.related_object.data_json"
    return to_json(data.get("object"), inf_nan_mode="constants"), "$.data.object"
