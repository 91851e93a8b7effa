"""Admits what was refused and verifies by now."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from tqdm import tqdm

from ledger.admitting import OUTCOMES, Stock, admit, log_admission, verifying, waiting
from ledger.management.interruption import Interrupted, Interruption
from ledger.management.unusable import Unusable
from ledger.models import Source


class Command(BaseCommand):
    help = (
        "Admits the refused deliveries of a source that one of its secrets fits by now, in the order of their arrival "
        "and with the time that each came. What does not verify stays refused. Interrupted, it is simply run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="The slug of the source.")
        parser.add_argument("--dry-run", action="store_true", help="Tell how many verify, and admit none.")

    def handle(self, *, source: str, dry_run: bool, **_: Any) -> None:
        owner = Source.objects.filter(slug=source).first()
        if owner is None:
            known = ", ".join(Source.objects.values_list("slug", flat=True)) or "none; add_source makes one"
            raise Unusable(f"There is no source {source!r}. Known: {known}.")
        batches = list(verifying(owner))
        verify = sum(map(len, batches))
        self.stdout.write(f"{Stock(kept=waiting(owner).count(), verify=verify)}.")
        if dry_run:
            self.stdout.write("A dry run: nothing is changed.")
        elif verify:
            log_admission(owner, count=verify)
            self._admit(owner, batches, verify)

    def _admit(self, owner: Source, batches: list[list[int]], verify: int) -> None:
        outcomes: Counter[str] = Counter()
        exit_code = 0
        bar = tqdm(total=verify, unit="delivery", leave=False, disable=None)
        try:
            with Interruption().listening() as interruption, bar:
                for ids in batches:
                    with interruption.put_off():
                        outcomes += admit(owner, ids)
                        bar.update(len(ids))
        except Interrupted as interrupted:
            self.stderr.write(f"Ended by {interrupted}. What is counted is admitted; run it again to go on.")
            exit_code = interrupted.exit_code
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {error}. Run it again to go on.")
            exit_code = 1
        counts = (f"{word} {outcomes[word]}" for word in OUTCOMES if outcomes[word])
        self.stdout.write("  ".join((f"admitted {outcomes.total()}", *counts)))
        if exit_code:
            sys.exit(exit_code)
