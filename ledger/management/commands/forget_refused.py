"""Forgets refused deliveries that nobody has admitted for long."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger.refusing import KEPT_FOR, forget, too_old

BATCH = 500  # in one transaction, which refusals of the same sources wait for


class Command(BaseCommand):
    help = f"Forgets the refused deliveries that are older than {KEPT_FOR.days} days: run it once a night."

    def handle(self, **_: Any) -> None:
        forgotten = 0
        while ids := list(too_old().order_by("received_at").values_list("pk", flat=True)[:BATCH]):
            forgotten += forget(too_old().filter(pk__in=ids))
        deliveries = "delivery that was" if forgotten == 1 else "deliveries that were"
        self.stdout.write(f"Forgot {forgotten:,} refused {deliveries} older than {KEPT_FOR.days} days.")
