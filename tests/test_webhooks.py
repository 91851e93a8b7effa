"""The entrance: what is answered, and what is kept."""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Refusal, WebhookSecret
from ledger.providers import all_providers
from ledger.sql.writer import recording_function
from tests.providers.fixture_files import Fixture, fixture, fixtures
from tests.roles import as_owner
from tests.sources import SECRET, add_source, address, post, signature

pytestmark = pytest.mark.django_db

every_provider = pytest.mark.parametrize("slug", list(all_providers()))
every_fixture = pytest.mark.parametrize("given", fixtures(), ids=str)


def claim_of(slug: str) -> Fixture:
    """A fixture of the provider that makes a claim."""
    return next(one for one in fixtures() if one.provider == slug and one.state == "recorded" and one.facts.claims)


def counts() -> tuple[int, int, int]:
    return InboundEvent.objects.count(), ClaimedReward.objects.count(), LedgerEntry.objects.count()


@every_fixture
def test_every_fixture_is_answered_and_kept_as_it_came(given: Fixture) -> None:
    source = add_source(given.provider)
    status, said = post(source, given.payload, **given.headers)
    event = InboundEvent.objects.get(pk=said["event"])
    assert (status, said["state"], event.state) == (200, given.state, given.state)
    assert bytes(event.body) == given.payload
    assert (event.external_id, event.secret) == (
        given.meaning.get("event_id", given.stand_in_id),
        source.secrets.get(),
    )
    assert event.faults == given.faults
    assert set(ClaimedReward.objects.values_list("external_id", flat=True)) == {
        claim.external_id for claim in given.facts.claims
    }


@every_provider
def test_repeat_is_answered_with_the_first_and_not_counted_twice(slug: str) -> None:
    source, claim = add_source(slug), claim_of(slug)
    _, first = post(source, claim.payload, **claim.headers)
    before = counts()
    again = [post(source, claim.payload, **claim.headers) for _ in range(2)]
    assert again == [(200, {"event": first["event"], "state": "duplicate"})] * 2
    assert (counts(), InboundEvent.objects.get().repeats) == (before, 2)


@every_provider
def test_same_claim_in_other_bytes_is_another_event_of_one_claim(slug: str) -> None:
    source, claim = add_source(slug), claim_of(slug)
    post(source, claim.payload, **claim.headers)
    status, said = post(source, claim.payload + b"\n", **claim.headers)
    assert (status, said["state"], counts()) == (200, "recorded", (2, 1, 1))


@every_provider
def test_unsigned_or_wrongly_signed_is_refused_and_counted(slug: str) -> None:
    source, claim = add_source(slug), claim_of(slug)
    unsigned = Client().post(address(source), claim.payload, content_type="application/json")
    wrong = post(source, claim.payload, secret="another")
    assert (unsigned.status_code, wrong[0], counts()) == (401, 401, (0, 0, 0))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    refused = Refusal.objects.order_by("cause").values_list("source", "hour", "cause", "count")
    assert list(refused) == [(source.pk, hour, "no_signature", 1), (source.pk, hour, "wrong_signature", 1)]
    post(source, claim.payload, secret="another")
    assert Refusal.objects.get(cause="wrong_signature").count == 2


@every_provider
def test_source_without_a_secret_refuses_everything(slug: str) -> None:
    source, claim = add_source(slug, secret=None), claim_of(slug)
    assert post(source, claim.payload, secret="")[0] == 401
    assert (Refusal.objects.get().cause, counts()) == ("no_secret", (0, 0, 0))


def test_refusal_is_logged_without_the_body(caplog: pytest.LogCaptureFixture) -> None:
    source, claim = add_source("stamply"), fixture("stamply", "treat.given")
    post(source, claim.payload, secret="another")
    logged: list[Any] = [record.msg for record in caplog.records if "webhook_refused" in str(record.msg)]
    (said,) = logged
    # A number may be in the time, or in the request's id.
    told = [value for value in json.loads(claim.payload)["guest"].values() if isinstance(value, str)]
    assert told
    assert not [value for value in told if value in str(said)]


