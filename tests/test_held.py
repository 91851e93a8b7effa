"""Events that nothing tells from one another: each delivery is kept, one is recorded, the others wait for staff."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.choices import EventState, Origin
from ledger.inbox import Delivery, receive, understand_again
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Source
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post
from tests.state import due, mirrors, sums
from tests.test_concurrency import at_once
from tests.test_import_fixtures import run

POURED = fixture("stamply", "treat.poured")


def poured(guest: int) -> bytes:
    return json.dumps({"says": "treat.poured", "guest": {"nr": guest}}).encode()


def kept() -> list[tuple[str, str, int]]:
    """The number, state and repeats of each event that came without an id."""
    rows = InboundEvent.objects.order_by("pk").values_list("external_id", "state", "repeats")
    return [(external_id.rpartition(":")[2], str(state), repeats) for external_id, state, repeats in rows]


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply", slug="acme")


def test_same_bytes_without_an_id_are_held_each_in_a_row_of_its_own(source: Source) -> None:
    answers = [post(source, POURED.payload) for _ in range(3)]

    assert [(status, said["state"]) for status, said in answers] == [(200, "recorded"), (200, "held"), (200, "held")]
    assert [said["event"] for _, said in answers] == list(
        InboundEvent.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert kept() == [("1", "recorded", 0), ("2", "held", 0), ("3", "held", 0)]
    assert (ClaimedReward.objects.count(), LedgerEntry.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_store_fulfilment_is_recorded_and_then_held() -> None:
    """L8: LoyaltyLion sends it without any id, so that a retry and a second claim are the same bytes."""
    lion, sent = add_source("loyaltylion"), fixture("loyaltylion", "rewards.store_fulfilment")
    assert [post(lion, sent.payload, **sent.headers)[1]["state"] for _ in range(2)] == ["recorded", "held"]
    assert ClaimedReward.objects.count() == 1


def test_what_is_held_names_the_claim_that_it_would_be(source: Source) -> None:
    post(source, POURED.payload)
    post(source, POURED.payload)

    held = InboundEvent.objects.get(state=EventState.HELD)
    assert held.subject == f"event:{held.external_id}"


def test_other_bytes_without_an_id_are_recorded(source: Source) -> None:
    assert [post(source, poured(guest))[1]["state"] for guest in (1, 2)] == ["recorded"] * 2
    assert ClaimedReward.objects.count() == 2


def test_same_bytes_at_another_source_are_recorded(source: Source) -> None:
    other = add_source("stamply", slug="other")
    assert [post(of, POURED.payload)[1]["state"] for of in (source, other)] == ["recorded"] * 2


def test_event_with_an_id_or_a_claim_id_of_its_own_is_a_duplicate_as_before(source: Source) -> None:
    given = fixture("stamply", "treat.given").payload
    assert [post(source, given)[1]["state"] for _ in range(2)] == ["recorded", "duplicate"]


@pytest.mark.parametrize("body", [b"not JSON", b'{"says": "machine.hums"}'], ids=["failed", "ignored"])
def test_event_without_an_id_that_says_nothing_is_not_held(source: Source, body: bytes) -> None:
    assert post(source, body)[1]["state"] in {"failed", "ignored"}
    assert post(source, body)[1]["state"] == "duplicate"
    assert InboundEvent.objects.get().repeats == 1


@pytest.mark.django_db(transaction=True)
def test_16_deliveries_at_once_are_one_claim_and_15_that_are_held() -> None:
    source = add_source("stamply")

    answers = at_once(*[lambda: post(source, POURED.payload)] * 16)

    assert sorted(said["state"] for _, said in answers) == ["held"] * 15 + ["recorded"]
    assert {status for status, _ in answers} == {200}
    assert len({said["event"] for _, said in answers}) == 16
    assert sorted(int(number) for number, _, _ in kept()) == list(range(1, 17))
    assert (ClaimedReward.objects.count(), sums()) == (1, due())


def test_import_counts_each_occurrence_and_the_same_file_again_counts_none(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([poured(1), poured(2), poured(1), poured(1)]))

    assert run("acme", file) == (0, {"read": 4, "new": 4}, [])
    assert run("acme", file) == (0, {"read": 4, "duplicate": 4}, [])
    assert sorted(kept()) == [("1", "recorded", 1), ("1", "recorded", 1), ("2", "recorded", 1), ("3", "recorded", 1)]
    assert (ClaimedReward.objects.count(), sums()) == (4, due())


def test_dry_run_counts_as_the_import_does(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([poured(1)] * 3))

    assert run("acme", file, dry_run=True) == (0, {"read": 3, "recorded": 3}, [])
    assert InboundEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_import_in_batches_side_by_side_counts_every_occurrence_once(tmp_path: Path) -> None:
    add_source("stamply", slug="acme")
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([poured(1)] * 60))

    assert run("acme", file, batch=3) == (0, {"read": 60, "new": 60}, [])
    assert run("acme", file, batch=7) == (0, {"read": 60, "duplicate": 60}, [])
    assert sorted(int(number) for number, _, _ in kept()) == list(range(1, 61))
    assert (ClaimedReward.objects.count(), sums()) == (60, due())


def test_import_decides_nothing_of_what_is_held(source: Source, tmp_path: Path) -> None:
    post(source, poured(1))
    post(source, poured(1))
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([poured(1)] * 3))

    assert run("acme", file) == (0, {"read": 3, "duplicate": 2, "new": 1}, [])
    assert kept() == [("1", "recorded", 1), ("2", "held", 1), ("3", "recorded", 0)]


def test_webhook_after_an_import_is_held_under_the_next_number(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([poured(1)] * 3))
    run("acme", file)

    assert post(source, poured(1))[1]["state"] == "held"
    assert kept()[-1] == ("4", "held", 0)


def test_events_with_ids_are_not_remembered_by_an_import(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join([fixture("stamply", "treat.given").payload.replace(b"\n", b"")] * 3))

    assert run("acme", file) == (0, {"read": 3, "new": 1, "duplicate": 2}, [])


def test_what_is_held_stays_so_when_it_is_read_again(source: Source) -> None:
    post(source, POURED.payload)
    post(source, POURED.payload)
    first, held = InboundEvent.objects.order_by("pk")

    again = [understand_again(source, event) for event in (first, held)]

    assert [one.state for one in again] == [EventState.RECORDED, EventState.HELD]
    assert [one.event_id for one in again] == [first.external_id, held.external_id]
    assert [one.received_at for one in again] == [first.received_at, held.received_at]


def test_reading_again_keeps_the_currency_that_the_source_had(source: Source) -> None:
    receive(source, [Delivery(body=poured(1))], origin=Origin.IMPORT)
    source.currency = "GBP"
    source.save()

    assert understand_again(source, InboundEvent.objects.get()).currency == "EUR"


@pytest.mark.django_db(transaction=True)
def test_nameless_webhook_is_one_statement_on_postgresql(source: Source) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite runs the writer's list")
    with CaptureQueriesContext(connection) as queries:
        receive(source, [Delivery(body=poured(1))], origin=Origin.WEBHOOK)
    assert len(queries) == 1
    assert mirrors()["ClaimedReward"]
