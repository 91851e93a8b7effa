"""Which events are to be read again: those that are ticked, or all that a list shows, a press of them at a time."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import QuerySet

from ledger.admin import show
from ledger.admin.facets import SOME
from ledger.choices import EventState
from ledger.filters import Strict
from ledger.models import InboundEvent
from ledger.trying import MOST

COUNTED = 10_000  # of what is left
COMMAND = ("python", "manage.py", "reread_events")
# What of a list's filters the command can be told.
OPTIONS: Mapping[str, str] = {
    "source": "--source",
    "state": "--state",
    "state__in": "--state",
    "origin": "--origin",
    "event_type": "--type",
}
PERIOD = "received"
TOLD = frozenset({*OPTIONS, PERIOD, f"{PERIOD}_after", f"{PERIOD}_before"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The events of one press, how many of the list are left after them, and how to have all of it read."""

    ids: Sequence[int]
    is_all: bool = False
    left: str = ""
    command: str = ""

    @property
    def last(self) -> int:
        return self.ids[-1]


def ticked(given: Sequence[str]) -> Chosen:
    wanted = {int(pk) for pk in given if pk.isdecimal() and len(pk) < 19}
    rows = _readable(InboundEvent.objects.filter(pk__in=sorted(wanted)[:MOST]))
    ids = list(rows.values_list("pk", flat=True))
    return Chosen(ids=ids, command=_command(["--id", *map(str, ids)]) if ids else "")


def listed(rows: QuerySet[Any], strict: Strict, *, after: int) -> Chosen:
    """The oldest of them after the event with this number; ``strict``: the filters that they are of."""
    found = _readable(rows).filter(pk__gt=after)
    return these(rows, strict, list(found.values_list("pk", flat=True)[:MOST]))


def these(rows: QuerySet[Any], strict: Strict, ids: Sequence[int]) -> Chosen:
    left = _readable(rows).filter(pk__gt=ids[-1])[: COUNTED + 1].count() if ids else 0
    told = f"{show.number(min(left, COUNTED))}{'+' if left > COUNTED else ''}" if left else ""
    can_be_told = ids and TOLD.issuperset(strict.data)
    return Chosen(ids=ids, is_all=True, left=told, command=_command(_options(strict)) if can_be_told else "")


def _readable(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that are held wait for a decision."""
    return rows.exclude(state=EventState.HELD).order_by("pk")


def _command(arguments: Sequence[str] | Iterator[str]) -> str:
    return shlex.join([*COMMAND, *arguments])


def _options(strict: Strict) -> Iterator[str]:
    for name, option in OPTIONS.items():
        if value := strict.data.get(name):
            yield from (option, *(value.split(",") if name.endswith(SOME) else [value]))
    for option, moment in zip(("--since", "--older-than"), strict.period(PERIOD), strict=True):
        if moment:
            yield from (option, moment.astimezone(UTC).isoformat())
