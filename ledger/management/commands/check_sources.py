"""Looks whether the sources are well, and has somebody told who can help."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ledger.alarms.episodes import check
from ledger.alarms.telling import remind, tell


class Command(BaseCommand):
    help = (
        "Looks at every source: silence against its own hours of the week, refusals and failures above the usual, the "
        "provider's limit, what waits too long. Opens and closes alarms and sends word of them: run it every minute."
    )

    def handle(self, **_: Any) -> None:
        now = timezone.now()
        checked = check(now)
        for alarm in checked.opened:
            self.stdout.write(f"{alarm.source.slug}: {alarm}. {alarm.said}")
        for alarm in checked.closed:
            self.stdout.write(f"{alarm.source.slug}: {alarm} is over.")
        remind(now)
        if failed := tell(now):
            self.stderr.write(f"{failed} messages could not be sent: the next run tries again.")
        self.stdout.write(f"{checked.is_open} open.")