@every_provider
def test_every_live_secret_is_accepted_and_a_retired_one_is_not(slug: str) -> None:
    source, claim = add_source(slug), claim_of(slug)
    new = WebhookSecret.of(source, "second", name="second")
    new.save()
    assert [post(source, claim.payload, secret=secret)[0] for secret in (SECRET, "second")] == [200, 200]
    source.secrets.exclude(pk=new.pk).update(retired_at=timezone.now())
    assert [post(source, claim.payload, secret=secret)[0] for secret in (SECRET, "second")] == [401, 200]


def test_signature_of_another_source_or_provider_is_refused() -> None:
    mine, other = add_source("stamply"), add_source("stamply", slug="other", secret="other secret")
    claim = fixture("stamply", "treat.given")
    headers = signature(other, claim.payload, secret="other secret")
    sent = Client().post(address(mine), claim.payload, content_type="application/json", headers=headers)
    elsewhere = Client().post(f"/webhooks/voucherify/{mine.slug}/", claim.payload, content_type="application/json")
    assert (sent.status_code, elsewhere.status_code, counts()) == (401, 404, (0, 0, 0))


def test_unknown_source_is_not_found_and_nothing_is_kept() -> None:
    sent = Client().post("/webhooks/stamply/nobody/", b"{}", content_type="application/json")
    assert (sent.status_code, counts(), Refusal.objects.count()) == (404, (0, 0, 0), 0)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_other_methods_are_not_allowed(method: str) -> None:
    assert getattr(Client(), method)(address(add_source("stamply"))).status_code == 405


def test_body_over_the_limit_is_too_large_and_one_at_the_limit_is_kept() -> None:
    source, limit = add_source("voucherify"), 10 * 1024 * 1024
    fits = b'"' + b"x" * (limit - 2) + b'"'
    assert (post(source, fits)[1]["state"], post(source, fits + b" ")[0], counts()) == ("failed", 413, (1, 0, 0))


@pytest.mark.parametrize(
    ("path", "headers", "content_type"),
    [
        ("/webhooks/voucherify/acme-voucherify", {}, "application/json"),
        ("/webhooks/voucherify/acme-voucherify/?format=xml", {}, "application/json"),
        ("/webhooks/voucherify/acme-voucherify/", {"accept": "text/xml"}, "application/json"),
        ("/webhooks/voucherify/acme-voucherify/", {"accept": "nonsense"}, "application/json"),
        ("/webhooks/voucherify/acme-voucherify/", {}, "text/plain; charset=utf-7"),
        ("/webhooks/voucherify/acme-voucherify/", {}, "multipart/form-data"),
        ("/webhooks/voucherify/acme-voucherify/", {}, "application/x-www-form-urlencoded"),
    ],
)
def test_odd_path_or_headers_are_no_reason_to_refuse(path: str, headers: dict[str, str], content_type: str) -> None:
    source, claim = add_source("voucherify"), claim_of("voucherify")
    signed = {**signature(source, claim.payload), **headers}
    sent = Client().generic("POST", path, claim.payload, content_type=content_type, headers=signed)
    assert (sent.status_code, sent.json()["state"]) == (200, "recorded")


def test_event_of_a_source_that_is_switched_off_is_kept_and_ignored() -> None:
    source, claim = add_source("voucherify", is_active=False), claim_of("voucherify")
    assert (post(source, claim.payload)[1]["state"], counts()) == ("ignored", (1, 0, 0))


@pytest.fixture
def database_is_away() -> Iterator[None]:
    with patch("ledger.webhooks.receive", side_effect=OperationalError("gone")):
        yield


@pytest.mark.usefixtures("database_is_away")
def test_database_away_asks_the_provider_to_send_it_again() -> None:
    source, claim = add_source("voucherify"), claim_of("voucherify")
    headers = signature(source, claim.payload)
    sent = Client().post(address(source), claim.payload, content_type="application/json", headers=headers)
    assert (sent.status_code, sent.headers["Retry-After"], counts()) == (503, "30", (0, 0, 0))


