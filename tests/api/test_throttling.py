"""How often one may ask is counted once for all workers, and told on every answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from ledger.api import throttling
from ledger.models import Quota
from ledger.sql.quotas import count
from tests.access.viewers import person
from tests.api.door import knock, make_token
from tests.test_concurrency import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.door")]
WRONG = "ledger_" + 64 * "0"


class Clock:
    now = 1_900_000_000.5


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[type[Clock]]:
    """The time as the count sees it; three requests a minute."""
    monkeypatch.setattr("ledger.api.throttling.time.time", lambda: Clock.now)
    settings.API_RATE = "3/m"
    before = Clock.now
    yield Clock
    Clock.now = before


@pytest.fixture
def kim() -> User:
    return person("Analyst")


def told(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer["RateLimit-Policy"], answer["RateLimit"]


def test_every_answer_tells_the_policy_and_what_is_left_of_it(kim: User, clock: type[Clock]) -> None:
    token = make_token(kim).in_clear
    policy, answers = '"token";q=3;w=60', []
    for _ in range(4):
        answers.append(knock(token))
        clock.now += 10

    assert [told(answer) for answer in answers] == [
        (200, policy, '"token";r=2;t=60'),
        (200, policy, '"token";r=1;t=50'),
        (200, policy, '"token";r=0;t=40'),
        (429, policy, '"token";r=0;t=30'),
    ]
    assert answers[3]["Retry-After"] == "30"
    assert not answers[0].has_header("Retry-After")


def test_after_the_wait_one_may_ask_again(kim: User, clock: type[Clock]) -> None:
    token = make_token(kim).in_clear
    statuses = []
    for seconds in (0, 0, 0, 0, 59, 1):
        clock.now += seconds
        statuses.append(knock(token).status_code)

    assert statuses == [200, 200, 200, 429, 429, 200]


def test_tokens_and_sessions_of_one_person_are_counted_apart(kim: User) -> None:
    client = Client()
    client.force_login(kim)
    tokens = [make_token(kim, name=name).in_clear for name in ("Warehouse", "Dashboard")]
    for _ in range(4):
        knock(tokens[0])

    assert knock(tokens[0]).status_code == 429
    assert told(knock(tokens[1]))[2] == '"token";r=2;t=60'
    assert told(knock(client=client)) == (200, '"user";q=3;w=60', '"user";r=2;t=60')


@pytest.mark.parametrize(("role", "accept", "status"), [(None, "*/*", 403), ("Analyst", "image/png", 406)])
def test_whoever_is_refused_is_counted_too(role: str | None, accept: str, status: int) -> None:
    token = make_token(person(role)).in_clear
    answers = [knock(token, headers={"accept": accept}) for _ in range(4)]

    assert [told(answer)[2] for answer in answers[:3]] == [f'"token";r={left};t=60' for left in (2, 1, 0)]
    assert [answer.status_code for answer in answers] == [status, status, status, 429]


@pytest.mark.parametrize("token", ["", WRONG, "no token"])
def test_strangers_are_counted_by_address(token: str, monkeypatch: pytest.MonkeyPatch, kim: User) -> None:
    monkeypatch.setattr(throttling, "STRANGERS", "2/m")
    here, there = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    answers = [knock(token, client=here) for _ in range(3)]

    assert [told(answer) for answer in answers] == [
        (401, '"address";q=2;w=60', '"address";r=1;t=60'),
        (401, '"address";q=2;w=60', '"address";r=0;t=60'),
        (429, '"address";q=2;w=60', '"address";r=0;t=60'),
    ]
    assert knock(token, client=there).status_code == 401
    # A colleague behind the same address is not locked out by a forgotten script.
    assert knock(make_token(kim).in_clear, client=here).status_code == 200


def test_new_address_of_the_same_network_is_no_new_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "STRANGERS", "1/m")
    addresses = ["2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"]

    assert [knock(WRONG, client=Client(REMOTE_ADDR=one)).status_code for one in addresses] == [401, 429, 401]


def test_address_is_a_header_s_only_where_a_proxy_is_trusted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(throttling, "STRANGERS", "1/m")
    proxied = [{"x-forwarded-for": f"203.0.113.{one}"} for one in (1, 2)]
    assert [knock(WRONG, headers=said).status_code for said in proxied] == [401, 429]
    settings.TRUSTED_PROXIES = 1
    assert [knock(WRONG, headers=said).status_code for said in proxied] == [401, 401]


def test_addresses_are_forgotten_once_they_are_over(clock: type[Clock], kim: User) -> None:
    for one in range(5):
        knock(client=Client(REMOTE_ADDR=f"203.0.113.{one}"))
    clock.now += 86_401
    knock(make_token(kim).in_clear)
    assert Quota.objects.count() == 6

    knock(client=Client(REMOTE_ADDR="203.0.113.9"))

    assert set(Quota.objects.values_list("key", flat=True)) == {
        "address 203.0.113.9",
        f"token {kim.api_tokens.get().pk}",
    }


def test_worker_whose_clock_is_behind_begins_no_new_window() -> None:
    answers = [count("token 1", window=60, now=now) for now in (120, 119, 60, 179, 180, 121)]

    assert answers == [(120, 1), (120, 2), (120, 3), (120, 4), (180, 1), (180, 2)]


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_count_at_once_none_is_missed() -> None:
    workers, each = (12, 40) if connection.vendor == "postgresql" else (4, 10)

    def ask() -> list[int]:
        return [count("token 1", window=60, now=120)[1] for _ in range(each)]

    counted = [used for answer in at_once(*[ask] * workers) for used in answer]

    assert sorted(counted) == list(range(1, workers * each + 1))


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_let_in_as_often_as_the_policy_says(kim: User) -> None:
    token = make_token(kim).in_clear

    statuses = at_once(*[lambda: knock(token).status_code] * 8)

    assert sorted(statuses) == [200] * 3 + [429] * 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such tables")
def test_no_request_waits_for_the_disk_with_its_count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'ledger_quota'")
        assert cursor.fetchone() == ("u",)
