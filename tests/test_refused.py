"""What is refused is counted, named, and kept within bounds where nobody can read it."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger import refusing
from ledger.admitting import admit, waiting
from ledger.choices import RefusalCause
from ledger.models import (
    Refusal,
    RefusalRoom,
    RefusedDelivery,
    Source,
    WebhookSecret,
)
from ledger.providers import all_providers
from ledger.refusing import KEPT_FOR, Bounds, look, opened
from tests.sources import SECRET, add_source, address, post, signature
from tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db

NEW = "not a secret either"
NOON = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
BODY = b'{"a": "Jane Doe",\n "b": [1, 2]}'


def rotate(source: Source, secret: str = NEW, *, name: str = "new") -> WebhookSecret:
    """Store what the provider signs with by now."""
    added = WebhookSecret.of(source, secret, name=name)
    added.save()
    return added


def in_the_room() -> dict[bool, int]:
    return dict(RefusalRoom.objects.values_list("is_signed", "count"))


def send(source: Source, body: bytes, headers: dict[str, str], *, path: str | None = None) -> int:
    sent = Client().post(path or address(source), body, content_type="application/json", headers=headers)
    return sent.status_code


@pytest.fixture
def source() -> Source:
    return add_source("voucherify")


@pytest.fixture
def bounds() -> Iterator[None]:
    """Small ones, of three signed deliveries."""
    small = {True: Bounds(most=3, most_bytes=10_000, rate=5), False: Bounds(most=2, most_bytes=10_000, rate=5)}
    with patch.object(refusing, "BOUNDS", small):
        yield


OTHER = {"x-loyaltylion-hmac-sha256": "c2lnbmVk"}
WRONG = {"x-voucherify-signature": "ab"}


@pytest.mark.parametrize(
    ("secret", "headers", "cause"),
    [
        (SECRET, {}, "no_signature"),
        (None, {}, "no_signature"),
        (SECRET, OTHER, "other_provider"),
        (None, WRONG, "no_secret"),
        (SECRET, WRONG, "wrong_signature"),
        (SECRET, OTHER | WRONG, "wrong_signature"),
    ],
)
def test_cause_is_named(secret: str | None, headers: dict[str, str], cause: str) -> None:
    source = add_source("voucherify", secret=secret)
    assert send(source, BODY, headers) == 401
    assert (Refusal.objects.get().cause, RefusedDelivery.objects.get().cause) == (cause, cause)


def test_closer_look_names_the_retired_secret(source: Source) -> None:
    old = source.secrets.get()
    rotate(source)
    source.secrets.filter(pk=old.pk).update(retired_at=NOON)
    post(source, BODY)
    kept = RefusedDelivery.objects.get()
    seen = look(all_providers()["voucherify"], opened(kept).request, list(source.secrets.all()))
    assert (Refusal.objects.get().cause, kept.cause) == ("wrong_signature", "retired_secret")
    assert (seen.cause, seen.secret, seen.change) == (RefusalCause.RETIRED_SECRET, old, "")


LAID_OUT, COMPACT = b'{\n  "a": 1\r\n}', b'{"a":1}'


@pytest.mark.parametrize(
    ("signed", "came", "change"),
    [
        (COMPACT, LAID_OUT, "white space was added to it"),
        (LAID_OUT, LAID_OUT + b"\r\n", "line ends were added to its end"),
        (LAID_OUT + b"\n", LAID_OUT, "the line end at its end was taken off"),
        (b"{\n1}", b"{\r\n1}", "its line ends were changed"),
    ],
)
def test_body_that_was_changed_is_told_and_never_admitted(signed: bytes, came: bytes, change: str) -> None:
    source = add_source("loyaltylion")
    assert send(source, came, dict(signature(source, signed))) == 401
    kept = RefusedDelivery.objects.get()
    seen = look(all_providers()["loyaltylion"], opened(kept).request, list(source.secrets.all()))
    assert (kept.cause, seen.change, seen.secret) == ("body_changed", change, source.secrets.get())
    assert admit(source, [kept.pk]) == {}


def test_nothing_of_it_can_be_read_in_the_table(source: Source) -> None:
    send(source, BODY, WRONG | {"x-name": "Jane Doe"}, path=address(source) + "?who=Jane+Doe")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_refuseddelivery")
        (row,) = cursor.fetchall()
    stored = b" ".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row)
    plain = (b"Jane", b"Doe", b"127.0.0.1", BODY)
    hidden = [spelt for word in plain for spelt in (word, word.hex().encode(), b64encode(word).rstrip(b"=")[:-1])]
    assert not [word for word in hidden if word in stored]
    away = opened(RefusedDelivery.objects.get())
    assert (away.request.body, away.request.headers["x-name"], away.address) == (BODY, "Jane Doe", "127.0.0.1")
    assert away.request.url == f"http://testserver{address(source)}?who=Jane+Doe"


def test_nothing_is_kept_for_an_unknown_source() -> None:
    assert Client().post("/webhooks/voucherify/nobody/", BODY, content_type="application/json").status_code == 404
    assert (RefusedDelivery.objects.count(), RefusalRoom.objects.count()) == (0, 0)


@pytest.mark.usefixtures("bounds")
def test_flood_is_counted_and_kept_within_bounds(source: Source) -> None:
    for _ in range(9):
        post(source, BODY, secret=NEW)
        send(source, BODY, {})
    assert dict(Refusal.objects.values_list("cause", "count")) == {"wrong_signature": 9, "no_signature": 9}
    assert (RefusedDelivery.objects.count(), in_the_room()) == (5, {True: 3, False: 2})


@pytest.mark.usefixtures("bounds")
def test_a_stranger_s_flood_takes_no_room_from_the_provider(source: Source) -> None:
    """Of the addresses that its signed events came from: neither of deliveries, nor of bytes, nor of a minute."""
    provider = Client(REMOTE_ADDR="203.0.113.7")
    taken = provider.post(address(source), BODY, "application/json", headers=signature(source, BODY))
    assert taken.status_code == 200
    for number in range(9):
        body = b"%d" % number * 1000
        Client(REMOTE_ADDR="198.51.100.9").post(address(source), body, "application/json", headers=WRONG)

    honest = signature(source, BODY, secret=NEW)
    for _ in range(2):
        provider.post(address(source), BODY, "application/json", headers=honest)

    kept = RefusedDelivery.objects.order_by("pk").values_list("is_known", flat=True)
    assert list(kept) == [False] * 3 + [True] * 2
    rotate(source)
    assert admit(source, list(waiting(source).values_list("pk", flat=True))).total() == 2
    assert dict(RefusalRoom.objects.values_list("is_known", "count")) == {False: 3, True: 0}


@pytest.mark.usefixtures("bounds")
def test_refusal_beyond_the_bounds_costs_the_statement_that_counts_it(source: Source) -> None:
    for _ in range(3):
        post(source, BODY, secret=NEW)
    with CaptureQueriesContext(connection) as queries:
        post(source, BODY, secret=NEW)
    assert len(queries) == 2  # whose it is, with its secrets; and the count
    assert "INSERT INTO ledger_refusal " in queries[1]["sql"]


@pytest.mark.usefixtures("bounds")
def test_room_that_is_given_back_is_used_again(source: Source) -> None:
    for minutes in range(4):
        with patch.object(timezone, "now", return_value=NOON + timedelta(minutes=minutes)):
            post(source, BODY, secret=NEW)
    rotate(source)
    assert admit(source, list(waiting(source).values_list("pk", flat=True))).total() == 3
    wrong = signature(source, BODY, secret="another")
    Client(REMOTE_ADDR="198.51.100.9").post(address(source), BODY, "application/json", headers=wrong)
    assert in_the_room() == {True: 1}
    assert RefusalRoom.objects.get().bytes == len(RefusedDelivery.objects.get().sealed)


@pytest.mark.usefixtures("bounds")
def test_bytes_are_bounded(source: Source) -> None:
    for size in (4000, 9000, 3000, 50):
        post(source, b"x" * size, secret=NEW)
    # A seal takes a third more: neither the second nor the third fits beside the first.
    assert list(RefusedDelivery.objects.order_by("pk").values_list("size", flat=True)) == [4000, 50]
    assert RefusalRoom.objects.get().bytes <= 10_000


def test_large_body_is_only_counted(source: Source) -> None:
    post(source, b"x" * (refusing.LARGEST + 1), secret=NEW)
    assert (Refusal.objects.get().count, RefusedDelivery.objects.count()) == (1, 0)


def test_no_more_are_kept_in_a_window_than_the_rate_allows(source: Source) -> None:
    slow = {True: Bounds(most=100, most_bytes=10**6, rate=2), False: Bounds(most=1, most_bytes=1, rate=1)}
    with patch.object(refusing, "BOUNDS", slow):
        for seconds in (0, 1, 59, 60, 61, 62):
            with patch.object(timezone, "now", return_value=NOON + timedelta(seconds=seconds)):
                post(source, BODY, secret=NEW)
    kept = [(one.received_at - NOON).seconds for one in RefusedDelivery.objects.order_by("pk")]
    assert kept == [0, 1, 60, 61]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("bounds")
def test_bounds_hold_for_many_at_once() -> None:
    source = add_source("voucherify")
    answers = at_once(*[lambda: [post(source, BODY, secret=NEW)[0] for _ in range(3)]] * 8)
    assert answers == [[401] * 3] * 8
    assert (RefusedDelivery.objects.count(), in_the_room(), Refusal.objects.get().count) == (3, {True: 3}, 24)


def test_what_is_too_old_is_forgotten(source: Source) -> None:
    for age in (KEPT_FOR + timedelta(hours=1), KEPT_FOR - timedelta(hours=1)):
        with patch.object(timezone, "now", return_value=timezone.now() - age):
            post(source, BODY, secret=NEW)
    out = StringIO()
    call_command("forget_refused", stdout=out)
    assert out.getvalue() == "Forgot 1 refused delivery that was older than 30 days.\n"
    assert (RefusedDelivery.objects.count(), in_the_room()) == (1, {True: 1})
