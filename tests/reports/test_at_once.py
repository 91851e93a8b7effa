"""Writers whose transactions end out of order, those who roll up, also anew, and a reader: all is counted, and once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from random import Random
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from ledger.facts import ClaimFacts, Facts
from ledger.folding import Word, fold
from ledger.models import InboundEvent, LedgerEntry, RollUp, RollUpZone, Source
from ledger.recording import record
from ledger.reports import Answer, Dimension, Period, Summary, moments, rolling, settle, summarize
from tests.sources import add_source
from tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = connection.vendor == "postgresql"
NOON = datetime(2025, 3, 30, 12, tzinfo=UTC)
BY_DAY = Summary(period=Period.DAY, by=(Dimension.SOURCE,))
numbers = count(1)


def claim(source: Source, *, lasting: float = 0, points: int = 7) -> None:
    """Recorded in a transaction that stays open for a while, before and after."""
    number = next(numbers)
    facts = Facts(claims=(ClaimFacts(external_id=f"r_{number}", points=points, value=Decimal("0.7"), claimed_at=NOON),))
    word = Word(facts=facts, event_id=f"e{number}", sha256=b"", time=NOON, received_at=NOON, currency="EUR")
    with transaction.atomic():
        event = InboundEvent.objects.create(
            source=source, external_id=word.event_id, state="recorded", origin="import", received_at=NOON
        )
        record(source.pk, fold([word]), [event.pk])
        sleep(lasting)


def writer(source: Source, waits: Sequence[float]) -> Callable[[], None]:
    def write() -> None:
        for wait in waits:
            claim(source, lasting=wait)

    return write


def sums(answer: Answer) -> tuple[int, int]:
    rows = answer.rows
    return sum(row.totals.claims for row in rows), sum(int(row.totals.points.claimed or 0) for row in rows)


def entries(as_of: datetime) -> tuple[int, int]:
    found = LedgerEntry.objects.filter(recorded_at__lte=as_of).aggregate(Sum("quantity"), Sum("points"))
    return found["quantity__sum"] or 0, found["points__sum"] or 0


@pytest.mark.parametrize("runs", [200 if ON_POSTGRESQL else 20])
def test_no_entry_is_missed_or_counted_twice_while_others_write_and_roll_up_anew(runs: int) -> None:
    source = add_source("stamply", time_zone="Europe/Berlin")
    chance = Random(5)  # noqa: S311 - no secret
    answers: list[Answer] = []

    def reader() -> None:
        for _ in range(4):
            answers.append(summarize(BY_DAY))
            # A moment that may lie before or after where the roll-ups end.
            answers.append(summarize(Summary(as_of=answers[-1].as_of - timedelta(milliseconds=chance.randrange(20)))))

    def refresher() -> None:
        for _ in range(2):
            rolling.roll_up()

    def rebuilder() -> None:
        sleep(chance.choice([0, 0.01, 0.03]))
        rolling.rebuild()

    for _ in range(runs):
        told = len(answers)
        waits = [[chance.choice([0, 0.001, 0.01, 0.03]) for _ in range(3)] for _ in range(3)]
        at_once(*[writer(source, each) for each in waits], refresher, rebuilder, reader)
        assert [sums(answer) for answer in answers[told:]] == [entries(answer.as_of) for answer in answers[told:]]
    assert sums(summarize(BY_DAY)) == (runs * 9, runs * 63)
    assert list(rolling.differences()) == []


def test_zone_that_is_given_up_while_another_adds_to_it_takes_all_its_days_along() -> None:
    source = add_source("stamply")
    for _ in range(10):
        Source.objects.update(time_zone="Europe/Berlin")
        rolling.roll_up()
        zone = RollUpZone.objects.get(name="Europe/Berlin")
        claim(source)
        Source.objects.update(time_zone="UTC")
        at_once(rolling.roll_up, partial(rolling._step, zone, moments.read_clock()))
        assert not RollUp.objects.exclude(zone__name="UTC").exists()
    assert list(rolling.differences()) == []


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_reader_does_not_wait_for_ever_and_says_what_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "PATIENCE", 0.05)
    source = add_source("stamply")
    claim(source)
    rolling.roll_up()
    told: list[Answer] = []
    later: list[datetime] = []

    def reader() -> None:
        sleep(0.2)
        claim(source)  # seen by nobody before the long one has ended
        later.append(moments.read_clock())
        told.append(summarize(BY_DAY))
        told.append(summarize(Summary(as_of=later[0])))
        rolling.roll_up()

    at_once(lambda: claim(source, lasting=1), reader)
    assert all(answer.as_of < later[0] for answer in told)
    assert [sums(answer)[0] for answer in told] == [1, 1]
    assert [sums(answer) for answer in told] == [entries(answer.as_of) for answer in told]
    assert sums(summarize(BY_DAY))[0] == 3


def test_clock_that_is_put_back_slips_nothing_under_what_is_rolled_up() -> None:
    source = add_source("stamply")
    rolling.roll_up()
    # As if the clock had been an hour ahead then.
    ahead = moments.read_clock() + timedelta(hours=1)
    RollUpZone.objects.update(floor=ahead.replace(microsecond=123999), until=ahead.replace(microsecond=123999))
    claim(source)
    recorded = LedgerEntry.objects.get().recorded_at
    assert timedelta(0) < recorded - ahead.replace(microsecond=123999) <= timedelta(milliseconds=1)
    assert sums(summarize(Summary()))[0] == 0
    assert settle() == ahead.replace(microsecond=123999)
