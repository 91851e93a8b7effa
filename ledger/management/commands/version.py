"""Tells which release this is, and what it runs on."""

import json
import platform
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

import django
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from ledger.readiness import unapplied
from ledger.release import VERSION
from ledger.sql.deployment import version

SCHEMA = {"current": "all migrations are applied", "behind": "not migrated", "unknown": "the database does not answer"}


class Command(BaseCommand):
    help = "Tells the version, whether the database has its schema, and what it runs on."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *, json: bool, **_: Any) -> None:
        found = _found()
        self.stdout.write(_as_json(found) if json else _as_lines(found))


def _found() -> Mapping[str, Any]:
    schema, missing, engine = "unknown", list[str](), None
    try:
        missing = unapplied()
        schema, engine = ("behind" if missing else "current"), f"{connection.display_name} {version(connection.vendor)}"
    except (DatabaseError, InterfaceError):
        pass
    return {
        "version": VERSION,
        "schema": schema,
        "unapplied": missing,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": engine,
    }


def _as_json(found: Mapping[str, Any]) -> str:
    return json.dumps(found)


def _as_lines(found: Mapping[str, Any]) -> str:
    schema = SCHEMA[found["schema"]] + (f": {', '.join(found['unapplied'])}" if found["unapplied"] else "")
    engine = f", {found['database']}" if found["database"] else ""
    return (
        f"Reward Ledger {found['version']}\n"
        f"Schema: {schema}\n"
        f"Python {found['python']}, Django {found['django']}{engine}"
    )
