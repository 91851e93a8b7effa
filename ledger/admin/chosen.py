"""Which events are to be read again: those that are ticked, or all that a list shows, a press of them at a time."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from ledger.admin import show
from ledger.admin.filters import TYPED_WITHIN, first_moment
from ledger.choices import EventState
from ledger.models import InboundEvent, Source
from ledger.trying import MOST

COUNTED = 10_000  # of what is left
COMMAND = ("python", "manage.py", "reread_events")
# What of a list's address the command can be told as it stands …
OPTIONS: Mapping[str, str] = {"state__exact": "--state", "origin__exact": "--origin", "type": "--type"}
# … what it is told in its own way, and what does not choose.
TOLD = frozenset({*OPTIONS, "days", "source__id__exact", "p", "o"})


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


def listed(request: HttpRequest, rows: QuerySet[Any], *, after: int) -> Chosen:
    """The oldest of them after the event with this number."""
    found = _readable(rows).filter(pk__gt=after)
    ids = list(found.values_list("pk", flat=True)[:MOST])
    return these(request, rows, ids)


def these(request: HttpRequest, rows: QuerySet[Any], ids: Sequence[int]) -> Chosen:
    left = _readable(rows).filter(pk__gt=ids[-1])[: COUNTED + 1].count() if ids else 0
    told = f"{show.number(min(left, COUNTED))}{'+' if left > COUNTED else ''}" if left else ""
    can_be_told = all(name in TOLD for name, value in request.GET.items() if value)
    return Chosen(ids=ids, is_all=True, left=told, command=_command(_options(request)) if can_be_told else "")


def _readable(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that are held wait for a decision."""
    return rows.exclude(state=EventState.HELD).order_by("pk")


def _command(arguments: Sequence[str] | Iterator[str]) -> str:
    return shlex.join([*COMMAND, *arguments])


def _options(request: HttpRequest) -> Iterator[str]:
    for name, option in OPTIONS.items():
        if value := request.GET.get(name):
            yield from (option, value)
    if (pk := request.GET.get("source__id__exact", "")).isdecimal():
        slugs = Source.objects.filter(pk=pk).values_list("slug", flat=True)
        yield from ("--source", *slugs)
    days = request.GET.get("days") or (TYPED_WITHIN if request.GET.get("type") else None)
    if since := first_moment(days):
        yield from ("--since", since.astimezone(UTC).isoformat(timespec="minutes"))
