"""The inbox: one path for webhooks and imports, nothing lost, no event takes another with it."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.choices import EventState, Origin
from ledger.inbox import Delivery, receive
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Source
from ledger.providers import all_providers
from tests.providers.fixture_files import fixture, fixtures
from tests.sources import add_source
from tests.state import due, mirrors, statements, sums

pytestmark = pytest.mark.django_db

SPAN = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 2, 1, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of receipt stands in where a claim has none."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: SPAN["until"])


def take(source: Source, bodies: Sequence[bytes], origin: Origin = Origin.IMPORT) -> list[tuple[str, bool]]:
    receipts = receive(source, [Delivery(body=body) for body in bodies], origin=origin)
    return [(receipt.state, receipt.is_new) for receipt in receipts]


def history(slug: str, count: int) -> list[bytes]:
    return list(all_providers()[slug].sample(Random(7), **SPAN, count=count))  # noqa: S311 - no secret


def treat(number: int, what: str = "cup") -> bytes:
    return b'{"nr": "m%d", "says": "treat.given", "card": "c%d", "treat": {"is_a": "%s"}, "stamps": 10}' % (
        number,
        number,
        what.encode(),
    )


@pytest.fixture
def _poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ticket becomes a kind that the database refuses."""
    monkeypatch.setitem(sys.modules["ledger.providers.stamply"].KINDS, "ticket", "nonsense")


@pytest.mark.usefixtures("_poison")
@pytest.mark.django_db(transaction=True)
def test_event_that_cannot_be_recorded_takes_no_other_with_it_and_is_kept() -> None:
    source = add_source("stamply")
    assert take(source, [treat(1), treat(2, "ticket"), treat(3)]) == [
        (EventState.RECORDED, True),
        (EventState.FAILED, True),
        (EventState.RECORDED, True),
    ]
    failed = InboundEvent.objects.get(state=EventState.FAILED)
    assert (failed.external_id, bytes(failed.body)) == ("m2", treat(2, "ticket"))
    assert [fault.split(": ")[:2] for fault in failed.faults] == [["$", "could not be recorded"]]
    assert set(ClaimedReward.objects.values_list("external_id", flat=True)) == {"c1", "c3"}


@pytest.mark.usefixtures("_poison")
@pytest.mark.django_db(transaction=True)
def test_webhook_that_cannot_be_recorded_is_kept() -> None:
    source = add_source("stamply")
    assert take(source, [treat(2, "ticket")], Origin.WEBHOOK) == [(EventState.FAILED, True)]
    assert (InboundEvent.objects.count(), ClaimedReward.objects.count()) == (1, 0)


def test_reader_that_breaks_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["ledger.providers.stamply"], "KINDS", None)
    assert take(add_source("stamply"), [treat(1)]) == [(EventState.FAILED, True)]
    assert InboundEvent.objects.get().faults == ["$: the reader broke: AttributeError"]


def test_repeats_within_a_batch_and_after_it_are_counted_on_the_first() -> None:
    source = add_source("stamply")
    recorded = EventState.RECORDED
    assert take(source, [treat(1), treat(1), treat(2)]) == [(recorded, True), (recorded, False), (recorded, True)]
    assert take(source, [treat(1), treat(3), treat(1)]) == [(recorded, False), (recorded, True), (recorded, False)]
    assert dict(InboundEvent.objects.values_list("external_id", "repeats")) == {"m1": 3, "m2": 0, "m3": 0}
    assert LedgerEntry.objects.count() == 3


def test_same_bytes_at_two_sources_are_two_events() -> None:
    one, other = add_source("stamply"), add_source("stamply", slug="other")
    assert take(one, [treat(1)]) + take(other, [treat(1)]) == [(EventState.RECORDED, True)] * 2


@pytest.mark.parametrize("slug", list(all_providers()))
def test_a_history_ends_the_same_as_webhooks_and_as_an_import(slug: str) -> None:
    bodies = history(slug, 150)

    def ends_in(batches: Sequence[Sequence[bytes]], origin: Origin) -> object:
        with transaction.atomic():
            source = add_source(slug)
            for batch in batches:
                take(source, batch, origin)
            assert sums() == due()
            end = mirrors(), sums(), sorted(InboundEvent.objects.values_list("external_id", "state", "repeats"))
            transaction.set_rollback(True)
        return end

    one_by_one = ends_in([[body] for body in bodies], Origin.WEBHOOK)
    assert ends_in([bodies], Origin.IMPORT) == one_by_one
    assert ends_in([bodies[100:], bodies[:100][::-1]], Origin.IMPORT) == one_by_one


@pytest.mark.parametrize("slug", list(all_providers()))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fixtures_in_any_order_repeated_and_in_any_batches_end_the_same(slug: str, data: st.DataObject) -> None:
    """Promise 3 over every fixture of a provider; after each batch, promise 4."""
    deliveries = [Delivery(body=one.payload, headers=one.headers) for one in fixtures() if one.provider == slug]

    def ends_in(batches: Sequence[Sequence[Delivery]]) -> object:
        with transaction.atomic():
            source = add_source(slug)
            for batch in batches:
                receive(source, batch, origin=Origin.IMPORT)
                assert sums() == due()
            end = mirrors(), sums(), statements()
            transaction.set_rollback(True)
        return end

    again = data.draw(st.lists(st.sampled_from(deliveries), max_size=5))
    shuffled = data.draw(st.permutations(deliveries + again))
    cut = data.draw(st.integers(1, len(shuffled)))
    batches = [shuffled[at : at + cut] for at in range(0, len(shuffled), cut)]
    assert ends_in(batches) == ends_in([deliveries])


@pytest.mark.parametrize("slug", list(all_providers()))
def test_fixtures_become_what_they_must(slug: str) -> None:
    """So the orders above are orders of all that is read: of webhooks, records and rows alike."""
    chosen = [one for one in fixtures() if one.provider == slug]
    deliveries = [Delivery(body=one.payload, headers=one.headers) for one in chosen]
    receipts = receive(add_source(slug), deliveries, origin=Origin.IMPORT)
    assert [(one.name, receipt.state) for one, receipt in zip(chosen, receipts, strict=True)] == [
        (one.name, one.state) for one in chosen
    ]


@pytest.mark.parametrize("count", [1, 40])
def test_number_of_statements_does_not_grow_with_the_batch_on_postgresql(count: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite inserts events one by one")
    source = add_source("voucherify")
    with CaptureQueriesContext(connection) as queries:
        take(source, history("voucherify", count))
    said = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(said) == (1 if count == 1 else 2)


def test_unsaid_currency_is_the_source_s() -> None:
    source = add_source("loyaltylion", currency="GBP")
    take(source, [fixture("loyaltylion", "customer.claimed_reward").payload])
    assert ClaimedReward.objects.get().currency == "GBP"


def test_each_side_s_entry_names_the_event_that_said_so_even_within_one_batch() -> None:
    source = add_source("stamply")
    taken_back = b'{"nr": "m2", "says": "treat.taken_back", "card": "c1", "at": "2026-01-05T10:00:00Z"}'
    take(source, [taken_back, treat(1)])
    said_by = LedgerEntry.objects.values_list("side", "event__event_type")
    assert dict(said_by) == {"claimed": "treat.given", "reversed": "treat.taken_back"}
