"""Whether the indexes and constraints that the models promise are there, and whether the database uses them."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Index, Model

from ledger.doctor.findings import Finding, notice, serious
from ledger.sql import deployment as sql
from ledger.sql.dialects import table
from ledger.sql.run import lines


def usable() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        for (name,) in lines(sql.INVALID_INDEXES):
            yield serious(
                f"The index {name} is invalid: making it was broken off.", f"REINDEX INDEX CONCURRENTLY {name};"
            )
    for model, there in _models():
        for index in model._meta.indexes:
            if index.name not in there:
                yield notice(
                    f"The index {index.name} is missing: what it is for reads the whole table.", _making(index, model)
                )


def promised() -> Iterator[Finding]:
    """What the ledger promises is held by these."""
    for model, there in _models():
        for constraint in model._meta.constraints:
            if constraint.name not in there:
                yield serious(
                    f"The constraint {constraint.name} is missing from {table(model)}.",
                    "Stop the servers and restore a backup that has it; "
                    "manage.py sqlmigrate ledger 0001 has its definition.",
                )


def _models() -> Iterator[tuple[type[Model], set[str]]]:
    """Each of the ledger's, with the names of all that its table has."""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("ledger").get_models():
            yield model, set(connection.introspection.get_constraints(cursor, table(model)))


def _making(index: Index, model: type[Model]) -> str:
    # Without a lock that webhooks would wait for.
    beside: dict[str, Any] = {"concurrently": True} if connection.vendor == "postgresql" else {}
    return f"{index.create_sql(model, connection.schema_editor(collect_sql=True), **beside)};"
