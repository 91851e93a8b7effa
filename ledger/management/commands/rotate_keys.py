"""Seals anew, with the first of LEDGER_ENCRYPTION_KEYS, what an older one has sealed."""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.db.models import Model
from tqdm import tqdm

from ledger.management.interruption import Interrupted, Interruption
from ledger.resealing import SEALED, Seal, reseal, seals


class Command(BaseCommand):
    help = (
        "Seals anew, with the first key of LEDGER_ENCRYPTION_KEYS, the signing secrets, second factors and refused "
        "deliveries that an older one has sealed. Servers may run beside it, if they know the first key. Interrupted, "
        "it is simply run again. Exits with 1 if no key opens something."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Tell how many there are, and change nothing.")

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        total: Counter[Seal] = Counter()
        try:
            with Interruption().listening() as interruption:
                for model in SEALED:
                    counts = seals(model) if dry_run else self._reseal(model, interruption)
                    self.stdout.write(_line(model, counts, dry_run=dry_run))
                    total += counts
        except Interrupted as interrupted:
            self.stderr.write(f"Ended by {interrupted}. Run it again to go on.")
            sys.exit(interrupted.exit_code)
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {error}. Run it again to go on.")
            sys.exit(1)
        if total[Seal.UNKNOWN]:
            self.stderr.write(
                "Put the key that sealed the unreadable back into LEDGER_ENCRYPTION_KEYS, behind the first."
            )
            sys.exit(1)
        if len(settings.LEDGER_ENCRYPTION_KEYS) > 1 and not dry_run:
            self.stdout.write(
                "When every server has started with these keys, and this finds nothing any more, the older may go: "
                "doctor says so."
            )

    def _reseal(self, model: type[Model], interruption: Interruption) -> Counter[Seal]:
        counts: Counter[Seal] = Counter()
        with tqdm(total=model._default_manager.count(), unit="row", leave=False, disable=None) as bar:
            for batch in reseal(model):
                with interruption.put_off():
                    counts += batch
                    bar.update(batch.total())
        return counts


def _line(model: type[Model], counts: Counter[Seal], *, dry_run: bool) -> str:
    older = "with an older key" if dry_run else "sealed anew"
    told = f"{model._meta.verbose_name_plural}: {counts[Seal.OLDER]:,} {older}, {counts[Seal.FIRST]:,} with the first"
    return f"{told}, {counts[Seal.UNKNOWN]:,} unreadable" if counts[Seal.UNKNOWN] else told
