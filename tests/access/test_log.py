"""The access log keeps who did what, and never what nobody should read there."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from ledger.access import Unrevealed, Viewer, reveal, searches_for
from ledger.models import AccessLogEntry, ClaimedReward, Customer, WebhookSecret
from ledger.sealing import fingerprint
from tests.access.viewers import LEAD, person
from tests.admin.test_deciding import answer
from tests.admin.test_pages import read
from tests.admin.test_sources import KEY, form
from tests.admin.world import list_address, page_address
from tests.providers.fixture_files import fixture
from tests.roles import as_owner
from tests.sources import add_source, post

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


@pytest.fixture
def jane(db: None) -> Customer:
    return Customer.objects.create(source=add_source("stamply"), external_id="1", email="jane@example.com")


def acts() -> list[tuple[Any, ...]]:
    return list(AccessLogEntry.objects.order_by("pk").values_list("act", "user__username", "model", "row"))


def test_one_value_is_revealed_with_a_reason_and_remembered(jane: Customer) -> None:
    viewer = Viewer.of(person("Support agent"), address="203.0.113.7")

    assert reveal(viewer, jane, "email", reason=" She calls. ") == "jane@example.com"

    entry = AccessLogEntry.objects.get()
    assert acts() == [("reveal", "kim", "customer", jane.pk)]
    assert (entry.field, entry.reason, entry.address) == ("email", "She calls.", "203.0.113.7")
    assert "jane@" not in str(AccessLogEntry.objects.values().get())


@pytest.mark.parametrize(
    ("field", "reason"),
    [("email", " "), ("email", "x" * 1001), ("said", "why"), ("source__name", "why"), ("pk", "why")],
)
def test_nothing_is_revealed_without_a_reason_or_that_is_for_nobody(field: str, reason: str, jane: Customer) -> None:
    with pytest.raises(Unrevealed):
        reveal(Viewer.of(person("Support agent")), jane, field, reason=reason)
    assert acts() == []


def test_only_who_may_reveals(jane: Customer) -> None:
    with pytest.raises(PermissionDenied):
        reveal(LEAD, jane, "email", reason="why")
    assert acts() == []


def test_no_entry_is_changed_or_deleted(jane: Customer) -> None:
    reveal(Viewer.of(person("Support agent")), jane, "email", reason="why")
    for attempt in (AccessLogEntry.objects.all().delete, lambda: AccessLogEntry.objects.update(reason="other")):
        with pytest.raises(DatabaseError, match="never changed or deleted"), as_owner(), transaction.atomic():
            attempt()
    assert AccessLogEntry.objects.get().reason == "why"


def test_signing_in_is_logged_and_what_was_typed_is_not(client: Client) -> None:
    person("Analyst")
    for name, password in (("kim", PASSWORD), ("kim", "wrong"), ("my secret password", "x")):
        client.post("/admin/login/", {"username": name, "password": password}, REMOTE_ADDR="203.0.113.7")

    assert acts() == [
        ("sign_in", "kim", "", None),
        ("sign_in_failed", None, "", None),
        ("sign_in_failed", None, "", None),
    ]
    assert {entry.address for entry in AccessLogEntry.objects.all()} == {"203.0.113.7"}
    assert "secret" not in str(list(AccessLogEntry.objects.values()))
    assert [entry.act for entry in searches_for("KIM ")] == ["sign_in_failed", "sign_in"]


def test_an_exact_search_is_found_again_by_who_knows_it_and_read_by_nobody(staff: Client, jane: Customer) -> None:
    staff.get(list_address(Customer), {"q": "Jane@example.com"})

    assert acts() == [("search", "ana", "customer", None)]
    assert "jane" not in str(list(AccessLogEntry.objects.values())).lower()
    assert [entry.user for entry in searches_for(" jane@EXAMPLE.com")] == [User.objects.get()]
    assert "ana Search customer" in read(staff, f"{list_address(AccessLogEntry)}?q=jane@example.com")


def test_what_finds_somebody_in_a_sentence_is_logged_as_if_it_stood_alone(staff: Client, jane: Customer) -> None:
    sentence = "Mail from Jane@example.com please"
    ways: dict[str, Callable[[], object]] = {
        "a list": lambda: staff.get(list_address(Customer), {"q": sentence}),
        "the search": lambda: staff.post("/admin/search/", {"q": sentence}),
        "the question for what is missing": lambda: staff.post("/admin/missing/", {"who": sentence}),
    }
    for number, (way, look) in enumerate(ways.items(), 1):
        look()
        assert searches_for("jane@example.com").count() == searches_for(sentence).count() == number, way
    assert "jane" not in str(list(AccessLogEntry.objects.values())).lower()


def test_a_fingerprint_has_a_key_that_can_be_rotated(settings: Any) -> None:
    first, old = fingerprint("jane@example.com"), settings.LEDGER_ENCRYPTION_KEYS
    AccessLogEntry.objects.create(at="2026-01-01T00:00Z", act="search", digest=first)

    settings.LEDGER_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *old]

    assert fingerprint("jane@example.com") != first
    assert searches_for("jane@example.com").count() == 1


def test_secrets_and_decisions_are_logged(staff: Client) -> None:
    source = add_source("stamply")
    post(source, fixture("stamply", "treat.given").payload)
    new = form(staff, source)
    staff.post(page_address(source), new | {"secrets-1-name": "second", "secrets-1-secret": KEY})
    second = WebhookSecret.objects.get(name="second")
    staff.post(page_address(source), form(staff, source) | {"secrets-0-retire": "on"})
    answer(staff, ClaimedReward.objects.get(), "voided")

    assert [(act, user, model) for act, user, model, _ in acts()] == [
        ("secret_added", "ana", "webhooksecret"),
        ("secret_retired", "ana", "webhooksecret"),
        ("decision", "ana", "decision"),
    ]
    assert AccessLogEntry.objects.filter(act="secret_added").get().row == second.pk
    assert KEY not in str(list(AccessLogEntry.objects.values()))


def test_the_log_is_for_administrators(jane: Customer) -> None:
    for role, status in (("Administrator", 200), ("Support lead", 403), ("Support agent", 403), ("Analyst", 403)):
        client = Client()
        client.force_login(person(role, name=role))
        assert client.get(list_address(AccessLogEntry)).status_code == status, role


def test_a_masked_agent_finds_by_what_was_typed_and_sees_it_on_its_hit(jane: Customer) -> None:
    client = Client()
    client.force_login(person("Support agent"))

    assert "j…@example.com" in read(client, list_address(Customer))
    assert "jane@example.com" in read(client, f"{list_address(Customer)}?q=JANE@example.com")
    assert "jane@" not in read(client, page_address(jane))
