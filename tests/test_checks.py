"""An unsafe set-up is refused by name, with what to do about it."""

import sqlite3
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as configured
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from ledger import checks
from ledger.reports import roll_up
from ledger.sql.install import lift
from ledger.sql.roles import append_only_tables
from ledger.sql.writer import recording_function
from tests.reports.history import Line, World
from tests.roles import as_owner
from tests.sources import add_source

pytestmark = pytest.mark.both_engines

SAFE: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": "a key of our own",
    "ALLOWED_HOSTS": ["rewards.example.com"],
    "HTTPS": True,
    "LEDGER_ENCRYPTION_KEYS": [Fernet.generate_key().decode()],
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, [], id="production, all set"),
        pytest.param({"SECRET_KEY": configured.INSECURE_SECRET_KEY}, ["ledger.E001"], id="the developer's secret key"),
        pytest.param({"ALLOWED_HOSTS": []}, ["ledger.E002"], id="no host"),
        pytest.param({"LEDGER_ENCRYPTION_KEYS": []}, ["ledger.E003"], id="no encryption key"),
        pytest.param({"LEDGER_ENCRYPTION_KEYS": ["abc"]}, ["ledger.E004"], id="no Fernet key"),
        pytest.param({"DEBUG": True}, ["ledger.E005"], id="debug in public"),
        pytest.param({"HTTPS": False}, ["ledger.W001"], id="logins in the clear"),
        pytest.param({"HTTPS": False, "ALLOWED_HOSTS": ["127.0.0.1"]}, [], id="on this machine alone"),
        pytest.param(
            {
                "DEBUG": True,
                "SECRET_KEY": configured.INSECURE_SECRET_KEY,
                "ALLOWED_HOSTS": ["shop.localhost"],
                "HTTPS": False,
            },
            [],
            id="a developer's defaults",
        ),
    ],
)
def test_an_unsafe_production_is_refused(settings: Any, changed: dict[str, Any], expected: list[str]) -> None:
    for name, value in (SAFE | changed).items():
        setattr(settings, name, value)

    found = [message for message in run_checks(tags=["security"]) if str(message.id).startswith("ledger.")]

    assert [message.id for message in found] == expected
    assert all(message.hint for message in found)


def test_a_wrong_key_is_named_by_its_place_and_not_shown(settings: Any) -> None:
    settings.LEDGER_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), "a mistyped key"]

    [refusal] = checks.secrets_can_be_encrypted(None)

    assert refusal.msg == "LEDGER_ENCRYPTION_KEYS: number 2 is not a Fernet key."


def test_sqlite_without_json_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    uses_sqlite = configured.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"

    found = [message.id for message in checks.sqlite_reads_json(None)]

    assert found == (["ledger.E006"] if uses_sqlite else [])


TOLD = {"ALARM_DESK_URL": "https://rewards.example.com"}
MAILED = {"ALARM_EMAILS": ["ops@example.com"], "ALARM_EMAIL_FROM": "rewards@example.com"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, [], id="nobody is told"),
        pytest.param(TOLD | MAILED, [], id="by mail"),
        pytest.param(TOLD | {"ALARM_WEBHOOK_URL": "https://hooks.example.com/1"}, [], id="by webhook"),
        pytest.param(TOLD | {"ALARM_WEBHOOK_URL": "http://127.0.0.1:9000/"}, [], id="by webhook, to this machine"),
        pytest.param(
            {"ALARM_WEBHOOK_URL": "http://hooks.example.com/1"}, [("E007", "in the clear")], id="in the clear"
        ),
        pytest.param({"ALARM_WEBHOOK_URL": "hooks.example.com"}, [("E007", "in the clear")], id="no address"),
        pytest.param({"ALARM_WEBHOOK_URL": "http://[::1"}, [("E007", "in the clear")], id="a broken address"),
        pytest.param(MAILED, [("W007", "have no link")], id="without a link"),
        pytest.param(TOLD | {"ALARM_EMAIL_FROM": "rewards@example.com"}, [("W007", "no mail is sent")], id="to nobody"),
        pytest.param(TOLD | {"ALARM_EMAILS": ["ops@example.com"]}, [("W007", "webmaster@localhost")], id="from nobody"),
        pytest.param({"ALARM_WEBHOOK_SECRET": "abc"}, [("W007", "nothing is posted")], id="a secret alone"),
    ],
)
def test_alarms_that_could_not_be_told_are_named(
    settings: Any, changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)

    found = checks.alarms_can_be_told(None)

    assert [str(message.id) for message in found] == [f"ledger.{number}" for number, _ in expected]
    assert all(words in message.msg and message.hint for message, (_, words) in zip(found, expected, strict=True))


def database_messages() -> list[tuple[str, str]]:
    found = run_checks(tags=["database"], databases=["default"])
    # Django keeps its checks in a set: their order says nothing.
    return sorted((str(message.id), message.msg) for message in found if str(message.id).startswith("ledger."))


@pytest.mark.django_db
def test_missing_trigger_and_recording_function_are_named() -> None:
    assert database_messages() == []
    with as_owner():
        lift(connection)
    acts = ["update", "delete", "truncate"] if connection.vendor == "postgresql" else ["update", "delete"]
    expected = [f"{table}_refuses_{act}" for table in append_only_tables() for act in acts]
    if connection.vendor == "postgresql":
        function, _ = recording_function()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"DROP FUNCTION {function}")
        expected.append(function)
    text = "The database has no {}: the ledger is not protected."
    assert database_messages() == sorted(("ledger.W003", text.format(name)) for name in expected)


@pytest.mark.django_db
def test_source_without_a_secret_or_of_an_unknown_provider_is_named() -> None:
    add_source("stamply")
    add_source("stamply", slug="open", secret=None)
    add_source("nobody", slug="lost")
    assert database_messages() == [
        ("ledger.W002", "Webhooks of open are refused: no secret is set."),
        ("ledger.W004", "Source lost is of nobody, which nothing here reads."),
    ]


@pytest.mark.django_db
def test_missing_index_by_name_is_named_and_made_anew() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX ledger_customer_by_name")
    text = "The database has no ledger_customer_by_name: a search by name reads all names."
    assert database_messages() == [("ledger.W005", text)]
    with as_owner():
        call_command("migrate", verbosity=0)
    assert database_messages() == []


@pytest.mark.django_db
def test_ledger_that_nobody_rolls_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_NOT_ROLLED_UP", 1)
    world, now = World(), timezone.now()
    told = "More than 1 entries are not rolled up: reports are slow, and soon have no answer."

    def of_roll_ups() -> list[str]:
        return [text for number, text in database_messages() if number == "ledger.W006"]

    world.write([Line(occurred_at=now, recorded_at=now)])
    assert of_roll_ups() == []
    world.write([Line(occurred_at=now, recorded_at=now)])
    assert of_roll_ups() == [told]
    roll_up()
    assert of_roll_ups() == []
    world.write([Line(occurred_at=now, recorded_at=timezone.now())] * 2)
    assert of_roll_ups() == [told]


@pytest.mark.django_db
def test_migrate_makes_anew_what_is_missing() -> None:
    with as_owner():
        lift(connection)
        call_command("migrate", verbosity=0)
    assert database_messages() == []
