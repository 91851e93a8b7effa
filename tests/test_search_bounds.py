"""A search costs no more for what is typed or for what is there, whatever it is."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ledger.models import Customer, Voucher
from ledger.models.fields import TEXT_LENGTH
from ledger.search import search
from ledger.search.behind import LISTS, claims, listed
from ledger.search.typed import MOST_CHARACTERS, MOST_TEXTS, read
from tests.access.viewers import LEAD
from tests.finding import World, world
from tests.sources import add_source

QUERIES = 12  # sources, seven models, names of two and their rows
BEHIND = 8


@pytest.fixture
def made(db: None) -> World:
    return world(1, size=20)


HOSTILE = [
    "",
    " \n\t",
    "\0",
    "a\0b",
    "%",
    "_",
    "%%%@%%%.%%",
    "' OR 1=1 --",
    '"; DROP TABLE ledger_customer; --',
    "\\",
    "\ud800",
    "\u202e\u2066\u200f",
    "(((((",
    "{" * 100_000,
    "[" * 3000 + "]" * 3000,
    '{"id": "' + "x" * 10_000 + '"}',
    '{"id": 1e400, "code": null, "order_id": {"id": "\\u0000"}, "ref": 99999999999999999999999}',
    "a" * 1_000_000,
    "@" * 50_000,
    "1 " * 500_000,
    "a@b.c " * 100_000,
    "-" * 60_000 + "1",
    "A-" * 30_000,
    '"' * 60_000,
    json.dumps({str(number): {"id": number} for number in range(3000)}),
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_finds_nothing_and_breaks_nothing(typed: str, db: None) -> None:
    source = add_source("voucherify")
    Customer.objects.create(
        source=source, external_id="cust_7Qd0", email="john@example.com", name_folded=" john smith", merchant_ref="nw-4"
    )
    Voucher.objects.create(source=source, external_id="v_t5Gm", code="SAVE-7HQ2")

    for model in LISTS:
        assert listed(model, typed, viewer=LEAD).ids == frozenset()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=some.text(max_size=300))
def test_any_text_can_be_searched_for(typed: str, db: None) -> None:
    assert list(search(typed, viewer=LEAD).hits) == []


def test_what_is_asked_for_is_bounded() -> None:
    for typed in HOSTILE:
        asked = read(typed)
        assert len(asked.texts) <= MOST_TEXTS
        assert all(0 < len(text) <= TEXT_LENGTH for text in asked.texts)
    assert read("1 " * 500_000).is_cut
    assert read(" ".join(f"id_{number}" for number in range(MOST_TEXTS + 1))).is_cut
    assert read("x " + " " * MOST_CHARACTERS).is_cut
    assert not read("john smith").is_cut


def queries(typed: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        claims(search(typed, viewer=LEAD))
    return len(captured)


@pytest.mark.parametrize(
    "typed", ["maria@mail.test", "john smith", "1001 r_0a1 SAVE-10 v_0a1 cust_0a1", "x", *HOSTILE[-3:]]
)
def test_a_search_costs_a_bounded_number_of_questions(typed: str, made: World) -> None:
    assert queries(typed) <= QUERIES + BEHIND


def test_more_rows_cost_no_more_questions(db: None) -> None:
    every_kind = "1001 r_0a1 7 SAVE-10 rr_1 maria@mail.test"
    world(1, size=20)
    few = queries(every_kind)
    world(2, size=40)
    assert queries(every_kind) == few
