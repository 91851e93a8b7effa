"""Promise 4: the ledger only grows, whoever asks and however."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from ledger.models import LedgerEntry, Source
from ledger.sql.install import install, missing
from ledger.sql.roles import append_only_tables
from tests.providers.fixture_files import fixture
from tests.roles import as_owner
from tests.sources import add_source, post

TABLE = LedgerEntry._meta.db_table


@pytest.fixture
def entry(db: None) -> LedgerEntry:
    claim = fixture("stamply", "treat.given")
    post(add_source("stamply"), claim.payload)
    return LedgerEntry.objects.get()


def by_sql(statement: str) -> Callable[[LedgerEntry], None]:
    def run(_entry: LedgerEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


ATTEMPTS: dict[str, Callable[[LedgerEntry], object]] = {
    "save": lambda entry: entry.save(),
    "update": lambda _: LedgerEntry.objects.update(points=1),
    "bulk_update": lambda entry: LedgerEntry.objects.bulk_update([entry], ["points"]),
    "delete": lambda entry: entry.delete(),
    "delete all": lambda _: LedgerEntry.objects.all().delete(),
    "raw delete": lambda _: LedgerEntry.objects.all()._raw_delete("default"),
    "UPDATE": by_sql(f"UPDATE {TABLE} SET points = 1"),
    "DELETE": by_sql(f"DELETE FROM {TABLE}"),
}
if connection.vendor == "postgresql":
    ATTEMPTS["TRUNCATE"] = by_sql(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {TABLE} CASCADE")
else:
    ATTEMPTS["REPLACE"] = by_sql(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}")


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_entry_is_changed_or_deleted(entry: LedgerEntry, attempt: Callable[[LedgerEntry], object]) -> None:
    before = LedgerEntry.objects.values().get()
    with pytest.raises(DatabaseError, match="never changed or deleted"), as_owner(), transaction.atomic():
        attempt(entry)
    assert LedgerEntry.objects.values().get() == before


@pytest.mark.django_db
def test_every_table_that_only_grows_is_guarded() -> None:
    others = {"ledger_movement", "ledger_reading", "ledger_decision", "ledger_accesslogentry"}
    assert set(append_only_tables()) == {TABLE, *others}
    assert missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_guard_survives_a_migration_that_alters_the_table() -> None:
    """SQLite rebuilds the table, and its triggers are gone until migrate has ended."""
    state = ProjectState.from_apps(apps)
    operation = migrations.AlterField("ledgerentry", "title", models.CharField(max_length=300, null=True))
    altered = state.clone()
    operation.state_forwards("ledger", altered)
    with as_owner():
        with connection.schema_editor(atomic=True) as editor:
            operation.database_forwards("ledger", editor, state, altered)
        try:
            install(connection)
            assert missing(connection) == []
        finally:
            with connection.schema_editor(atomic=True) as editor:
                operation.database_backwards("ledger", editor, altered, state)
            install(connection)


@pytest.mark.django_db
def test_entries_that_do_not_alternate_are_refused_by_the_database(entry: LedgerEntry) -> None:
    twice = LedgerEntry.objects.get()
    twice.pk, twice.ordinal = None, 2
    with pytest.raises(DatabaseError, match="alternates"), transaction.atomic():
        twice.save()
    assert Source.objects.count() == LedgerEntry.objects.count() == 1
