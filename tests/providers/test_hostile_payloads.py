"""Hostile payloads: whatever is sent, the answer is facts that can be kept, or faults that name every place."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.providers import all_providers
from tests.providers.fixture_files import Fixture, fixture, fixtures
from tests.providers.reading import assert_sound, outcome

NESTED = b"[" * 10_000 + b"]" * 10_000
BODIES = {
    "empty": b"",
    "blank": b" \r\n\t",
    "null": b"null",
    "number": b"5",
    "text": b'"text"',
    "array": b"[]",
    "array of objects": b'[{"id": 1}]',
    "not JSON": b"<event/>",
    "cut off": b'{"id": "a',
    "two": b'{"id": 1} {"id": 2}',
    "byte order mark": b'\xef\xbb\xbf{"id": 1}',
    "UTF-16": '{"id": "a"}'.encode("utf-16"),
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "not UTF-8 in a key": b'{"\xc3\x28": 1}',
    "surrogate in UTF-8": b'{"id": "\xed\xa0\x80"}',
    "lone surrogate": b'{"id": "\\ud800"}',
    "lone surrogates turned round": b'{"id": "\\udc00\\ud800"}',
    "raw NUL": b'{"id": "a\x00b"}',
    "deep lists": NESTED,
    "deep inside": b'{"id": ' + NESTED + b"}",
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "endless number": b'{"id": ' + b"1" * 100_000 + b"}",
    "form": b"payload=%7B%7D",
}


@pytest.mark.parametrize("provider", all_providers().values(), ids=lambda provider: provider.slug)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_object_fails_with_its_fault(provider: Any, body: bytes) -> None:
    found = outcome(provider, body)
    assert found == outcome(provider, body)
    assert (found.state, [fault.path for fault in found.faults]) == ("failed", ["$"])
    assert_sound(found)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "the body is empty"),
        (b'\xef\xbb\xbf{"id": 1}', "not JSON: it begins with a byte order mark"),
        (b"[]", "expected an object, got a list"),
    ],
)
def test_the_fault_says_what_kind_of_body_it_is(body: bytes, expected: str) -> None:
    assert str(outcome(all_providers()["voucherify"], body).faults[0]) == f"$: {expected}"


# As JSON text, for some of them can't be written by a JSON library.
HOSTILE = {
    "null": "null",
    "true": "true",
    "zero": "0",
    "negative": "-1",
    "fraction": "1.5",
    "2^70": str(2**70),
    "-2^63-1": str(-(2**63) - 1),
    "1e400": "1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "empty text": '""',
    "blank": '"  "',
    "NUL": '"a\\u0000b"',
    "long": json.dumps("x" * 5000),
    "emoji": json.dumps("🎁" * 255),
    "escapes": '"\\ud83c\\udf81 \\/ \\u2028"',
    "list": "[1, [2]]",
    "object": '{"id": {"id": 1}, "a\\u0000": 1}',
    "wide": json.dumps(list(range(5000))),
    "deep": "[" * 150 + "]" * 150,
    "duplicate keys": '{"id": "a", "id": null, "id": "b", "id": 5}',
}


def reader_of(one: Fixture) -> Any:
    return all_providers()[one.provider].readers[one.meaning["event_type"]]


# One for each reader, and those that say more.
PLAIN = [one for one in fixtures() if one.state == "recorded" and "__" not in one.name and not one.is_table]
SEEDS = [
    *{reader_of(one): one for one in reversed(PLAIN)}.values(),
    fixture("voucherify", "customer.rewarded__gift_card"),
    fixture("voucherify", "customer.rewarded__earned"),
    fixture("voucherify", "customer.rewarded__retired_json_text"),
    fixture("voucherify", "voucher.loyalty_card.transaction.created__claim"),
    fixture("voucherify", "voucher.loyalty_card.transaction.created__refund"),
    fixture("voucherify", "redemption__stack_coupon"),
    fixture("voucherify", "redemption_rollback__stack_coupon"),
    fixture("loyaltylion", "customer.claimed_reward__gift_card"),
]


def places(value: Any, at: tuple[Any, ...] = (), *, is_leaf_only: bool = False) -> Iterator[tuple[Any, ...]]:
    parts = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    if at and not (parts and is_leaf_only):
        yield at
    for key, part in parts:
        yield from places(part, (*at, key), is_leaf_only=is_leaf_only)


def with_values(payload: bytes, values: Mapping[tuple[Any, ...], str]) -> bytes:
    """The payload with JSON texts in place of what it has there."""
    tree = json.loads(payload)
    for number, place in enumerate(values):
        parent = tree
        for step in place[:-1]:
            parent = parent[step]
        parent[place[-1]] = f"@@{number}@@"
    text = json.dumps(tree)
    for number, value in enumerate(values.values()):
        text = text.replace(f'"@@{number}@@"', value)
    return text.encode()


@pytest.mark.parametrize("seed", SEEDS, ids=str)
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_value_in_any_place_is_a_fault_at_most(seed: Fixture, hostile: str) -> None:
    provider = all_providers()[seed.provider]
    for place in places(json.loads(seed.payload)):
        found = outcome(provider, with_values(seed.payload, {place: hostile}), seed.headers)
        assert_sound(found)


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_any_part_may_be_missing(seed: Fixture) -> None:
    provider, whole = all_providers()[seed.provider], json.loads(seed.payload)
    for place in places(whole):
        tree = deepcopy(whole)
        parent = tree
        for step in place[:-1]:
            parent = parent[step]
        del parent[place[-1]]
        assert_sound(outcome(provider, orjson.dumps(tree), seed.headers))


@settings(max_examples=150)
@given(data=st.data())
def test_several_hostile_values_at_once_always_get_the_same_answer(data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS))
    provider = all_providers()[seed.provider]
    leaves = list(places(json.loads(seed.payload), is_leaf_only=True))
    values = data.draw(st.dictionaries(st.sampled_from(leaves), st.sampled_from(list(HOSTILE.values())), max_size=6))
    payload = with_values(seed.payload, values)
    found = outcome(provider, payload, seed.headers)
    assert found == outcome(provider, payload, seed.headers)
    assert_sound(found)


@settings(max_examples=200)
@given(data=st.data())
def test_torn_payloads_are_a_fault_at_most(data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS))
    start = data.draw(st.integers(0, len(seed.payload)))
    end = data.draw(st.integers(start, len(seed.payload)))
    payload = seed.payload[:start] + data.draw(st.binary(max_size=8)) + seed.payload[end:]
    assert_sound(outcome(all_providers()[seed.provider], payload, seed.headers))


def test_ten_megabytes_are_read_like_any_other() -> None:
    seed = fixture("voucherify", "customer.rewarded")
    tree = json.loads(seed.payload)
    tree["data"]["customer"]["metadata"] = {"x": ["y" * 100] * 100_000}
    tree["data"]["redemption"]["metadata"] = {str(number): {} for number in range(50_000)}
    found = outcome(all_providers()["voucherify"], orjson.dumps(tree))
    assert (found.state, [str(fault) for fault in found.faults]) == (
        "recorded",
        [
            "$.data.customer.metadata: is larger than 16384 bytes",
            "$.data.redemption.metadata: is larger than 16384 bytes",
        ],
    )


@pytest.mark.parametrize("seed", [one for one in fixtures() if one.is_table and one.state == "recorded"], ids=str)
def test_a_hostile_cell_in_any_column_is_a_fault_at_most(seed: Fixture) -> None:
    header, row = csv.reader(io.StringIO(seed.payload.decode(), newline=""))
    for place in range(len(row)):
        for hostile in HOSTILE.values():
            text = io.StringIO(newline="")
            csv.writer(text).writerows([header, [*row[:place], hostile, *row[place + 1 :]]])
            assert_sound(outcome(all_providers()[seed.provider], text.getvalue().encode(), seed.headers))
