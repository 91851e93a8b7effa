"""A customer's page: numbers of the ledger, one time line, the same person elsewhere; a voucher's and a campaign's."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.admin import campaign_page, elsewhere, tiles
from ledger.choices import Counter
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Movement,
    Reading,
    Source,
    Voucher,
)
from tests.admin.test_pages import read, take
from tests.admin.world import NOON, page_address, things
from tests.roles import as_owner
from tests.sources import add_source


@pytest.fixture
def lion(db: None) -> Source:
    return add_source("loyaltylion", slug="lion")


@pytest.fixture
def maya(source: Source) -> Customer:
    take(source, "customer.rewarded")
    return Customer.objects.get()


def person(source: Source, name: str, **given: Any) -> Customer:
    return Customer.objects.create(source=source, external_id=name, name=name, **given)


def claimed(customer: Customer, title: str, *, at: datetime = NOON, **given: Any) -> ClaimedReward:
    ids = {"source": customer.source, "external_id": f"{customer.name} {title} {at}", "customer": customer}
    plain = {"status": "claimed", "claimed_at_precision": "exact", "claimed_at": at, "title": title}
    return ClaimedReward.objects.create(**ids | plain | given)


def posted(claim: ClaimedReward, event: InboundEvent, **given: Any) -> None:
    plain = {"side": "claimed", "ordinal": 1, "quantity": 1, "occurred_at": NOON, "recorded_at": NOON}
    ids = {"source": claim.source, "claim": claim, "customer": claim.customer, "event": event}
    LedgerEntry.objects.create(**ids | plain | given)


def numbers(client: Client, thing: Model) -> dict[str, str]:
    return {tile.name: tile.number for tile in client.get(page_address(thing)).context["tiles"]}


def test_totals_are_the_ledgers_with_reversals_taken_off(staff: Client, source: Source) -> None:
    event, ana = things(source)[InboundEvent], person(source, "Ana")
    lamp, mug = claimed(ana, "Lamp"), claimed(ana, "Mug", at=NOON + timedelta(days=1))
    posted(lamp, event, points=300, value=Decimal("29.50"), currency="EUR")
    posted(lamp, event, points=-300, value=Decimal("-29.50"), currency="EUR", side="reversed", quantity=-1)
    posted(mug, event, points=120, value=Decimal("12.25"), currency="USD")

    assert numbers(staff, ana) == {"Claimed rewards": "2", "Points paid": "120", "Value given": "12.25 USD"}
    values = [tile.number for tile in staff.get(page_address(ana)).context["tiles"] if tile.name == "Value given"]
    assert values == ["0.00 EUR", "12.25 USD"]
    assert "Claimed rewards 2 1 reversed" in read(staff, page_address(ana))


def test_totals_say_when_they_are_of_the_newest_alone(
    staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "MOST", 1)
    event, ana = things(source)[InboundEvent], person(source, "Ana")
    for days in range(2):
        posted(claimed(ana, "Lamp", at=NOON + timedelta(days=days)), event, points=10 + days)

    assert numbers(staff, ana) == {"Claimed rewards": "1", "Points paid": "11"}
    assert "of the newest 1, 0 reversed" in read(staff, page_address(ana))


def test_a_points_total_that_nobody_said_is_not_zero(staff: Client, source: Source) -> None:
    event, ana = things(source)[InboundEvent], person(source, "Ana")
    posted(claimed(ana, "Lamp"), event)

    assert numbers(staff, ana) == {"Claimed rewards": "1"}


def test_counters_are_the_newest_readings(staff: Client, source: Source) -> None:
    event, ana = things(source)[InboundEvent], person(source, "Ana")
    plain = {"source": source, "customer": ana, "recorded_at": NOON, "event": event}
    for days, number in ((2, 850), (3, 700), (1, 900)):
        at = NOON + timedelta(days=days)
        Reading.objects.create(**plain, counter=Counter.POINTS_APPROVED, number=number, stated_at=at)
    Reading.objects.create(**plain, counter=Counter.REWARDS_CLAIMED, number=5, stated_at=NOON)

    found = numbers(staff, ana)
    assert (found["Points approved"], found["Rewards claimed"]) == ("700", "5")
    chart = staff.get(page_address(ana)).context["chart"]
    assert [row[2] for row in chart.rows] == ["700 points", "850 points", "900 points"]


def test_a_card_shows_what_is_left_on_it_and_how_it_went(staff: Client, source: Source) -> None:
    made = things(source)
    card = Voucher.objects.get(kind="loyalty_card")
    Movement.objects.create(
        source=source,
        external_id="later",
        digest="d",
        voucher=card,
        kind="accrual",
        points=50,
        points_balance=900,
        occurred_at=NOON + timedelta(days=1),
        recorded_at=NOON,
        event=made[InboundEvent],
    )
    reading = {"source": source, "voucher": card, "recorded_at": NOON, "event": made[InboundEvent]}
    at = NOON + timedelta(days=1)
    Reading.objects.create(**reading, counter=Counter.POINTS_BALANCE, number=900, stated_at=at)
    Voucher.objects.filter(pk=card.pk).update(points_balance=900)

    assert numbers(staff, made[Customer])[f"Loyalty card {card}"] == "900"
    chart = staff.get(page_address(made[Customer])).context["chart"]
    assert [row[1:] for row in chart.rows] == [(str(card), "900 points")]
    assert "900 points" in read(staff, page_address(card))


def test_claims_reversals_and_uses_are_told_the_newest_first(staff: Client, source: Source, maya: Customer) -> None:
    take(source, "redemption.rollback.succeeded")

    moments = staff.get(page_address(maya)).context["timeline"].moments
    assert [re.sub(r"<[^>]*>", "", moment.what).split(" · ")[0] for moment in moments] == [
        "Reversed: Brass Reading Lamp",
        "Claimed Brass Reading Lamp",
    ]


def test_the_same_person_elsewhere_is_shown_with_what_speaks_for_it(
    staff: Client, source: Source, lion: Source
) -> None:
    ana = person(source, "Ana", email="Ana@example.com", merchant_ref="shop-7")
    by_email = person(lion, "A. Smith", email="ana@EXAMPLE.com")
    by_both = person(lion, "Ana Smith", email="ANA@example.com", merchant_ref="shop-7")
    person(source, "here too", email="ana@example.com")
    person(lion, "another", email="", merchant_ref="shop-8")

    found = staff.get(page_address(ana)).context["elsewhere"].others

    assert {other.pk: other.evidence for other in found} == {
        by_email.pk: "the same e-mail address, ana@EXAMPLE.com",
        by_both.pk: "the same e-mail address, ANA@example.com, the same id at the shop, shop-7",
    }


def test_nobody_is_the_same_for_having_nothing(staff: Client, source: Source, lion: Source) -> None:
    blank = person(source, "one", email="", merchant_ref=None)
    person(lion, "two", email="", merchant_ref=None)

    assert staff.get(page_address(blank)).context["elsewhere"].others == []


def test_all_of_them_are_told_in_one_line_when_asked_and_nothing_is_merged(
    staff: Client, source: Source, lion: Source
) -> None:
    ana, other = person(source, "Ana", email="a@example.com"), person(lion, "Ana S", email="a@example.com")
    claimed(ana, "Lamp")
    claimed(other, "Mug", at=NOON + timedelta(hours=1))
    before = list(Customer.objects.values())

    alone, together = read(staff, page_address(ana)), read(staff, f"{page_address(ana)}?everywhere=1")

    assert ("Claimed Mug" in alone, "Claimed Lamp" in alone) == (False, True)
    assert together.index(f"Claimed Mug · {lion.name}") < together.index(f"Claimed Lamp · {source.name}")
    assert "Show all of them in one timeline" in alone
    assert "Show this customer alone" in together
    assert list(Customer.objects.values()) == before


def test_many_elsewhere_are_cut(staff: Client, source: Source, lion: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST", 2)
    ana = person(source, "Ana", merchant_ref="1")
    for number in range(4):
        person(lion, f"{number}", merchant_ref="1")

    assert "The first 2 are shown." in read(staff, page_address(ana))


def test_they_are_found_by_indexes(source: Source, lion: Source) -> None:
    ana = person(source, "Ana", email="a@example.com", merchant_ref="1")
    Customer.objects.bulk_create(
        Customer(source=lion, external_id=f"c{n}", email=f"{n}@example.com", merchant_ref=f"r{n}") for n in range(2000)
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_customer")
    with CaptureQueriesContext(connection) as captured:
        elsewhere._found(ana)
    [query] = captured.captured_queries
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + query["sql"])
        plan = str(cursor.fetchall())
    assert "ledger_customer_by_email" in plan
    assert "ledger_customer_by_ref" in plan


def test_a_voucher_is_told_in_a_sentence(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded__distribution")
    voucher = ClaimedReward.objects.get().granted_voucher
    assert voucher

    text = read(staff, page_address(voucher))
    assert re.search(r"A (discount code|gift card|voucher)\b.*, given for .*, claimed on \d+ \w+ \d{4} ?\.", text)
    assert "Given for" in text


def test_a_campaign_is_counted_by_its_newest_claims(
    staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_page, "MOST", 4)
    campaign = Campaign.objects.create(source=source, external_id="c", name="Club")
    ana, bo = person(source, "Ana"), person(source, "Bo")
    for days, (who, title) in enumerate([(bo, "Old"), (ana, "Mug"), (ana, "Lamp"), (bo, "Lamp"), (ana, "Lamp")]):
        claimed(who, title, at=NOON + timedelta(days=days), campaign=campaign, points=10)
    ClaimedReward.objects.filter(title="Mug").update(status="reversed")

    page = staff.get(page_address(campaign))
    told = page.context["numbers"]

    assert {tile.name: (tile.number, tile.word) for tile in told.tiles} == {
        "Claims": ("4", "1 reversed"),
        "Customers": ("2", "who claimed"),
        "Points paid": ("30", "reversed claims left out"),
    }
    rewards, customers = told.rankings
    assert rewards.rows == [("Lamp", 3), ("Mug", 1)]
    assert [count for _, count in customers.rows] == [3, 1]
    assert all(page_address(one) in name for one, (name, _) in zip((ana, bo), customers.rows, strict=True))
    assert told.chart.rows[0] == ["5 Mar 2026", "1"]
    assert "The numbers below are of the newest 4 claims." in read(staff, page_address(campaign))


def test_numbers_are_for_those_who_may_see_claims(staff_with: Any, source: Source) -> None:
    made = things(source)

    assert staff_with("view_campaign").get(page_address(made[Campaign])).context["numbers"] is None
    page = staff_with("view_customer").get(page_address(made[Customer]))
    assert (page.context["tiles"], page.context["chart"], page.context["timeline"].moments) == ([], None, [])
