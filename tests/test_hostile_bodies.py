"""Whatever is sent: an answer, an event that keeps every byte, and the same state on both engines."""

import json
from typing import Any

import pytest
from django.db import connection

from ledger.models import ClaimedReward, InboundEvent, LedgerEntry
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post

pytestmark = pytest.mark.django_db

CLAIM = json.loads(fixture("voucherify", "customer.rewarded").payload)


def told(path: str, value: str) -> bytes:
    """The claim with something else at a path, as raw JSON."""
    claim: Any = json.loads(json.dumps(CLAIM))
    *parents, last = path.split(".")
    at = claim
    for parent in parents:
        at = at[parent]
    at[last] = "HERE"
    return json.dumps(claim).replace('"HERE"', value).encode("utf-8", "surrogatepass")


BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "failed"),
    "white space": (b" \n ", "failed"),
    "invalid UTF-8": (b'{"id": "\xff\xfe"}', "failed"),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(CLAIM).encode(), "failed"),
    "NUL bytes": (b"\0" * 100, "failed"),
    "an array": (b"[1, 2]", "failed"),
    "a number": (b"1e400", "failed"),
    "null": (b"null", "failed"),
    "half": (json.dumps(CLAIM).encode()[:-20], "failed"),
    "10 MiB of digits": (b"1" * (10 * 1024 * 1024), "failed"),
    "10 MiB of brackets": (b"[" * (10 * 1024 * 1024), "failed"),
    "depth 10,000": (told("data.redemption.metadata", '{"a":' * 10_000 + "1" + "}" * 10_000), "failed"),
    "a lone surrogate": (told("data.customer.name", r'"\ud800"'), "failed"),
    "a NUL in an id": (told("data.redemption.id", r'"r_\u0000"'), "failed"),
    "a NUL in a name": (told("data.customer.name", r'"a\u0000b"'), "recorded"),
    "a NUL in metadata": (told("data.redemption.metadata", r'{"a": "\u0000"}'), "recorded"),
    "NaN for points": (told("data.redemption.amount", "NaN"), "failed"),
    "Infinity for points": (told("data.redemption.amount", "Infinity"), "failed"),
    "1e400 points": (told("data.redemption.amount", "1e400"), "failed"),
    "2^70 points": (told("data.redemption.amount", str(2**70)), "failed"),
    "2^63 for an order": (told("data.redemption.order.amount", str(2**63)), "recorded"),
    "text for points": (told("data.redemption.amount", '"many"'), "failed"),
    "1e400 in metadata": (told("data.redemption.metadata", '{"a": 1e400}'), "recorded"),
    "2^70 in metadata": (told("data.redemption.metadata", f'{{"a": {2**70}}}'), "recorded"),
    "a long name": (told("data.customer.name", json.dumps("x" * 100_000)), "recorded"),
    "a long id": (told("data.redemption.id", json.dumps("x" * 1000)), "failed"),
    "a long event id": (told("event.id", json.dumps("x" * 1000)), "failed"),
    "a long type": (told("event.type", json.dumps("x" * 1000)), "recorded"),
    "a date beyond dates": (told("data.redemption.date", '"99999-01-01T00:00:00Z"'), "recorded"),
    "year 1 with an offset": (told("data.redemption.date", '"0001-01-01T00:00:00+14:00"'), "recorded"),
    "duplicate keys": (
        json.dumps(CLAIM).encode()[:-1] + b', "event": 5, "event": {"id": "e", "type": "x"}}',
        "ignored",
    ),
}


@pytest.mark.parametrize(("body", "state"), BODIES.values(), ids=BODIES)
def test_hostile_body_is_answered_kept_and_the_same_everywhere(body: bytes, state: str) -> None:
    status, said = post(add_source("voucherify"), body)
    event = InboundEvent.objects.get()
    assert (status, said, event.state, bytes(event.body)) == (200, {"event": event.pk, "state": state}, state, body)
    assert bool(event.faults) == (state != "ignored")
    kept = {"recorded": 1}.get(state, 0)
    assert (ClaimedReward.objects.count(), LedgerEntry.objects.count()) == (kept, kept)


def paths(value: Any, path: str = "") -> list[str]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(deeper for key in value for deeper in paths(value[key], f"{path}.{key}"))]


@pytest.mark.parametrize(
    "wrong", ["null", "[]", "{}", "true", "-1", "1.5", '""', r'"\u202e<script>"', '"' + "é" * 300 + '"']
)
def test_wrong_value_in_any_field_is_no_error_of_ours(wrong: str) -> None:
    source = add_source("voucherify")
    everywhere = [path.removeprefix(".") for path in paths(CLAIM) if path]
    answers = [post(source, told(path, wrong)) for path in everywhere]
    assert {status for status, _ in answers} == {200}
    assert {said["state"] for _, said in answers} <= {"recorded", "ignored", "failed", "duplicate"}
    assert not InboundEvent.objects.filter(faults__icontains="could not be recorded").exists()
    assert not InboundEvent.objects.filter(faults__icontains="the reader broke").exists()
    assert connection.is_usable()
