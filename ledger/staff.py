"""
What staff decided of a claim, as an event: said, kept and read again like any other.

Why they did and who they are stays in ``Decision``: an event has no personal data of staff but their number here.
"""

from collections.abc import Mapping
from datetime import datetime

import orjson

from ledger.choices import ClaimStatus, Verdict
from ledger.facts import ClaimFacts, Facts
from ledger.payload import Id, Moment, Payload, read
from ledger.providers import Envelope, Reader

STATUSES: Mapping[Verdict, ClaimStatus] = {
    Verdict.FULFILLED: ClaimStatus.FULFILLED,
    Verdict.VOIDED: ClaimStatus.REVERSED,
}


class Said(Payload):
    """The whole of such an event."""

    decision: Id
    verdict: Id
    claim: Id
    decided_at: Moment


def say(*, decision: str, verdict: Verdict, claim: str, decided_at: datetime, author: int) -> bytes:
    """The bytes of the event."""
    said = {"decision": decision, "verdict": verdict.value, "claim": claim}
    return orjson.dumps(said | {"decided_at": decided_at.isoformat(), "author": author})


def open_payload(payload: bytes, _headers: Mapping[str, str]) -> Envelope:
    said, _faults = read(Said, payload)
    return Envelope(event_id=event_id(said.decision), event_type=f"staff.{said.verdict}", time=said.decided_at)


def event_id(decision: str) -> str:
    return f"staff:{decision}"


def decision(of_event: str) -> str:
    """The decision that the event with this id says."""
    return of_event.removeprefix("staff:")


def closed(payload: bytes, _envelope: Envelope) -> Facts:
    """The end of a claim that no provider's event will ever close, or that none should."""
    said, _faults = read(Said, payload)
    status = STATUSES[Verdict(said.verdict)]
    is_reversed = status is ClaimStatus.REVERSED
    claim = ClaimFacts(external_id=said.claim, status=status, reversed_at=said.decided_at if is_reversed else None)
    return Facts(subject=said.claim, claims=(claim,))


READERS: Mapping[str, Reader] = {f"staff.{verdict}": closed for verdict in STATUSES}
