"""What a server counts of its own work, and whom it tells."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from ledger.choices import EventState, Origin
from ledger.inbox import Delivery, receive
from ledger.metrics import seconds
from ledger.models import Alarm, Source
from ledger.operating import figures, scraping
from ledger.reports.rolling import roll_up
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-tests"
Series = Mapping[str, float]


@pytest.fixture(autouse=True)
def _open_and_asked_anew(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(figures, "KEPT_SECONDS", 0.0)
    yield
    scraping.FIGURES_OF_THE_DATABASE.forget()


def scrape() -> Series:
    """Each series by its name and labels: `waiting{queue=held}`."""
    response = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    samples = (one for family in text_string_to_metric_families(response.text) for one in family.samples)
    return {series(one.name, one.labels): one.value for one in samples}


def series(name: str, labels: Mapping[str, str]) -> str:
    inside = ",".join(f"{label}={value}" for label, value in sorted(labels.items()))
    return f"{name.removeprefix('reward_ledger_')}{{{inside}}}"


def more(before: Series, after: Series, begins: str) -> Series:
    """By how much the series have grown; those that have not are left out."""
    grown = {name: value - before.get(name, 0) for name, value in after.items() if name.startswith(begins)}
    return {name: value for name, value in grown.items() if value}


def test_webhooks_are_counted_by_source_and_what_became_of_them() -> None:
    source, claim = add_source("stamply", slug="counted"), fixture("stamply", "treat.given")
    before = scrape()
    for body in (claim.payload, claim.payload, b"not json"):
        post(source, body)
    assert more(before, scrape(), "events_total") == {
        "events_total{source=counted,state=recorded}": 1,
        "events_total{source=counted,state=duplicate}": 1,
        "events_total{source=counted,state=failed}": 1,
    }


def test_refusals_are_counted_by_cause_and_unknown_sources_leave_no_label() -> None:
    source, claim = add_source("stamply", slug="guarded"), fixture("stamply", "treat.given")
    before = scrape()
    post(source, claim.payload, secret="another")
    Client().post("/webhooks/stamply/jo-example/", claim.payload, content_type="application/json")
    after = scrape()
    assert more(before, after, "refused_total") == {"refused_total{cause=wrong_signature,source=guarded}": 1}
    assert more(before, after, "request_seconds_count{method=POST") == {
        "request_seconds_count{method=POST,route=webhook-stamply,status=401}": 1,
        "request_seconds_count{method=POST,route=webhook-stamply,status=404}": 1,
    }
    assert not [name for name in after if "jo-example" in name]


def test_a_new_event_tells_how_long_it_was_under_way_and_how_long_storing_took() -> None:
    source, claim = add_source("stamply", slug="timed"), fixture("stamply", "treat.given")
    before = scrape()
    for _ in range(2):
        post(source, claim.payload)
    after = scrape()
    sent = timezone.now() - claim_sent(claim.payload)
    assert more(before, after, "under_way_seconds_count") == {"under_way_seconds_count{source=timed}": 1}
    assert after["under_way_seconds_sum{source=timed}"] == pytest.approx(sent.total_seconds(), abs=60)
    assert more(before, after, "recording_seconds_count") == {"recording_seconds_count{source=timed}": 2}
    assert 0 < after["recording_seconds_sum{source=timed}"] < 60


def claim_sent(body: bytes) -> datetime:
    source = Source.objects.get(slug="timed")
    event = source.events.get()
    assert (bytes(event.body), bool(event.sent_at)) == (body, True)
    return event.sent_at or datetime.max.replace(tzinfo=UTC)


def test_pages_are_timed_by_route() -> None:
    before = scrape()
    Client().get("/admin/login/")
    name = "request_seconds_count{method=GET,route=admin:login,status=200}"
    assert more(before, scrape(), "request_seconds_count{method=GET,route=admin") == {name: 1}


def test_queues_are_counted_and_imports_are_among_the_recent() -> None:
    source, claim = add_source("stamply", slug="queued"), fixture("stamply", "treat.given")
    post(source, b"not json")
    receive(source, [Delivery(body=claim.payload)], origin=Origin.IMPORT)
    told = scrape()
    assert [told[f"waiting{{queue={queue}}}"] for queue in ("failed", "held", "to_fulfil")] == [1, 0, 0]
    assert {name: value for name, value in told.items() if name.startswith("recent_events")} == {
        "recent_events{origin=webhook,source=queued,state=failed}": 1,
        "recent_events{origin=import,source=queued,state=recorded}": 1,
    }
    came = source.events.order_by("-id").values_list("received_at", flat=True)[0]
    assert told["newest_event_timestamp_seconds{source=queued}"] == pytest.approx(came.timestamp())


def test_a_queue_is_counted_no_further_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_WAITING", 2)
    source = add_source("stamply")
    receive(source, [Delivery(body=b"not json %d" % number) for number in range(5)], origin=Origin.IMPORT)
    assert source.events.filter(state=EventState.FAILED).count() == 5
    assert scrape()["waiting{queue=failed}"] == 2


def test_open_alarms_are_counted_and_those_that_are_over_are_not() -> None:
    source, now = add_source("stamply", slug="quiet"), timezone.now()
    times = {"since": now, "opened_at": now, "seen_at": now, "said": "Nothing has come."}
    for kind, closed_at in (("silent", None), ("silent", now), ("refused", now)):
        Alarm.objects.create(source=source, kind=kind, closed_at=closed_at, **times)
    told = {name: value for name, value in scrape().items() if name.startswith("alarms_open")}
    assert told == {"alarms_open{kind=silent,source=quiet}": 1}


def test_how_far_reports_are_rolled_up_is_told() -> None:
    until = roll_up()
    assert scrape()["rolled_up_timestamp_seconds{zone=UTC}"] == pytest.approx(until.timestamp())


def test_the_database_is_asked_once_for_many_scrapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "KEPT_SECONDS", 15.0)
    scrape()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            scrape()
    assert [query["sql"] for query in queries] == []


def test_what_was_counted_is_told_without_the_database() -> None:
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("away")):
        told = scrape()
    assert (told["database_up{}"], [name for name in told if name.startswith("waiting")]) == (0, [])
    assert [name for name in told if name.startswith("request_seconds")]


def ask(**given: Any) -> int:
    return Client(REMOTE_ADDR=given.pop("address", "192.0.2.9")).get("/metrics", headers=given).status_code


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", f"Token {TOKEN}", TOKEN, "Bearer \udce9"])
def test_without_the_token_there_is_no_such_page(authorization: str) -> None:
    assert ask(authorization=authorization) == 404


def test_switched_off_there_is_no_such_page(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert [ask(authorization="Bearer "), ask(authorization=f"Bearer {TOKEN}"), ask()] == [404] * 3


def test_an_address_that_is_given_needs_no_token(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    settings.METRICS_ADDRESSES = [ip_network("10.1.0.0/16"), ip_network("2001:db8::7")]
    asked = ["10.1.2.3", "2001:db8::7", "10.2.0.1", "2001:db8::8"]
    assert [ask(address=address) for address in asked] == [200, 200, 404, 404]


def test_a_stranger_s_word_for_an_address_opens_nothing(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    settings.METRICS_ADDRESSES = [ip_network("10.1.0.0/16")]
    assert ask(**{"x-forwarded-for": "10.1.2.3"}) == 404


def test_a_scraper_asks_by_address_over_plain_http(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["rewards.example.com"]
    assert ask(authorization=f"Bearer {TOKEN}", host="10.0.0.7:8000") == 200


COUNT_TOGETHER = """
import json, os, sys
from rewards_site.wsgi import application
from django.test import Client
Client().get("/healthz")
print(json.dumps(Client().get("/metrics", headers={"authorization": "Bearer together"}).text))
"""


def test_processes_of_a_server_count_together(tmp_path: Path) -> None:
    directory = tmp_path / "metrics"
    env = os.environ | {"METRICS_TOKEN": "together", "METRICS_DIRECTORY": str(directory), "ALLOWED_HOSTS": "testserver"}
    texts = [run(COUNT_TOGETHER, env) for _ in range(2)]
    line = 'reward_ledger_request_seconds_count{method="GET",route="healthz",status="200"}'
    assert [f"{line} {count}.0" in text for count, text in enumerate(texts, start=1)] == [True, True]


def run(code: str, env: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=configured.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    return str(json.loads(done.stdout.splitlines()[-1]))


def test_a_mistyped_address_is_named_at_the_start() -> None:
    env = os.environ | {"METRICS_ADDRESSES": "10.0.0.300"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=configured.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "METRICS_ADDRESSES: '10.0.0.300' does not appear to be" in done.stderr) == (1, True)


def test_clocks_that_differ_make_no_negative_time() -> None:
    assert [seconds(timedelta(seconds=2)), seconds(timedelta(seconds=-2))] == [2.0, 0.0]
