"""Signing in, below what a browser shows: how long it lasts, what is kept of it, and whom it concerns."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger import sessions
from ledger.admin.second_factor import carried, carry, new_secret, otpauth, set_up
from ledger.admin.sign_in import HALF_SECONDS
from ledger.models import Customer, RecoveryCode, SecondFactor, Source
from ledger.models.second_factors import step_of
from ledger.sealing import seal
from tests.admin.world import list_address, things
from tests.providers.fixture_files import fixture
from tests.sources import post

PASSWORD = "a long one of the tests"
HOUR = 3600


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana", password=PASSWORD, is_staff=True, is_superuser=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The time as sessions see it; add to ``now``."""

    class Clock:
        now = 1_900_000_000.0

    monkeypatch.setattr("ledger.sessions.time.time", lambda: Clock.now)
    return Clock


def give(client: Client, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/admin/login/", {"username": "ana", "password": password}, headers=headers)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_session_ends_when_nobody_is_there(ana: User, clock: Any) -> None:
    client = Client()
    give(client)
    for minutes, expected in ((59, True), (59, True), (61, False)):
        clock.now += 60 * minutes
        assert is_in(client) is expected
    assert not Session.objects.exists()


def test_session_ends_after_a_shift_however_busy(ana: User, clock: Any, settings: Any) -> None:
    client = Client()
    give(client)
    for _ in range(2 * settings.SESSION_HOURS - 1):
        clock.now += HOUR / 2
        assert is_in(client)
    clock.now += HOUR / 2
    assert not is_in(client)


def test_session_is_written_once_a_minute_at_most(ana: User, clock: Any) -> None:
    client = Client()
    give(client)
    with CaptureQueriesContext(connection) as captured:
        for _ in range(4):
            clock.now += sessions.PRECISION / 4
            client.get("/admin/")
    assert sum(query["sql"].startswith('UPDATE "django_session"') for query in captured) == 1


def test_session_begun_under_other_rules_is_over() -> None:
    assert sessions.is_over({}, 1_900_000_000)


@pytest.mark.parametrize(("proxies", "said", "is_locked"), [(0, "203.0.113.9", True), (1, "203.0.113.9", False)])
def test_lock_is_of_a_name_at_an_address(ana: User, settings: Any, proxies: int, said: str, is_locked: bool) -> None:  # noqa: FBT001
    """Another address can be claimed by a header only where a proxy is trusted to write it."""
    settings.TRUSTED_PROXIES = proxies
    for _ in range(settings.AXES_FAILURE_LIMIT):
        give(Client(), "wrong", **{"x-forwarded-for": "198.51.100.1"})

    answer = give(Client(), **{"x-forwarded-for": said})

    assert answer.status_code == (429 if is_locked else 302)
    assert give(Client(), **{"x-forwarded-for": "198.51.100.1"}).status_code == 429


def test_right_password_alone_is_nobody_where_there_is_a_second_factor(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    SecondFactor.of(ana, new_secret()).save()
    client = Client()

    assert give(client)["Location"] == "/admin/login/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/login/code/").status_code == 200
    ana.set_password("changed meanwhile")
    ana.save()
    assert client.get("/admin/login/code/")["Location"] == "/admin/login/"


def test_half_a_sign_in_does_not_last(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    SecondFactor.of(ana, new_secret()).save()
    client = Client()
    give(client)
    since = client.session["half signed in"]["since"]
    monkeypatch.setattr("ledger.admin.sign_in.time.time", lambda: since + HALF_SECONDS)

    assert client.get("/admin/login/code/")["Location"] == "/admin/login/"


def test_code_counts_once_and_wrong_ones_make_the_next_wait(ana: User) -> None:
    factor = SecondFactor.of(ana, new_secret())
    factor.save()
    codes = factor.new_recovery_codes()

    assert [factor.verify_token(codes[0]), factor.verify_token(codes[0])] == [True, False]
    assert not factor.verify_token(codes[1])  # too soon
    factor.throttle_reset()
    assert factor.verify_token(f" {codes[1].upper().replace('-', ' ')} ")
    assert RecoveryCode.objects.count() == len(codes) - 2


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\uff11" * 6, "-12345", "9" * 5000])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert step_of(new_secret(), code) is None


def test_secret_goes_through_the_browser_for_one_person_alone(ana: User) -> None:
    other, secret = User.objects.create_user("bo"), new_secret()
    assert carried(ana, carry(ana, secret)) == secret
    assert [carried(other, carry(ana, secret)), carried(ana, seal(secret).decode()), carried(ana, "x")] == [None] * 3
    assert set_up(ana, secret, "000000x") is None
    assert otpauth(ana, secret) == (f"otpauth://totp/Reward%20Ledger%3Aana?secret={secret}&issuer=Reward%20Ledger")


def test_lost_phone_is_dealt_with_by_whoever_may(ana: User) -> None:
    factor = SecondFactor.of(User.objects.create_user("bo", is_staff=True), new_secret())
    factor.save()
    client = Client()
    client.force_login(ana)

    client.post(f"/admin/ledger/secondfactor/{factor.pk}/delete/", {"post": "yes"})

    assert not SecondFactor.objects.exists()


def test_webhook_asks_for_no_session_and_no_person(source: Source) -> None:
    body = fixture("voucherify", "customer.rewarded").payload
    with CaptureQueriesContext(connection) as captured:
        assert post(source, body)[0] == 200
    tables = ("django_session", "auth_user", "axes_", "secondfactor")
    assert not [query["sql"] for query in captured if any(table in query["sql"] for table in tables)]


def test_search_is_posted_and_stands_sealed_in_the_address(staff: Client, source: Source) -> None:
    things(source, number=1, word="Jo")
    things(source, number=2, word="Jo")

    answer = staff.post("/admin/search/", {"q": " Jo@example.com "})

    assert answer.status_code == 302
    assert "example" not in answer["Location"]
    page = staff.get(answer["Location"])
    assert page.context["term"] == "Jo@example.com"
    assert [table.title for table in page.context["tables"]][:2] == ["Claimed rewards", "Customers"]


@pytest.mark.parametrize("sealed", ["", "x", "é", "a@example.com", "{secret}"])
def test_nothing_else_is_shown_as_what_was_searched_for(sealed: str, staff: Client) -> None:
    page = staff.get("/admin/search/", {"q": sealed.format(secret=seal("a signing secret").decode())})
    assert (page.status_code, page.context["term"], page.context["tables"]) == (200, "", [])


def test_one_thing_found_is_opened(staff: Client, source: Source) -> None:
    customer = Customer.objects.create(source=source, external_id="c1", name="Jo", email="jo@example.com")
    assert (
        staff.post("/admin/search/", {"q": "jo@example.com"})["Location"]
        == f"{list_address(Customer)}{customer.pk}/change/"
    )


def test_search_shows_only_what_the_person_may_see(staff_with: Any, source: Source) -> None:
    things(source, number=1, word="Jo")
    client = staff_with("view_customer")
    page = client.get(client.post("/admin/search/", {"q": "Jo na"})["Location"])
    assert page.status_code == 200
    assert [table.title for table in page.context.get("tables", ())] in ([], ["Customers"])


def test_new_settings_pass_the_checks(db: None) -> None:
    call_command("check", databases=["default"])
