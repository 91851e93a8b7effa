"""Answers in detail: what is unknown, the period before, the first places, what is held, and what it costs to ask."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.choices import EntrySide, Held
from ledger.facts import ClaimFacts, Facts, RedemptionFacts, VoucherFacts
from ledger.folding import Word, fold
from ledger.models import InboundEvent
from ledger.recording import record
from ledger.reports import (
    Dimension,
    Period,
    Rank,
    Sum,
    Summary,
    Unknown,
    balances,
    count_balances,
    roll_up,
    summarize,
    top,
    top_customers,
)
from tests.reports.history import Line, World
from tests.sources import add_source

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 15, 12, tzinfo=UTC)
MUG = Line(occurred_at=MARCH, recorded_at=MARCH, title="Mug", points=50, customer=0, campaign=0)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=[False, True], ids=["from the entries", "rolled up"])
def rolled(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_unknown_is_not_nothing(world: World, rolled: bool) -> None:  # noqa: FBT001
    world.write([replace(MUG, points=None), replace(MUG, value=Decimal("0.1")), replace(MUG, title="Pin", points=None)])
    if rolled:
        roll_up()
    mug, pin = summarize(Summary(by=(Dimension.TITLE,))).rows
    assert (mug.totals.points, mug.totals.points_unknown) == (
        Sum(claimed=50, reversed=0),
        Unknown(claims=1, reversals=0),
    )
    assert mug.totals.values == {"EUR": Sum(claimed=Decimal("0.1"), reversed=Decimal(0))}
    assert mug.totals.value_unknown == Unknown(claims=1, reversals=0)
    assert (pin.totals.points.claimed, pin.totals.points.net) == (None, None)
    assert pin.totals.values == {}


def test_money_of_two_currencies_is_never_one_sum(world: World) -> None:
    euros = [replace(MUG, value=Decimal("0.7")), replace(MUG, value=Decimal("0.4"), side=EntrySide.REVERSED)]
    world.write([*euros, replace(MUG, value=Decimal(900), currency="JPY")])
    (row,) = summarize(Summary()).rows
    assert {code: of.net for code, of in row.totals.values.items()} == {"EUR": Decimal("0.3"), "JPY": Decimal(900)}
    assert (row.totals.claims, row.totals.reversals, row.totals.net) == (2, 1, 1)


def test_comparison_is_with_the_month_before_as_of_the_same_moment(world: World, rolled: bool) -> None:  # noqa: FBT001
    february = MARCH - timedelta(days=28)
    world.write([MUG, MUG, replace(MUG, occurred_at=february), replace(MUG, recorded_at=MARCH + timedelta(days=3))])
    if rolled:
        roll_up()
    asked = Summary(since=date(2025, 3, 1), until=date(2025, 4, 1), as_of=MARCH + timedelta(days=1))
    answer = summarize(asked, compare=True)
    assert [row.totals.claims for row in answer.rows] == [2]
    assert [row.totals.claims for row in answer.before or ()] == [1]


def test_first_places(world: World, rolled: bool) -> None:  # noqa: FBT001
    world.write(
        [MUG, MUG, replace(MUG, title="Pin", points=500, customer=1, value=Decimal(2)), replace(MUG, title=None)]
    )
    world.write([replace(MUG, side=EntrySide.REVERSED), replace(MUG, customer=2, value=Decimal(9), currency="JPY")])
    if rolled:
        roll_up()
    first, second, third = world.customers[0]
    everything = Summary()
    assert [(place.of, place.totals.net) for place in top(everything, Dimension.TITLE).places] == [
        ("Mug", 2),
        ("Pin", 1),
    ]
    assert [place.of for place in top(everything, Dimension.TITLE, rank=Rank.POINTS).places] == ["Pin", "Mug"]
    assert [place.of for place in top(everything, Dimension.CAMPAIGN, most=1).places] == [world.campaigns[0].pk]
    by_claims = top_customers(everything)
    assert [(place.of, place.totals.net) for place in by_claims.places] == [
        (first.pk, 2),
        (second.pk, 1),
        (third.pk, 1),
    ]
    assert [place.of for place in top_customers(everything, rank=Rank.POINTS, most=1).places] == [second.pk]
    in_euros = top_customers(Summary(currencies=["EUR"]), rank=Rank.VALUE)
    assert [(place.of, place.totals.values["EUR"].net) for place in in_euros.places] == [(second.pk, Decimal(2))]


@pytest.mark.parametrize("compare", [False, True])
def test_number_of_statements_does_not_depend_on_the_history(world: World, *, compare: bool) -> None:
    asked = Summary(since=MARCH - timedelta(days=9), until=date(2025, 4, 1), period=Period.DAY, by=tuple(Dimension))
    asked = replace(asked, by=(Dimension.SOURCE, Dimension.KIND), customers=True, as_of=MARCH + timedelta(days=30))
    counts = set()
    for lines in (1, 30):
        world.write([MUG] * lines)
        roll_up()
        with CaptureQueriesContext(
            connection,
        ) as statements:
            summarize(asked, compare=compare)
        counts.add(len(statements))
    assert counts == {5 + 2 * compare}


def test_balances_are_what_is_held_and_not_used() -> None:
    source = add_source("stamply")
    facts = Facts(
        vouchers=(
            VoucherFacts(external_id="card", kind="loyalty_card", points_balance=850),  # type: ignore[arg-type]
            VoucherFacts(external_id="old card", kind="loyalty_card", points_balance=99, active=False),  # type: ignore[arg-type]
            VoucherFacts(external_id="gift", kind="gift_card", balance=Decimal("12.5"), currency="EUR"),  # type: ignore[arg-type]
            VoucherFacts(external_id="new gift", kind="gift_card"),  # type: ignore[arg-type]
            VoucherFacts(external_id="kept", kind="discount"),  # type: ignore[arg-type]
            VoucherFacts(external_id="used", kind="discount"),  # type: ignore[arg-type]
        ),
        redemptions=(RedemptionFacts(external_id="use", voucher="used", status="redeemed"),),  # type: ignore[arg-type]
        claims=tuple(
            ClaimFacts(external_id=name, granted_voucher=name, value=Decimal("0.7"), claimed_at=MARCH)
            for name in ("kept", "used", "gift")
        ),
    )
    now = datetime.now(UTC)
    event = InboundEvent.objects.create(
        source=source, external_id="e", state="recorded", origin="import", received_at=now
    )
    said_at = now - timedelta(days=45)
    word = Word(facts=facts, event_id="e", sha256=b"", time=said_at, received_at=now, currency="EUR")
    record(source.pk, fold([word]), [event.pk])
    assert list(balances()) == []
    count_balances()
    counted_at = count_balances()
    months = (now - MARCH).days // 30
    told = balances().values_list("held", "currency", "months", "vouchers", "unknown", "points", "ten_thousandths")
    assert set(told) == {
        (Held.MONEY, "EUR", 1, 1, 0, None, 125_000),
        (Held.MONEY, None, None, 1, 1, None, None),
        (Held.POINTS, None, 1, 1, 0, 850, None),
        (Held.UNUSED, "EUR", months, 1, 0, None, 7_000),
    }
    assert {balance.counted_at for balance in balances()} == {counted_at}
