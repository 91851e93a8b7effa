"""Rows of tables: which bytes are one, and the JSON object that it stands for."""

import json
from typing import Any

import pytest

from ledger.payload import Count, Id, Metadata, Moment, Money, Payload, Text
from ledger.payload.tables import as_json, cells


class Price(Payload):
    points: Count | None = None
    amount: Money | None = None


class Reward(Payload):
    id: Id | None = None
    title: Text | None = None
    price: Price | None = None


class Row(Payload):
    id: Id
    created_at: Moment | None = None
    is_on: bool | None = None
    reward: Reward | None = None
    metadata: Metadata | None = None
    tags: list[Text | None] | None = None


def said(header: str, row: str) -> Any:
    return json.loads(as_json(cells(f"{header}\n{row}\n".encode()), Row))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"id,type\n1,a", {"id": "1", "type": "a"}),
        (b"id,type\r\n1,a\r\n", {"id": "1", "type": "a"}),
        (b'"id","the type"\n1,"a,\n""b"""', {"id": "1", "the_type": 'a,\n"b"'}),
        (b"Created at,ID, Claimed-reward.id \n,7,8", {"id": "7", "claimed_reward_id": "8"}),
    ],
)
def test_a_row_under_its_header_is_read_by_its_columns(payload: bytes, expected: dict[str, str]) -> None:
    assert cells(payload) == expected


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"id,type",
        b"id,type\n",
        b"id,type\n1",
        b"id,type\n1,a\n2,b",
        b'id,type\n1,"a',
        b'id,type\n1,"a"b',
        b"id,type\n1,\xff",
        b'{"id": 1}\n{"id": 2}',
        b'\xef\xbb\xbf{"id": 1}',
        b"[1]\n[2]",
        b"id\n" + b"x" * 200_000,
    ],
)
def test_whatever_else_is_no_row(payload: bytes) -> None:
    assert cells(payload) == {}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("id,unknown", "007,x", {"id": "007"}),
        ("id,reward_id,reward_title", "1,2,50", {"id": "1", "reward": {"id": "2", "title": "50"}}),
        ("id,reward.price.points", "1,50.0", {"id": "1", "reward": {"price": {"points": 50.0}}}),
        ("id,reward_price_amount", "1,12.50", {"id": "1", "reward": {"price": {"amount": "12.50"}}}),
        ("id,is_on", "1,TRUE", {"id": "1", "is_on": True}),
        ("id,is_on", "1,maybe", {"id": "1", "is_on": "maybe"}),
        ("id,reward", '1,"{""id"": 2}"', {"id": "1", "reward": {"id": 2}}),
        ("reward_title,id,reward", 't,1,"{""id"": 2}"', {"id": "1", "reward": {"id": 2, "title": "t"}}),
        ("id,reward,reward_title", "1,null,t", {"id": "1", "reward": None}),
        ("id,reward,reward_title", "1,oops,t", {"id": "1", "reward": "oops"}),
        ("id,metadata,tags", '1,"{""a"": [1]}","[""x""]"', {"id": "1", "metadata": {"a": [1]}, "tags": ["x"]}),
        ("id,created_at", "1,2025-01-01", {"id": "1", "created_at": "2025-01-01"}),
    ],
)
def test_a_column_is_a_path_and_a_cell_is_text_or_json(header: str, row: str, expected: Any) -> None:
    assert said(header, row) == expected
