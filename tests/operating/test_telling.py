"""One line a request, an id in all lines of it, and nobody named."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.test import Client

from tests.providers.fixture_files import fixture
from tests.sources import add_source, post

pytestmark = pytest.mark.django_db

NEW = re.compile(r"[0-9a-f]{32}")
PROXY_S = "7f3a9c0e5b1d4e2f8a6b7c8d9e0f1a2b"


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """What was logged, as it would be written."""
    caplog.set_level(logging.INFO)
    return lambda: [written(record) for record in caplog.records]


def written(record: logging.LogRecord) -> dict[str, Any]:
    (formatter,) = (
        handler.formatter
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    )
    said: dict[str, Any] = json.loads(formatter.format(record))
    return said


def told(lines: Lines) -> list[dict[str, Any]]:
    return [line for line in lines() if line["event"] == "request"]


def test_a_request_is_told_in_one_line_by_its_route(lines: Lines) -> None:
    response = Client().get("/admin/ledger/customer/17/change/?q=jo@example.com")
    (line,) = told(lines)
    assert NEW.fullmatch(line.pop("request_id"))
    assert line.pop("ms") > 0
    assert line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "requests",
        "method": "GET",
        "route": "admin:ledger_customer_change",
        "status": response.status_code,
    }


def test_a_webhook_is_told_like_a_page(lines: Lines) -> None:
    claim = fixture("stamply", "treat.given")
    source = add_source("stamply")
    post(source, claim.payload)
    post(source, claim.payload, path=f"/webhooks/stamply/{source.slug}")
    assert [(line["method"], line["route"], line["status"]) for line in told(lines)] == [
        ("POST", "webhook-stamply", 200),
        ("POST", "webhook-stamply-without-slash", 200),
    ]


def test_all_lines_of_a_request_have_its_id_and_the_answer_too(lines: Lines) -> None:
    source = add_source("stamply")
    response = Client().post(f"/webhooks/stamply/{source.slug}/", b"{}", content_type="application/json")
    said = lines()
    assert [line["event"] for line in said] == ["webhook_refused", "request"]
    assert {line["request_id"] for line in said} == {response.headers["X-Request-ID"]}


def test_each_request_has_another_id() -> None:
    assert len({Client().get("/healthz").headers["X-Request-ID"] for _ in range(10)}) == 10


def test_a_trusted_proxy_s_id_is_taken_and_a_stranger_s_is_not(settings: Any) -> None:
    ids = []
    for settings.TRUSTED_PROXIES in (1, 0):
        ids.append(Client().get("/healthz", headers={"x-request-id": PROXY_S}).headers["X-Request-ID"])
    assert ids[0] == PROXY_S
    assert NEW.fullmatch(ids[1])
    assert ids[1] != PROXY_S


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 129, 'an "id"', "jo@example.com", "two\nlines.", "-leads-with-dash"]
)
def test_what_does_not_look_like_an_id_is_not_taken(settings: Any, given: str) -> None:
    settings.TRUSTED_PROXIES = 1
    assert NEW.fullmatch(Client().get("/healthz", headers={"x-request-id": given}).headers["X-Request-ID"])


def test_what_is_asked_every_few_seconds_is_not_told_while_it_is_well(lines: Lines) -> None:
    for path in ("/healthz", "/readyz"):
        assert Client().get(path).status_code == 200
    assert told(lines) == []


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/jo@example.com/", ("GET", "unknown", 404)),
        ("JO@EXAMPLE.COM", "/admin/login/", ("OTHER", "admin:login", 405)),
        (
            "GET",
            "/api/v1/claimed-rewards/by/acme/jo@example.com/?q=jo@example.com",
            ("GET", "api:claimed-rewards-by", 401),
        ),
    ],
)
def test_nothing_that_a_stranger_writes_into_a_request_is_logged(
    lines: Lines, method: str, path: str, expected: tuple[str, str, int]
) -> None:
    Client().generic(method, path, headers={"referer": "https://shop.test/jo@example.com"})
    assert [(line["method"], line["route"], line["status"]) for line in told(lines)] == [expected]
    assert "example.com" not in json.dumps(lines()).lower()


def test_half_a_character_spoils_no_line() -> None:
    record = logging.LogRecord("somewhere", logging.INFO, __file__, 1, "said %s", ("\ud83d",), None)
    assert written(record)["event"] == "said \ud83d"