@pytest.mark.django_db(transaction=True)
def test_wait_over_its_bound_asks_the_provider_to_send_it_again() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's waits are bounded by its driver")
    source, claim = add_source("voucherify"), claim_of("voucherify")
    other = connection.copy()
    with other.cursor() as elsewhere, connection.cursor() as here:
        elsewhere.execute("BEGIN")
        elsewhere.execute("LOCK TABLE ledger_inboundevent IN EXCLUSIVE MODE")
        here.execute("SET lock_timeout = '50ms'")
        assert post(source, claim.payload)[0] == 503
        elsewhere.execute("ROLLBACK")
        here.execute("RESET lock_timeout")
    other.close()
    assert (post(source, claim.payload)[1]["state"], counts()) == ("recorded", (1, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_database_that_is_not_migrated_makes_no_event_fail() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no function to miss")
    source, claim = add_source("voucherify"), claim_of("voucherify")
    name, definition = recording_function()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION {name}")
    assert (post(source, claim.payload)[0], counts()) == (503, (0, 0, 0))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(definition)
    assert (post(source, claim.payload)[1]["state"], counts()) == ("recorded", (1, 1, 1))


def test_unreadable_event_of_a_source_that_is_switched_off_is_ignored() -> None:
    assert post(add_source("voucherify", is_active=False), b"not JSON")[1]["state"] == "ignored"


@pytest.mark.parametrize("topic", ["x" * 300, "x" * 255, "\u00e4" * 200])
def test_topic_in_a_header_is_bounded_as_one_in_the_body(topic: str) -> None:
    source = add_source("loyaltylion")
    status, said = post(source, b'{"id": "1", "payload": {}}', **{"x-loyaltylion-topic": topic})
    assert (status, said["state"]) == (200, "ignored")
    assert InboundEvent.objects.get().event_type in {topic, ""}


def test_headers_are_kept_without_those_that_let_others_in() -> None:
    source, claim = add_source("voucherify"), claim_of("voucherify")
    post(source, claim.payload, authorization="Bearer x", cookie="sessionid=x", **{"x-custom": "ä"})
    headers = InboundEvent.objects.get().headers
    assert ({"authorization", "cookie"} & set(headers), headers["x-custom"]) == (set(), "ä")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "kept"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (1, "not an address", None),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_proxy_is_believed_as_far_as_the_setting_says(
    settings: object, proxies: int, forwarded: str, kept: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    post(add_source("voucherify"), claim_of("voucherify").payload, **{"x-forwarded-for": forwarded})
    assert InboundEvent.objects.get().address == kept


@pytest.mark.django_db(transaction=True)
def test_new_event_costs_two_round_trips_on_postgresql() -> None:
    source, claim = add_source("voucherify"), claim_of("voucherify")
    with CaptureQueriesContext(connection) as queries:
        post(source, claim.payload)
    if connection.vendor == "postgresql":
        assert len(queries) == 2
    assert counts() == (1, 1, 1)


def test_webhook_passes_by_what_is_for_browsers_alone() -> None:
    source, claim = add_source("voucherify"), claim_of("voucherify")
    headers = signature(source, claim.payload)
    sent = Client().post(address(source), claim.payload, content_type="application/json", headers=headers)
    assert int(sent.headers["Content-Length"]) == len(sent.content)
    assert "Content-Security-Policy" not in sent.headers
    assert "Content-Security-Policy" in Client().get("/admin/login/").headers


def test_webhook_over_plain_http_is_redirected_where_https_is_asked_for(settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    source, claim = add_source("voucherify"), claim_of("voucherify")
    headers = signature(source, claim.payload)
    sent = Client().post(address(source), claim.payload, content_type="application/json", headers=headers)
    assert (sent.status_code, counts()) == (301, (0, 0, 0))
