"""Adds up what was recorded since, so that reports are quick; or compares what is added up with the entries."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ledger.reports import count_balances, rolling

TOLD = 20


class Command(BaseCommand):
    help = (
        "Adds up by day, for each time zone in use, what was recorded since it last ran. Reports are right without it, "
        "and slower: run it every few minutes. --verify compares with the entries, and exits with 1 if they differ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--verify", action="store_true", help="Tell what the entries do not bear out; change nothing."
        )
        either.add_argument("--balances", action="store_true", help="Count what customers hold, once a night, say.")
        either.add_argument("--rebuild", action="store_true", help="Make all of it anew from the entries.")

    def handle(self, *, verify: bool, balances: bool, rebuild: bool, **_: Any) -> None:
        if verify:
            self._verify()
            return
        if balances:
            self.stdout.write(f"Counted what customers held at {count_balances().isoformat()}.")
            return
        until = rolling.rebuild() if rebuild else rolling.roll_up()
        self.stdout.write(f"Added up until {until.isoformat()}, for {', '.join(dict(rolling.zones()))}.")

    def _verify(self) -> None:
        differences = list(rolling.differences(TOLD))
        for difference in differences:
            self.stderr.write(_line(difference))
        if differences:
            self.stderr.write("The roll-ups are not what the entries add up to. To make them anew: roll_up --rebuild")
            sys.exit(1)
        self.stdout.write("The roll-ups are what the entries add up to.")


def _line(difference: rolling.Difference) -> str:
    """Where, and how much the entries have more."""
    words = (f"{name} {number}" for name, number in difference.items() if number)
    return ", ".join(words)
