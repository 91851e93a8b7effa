"""The home page's numbers: today and the last 30 days, each beside the same time before."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from ledger.admin.figures import Figures, figures
from ledger.admin.show import DASH
from ledger.choices import EntrySide
from ledger.reports import Summary, roll_up, summarize
from tests.reports.history import Line, World

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # clocks were put on this night in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def history(db: None) -> World:
    """Today, yesterday before and after this time, within 30 days, in the 30 before, and earlier."""
    world = World()
    money: dict[str, Any] = {"value": Decimal("12.50"), "recorded_at": NOON}
    world.write(
        [
            Line(occurred_at=NOON - HOUR, points=100, source=1, **money),
            Line(occurred_at=NOON - 2 * HOUR, **money, currency="GBP"),
            Line(occurred_at=NOON - HOUR, recorded_at=NOON, side=EntrySide.REVERSED, points=40),
            Line(occurred_at=NOON - DAY - HOUR, points=50, **money),
            Line(occurred_at=NOON - DAY + HOUR, points=1, **money),
            Line(occurred_at=NOON - 20 * DAY, recorded_at=NOON),
            Line(occurred_at=NOON - 31 * DAY, points=7, **money),
            Line(occurred_at=NOON - 30 * DAY + HOUR, points=9, recorded_at=NOON),
            Line(occurred_at=NOON - 61 * DAY, points=9999, **money),
        ]
    )
    return world


def told(made: Figures) -> Mapping[str, Mapping[str, list[str]]]:
    """All that the tiles say, by their words."""
    return {
        stretch.title: {
            tile.label: [*(f"{number.text}, {number.change}" for number in tile.numbers), *filter(None, [tile.note])]
            for tile in stretch.tiles
        }
        for stretch in made.stretches
    }


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_numbers_stand_beside_those_of_the_same_time_before(is_rolled_up: bool, history: World) -> None:  # noqa: FBT001
    if is_rolled_up:
        roll_up()

    made = told(figures(NOON, lists_claims=True))

    assert made["Today"] == {
        "Claims": ["2, +100 % from 1"],
        "Points spent": ["100, +100 % from 50", "1 without points"],
        "Value given": ["12.50 EUR, as before", "12.50 GBP, none before"],
        "Reversals": ["1, none before", "40 points back"],
    }
    assert made["Last 30 days"] == {
        "Claims": ["5, +400 % from 1"],
        "Points spent": ["151, +2,057 % from 7", "2 without points"],
        "Value given": ["37.50 EUR, +200 % from 12.50 EUR", "12.50 GBP, none before", "1 without a value"],
        "Reversals": ["1, none before", "40 points back"],
    }


def test_numbers_are_those_of_the_reports(history: World) -> None:
    now = timezone.now()
    history.write(Line(occurred_at=now - hours * HOUR, recorded_at=now, points=3) for hours in range(0, 900, 7))
    today = timezone.localdate(now)

    made = figures(now, lists_claims=False)

    whole = summarize(Summary(since=today - 29 * DAY, until=today + DAY)).rows[0].totals
    assert told(made)["Last 30 days"]["Claims"][0].startswith(f"{whole.claims}, ")
    assert told(made)["Last 30 days"]["Points spent"][0].startswith(f"{whole.points.claimed}, ")
    assert made.chart
    assert sum(int(number) for _, number in made.chart.rows) == whole.claims > 90
    assert [bar.is_open for bar in made.chart.bars] == [False] * 29 + [True]


def test_days_are_those_of_the_settings_zone(history: World, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # there it is tomorrow, at one in the morning

    chart = figures(NOON, lists_claims=True).chart

    assert chart
    assert chart.rows[:2] == [["30 Mar, so far", "1"], ["29 Mar", "3"]]


def test_what_nobody_has_said_is_a_dash_and_never_nought(history: World) -> None:
    made = told(figures(NOON - 20 * DAY + HOUR, lists_claims=True))

    assert made["Today"]["Claims"] == ["1, none before"]
    assert made["Today"]["Points spent"] == [f"{DASH}, not said by any provider", "1 without points"]
    assert made["Today"]["Value given"] == [f"{DASH}, none is told", "1 without a value"]


def test_a_day_without_anything_leads_to_the_last_that_had_something(history: World) -> None:
    empty = figures(NOON + 99 * DAY, lists_claims=True)

    assert figures(NOON, lists_claims=True).last is None
    assert empty.last
    assert (empty.last.day, empty.last.address) == ("29 Mar 2026", "/admin/reports/?since=2026-02-28&until=2026-03-30")


def test_nothing_yet_is_not_compared_in_percent(history: World) -> None:
    made = told(figures(NOON + DAY, lists_claims=True))["Today"]

    assert made["Claims"] == ["0, 2 before"]
    assert made["Value given"] == ["0.00 EUR, 12.50 EUR before", "0.00 GBP, 12.50 GBP before"]
