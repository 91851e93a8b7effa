"""
Charts as SVG that the server draws: lines of what was so much at a time, bars of how many.

Each has a sentence for those who do not see it, and its numbers as a table. Colours and strokes are the style sheet's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from ledger.admin import show

WIDTH, HEIGHT = 380, 170
LEFT, TOP, BELOW = 50, 12, 26  # room for the numbers and the days
STROKES = 4  # that the style sheet tells apart
MOST_BARS = 40
MOST_ROWS = 100
STEPS = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))
Number = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was so much at each time, until the next."""

    name: str
    points: Sequence[tuple[datetime, Number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    stroke: int
    path: str
    ends_at: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Drawn: every number is a text as SVG takes it. ``grid``: height and label; ``days``: the first and the last."""

    title: str
    told: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    grid: Sequence[tuple[str, str]]
    days: tuple[str, str]
    lines: Sequence[Line] = ()
    bars: Sequence[Bar] = ()
    box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH
    foot: int = HEIGHT - 6


def lines(title: str, series: Iterable[Series], look: Callable[[Number], str]) -> Chart | None:
    """None where nothing is known. A line goes on to the last time of all."""
    drawn = [one for one in series if one.points][:STROKES]
    if not drawn:
        return None
    times = [moment for one in drawn for moment, _ in one.points]
    first, last = min(times), max(times)
    height = _scale([number for one in drawn for _, number in one.points])
    rows = sorted(((moment, one.name, number) for one in drawn for moment, number in one.points), reverse=True)
    return Chart(
        title=title,
        told=" ".join(f"{one.name}: {look(one.points[-1][1])} at the end." for one in drawn),
        heads=("When", "What", "Stood at"),
        rows=[(show.exactly(moment), name, look(number)) for moment, name, number in rows[:MOST_ROWS]],
        grid=height.grid,
        days=(show.day(first), show.day(last)),
        lines=[_line(stroke, one, (first, last), height) for stroke, one in enumerate(drawn)],
    )


def bars(title: str, counted: Sequence[tuple[str, int]], head: str) -> Chart | None:
    """None where there is nothing to count."""
    if not counted:
        return None
    height = _scale([count for _, count in counted])
    step = (WIDTH - LEFT) / len(counted)
    drawn = [
        Bar(
            label=f"{label}: {count:,}",
            x=f"{LEFT + step * at + step * 0.1:.1f}",
            width=f"{step * 0.8:.1f}",
            y=f"{height.of(count):.1f}",
            height=f"{height.of(0) - height.of(count):.1f}",
        )
        for at, (label, count) in enumerate(counted)
    ]
    most = max(counted, key=lambda one: one[1])
    return Chart(
        title=title,
        told=f"From {counted[0][0]} to {counted[-1][0]}, at most {most[1]:,}: {most[0]}.",
        heads=(head, "Claims"),
        rows=[(label, f"{count:,}") for label, count in reversed(counted)],
        grid=height.grid,
        days=(counted[0][0], counted[-1][0]),
        bars=drawn,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    low: Decimal
    high: Decimal

    def of(self, number: Number) -> float:
        share = (Decimal(number) - self.low) / (self.high - self.low)
        return HEIGHT - BELOW - float(share) * (HEIGHT - BELOW - TOP)

    @property
    def grid(self) -> list[tuple[str, str]]:
        middle = (self.low + self.high) / 2
        return [(f"{self.of(one):.1f}", f"{one.normalize():,f}") for one in (self.low, middle, self.high)]


def _scale(numbers: Iterable[Number]) -> _Scale:
    """From 0, or from below it, to a round number that holds all."""
    known = [Decimal(number) for number in numbers]
    return _Scale(low=-_round(-min(known)) if min(known) < 0 else Decimal(0), high=_round(max(*known, Decimal(1))))


def _round(number: Decimal) -> Decimal:
    """The next round number."""
    if number <= 0:
        return Decimal(0)
    magnitude = Decimal(10) ** number.adjusted()
    return next(step * magnitude for step in STEPS if step * magnitude >= number)


def _line(stroke: int, one: Series, span: tuple[datetime, datetime], height: _Scale) -> Line:
    first, last = span
    whole = (last - first) / timedelta(seconds=1) or 1.0

    def x(moment: datetime) -> str:
        return f"{LEFT + ((moment - first) / timedelta(seconds=1)) / whole * (WIDTH - LEFT - 8):.1f}"

    (start, number), *rest = one.points
    steps = "".join(f"H{x(moment)}V{height.of(value):.1f}" for moment, value in rest)
    end = x(last), f"{height.of(one.points[-1][1]):.1f}"
    return Line(
        name=one.name,
        stroke=stroke,
        path=f"M{x(start)} {height.of(number):.1f}{steps}H{end[0]}",
        ends_at=end,
    )


class Span(StrEnum):
    """What bars count by."""

    DAY = "Day"
    WEEK = "Week of"
    MONTH = "Month"
    YEAR = "Year"


STARTS: Mapping[Span, Callable[[date], date]] = {
    Span.DAY: lambda day: day,
    Span.WEEK: lambda day: date.fromordinal(max(1, day.toordinal() - day.weekday())),
    Span.MONTH: lambda day: day.replace(day=1),
    Span.YEAR: lambda day: day.replace(month=1, day=1),
}
DAYS: Mapping[Span, int] = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31, Span.YEAR: 366}
NAMES: Mapping[Span, Callable[[date], str]] = {
    Span.DAY: lambda day: f"{day.day} {day:%b %Y}",
    Span.WEEK: lambda day: f"{day.day} {day:%b %Y}",
    Span.MONTH: lambda day: f"{day:%b} {day.year}",
    Span.YEAR: lambda day: f"{day.year}",
}


def by_time(moments: Sequence[datetime]) -> tuple[Span, list[tuple[str, int]]]:
    """How many in each day, week, month or year, as they fit; the last of them where they are too many."""
    days = sorted(show.local(moment).date() for moment in moments)
    if not days:
        return Span.DAY, []
    long = (days[-1] - days[0]).days
    span = next((span for span in Span if long < DAYS[span] * (MOST_BARS - 1)), Span.YEAR)
    start = STARTS[span]
    starts = [start(days[-1])]
    while starts[-1] > start(days[0]) and len(starts) < MOST_BARS:
        starts.append(start(starts[-1] - timedelta(days=1)))
    counts = dict.fromkeys(reversed(starts), 0)
    for day in days:
        if start(day) in counts:
            counts[start(day)] += 1
    return span, [(NAMES[span](day), count) for day, count in counts.items()]
