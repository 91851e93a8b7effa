"""Prints who may do what in PostgreSQL, for psql."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger.sql.roles import script


class Command(BaseCommand):
    help = "Prints what the roles of the database may do, for psql: ledger/sql/roles.sql is this."
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        self.stdout.write(script(), ending="")
