"""Whether a server lives, and whether it can work."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger import readiness
from ledger.sql.install import install, lift
from tests.roles import as_owner


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


def ready() -> tuple[int, Any]:
    response = Client().get("/readyz")
    return response.status_code, response.json()


def test_a_server_lives_whatever_the_database_does() -> None:
    """No database is allowed here: it would fail if one were asked."""
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_a_server_that_can_work_is_ready() -> None:
    assert ready() == (200, {"ready": True, "reasons": []})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_asks_by_address_over_plain_http(settings: Any, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["rewards.example.com"]
    response = Client().get(path, headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, dict(response.cookies), response.headers["Cache-Control"]) == (200, {}, "no-store")


@pytest.mark.django_db
def test_pages_still_check_the_host_and_lead_to_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["rewards.example.com"]
    by_name = Client().get("/healthz/more", headers={"host": "rewards.example.com"})
    by_address = Client().get("/admin/login/", headers={"host": "10.0.0.7:8000"})
    assert (by_name.status_code, by_address.status_code) == (301, 400)


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_reason_without_details() -> None:
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("host 10.1.2.3 is down")):
        assert ready() == (503, {"ready": False, "reasons": ["database"]})


@pytest.mark.django_db
def test_a_migration_that_was_not_run_is_a_reason() -> None:
    with as_owner():
        MigrationRecorder(connection).record_unapplied("ledger", "0001_initial")
    assert ready() == (503, {"ready": False, "reasons": ["migrations"]})


@pytest.mark.django_db
def test_a_ledger_without_its_triggers_is_not_ready_until_they_are_back() -> None:
    with as_owner():
        lift(connection)
    assert ready() == (503, {"ready": False, "reasons": ["guards"]})
    with as_owner():
        install(connection)
    readiness.forget()
    assert ready()[0] == 200


@pytest.mark.django_db
def test_asked_again_and_again_it_costs_the_database_nothing() -> None:
    ready()
    with CaptureQueriesContext(connection) as queries:
        assert [ready()[0] for _ in range(5)] == [200] * 5
    assert [query["sql"] for query in queries] == []


@pytest.mark.django_db
def test_what_seldom_changes_is_looked_at_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(readiness, "monotonic", lambda: now)
    ready()
    counts = []
    for now in (1005.0, 1059.0, 1061.0):  # noqa: B007 - the clock reads it
        with CaptureQueriesContext(connection) as queries:
            ready()
        counts.append(len(queries))
    assert (counts[:2], counts[2] > 1) == ([1, 1], True)


def test_probes_are_only_read() -> None:
    assert [Client().post(path).status_code for path in ("/healthz", "/readyz")] == [405, 405]
