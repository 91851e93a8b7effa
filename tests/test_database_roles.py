"""What the servers' role may not do, whether triggers are there or not; all other tests run as it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

import ledger.sql
from ledger.sql.install import install, lift
from ledger.sql.roles import MIGRATES, append_only_tables
from tests.roles import as_owner, give_rights, web_role

WRITTEN = Path(ledger.sql.__file__).with_name("roles.sql")


def test_the_file_is_what_the_models_say() -> None:
    out = StringIO()
    call_command("database_roles", stdout=out)
    assert WRITTEN.read_text() == out.getvalue(), "ledger/sql/roles.sql is not of today's models: run make roles"


if connection.vendor == "postgresql":
    DENIED = "permission denied|must be owner|must be superuser"
    FORBIDDEN = [
        *(
            statement.format(of)
            for of in append_only_tables()
            for statement in (
                "UPDATE {} SET id = id",
                "DELETE FROM {}",
                "TRUNCATE {} CASCADE",
                "ALTER TABLE {} DISABLE TRIGGER ALL",
                "DROP TRIGGER {0}_refuses_update ON {0}",
                "DROP TABLE {} CASCADE",
                "ALTER TABLE {} ADD COLUMN more int",
                "CREATE TRIGGER more BEFORE INSERT ON {} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            )
        ),
        *(statement.format(of) for of in MIGRATES for statement in ("DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES")),
        "TRUNCATE ledger_note",
        "SELECT setval('ledger_ledgerentry_id_seq', 1)",
        "CREATE TABLE more (id int)",
        "CREATE TEMPORARY TABLE more (id int)",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA more",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION ledger_refuse CASCADE",
        "SET session_replication_role = replica",
        "CREATE ROLE more",
    ]

    pytestmark = pytest.mark.django_db

    @pytest.mark.parametrize("statement", FORBIDDEN)
    def test_it_is_refused(statement: str) -> None:
        with as_owner():
            lift(connection)  # no trigger says it in the place of the rights
        if statement.startswith("DROP TRIGGER"):
            with as_owner():
                install(connection)
        with pytest.raises(DatabaseError, match=DENIED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_tables_of_later_migrations_can_be_written_and_what_only_grows_is_guarded_by_migrate() -> None:
        growing = append_only_tables()[0]
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE ledger_later (id bigserial)")
            cursor.execute(f'GRANT UPDATE, TRUNCATE ON {growing} TO "{web_role()}"')
            cursor.execute(f"GRANT DELETE ON {growing} TO PUBLIC")
            install(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_later DEFAULT VALUES; UPDATE ledger_later SET id = 7; DELETE FROM ledger_later"
            )
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [growing])
            assert cursor.fetchone() == (False,)

    def test_given_again_it_changes_nothing() -> None:
        with as_owner():
            before = rights()
            give_rights(web_role())
            assert rights() == before

    def rights() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, relacl::text FROM pg_class WHERE relname LIKE 'ledger\\_%' ORDER BY 1")
            return list(cursor.fetchall())

    def test_migrate_is_for_the_owner_and_says_so() -> None:
        with pytest.raises(CommandError, match="may not migrate: the tables are "):
            call_command("migrate", verbosity=0)
