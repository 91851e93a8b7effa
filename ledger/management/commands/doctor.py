"""Examines this deployment, and says what to do."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand

from ledger.doctor import PROCESSES, Examination, Finding, Weight, examine

STYLES = {Weight.FINE: "SUCCESS", Weight.NOTICE: "WARNING", Weight.SERIOUS: "ERROR"}


class Command(BaseCommand):
    help = (
        "Examines this deployment: settings, files, the database, indexes, secrets, sources, what waits and what cron "
        "should have done. Says of each finding what to do about it. Changes nothing. Exits with 1 if any is serious."
    )
    # It says itself what they find, beside the rest.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        told = f"How many the servers have together, each with DATABASE_POOL_MAX connections; {PROCESSES} if not given."
        parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N", help=told)

    def handle(self, *, processes: int, **_: Any) -> None:
        counts: Counter[Weight] = Counter()
        left_out = []
        for examination, found in examine(processes=processes):
            if found is None:
                left_out.append(examination.name)
                continue
            for weight, line in _lines(examination, found):
                self.stdout.write(line, getattr(self.style, STYLES[weight]))
            counts.update(finding.weight for finding in found)
        if left_out:
            self.stdout.write(f"\nNot looked at, until the database is well: {', '.join(left_out)}.")
        serious, notices = counts[Weight.SERIOUS], counts[Weight.NOTICE]
        self.stdout.write(f"\n{serious} serious, {notices} to look at.")
        if serious:
            sys.exit(1)


def _lines(examination: Examination, found: Sequence[Finding]) -> Iterator[tuple[Weight, str]]:
    """A line for each finding, and one beneath it with the remedy."""
    if not found:
        yield Weight.FINE, _line(Weight.FINE, examination.name, "")
    for finding in found:
        yield finding.weight, _line(finding.weight, examination.name, finding.text)
        if finding.remedy:
            yield finding.weight, _line("", "", f"→ {finding.remedy}")


def _line(word: str, name: str, text: str) -> str:
    return f"{word:<9} {name:<12} {text}".rstrip()
