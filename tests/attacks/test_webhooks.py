"""At the webhooks: forged, replayed, sent elsewhere, and dressed up."""

import hmac
import json
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, RefusedDelivery, Source
from tests.providers.fixture_files import fixture
from tests.sources import SECRET, add_source, address, post, signature

pytestmark = pytest.mark.django_db

CLAIM = fixture("voucherify", "customer.rewarded").payload


def send(path: str, body: bytes, headers: Any, **more: Any) -> Any:
    return Client(**more).post(path, body, content_type="application/json", headers=headers)


def counted() -> tuple[int, int, int]:
    return InboundEvent.objects.count(), ClaimedReward.objects.count(), LedgerEntry.objects.count()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "0" * 64,
        "0" * 63,
        "é" * 64,
        "\0" * 64,
        "sha256=" + "0" * 64,
        "0" * 100_000,
    ],
    ids=["empty", "zeros", "short", "letters", "NULs", "a prefix", "long"],
)
def test_forged(forged: str, source: Source) -> None:
    assert send(address(source), CLAIM, {"x-voucherify-signature": forged}).status_code == 401
    assert counted() == (0, 0, 0)


def test_signed_with_an_empty_secret_of_a_source_that_has_none() -> None:
    bare = add_source("voucherify", slug="bare", secret=None)
    signed = hmac.new(b"", CLAIM, "sha256").hexdigest()
    assert send(address(bare), CLAIM, {"x-voucherify-signature": signed}).status_code == 401


def test_one_bit_of_the_body_is_changed(source: Source) -> None:
    changed = CLAIM.replace(b"1", b"2", 1)
    assert send(address(source), changed, signature(source, CLAIM)).status_code == 401


def test_white_space_that_is_let_pass_is_none_that_means_something(source: Source) -> None:
    """Voucherify may sign without white space: in a string it counts, and two values are never made one."""
    signed = signature(source, b'{"name":"Jo Doe","n":[1,2]}')
    for body in (b'{"name":"JoDoe","n":[1,2]}', b'{"name":"Jo  Doe","n":[1,2]}', b'{"name":"Jo Doe","n":[12]}'):
        assert send(address(source), body, signed).status_code == 401


def test_replayed(source: Source) -> None:
    headers = signature(source, CLAIM)
    said = [send(address(source), CLAIM, headers).json()["state"] for _ in range(3)]
    assert said == ["recorded", "duplicate", "duplicate"]
    assert counted() == (1, 1, 1)


def test_replayed_with_white_space_so_that_its_bytes_differ(source: Source) -> None:
    """What is signed without it fits them all; the claim's own id stops it from counting again."""
    compact = json.dumps(json.loads(CLAIM), separators=(",", ":")).encode()
    headers = signature(source, compact)
    for body in (compact, compact.replace(b",", b", "), compact + b"\n"):
        send(address(source), body, headers)
    assert (ClaimedReward.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_sent_to_another_source_with_another_secret(source: Source) -> None:
    other = add_source("voucherify", slug="other", secret="another secret")
    assert send(address(other), CLAIM, signature(source, CLAIM)).status_code == 401


def test_sent_to_another_provider_s_address(source: Source) -> None:
    lion = add_source("loyaltylion")
    assert send(address(lion), CLAIM, signature(source, CLAIM)).status_code == 401
    assert send(f"/webhooks/loyaltylion/{source.slug}/", CLAIM, signature(source, CLAIM)).status_code == 404
    assert counted() == (0, 0, 0)


def test_sent_to_another_source_of_the_same_secret_is_that_source_s_own_event(source: Source) -> None:
    """No provider signs whom it is for: a secret is for one source. Nothing of the first is touched."""
    twin = add_source("voucherify", slug="twin")
    post(source, CLAIM)
    assert post(twin, CLAIM)[1]["state"] == "recorded"
    assert sorted(ClaimedReward.objects.values_list("source__slug", flat=True)) == sorted([source.slug, "twin"])


def test_every_secret_is_compared_in_constant_time(source: Source) -> None:
    """With every form of the body, however the signature begins: how long it takes tells of no secret."""
    compared = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return compare_digest(one, other)

    compare_digest = hmac.compare_digest
    right = signature(source, CLAIM)["x-voucherify-signature"]
    with patch("ledger.signatures.hmac.compare_digest", compare):
        for given in ("0" * 64, right[:-1] + ("0" if right[-1] != "0" else "1"), "f" * 64):
            compared.clear()
            assert send(address(source), CLAIM, {"x-voucherify-signature": given}).status_code == 401
            asked = [pair for pair in compared if given.encode() in pair]
            # At the door, and once more, with what a proxy may have done undone, where it is kept.
            assert len(asked) >= 2
            assert len({len(one) for pair in asked for one in pair}) == 1


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/html; charset=utf-7",
        "application/json; charset=nonsense",
        "",
        "a" * 10_000,
    ],
)
def test_dressed_up_as_another_kind_of_content(kind: str, source: Source) -> None:
    answer = Client().generic("POST", address(source), CLAIM, content_type=kind, headers=signature(source, CLAIM))
    assert (answer.status_code, bytes(InboundEvent.objects.get().body)) == (200, CLAIM)


@pytest.mark.parametrize("header", ["x-http-method-override", "x-http-method", "x-method-override"])
def test_another_method_by_a_header(header: str, source: Source) -> None:
    assert send(address(source), CLAIM, {**signature(source, CLAIM), header: "DELETE"}).status_code == 200
    assert Client().get(address(source), headers={header: "POST"}).status_code == 405


def test_for_another_host(source: Source) -> None:
    assert send(address(source), CLAIM, signature(source, CLAIM), HTTP_HOST="evil.example").status_code == 400


def test_many_headers_and_large_ones(source: Source) -> None:
    headers = {f"x-{number}": "a" * 1000 for number in range(500)}
    assert send(address(source), CLAIM, {**headers, **signature(source, CLAIM)}).status_code == 200
    assert send(address(source), CLAIM, headers).status_code == 401
    assert RefusedDelivery.objects.count() == 1


def test_no_answer_sets_a_cookie_or_tells_what_runs_here(source: Source) -> None:
    for headers in (signature(source, CLAIM), {}, {"cookie": "session=x; csrftoken=y"}):
        answer = send(address(source), CLAIM, headers)
        assert not answer.cookies
        assert not {"Server", "X-Powered-By"} & set(answer.headers)
        assert SECRET not in answer.content.decode()
