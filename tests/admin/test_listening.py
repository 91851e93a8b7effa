"""How a source is heard is told from what is there: by the hour, how late, what was refused, by which secret."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from ledger import hearing
from ledger.admin.listening import chart
from ledger.choices import Origin
from ledger.hearing import HOUR, Hour, hear
from ledger.models import InboundEvent, Refusal, Source, WebhookSecret
from tests.admin.test_cost import queries
from tests.admin.test_pages import read
from tests.admin.world import page_address
from tests.sources import add_source

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 10, 12, 30, tzinfo=UTC)
THIS = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source(db: None) -> Source:
    return add_source("voucherify")


def come(source: Source, *ago: timedelta, sent: timedelta | None = None, **more: Any) -> None:
    for since in ago:
        number = InboundEvent.objects.count()
        given = {"origin": Origin.WEBHOOK, "state": "recorded", "body": b"", **more}
        at = NOW - since
        given |= {"received_at": at, "sent_at": at - sent if sent is not None else None}
        digest = sha256(str(number).encode()).digest()
        InboundEvent.objects.create(source=source, external_id=str(number), sha256=digest, **given)


def refuse(source: Source, ago: int, count: int, cause: str = "no_secret") -> None:
    Refusal.objects.create(source=source, hour=THIS - ago * HOUR, cause=cause, count=count)


def test_each_hour_has_what_was_taken_and_refused(source: Source) -> None:
    come(source, timedelta(hours=47), timedelta(hours=1), timedelta(minutes=1), timedelta(0))
    come(source, timedelta(hours=60), timedelta(minutes=2), origin=Origin.IMPORT)
    come(add_source("voucherify", slug="other"), timedelta(0))
    refuse(source, 1, 3)
    refuse(source, 1, 4, "no_signature")
    refuse(source, 48, 9)

    hours = hear(source).hours
    assert [(hour.since, hour.taken, hour.refused) for hour in hours if hour.taken or hour.refused] == [
        (THIS - 47 * HOUR, 1, 0),
        (THIS - HOUR, 1, 7),
        (THIS, 2, 0),
    ]
    assert len(hours) == 48


def test_what_is_too_much_to_count_is_unknown_and_not_0(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    come(source, timedelta(hours=6), timedelta(hours=5), timedelta(hours=1), timedelta(0))
    monkeypatch.setattr(hearing, "COUNTED", 2)

    taken = {hour.since: hour.taken for hour in hear(source).hours}
    assert [taken[THIS - ago * HOUR] for ago in (6, 5, 4, 1, 0)] == [None, None, 0, 1, 1]


def test_latency_is_of_deliveries_that_say_when_they_were_sent(source: Source) -> None:
    come(source, *[timedelta(0)] * 9, sent=timedelta(seconds=2))
    come(source, timedelta(0), sent=timedelta(minutes=3))
    come(source, timedelta(0))
    come(source, *[timedelta(0)] * 20, sent=timedelta(days=9), origin=Origin.IMPORT)

    latency = hear(source).latency
    assert latency
    assert (latency.median, latency.slow, latency.of) == (timedelta(seconds=2), timedelta(minutes=3), 10)


def test_a_clock_that_goes_ahead_makes_nothing_negative(source: Source) -> None:
    come(source, timedelta(0), sent=timedelta(seconds=-5))

    latency = hear(source).latency
    assert latency
    assert latency.median == timedelta()


def test_at_least_those_of_later_hours_were_refused_in_a_row(source: Source) -> None:
    refuse(source, 5, 10)
    refuse(source, 3, 20)
    assert hear(source).in_a_row == 30
    come(source, timedelta(hours=5))  # in the same hour as the first ten
    assert hear(source).in_a_row == 20
    come(source, timedelta(0), origin=Origin.IMPORT)
    assert hear(source).in_a_row == 20
    come(source, timedelta(0))
    assert hear(source).in_a_row == 0


def test_a_secret_was_last_used_by_the_newest_event_that_it_signed(
    source: Source, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = WebhookSecret.objects.get()
    second = WebhookSecret.of(source, "another", name="second")
    second.save()
    come(source, timedelta(days=3), timedelta(hours=2), secret=first)
    assert hear(source).last_used == {first.pk: NOW - timedelta(hours=2)}
    text = read(staff, page_address(source))
    assert "last used Today 10:30" in text
    assert "not used by the newest 1,000 events" in text

    come(source, timedelta(0), secret=second)
    monkeypatch.setattr(hearing, "NEWEST", 1)
    assert hear(source).last_used == {second.pk: NOW}


@pytest.mark.parametrize("provider", ["voucherify", "loyaltylion"])
def test_the_page_says_what_the_provider_does_at_its_limit(provider: str, staff: Client) -> None:
    source = add_source(provider, slug="acme")
    assert "refused in a row" not in read(staff, page_address(source))
    refuse(source, 1, 11)

    text = read(staff, page_address(source))
    assert "At least 11 refused in a row , and nothing new was taken lately." in text
    assert text.count("tries again" if provider == "loyaltylion" else "12 retries") == 2


def test_before_a_custom_reward_is_sent_here_the_page_warns(staff: Client) -> None:
    text = read(staff, page_address(add_source("loyaltylion")))

    assert "LoyaltyLion takes our 2xx answer to rewards/store_fulfilment for word that the reward has been" in text


def test_the_page_of_a_source_of_a_departed_provider_is_heard_too(staff: Client) -> None:
    source = Source.objects.create(slug="gone", provider="departed", name="Gone", currency="EUR")
    refuse(source, 1, 2)

    assert "At least 2 refused in a row" in read(staff, page_address(source))


def test_hours_that_were_not_counted_say_so() -> None:
    made = chart([Hour(since=THIS, taken=None, refused=0), Hour(since=THIS + HOUR, taken=3, refused=1)])

    assert made
    assert [bar.told for bar in made.bars] == [
        "10 Jan 2026, 12:00 UTC: Taken not counted, Refused 0",
        "10 Jan 2026, 13:00 UTC: Taken 3, Refused 1",
    ]
    assert made.rows[0] == ["10 Jan 2026, 13:00 UTC", "3", "1"]


def test_the_page_costs_the_same_however_much_came(staff: Client, source: Source) -> None:
    come(source, timedelta(0))
    few = len(queries(staff, page_address(source)))
    come(source, *(timedelta(minutes=number) for number in range(100)))
    refuse(source, 2, 3)

    assert len(queries(staff, page_address(source))) == few
