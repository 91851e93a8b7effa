"""Reads kept events again, as the readers are today."""

import re
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from tqdm import tqdm

from ledger.choices import EventState, Origin
from ledger.management.difference import Difference
from ledger.management.importing import Pace
from ledger.management.interruption import Interrupted, Interruption
from ledger.management.unusable import Unusable
from ledger.mending import Thing, mend
from ledger.models import InboundEvent, Source
from ledger.rereading import OUTCOMES, reread
from ledger.visible import visible_line

MOST = 500
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
STATES = [state.value for state in EventState if state is not EventState.HELD]


class Command(BaseCommand):
    help = (
        "Reads kept events again, as the readers are today: what could not be understood is recorded, and what was "
        "understood wrongly is taken back, in mirrors and in entries. Events that are held wait for staff. Exits with "
        "1 if an event that was recorded can't be read any more (what it said stands), with 2 for unusable arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="SLUG", help="Of this source alone.")
        parser.add_argument("--state", nargs="+", choices=STATES, help="In one of these states.")
        parser.add_argument("--type", nargs="+", metavar="TYPE", dest="types", help="Of one of these types.")
        parser.add_argument("--origin", nargs="+", choices=list(Origin), help="That came in one of these ways.")
        parser.add_argument(
            "--since", metavar="WHEN", help="Received since: 2026-01-31, 2026-01-31T12:00, 90m, 12h, 7d."
        )
        parser.add_argument("--older-than", metavar="WHEN", help="Received before; as --since.")
        parser.add_argument("--id", nargs="+", type=int, metavar="PK", dest="ids", help="These events of ours.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would change, and change nothing.")

    def handle(self, *, source: str | None, dry_run: bool, **options: Any) -> None:
        events = _chosen(**options)
        owners = list(Source.objects.filter(slug=source) if source else Source.objects.all())
        if source and not owners:
            known = ", ".join(Source.objects.values_list("slug", flat=True)) or "none; add_source makes one"
            raise Unusable(f"There is no source {source!r}. Known: {known}.")
        chosen = events.filter(source__in=owners)
        bar = tqdm(total=chosen.count(), unit="event", leave=False, disable=None)
        with Interruption().listening() as interruption, bar:
            work = Work(interruption, bar, Difference(self._tell if dry_run else _silent), is_dry=dry_run)
            exit_code = self._run(work, owners, chosen)
        if dry_run:
            self.stdout.write(f"A dry run: nothing is changed. {work.difference.end()}")
        for pk in work.broken[:20]:
            self.stderr.write(f"event {pk} can't be read any more; what it said stands")
        self.stdout.write(work.end())
        if exit_code:
            sys.exit(exit_code)

    def _run(self, work: "Work", owners: list[Source], chosen: "QuerySet[InboundEvent]") -> int:
        """The exit code."""
        try:
            for owner in owners:
                work.read(owner, chosen.filter(source=owner))
        except Interrupted as interrupted:
            self.stderr.write(f"Ended by {interrupted}. What is counted is done; run it again to go on.")
            return interrupted.exit_code
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {error}. What is counted is done; run it again to go on.")
            return 1
        return 1 if work.broken else 0

    def _tell(self, line: str) -> None:
        with tqdm.external_write_mode(file=sys.stdout):
            self.stdout.write(visible_line(line))


class Work:
    """Reads batch by batch, each so small that a webhook need not wait long for it."""

    def __init__(self, interruption: Interruption, bar: "tqdm[Any]", difference: Difference, *, is_dry: bool) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self.difference = difference
        self.broken: list[int] = []
        self._interruption, self._bar, self._is_dry = interruption, bar, is_dry
        self._pace = Pace(MOST)
        self._began = monotonic()

    def read(self, source: Source, events: "QuerySet[InboundEvent]") -> None:
        """Raises ``Interrupted`` between two transactions."""
        to_mend: set[Thing] = set()
        for ids in self._batches(events):
            with self._interruption.put_off():
                began = monotonic()
                done = reread(source, ids, is_dry=self._is_dry)
                self._pace.took(len(ids), monotonic() - began)
                self.counts += done.outcomes
                self.broken += done.broken
                to_mend |= done.to_mend
                for change in done.changes:
                    self.difference.changed(source.slug, change)
                for entry in done.entries:
                    self.difference.appended(source.slug, entry)
                self._bar.update(len(ids))
        self._mend(source, to_mend)

    def end(self) -> str:
        """The counts, as the last line."""
        counts = "  ".join(f"{word} {self.counts[word]}" for word in OUTCOMES)
        return f"read {self.counts.total()}  {counts}  ({monotonic() - self._began:.1f} s)"

    def _mend(self, source: Source, to_mend: set[Thing]) -> None:
        self._bar.set_description("all events, for what many speak of" if to_mend else None)
        steps = mend(source, to_mend, is_dry=self._is_dry)
        while True:
            with self._interruption.put_off():
                step = next(steps, None)
                if step is None:
                    return
                for change in step[1]:
                    self.difference.changed(source.slug, change)

    def _batches(self, events: "QuerySet[InboundEvent]") -> Iterator[list[int]]:
        """By number, up to the newest that there is now."""
        newest = events.order_by("-pk").values_list("pk", flat=True).first() or 0
        last = 0
        while ids := list(self._page(events, last, newest)):
            yield ids
            last = ids[-1]

    def _page(self, events: "QuerySet[InboundEvent]", last: int, newest: int) -> Any:
        page = events.filter(pk__gt=last, pk__lte=newest).order_by("pk").values_list("pk", flat=True)
        return page[: self._pace.events]


def _chosen(
    *,
    state: list[str] | None,
    types: list[str] | None,
    origin: list[str] | None,
    since: str | None,
    older_than: str | None,
    ids: list[int] | None,
    **_: Any,
) -> "QuerySet[InboundEvent]":
    events = InboundEvent.objects.exclude(state=EventState.HELD)
    limits: dict[str, Any] = {
        "state__in": state,
        "event_type__in": types,
        "origin__in": origin,
        "received_at__gte": _when("--since", since),
        "received_at__lt": _when("--older-than", older_than),
        "pk__in": ids,
    }
    return events.filter(**{lookup: limit for lookup, limit in limits.items() if limit is not None})


def _when(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    if age := re.fullmatch(r"(\d{1,6})([mhd])", text):
        return timezone.now() - timedelta(**{UNITS[age[2]]: int(age[1])})
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(
            f"{option} {text}: expected a day, a time or an age: 2026-01-31, 2026-01-31T12:00, 7d."
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _silent(_line: str) -> None:
    pass
