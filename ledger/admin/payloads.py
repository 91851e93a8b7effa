"""What came in for one thing, on its page: trees of the newest payloads, with the page's values found in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Sight, Viewer, payload
from ledger.admin import show
from ledger.admin.page import Group, Row
from ledger.admin.payload import MOST as MOST_BYTES
from ledger.admin.said import Voice
from ledger.admin.traces import Key, of_value
from ledger.admin.tree import Drawing, Wanted, parsed
from ledger.models import InboundEvent
from ledger.providers import all_providers

MOST = 6  # payloads on a page
MOST_VALUES = 1500  # of all of them together
FOR_OTHERS = "It is for those who may see personal data."
TOO_BIG = "It is too big to be a tree here. The event's page has it."
NO_TREE = "It is not JSON that could be shown as a tree. The event's page has it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One payload. ``tree``: None, and ``why`` says why."""

    event: int
    title: SafeString
    address: str
    tree: SafeString | None = None
    why: str = ""
    is_all: bool = True
    found: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payloads:
    """Those of a page, the oldest first, as the story goes. Cut: there are older ones."""

    shown: Sequence[Shown]
    is_cut: bool
    is_masked: bool


def payloads(request: HttpRequest, told: Sequence[InboundEvent], wanted: Mapping[Key, list[Wanted]]) -> Payloads:
    """Of the newest events given, which this person sees; in one query, that reads no big body."""
    viewer = Viewer.at(request)
    may = viewer.may(Power.SEE_PAYLOADS) and viewer.sight is not Sight.NONE
    newest = told[:MOST] if may else ()
    small = InboundEvent.objects.filter(pk__in=[event.pk for event in newest]).annotate(size=Length("body"))
    bodies = small.filter(size__lte=MOST_BYTES).select_related("source").only("body", "source__provider")
    bodies_of = bodies.in_bulk()
    texts = {text for kind, text in wanted if kind == "text" and isinstance(text, str)}
    left, shown = MOST_VALUES, []
    for event in newest:
        drawing = Drawing(wanted=wanted, left=left)
        whole = bodies_of.get(event.pk)
        shown.append(_shown(event, whole, payload(viewer, whole, known=texts) if whole else None, drawing))
        left = drawing.left
    return Payloads(shown=shown[::-1], is_cut=len(told) > MOST, is_masked=viewer.sight is not Sight.CLEAR)


def wanted_of(thing: Any, groups: Iterable[Group]) -> Mapping[Key, list[Wanted]]:
    """The values of a page by what they may look like in a payload."""
    found: dict[Key, list[Wanted]] = {}
    provider = all_providers().get(thing.source.provider)
    minor = provider.minor if provider else 1
    for row in (row for group in groups for row in group.rows if row.name):
        for key in of_value(thing, thing._meta.get_field(row.name), minor=minor):
            found.setdefault(key, []).append(Wanted(name=row.name, label=row.label))
    return found


def traced(groups: Iterable[Group], by_field: Mapping[str, Voice], shown: Sequence[Shown]) -> list[Group]:
    """The groups with the place of each value: the event that said it, and the path there."""
    found = {one.event: one.found for one in shown}
    everywhere = {name for one in shown for name in one.found}

    def rows(group: Group) -> Iterator[Row]:
        for row in group.rows:
            voice = by_field.get(row.name)
            paths = found.get(voice.event.pk, {}).get(row.name, ()) if voice else ()
            said = voice.marked(_place(paths)) if voice else row.said
            yield replace(row, said=said, marks=row.name if row.name in everywhere else "")

    return [replace(group, rows=list(rows(group))) for group in groups]


def _place(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"at {paths[0]}{more}" if paths else ""


def _shown(event: InboundEvent, whole: InboundEvent | None, body: bytes | None, drawing: Drawing) -> Shown:
    title = format_html("{} {}", event.event_type or "Event", show.minute(event.sent_at or event.received_at))
    tree, why = None, TOO_BIG
    if whole:
        try:
            tree, why = (drawing.draw(parsed(body)), "") if body is not None else (None, FOR_OTHERS)
        except (ValueError, RecursionError):
            tree, why = None, NO_TREE
    return Shown(
        event=event.pk,
        title=title,
        address=show.address(event),
        tree=tree,
        why=why,
        is_all=drawing.is_all,
        found=drawing.found,
    )
