"""
Reading a delivery: bytes in, what they say out, and what will become of the event. Nothing is written here.

Whatever breaks in a reader, the event can be kept: what can't be understood has failed, and says where.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from traceback import extract_tb
from typing import NamedTuple

import structlog
from django.utils import timezone

from ledger import staff
from ledger.choices import EventState, Origin, Verdict
from ledger.facts import Facts, Fault, Unreadable
from ledger.folding import Word
from ledger.models import Decision, InboundEvent, Source
from ledger.models.fields import TEXT_LENGTH
from ledger.payload import VALUE_LIMIT, is_crowded
from ledger.providers import Envelope, Reader, all_providers

log = structlog.get_logger(__name__)

Key = tuple[str, bytes]

NOTHING = Envelope(event_id=None, event_type="", time=None)
OF_THE_BODY = "body:"  # how the id of an event begins that came without one


class Reading(NamedTuple):
    """What opens an envelope, and what reads each type of event."""

    open: Callable[[bytes, Mapping[str, str]], Envelope]
    readers: Mapping[str, Reader]


BY_STAFF = Reading(staff.open_payload, staff.READERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Bytes that came in, and how."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    secret_id: int | None = None  # of the secret that it is signed with
    body_form: str = ""  # the form of the body that is signed
    received_at: datetime | None = None  # None: it comes now


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
    currency: str | None  # of amounts that come without one

    @property
    def key(self) -> Key:
        return self.event_id, self.sha256

    @property
    def is_nameless(self) -> bool:
        """Nothing in it tells a retry from a second claim that is the same to the letter."""
        return self.facts.is_nameless and self.envelope.event_id is None

    def word(self) -> Word:
        return Word(
            facts=self.facts,
            event_id=self.event_id,
            sha256=self.sha256,
            time=self.envelope.time,
            received_at=self.received_at,
            currency=self.currency,
        )


def understand(source: Source, delivery: Delivery, *, occurrence: int = 1) -> Understood:
    """Read a delivery without touching the database. ``occurrence`` tells apart those that come without an id."""
    provider = all_providers()[source.provider]
    understood = _understand(source, delivery, Reading(provider.open, provider.readers), occurrence=occurrence)
    return understood if source.is_active else replace(understood, state=EventState.IGNORED, facts=Facts())


def understand_staff(source: Source, delivery: Delivery) -> Understood:
    """Read what staff decided of a claim; also at a source that is switched off."""
    return _understand(source, delivery, BY_STAFF)


def understand_again(source: Source, event: InboundEvent, *, is_decided: bool = False) -> Understood:
    """
    Read a kept event, of any origin, as the readers are today; also of a source that is switched off.

    Its id, currency and time of receipt stay. What staff decided stands: one that is held stays so until it
    ``is_decided``, and a retry says nothing.
    """
    reading = BY_STAFF
    if event.origin != Origin.STAFF:
        provider = all_providers()[source.provider]
        reading = Reading(provider.open, provider.readers)
    understood = _understand(source, _delivery(event), reading, event_id=event.external_id)
    understood = replace(understood, received_at=event.received_at, currency=event.currency)
    if event.state == EventState.HELD and not is_decided:
        return replace(understood, state=EventState.HELD)
    return replace(understood, state=EventState.IGNORED, facts=Facts()) if _is_a_retry(event) else understood


def _is_a_retry(event: InboundEvent) -> bool:
    is_asked = event.state == EventState.IGNORED and event.external_id.startswith(OF_THE_BODY)
    return is_asked and Decision.objects.filter(event=event, verdict=Verdict.A_RETRY).exists()


def _delivery(event: InboundEvent) -> Delivery:
    return Delivery(
        body=bytes(event.body),
        headers=event.headers,
        address=event.address,
        secret_id=event.secret_id,
        body_form=event.body_form,
    )


def _understand(
    source: Source, delivery: Delivery, reading: Reading, *, occurrence: int = 1, event_id: str | None = None
) -> Understood:
    """``event_id``: that it is kept under; else its own, or one made of its bytes."""
    digest = sha256(delivery.body).digest()
    envelope = NOTHING
    made_of_the_body = f"{OF_THE_BODY}{digest.hex()}:{occurrence}"
    try:
        _refuse_crowded(delivery.body)
        envelope = _bounded(reading.open(delivery.body, delivery.headers))
        named = replace(envelope, event_id=event_id or envelope.event_id or made_of_the_body)
        state, facts = _read(delivery.body, named, reading.readers.get(envelope.event_type))
    except Unreadable as unreadable:
        state, facts = EventState.FAILED, Facts(faults=unreadable.faults)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a reader, the event is kept
        state, facts = EventState.FAILED, Facts(faults=(_broke(source, error),))
    return Understood(
        delivery=delivery,
        sha256=digest,
        envelope=envelope,
        event_id=event_id or envelope.event_id or made_of_the_body,
        state=state,
        facts=facts,
        received_at=delivery.received_at or timezone.now(),
        currency=source.currency,
    )


def _refuse_crowded(body: bytes) -> None:
    if is_crowded(body):
        raise Unreadable(Fault(path="$", problem=f"holds more than {VALUE_LIMIT:,} values"))


def _read(body: bytes, envelope: Envelope, reader: Reader | None) -> tuple[EventState, Facts]:
    return (EventState.RECORDED, reader(body, envelope)) if reader else (EventState.IGNORED, Facts())


def _bounded(envelope: Envelope) -> Envelope:
    """A type may come from a header, which nothing has bounded and no signature covers."""
    is_sound = len(envelope.event_type) <= TEXT_LENGTH and "\0" not in envelope.event_type
    return envelope if is_sound else replace(envelope, event_type="")


def _broke(source: Source, error: Exception) -> Fault:
    where = extract_tb(error.__traceback__)[-1]
    name = type(error).__name__
    # Its text may have a value in it.
    log.error("reader_broke", source=source.slug, error=name, file=where.filename, line=where.lineno)
    return Fault(path="$", problem=f"the reader broke: {name}")
