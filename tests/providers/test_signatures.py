"""Signatures: the published vectors, every kind of wrong, and the form without white space."""

import json
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.providers import all_providers
from ledger.signatures import SignedRequest, compact, hmac_sha256, raw

VOUCHERIFY, LOYALTYLION = "voucherify", "loyaltylion"

# Of the providers' documentation and libraries; LoyaltyLion publishes none, its vector is computed from the rule.
VECTORS = [
    (VOUCHERIFY, "secretKey", b'{"a":1}', "a17d2ac229d1ebbb5f10e839c7985c4818e5986eab297f7e5979196d4d7d3ed2", "raw"),
    (
        VOUCHERIFY,
        "secretKey",
        b'{\n  "a": 1\n}',
        "a17d2ac229d1ebbb5f10e839c7985c4818e5986eab297f7e5979196d4d7d3ed2",
        "compact",
    ),
    (
        VOUCHERIFY,
        "secretKey",
        b'{\n  "a\\"b": 1\n}',
        "f7cf97814a03146abedb9793f56e1dec34f618f82d10395310d053f749483ffb",
        "compact",
    ),
    (
        VOUCHERIFY,
        "secretKey",
        b"  message  ",
        "53ff92957e1427ce23ad5bda9d0c5f2f4ff384d0806b83eeacb510c842d3a358",
        "raw",
    ),
    (
        VOUCHERIFY,
        "secret-signature-key",
        b'{"test":"test1"}',
        "5547d4d07430a2d1b77649564c68d80afe591f7cc61ca110bccb442e3205eeec",
        "raw",
    ),
    (
        VOUCHERIFY,
        "secret-signature-key",
        b'{"test":"test1"}',
        "8ebb38af093d81c3ac7ae4bc035f16080d23dd9c204511d287de611d3a0948be",
        None,
    ),
    (
        LOYALTYLION,
        "example-site-secret",
        b'{"id": "bff1bddb-6cd8-4c2c-9619-18744657053c", "topic": "program_events/customer.claimed_reward"}',
        "4q3QH9JdBF2H0zAefpwzJrvmVLZgJxbZluiDw2kny6Q=",
        "raw",
    ),
]


def request(body: bytes, **headers: str) -> SignedRequest:
    return SignedRequest(body=body, headers=headers, url="https://ledger.example.com/")


def compacted(text: bytes) -> bytes:
    return compact(request(text))


@pytest.mark.parametrize(("slug", "secret", "body", "signature", "form"), VECTORS)
def test_published_vectors(slug: str, secret: str, body: bytes, signature: str, form: str | None) -> None:
    provider = all_providers()[slug]
    signed = request(body, **{provider.signature_header: signature})
    assert provider.check(signed, secret) == form
    assert (provider.sign(request(body), secret) == {provider.signature_header: signature}) == (form == "raw")


def test_loyaltylion_signs_the_bytes_as_they_are() -> None:
    """White space is part of what is signed: there is no second form."""
    provider = all_providers()[LOYALTYLION]
    signed = request(b'{"a": 1}', **provider.sign(request(b'{"a":1}'), "s"))
    assert provider.check(signed, "s") is None


@pytest.mark.parametrize(
    "given_signature",
    ["", " ", "zz", "A17D", "é", "\udc80", "\0", "a" * 63, "a" * 65, "a" * 10_000_000, "\n".join("ab"), "None"],
)
@pytest.mark.parametrize("slug", [VOUCHERIFY, LOYALTYLION])
def test_whatever_a_header_holds_is_only_refused(slug: str, given_signature: str) -> None:
    provider = all_providers()[slug]
    assert provider.check(request(b"{}", **{provider.signature_header: given_signature}), "secret") is None


def test_no_secret_is_refused_even_where_it_was_signed_with_none() -> None:
    signature = hmac_sha256(header="x-mac", encoding="hex", forms={"raw": raw})
    assert signature.check(request(b"{}", **signature.sign(request(b"{}"), "")), "") is None


def test_a_prefix_belongs_to_the_signature() -> None:
    bare = hmac_sha256(header="x-mac", encoding="hex", forms={"raw": raw})
    prefixed = hmac_sha256(header="x-mac", encoding="hex", forms={"raw": raw}, prefix="sha256=")
    assert prefixed.check(request(b"{}", **bare.sign(request(b"{}"), "s")), "s") is None
    assert prefixed.check(request(b"{}", **prefixed.sign(request(b"{}"), "s")), "s") == "raw"


def test_a_signature_may_cover_the_url() -> None:
    stamply = all_providers()["stamply"]
    here = SignedRequest(body=b"{}", headers={}, url="https://ledger.example.com/a/")
    signed = SignedRequest(body=b"{}", headers=stamply.sign(here, "s"), url=here.url)
    elsewhere = SignedRequest(body=b"{}", headers=signed.headers, url="https://ledger.example.com/b/")
    assert (stamply.check(signed, "s"), stamply.check(elsewhere, "s")) == ("url and body", None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=25,
)


@given(value=JSON, indent=st.sampled_from([None, 0, 1, 2, "\t"]), is_ascii=st.booleans())
def test_compact_text_is_what_no_white_space_would_have_been(value: Any, indent: Any, *, is_ascii: bool) -> None:
    spaced = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    tight = json.dumps(value, separators=(",", ":"), ensure_ascii=is_ascii)
    assert compacted(spaced.encode("utf-8", "surrogatepass")) == tight.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("spaced", "tight"),
    [
        (b'{ "a b" : "c\\" d" , "e\\\\" : " \\\\\\" f " }', b'{"a b":"c\\" d","e\\\\":" \\\\\\" f "}'),
        (b"[ 1.0 , 1e3 ,\r\n\t-0 ]", b"[1.0,1e3,-0]"),
        (b'{"a": 1, "a": 2}', b'{"a":1,"a":2}'),
        ('{"ü": "\u00a0 \u2003"}'.encode(), '{"ü":"\u00a0 \u2003"}'.encode()),
        (b'"\\/ \\u00e9"', b'"\\/ \\u00e9"'),
        (b"", b""),
        (b" \n\t\r ", b""),
        (b'" never closed ', b'" never closed '),
        (b'"ends in a backslash\\', b'"ends in a backslash\\'),
        (b"\xff \xfe", b"\xff\xfe"),
        (b"X Y\x0b \x0c", b"XY\x0b\x0c"),
    ],
)
def test_compact_changes_nothing_but_white_space_outside_of_strings(spaced: bytes, tight: bytes) -> None:
    assert compacted(spaced) == tight


def test_only_a_body_over_a_mebibyte_is_left_as_it_is() -> None:
    largest = b" " * 1024 * 1024
    assert compacted(largest) == b""
    assert compacted(largest + b" ") == largest + b" "


def test_a_request_without_the_header_is_refused() -> None:
    for provider in all_providers().values():
        assert provider.check(request(b"{}"), "secret") is None


@pytest.mark.parametrize("piece", [b" ", b'"', b"\\", b'\\"', b'" ', b"a ", b'{"a": "b c"} '])
def test_compact_takes_time_in_proportion(piece: bytes) -> None:
    """Ten million bytes of anything: no pattern may make it think again."""
    body = piece * (10_000_000 // len(piece))
    started = time.perf_counter()
    compacted(body)
    assert time.perf_counter() - started < 10


def test_compacting_what_a_stranger_sent_takes_little_memory() -> None:
    tracemalloc.start()
    compacted(b'"' * (10 * 1024 * 1024))
    compacted(b'"' * (1024 * 1024))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024
