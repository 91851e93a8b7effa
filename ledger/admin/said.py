"""Who said what: from a row's stamps (``folding.Word.stamp``) to the events that they name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.models import InboundEvent, Mirror

EXACT = len("2024-01-18T15:27:56.234000Z")
MOST_EVENTS = 500  # the same id can have come with other bytes any number of times


class Stamp(NamedTuple):
    """Who spoke. A campaign's stamps tick by the hour and name nobody: their event id is empty."""

    time: datetime | None  # None: the event has no time
    event_id: str
    digest: str  # the first 8 hex digits of the SHA-256 of its bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """An event that said something of a thing, numbered on its page."""

    number: int
    event: InboundEvent
    stamp: Stamp

    @property
    def address(self) -> str:
        return show.address(self.event)

    @property
    def name(self) -> SafeString:
        return show.name_of_parts(self.event.event_type or "Event")

    @property
    def when(self) -> str:
        return (
            f"{show.day(self.stamp.time)}, {show.clock(self.stamp.time)}"
            if self.stamp.time
            else "at no time of its own"
        )

    @property
    def mark(self) -> SafeString:
        return self.marked()

    def marked(self, place: str = "") -> SafeString:
        """With the place in its payload."""
        said_by = ", ".join(filter(None, (f"Said by {self.event.event_type or 'an event'} {self.when}", place)))
        return format_html(
            '<a class="said" href="{0}" title="{1}" aria-label="{1}">{2}</a>', self.address, said_by, self.number
        )


def read_stamp(text: str) -> Stamp:
    """The stamp in the text. What is not one gives the empty stamp."""
    _, _, rest = text.partition(" ")
    time, _, rest = rest.partition(" ")
    event_id, _, digest = rest.rpartition(" ")
    if len(time) != EXACT:
        return Stamp(_time(f"{time}:00"), "", "")
    return Stamp(_time(time), event_id, digest)


def voices(thing: Mirror) -> tuple[Mapping[str, Voice], list[Voice]]:
    """The voice of each field, and all of them in the order of their times; in one query."""
    stamps = {field: read_stamp(text) for field, text in thing.said.items() if isinstance(text, str)}
    events = {_key(event): event for event in _events(thing, {stamp.event_id for stamp in stamps.values()})}
    found = sorted({stamp for stamp in stamps.values() if stamp[1:] in events}, key=_order)
    numbered = {
        stamp: Voice(number=number, event=events[stamp[1:]], stamp=stamp) for number, stamp in enumerate(found, 1)
    }
    return {field: numbered[stamp] for field, stamp in stamps.items() if stamp in numbered}, list(numbered.values())


def hour_note(text: str) -> str:
    """For a value whose stamp names no event: the hour in which it was last said."""
    moment = read_stamp(text).time
    if moment is None:
        return ""
    return f"last said in the hour from {show.day(moment)}, {show.clock(moment)}"


def _events(thing: Mirror, ids: Iterable[str]) -> Iterable[InboundEvent]:
    spoken = InboundEvent.objects.filter(source_id=thing.source_id, external_id__in=sorted(filter(None, ids)))
    return spoken.only("external_id", "sha256", "event_type", "sent_at", "received_at")[:MOST_EVENTS]


def _key(event: InboundEvent) -> tuple[str, str]:
    return event.external_id, bytes(event.sha256).hex()[:8]


def _order(stamp: Stamp) -> tuple[datetime, str, str]:
    return stamp.time or datetime.min.replace(tzinfo=UTC), stamp.event_id, stamp.digest


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year > show.OLDEST_YEAR else None
