"""Answers in detail: what is unknown, the period before, the first places, and what it costs to ask."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.choices import EntrySide, RewardKind
from ledger.models import RollUp, RollUpZone
from ledger.reports import (
    Dimension,
    Period,
    Rank,
    Sum,
    Summary,
    Unanswerable,
    Unknown,
    roll_up,
    summaries,
    summarize,
    top,
    top_customers,
)
from ledger.sql import summaries as sql
from ledger.sql.rollups import MEASURES
from ledger.sql.run import lines
from tests.reports.history import Line, World

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


def test_place_is_given_by_what_is_known(world: World, rolled: bool) -> None:  # noqa: FBT001
    nobody_said = replace(MUG, side=EntrySide.REVERSED, points=None)
    world.write([*[MUG] * 5, nobody_said, replace(MUG, title="Pin", customer=1, points=1)])
    if rolled:
        roll_up()
    first, second, _ = world.customers[0]
    rewards, customers = top(Summary(), Dimension.TITLE, rank=Rank.POINTS), top_customers(Summary(), rank=Rank.POINTS)
    assert [place.of for place in rewards.places] == ["Mug", "Pin"]
    assert [place.of for place in customers.places] == [first.pk, second.pk]
    assert [place.totals.points for place in (rewards.places[0], customers.places[0])] == [
        Sum(claimed=250, reversed=None)
    ] * 2


def test_first_places_of_each_dimension(world: World, rolled: bool) -> None:  # noqa: FBT001
    world.write(
        [MUG, replace(MUG, source=1, campaign=None, kind=RewardKind.PRODUCT), replace(MUG, source=2, campaign=None)]
    )
    world.write([replace(MUG, source=1, value=Decimal(1)), replace(MUG, side=EntrySide.REVERSED, title="Pin")])
    if rolled:
        roll_up()
    _, second, third = [source.pk for source in world.sources]
    found = {of: [(place.of, place.totals.net) for place in top(Summary(), of).places] for of in Dimension}
    assert found == {
        Dimension.SOURCE: [(second, 2), (third, 1)],
        Dimension.PROVIDER: [("voucherify", 3)],
        Dimension.CAMPAIGN: [(world.campaigns[1].pk, 1)],
        Dimension.KIND: [("product", 1)],
        Dimension.CURRENCY: [("EUR", 1)],
        Dimension.TITLE: [("Mug", 4)],
    }


def test_lines_recorded_on_several_days_are_one_row(world: World) -> None:
    a_day = timedelta(days=1)
    gone = replace(MUG, kind=RewardKind.PRODUCT, is_taken_back=True)
    last = MARCH.replace(hour=23, minute=59, second=30)  # taken back the day after
    world.write([MUG, replace(MUG, recorded_at=MARCH + a_day), replace(gone, recorded_at=last)])
    roll_up()
    world.write([replace(MUG, recorded_at=datetime.now(UTC))])
    by = (Dimension.SOURCE, Dimension.CAMPAIGN, Dimension.KIND)
    (row,) = summarize(Summary(period=Period.DAY, by=by)).rows
    assert (row.period, row.totals.claims, row.totals.points.claimed) == (MARCH.date(), 3, 150)


@pytest.mark.parametrize("made_anew", ["later", "never"])
def test_roll_ups_that_are_gone_when_the_statement_runs_are_not_missed(world: World, made_anew: str) -> None:
    world.write([MUG] * 6)
    roll_up()
    tomorrow = datetime.combine(MARCH.date() + timedelta(days=1), time(1), UTC)
    asked = Summary(period=Period.DAY, zone="UTC")
    planned = summaries.plan(asked, tomorrow, {}, summaries.rolled_zones())
    assert planned.is_long_past
    RollUp.objects.all().delete()
    if made_anew == "later":
        RollUpZone.objects.update(until=None)
    else:
        RollUpZone.objects.all().delete()
    (line,) = lines(*sql.summary(planned, 2, connection))
    assert line[-len(MEASURES)] == 6


def test_what_would_read_too_many_entries_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write([MUG, MUG, replace(MUG, occurred_at=MARCH + timedelta(days=40))])
    roll_up()
    monkeypatch.setattr("ledger.reports.summaries.MOST_READ", 2)
    whole, month = Summary(), Summary(since=date(2025, 3, 1), until=date(2025, 4, 1))
    for ask in (
        top_customers,
        lambda asked: summarize(replace(asked, customers=True)),
        lambda asked: summarize(replace(asked, zone="Asia/Kathmandu", period=Period.DAY)),
        lambda asked: summarize(replace(asked, period=Period.HOUR)),
    ):
        ask(month)
        with pytest.raises(Unanswerable, match="more than 2 in that time"):
            ask(replace(whole, since=MARCH))
    assert [row.totals.claims for row in summarize(whole).rows] == [3]


def test_what_is_not_rolled_up_for_too_long_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write([MUG])
    roll_up()
    monkeypatch.setattr("ledger.reports.summaries.MOST_READ", 2)
    now = datetime.now(UTC)
    world.write([replace(MUG, recorded_at=now)] * 3)
    for ask in (summarize, lambda asked: top(asked, Dimension.TITLE)):
        with pytest.raises(Unanswerable, match="More than 2 entries are not rolled up as of that moment"):
            ask(Summary())
    assert [row.totals.claims for row in summarize(Summary(as_of=now - timedelta(seconds=1))).rows] == [1]
    roll_up()
    assert [row.totals.claims for row in summarize(Summary()).rows] == [4]


def test_what_has_more_rows_than_anybody_reads_says_so(
    world: World,
    rolled: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.write(replace(MUG, title=title) for title in ("Mug", "Mug", "Pin", "Cap"))
    if rolled:
        roll_up()
    monkeypatch.setattr("ledger.reports.summaries.MOST_ROWS", 2)
    by_title = Summary(by=(Dimension.TITLE,))
    with pytest.raises(Unanswerable, match="More than 2 rows: ask for longer periods"):
        summarize(by_title)
    assert len(summarize(replace(by_title, titles=["Mug", "Pin"])).rows) == 2
    assert [place.of for place in top(by_title, Dimension.TITLE, most=1).places] == ["Mug"]


@pytest.mark.parametrize("compare", [False, True])
def test_number_of_statements_does_not_depend_on_the_history(world: World, *, compare: bool) -> None:
    asked = Summary(since=MARCH - timedelta(days=9), until=date(2025, 4, 1), period=Period.DAY, by=tuple(Dimension))
    asked = replace(asked, by=(Dimension.SOURCE, Dimension.KIND), customers=True, as_of=MARCH + timedelta(days=30))
    counts = set()
    for length in (1, 30):
        world.write([MUG] * length)
        roll_up()
        with CaptureQueriesContext(connection) as statements:
            summarize(asked, compare=compare)
        counts.add(len(statements))
    assert counts == {6 + 2 * compare}
