"""Charts are drawn to their numbers, and say the same in words and as a table."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ledger.admin.charts import HEIGHT, MOST_ROWS, Chart, Column, Name, Number, Series, bars, lines
from ledger.admin.show import DASH
from ledger.admin.spans import MOST, Span, counted
from tests.admin.world import NOON

CLAIMS = (Name(text="Claims"),)
BOTH = (Name(text="Taken"), Name(text="Refused", look="bad"))


def drawn(*values: Sequence[Number | None], names: Sequence[Name] = CLAIMS, **options: Any) -> Chart:
    columns = [Column(label=f"{place} Mar", numbers=numbers) for place, numbers in enumerate(values, 1)]
    chart = bars("Claims a day", columns, names, head="Day", **options)
    assert chart
    return chart


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 0, 0], ["1", "0"]),
        ([1], ["1", "0"]),
        ([3, 37], ["40", "20", "0"]),
        ([1001], ["2,000", "1,000", "0"]),
        ([Decimal("9.99")], ["10", "5", "0"]),
    ],
)
def test_an_axis_ends_at_a_round_number(values: list[Number], ticks: list[str]) -> None:
    chart = drawn(*([value] for value in values))

    pieces = [piece for bar in chart.bars for piece in bar.pieces]
    assert chart.ticks == ticks
    assert len(pieces) == sum(value > 0 for value in values)
    assert all(float(piece.y) + float(piece.height) == chart.height for piece in pieces)


def test_a_little_is_seen_and_no_bar_is_higher_than_the_drawing() -> None:
    full, little, unknown = drawn((99_999, 1), (0, 1), (None, 0), names=BOTH).bars

    taken, refused = full.pieces
    assert (taken.look, refused.look) == ("of-0", "bad")
    assert float(taken.height) + float(refused.height) <= HEIGHT
    assert [float(piece.height) >= 1 for piece in (*full.pieces, *little.pieces)] == [True] * 3
    assert unknown.pieces == []


def test_bars_are_told_in_words_and_as_a_table_the_newest_first() -> None:
    chart = drawn((2, 0), (9, None), names=BOTH, unknown="not counted")

    assert chart.told == (
        "Claims a day, 1 Mar to 2 Mar. Taken: 11 in all, most 9 (2 Mar), fewest 2 (1 Mar). Refused: none."
    )
    assert (chart.heads, chart.rows) == (
        ("Day", "Taken", "Refused"),
        [["2 Mar", "9", "not counted"], ["1 Mar", "2", "0"]],
    )
    assert chart.bars[1].told == "2 Mar: Taken 9, Refused not counted"
    assert [name.text for name in chart.names] == ["Taken", "Refused"]
    assert drawn((1,)).names == ()


def test_what_bars_are_compared_with_is_a_line_of_the_same_scale() -> None:
    columns = [Column(label="1 Mar", numbers=[5], before=20), Column(label="2 Mar", numbers=[10], is_open=True)]

    chart = bars("Claims", columns, CLAIMS, head="Day", before="The days before")

    assert chart
    [line] = chart.lines
    assert line.path == "M6 0.00L18 100.00"
    assert chart.rows == [["2 Mar, so far", "10", DASH], ["1 Mar", "5", "20"]]
    assert [name.text for name in chart.names] == ["Claims", "The days before"]


def test_a_table_is_no_longer_than_is_read() -> None:
    assert len(drawn(*([1] for _ in range(MOST_ROWS + 5))).rows) == MOST_ROWS


def test_a_line_goes_in_steps_from_its_first_number_to_its_last() -> None:
    points = [(NOON, 0), (NOON + timedelta(days=1), 100), (NOON + timedelta(days=2), 50)]
    chart = lines("Points", [Series(name="card", points=points), Series(name="none", points=[])], str)

    assert chart
    [line] = chart.lines
    assert line.path == "M0.0 100.00H500.0V0.00H1000.0V50.00H1000.0"
    assert (chart.ticks, chart.edges) == (["100", "50", "0"], ["1 Mar 2026", "3 Mar 2026"])
    assert chart.told == "Points. card: 50 at the end."
    assert [row[2] for row in chart.rows] == ["50", "100", "0"]


def test_nothing_makes_no_chart_and_debts_go_below_nothing() -> None:
    assert lines("Points", [], str) is None
    assert bars("Claims", [], CLAIMS, head="Day") is None
    below = lines("Points", [Series(name="card", points=[(NOON, -30), (NOON, Decimal("0.5"))])], str)
    assert below
    assert (below.ticks, below.zero) == (["1", "-40"], "2.44")


@pytest.mark.parametrize(
    ("days", "span", "first", "count"),
    [
        ([0, 0, 2], Span.DAY, ("1 Mar 2026", 2), 3),
        ([0, 60], Span.WEEK, ("23 Feb 2026", 1), 10),
        ([0, 400], Span.MONTH, ("Mar 2026", 1), 14),
        ([0, 4000], Span.YEAR, ("2026", 1), 12),
    ],
)
def test_moments_are_counted_by_what_fits(days: list[int], span: Span, first: tuple[str, int], count: int) -> None:
    found, counts = counted([NOON + timedelta(days=day) for day in days])

    assert (found, counts[0], len(counts)) == (span, first, count)
    assert sum(number for _, number in counts) == len(days)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_calendars_ends_are_no_error(zone: str, settings: Any) -> None:
    settings.TIME_ZONE = zone
    ends = [datetime.min.replace(tzinfo=UTC), NOON, datetime.max.replace(tzinfo=UTC)]

    span, counts = counted(ends)

    assert (span, len(counts)) == (Span.YEAR, MOST)
    assert lines("Points", [Series(name="card", points=[(moment, 1) for moment in ends])], str)
