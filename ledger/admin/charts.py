"""
Charts as SVG that the server draws: bars of how much in each stretch of time, lines of what was so much at each time.

A picture is stretched to its place; the words stand beside it. Each has a sentence for those who do not see it, and its
numbers as a table. Colours and strokes are the style sheet's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ledger.admin import show

HEIGHT, LENGTH = 100, 1000  # of a picture, in units of its own
BAR, GAP = 10, 2
LEAST = 1  # of a bar: a little can still be seen
LOOKS = 4  # that the style sheet tells apart
MOST_ROWS = 100
STEPS = tuple(map(Decimal, (1, 2, 4, 6, 8, 10)))  # times a power of ten: where an axis may end
BEFORE = "before"
Number = int | Decimal
Look = Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What there was in a stretch of time: a number for each name, None if it is unknown."""

    label: str
    numbers: Sequence[Number | None]
    before: Number | None = None  # in the stretch that it is compared with
    is_open: bool = False  # more may come

    @property
    def whole(self) -> Number:
        return sum((number for number in self.numbers if number), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was so much at each time, until the next."""

    name: str
    points: Sequence[tuple[datetime, Number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What is drawn, and how the style sheet knows it."""

    text: str
    look: str = "of-0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    look: str
    y: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Pieces on one another; ``room`` is where the pointer finds its words."""

    told: str
    room: int
    x: int
    pieces: Sequence[Piece]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    look: str
    path: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Drawn: every number is a text, as SVG takes it."""

    title: str
    told: str  # what one would see
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    width: int
    zero: str  # where 0 stands
    ticks: Sequence[str]  # from the top, as far from one another
    edges: Sequence[str]  # below: the first, perhaps the middle, and the last
    names: Sequence[Name] = ()  # of several
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    height: int = HEIGHT
    bar: int = BAR
    step: int = BAR + GAP


def bars(
    title: str,
    columns: Sequence[Column],
    names: Sequence[Name],
    *,
    head: str,
    look: Look = show.number,
    unknown: str = show.DASH,
    before: str = "",
) -> Chart | None:
    """
    A bar for each column; None without any.

    ``head``: what the columns are; ``before``: what they are compared with, drawn as a line.
    """
    if not columns:
        return None
    compared = [Name(text=before, look=BEFORE)] if before else []
    earlier = [column.before or 0 for column in columns] if before else []
    height = _scale([*(column.whole for column in columns), *earlier])
    rows = [_row(column, look, unknown, is_compared=bool(before)) for column in columns]
    every = [*names, *compared]
    return Chart(
        title=title,
        told=" ".join(_told(title, columns, names, look)),
        heads=(head, *(name.text for name in every)),
        rows=rows[: -MOST_ROWS - 1 : -1],
        width=len(columns) * (BAR + GAP),
        zero=height.at(0),
        ticks=height.ticks(),
        edges=_edges([column.label for column in columns]),
        names=every if len(every) > 1 else (),
        bars=[
            _bar(place, column, names, height, ", ".join(_words(row, every)))
            for place, (column, row) in enumerate(zip(columns, rows, strict=True))
        ],
        lines=[_trail(earlier, height)] if before else (),
    )


def lines(title: str, series: Iterable[Series], look: Look) -> Chart | None:
    """None where nothing is known. A line goes on to the last time of all."""
    drawn = [one for one in series if one.points][:LOOKS]
    if not drawn:
        return None
    times = [moment for one in drawn for moment, _ in one.points]
    span = min(times), max(times)
    height = _scale([number for one in drawn for _, number in one.points])
    rows = sorted(((moment, one.name, number) for one in drawn for moment, number in one.points), reverse=True)
    names = [Name(text=one.name, look=f"of-{place}") for place, one in enumerate(drawn)]
    return Chart(
        title=title,
        told=" ".join([f"{title}.", *(f"{one.name}: {look(one.points[-1][1])} at the end." for one in drawn)]),
        heads=("When", "What", "Stood at"),
        rows=[(show.exactly(moment), name, look(number)) for moment, name, number in rows[:MOST_ROWS]],
        width=LENGTH,
        zero=height.at(0),
        ticks=height.ticks(),
        edges=_edges([show.day(moment) for moment in dict.fromkeys(span)]),
        names=names if len(names) > 1 else (),
        lines=[_line(name.look, one, span, height) for name, one in zip(names, drawn, strict=True)],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    low: Decimal
    high: Decimal

    def share(self, number: Number) -> float:
        """Of the height, from below."""
        return float((Decimal(number) - self.low) / (self.high - self.low)) * HEIGHT

    def at(self, number: Number) -> str:
        return f"{HEIGHT - self.share(number):.2f}"

    def ticks(self) -> list[str]:
        """The middle only where it is round too."""
        middle = self.high / 2
        is_round = not self.low and middle == middle.to_integral_value()
        return [f"{one.normalize():,f}" for one in (self.high, *([middle] if is_round else []), self.low)]


def _scale(numbers: Iterable[Number]) -> _Scale:
    """From 0, or from below it, to a round number that holds all."""
    known = [Decimal(number) for number in numbers]
    return _Scale(low=-_round(-min(known)) if min(known) < 0 else Decimal(0), high=_round(max(*known, Decimal(1))))


def _round(number: Decimal) -> Decimal:
    """The next round number."""
    magnitude = Decimal(10) ** number.adjusted()
    return next(step * magnitude for step in STEPS if step * magnitude >= number)


def _bar(place: int, column: Column, names: Sequence[Name], height: _Scale, words: str) -> Bar:
    room = place * (BAR + GAP)
    pieces = list(_pieces(column, names, height))
    told = f"{_label(column)}: {words}"
    return Bar(told=told, room=room, x=room + GAP // 2, pieces=pieces, is_open=column.is_open)


def _pieces(column: Column, names: Sequence[Name], height: _Scale) -> Iterator[Piece]:
    """From the foot up; what the least ones take more than their due, the greatest gives."""
    heights = [max(height.share(number), LEAST) if number else 0.0 for number in column.numbers]
    greatest = heights.index(max(heights))
    heights[greatest] -= max(0.0, sum(heights) - HEIGHT)
    top = float(HEIGHT)
    for name, high in zip(names, heights, strict=True):
        top -= high
        if high:
            yield Piece(look=name.look, y=f"{top:.2f}", height=f"{high:.2f}")


def _trail(numbers: Sequence[Number], height: _Scale) -> Line:
    """A line through the middles of the bars."""
    points = [f"{place * (BAR + GAP) + (BAR + GAP) // 2} {height.at(number)}" for place, number in enumerate(numbers)]
    return Line(look=BEFORE, path=f"M{'L'.join(points)}", end=points[-1])


def _line(look: str, one: Series, span: tuple[datetime, datetime], height: _Scale) -> Line:
    first, last = span
    whole = (last - first) / timedelta(seconds=1) or 1.0

    def x(moment: datetime) -> str:
        return f"{((moment - first) / timedelta(seconds=1)) / whole * LENGTH:.1f}"

    (start, number), *rest = one.points
    steps = "".join(f"H{x(moment)}V{height.at(value)}" for moment, value in rest)
    end = x(last) if first < last else f"{LENGTH}"
    path = f"M{x(start)} {height.at(number)}{steps}H{end}"
    return Line(look=look, path=path, end=f"{end} {height.at(one.points[-1][1])}")


def _row(column: Column, look: Look, unknown: str, *, is_compared: bool) -> list[str]:
    numbers = [*column.numbers, *([column.before] if is_compared else [])]
    return [_label(column), *(unknown if number is None else look(number) for number in numbers)]


def _label(column: Column) -> str:
    return f"{column.label}, so far" if column.is_open else column.label


def _words(row: Sequence[str], names: Sequence[Name]) -> Iterator[str]:
    for name, number in zip(names, row[1:], strict=True):
        yield f"{name.text} {number}" if len(names) > 1 else number


def _edges(labels: Sequence[str]) -> list[str]:
    places = (0, len(labels) // 2, -1) if len(labels) > 2 else range(len(labels))
    return [labels[place] for place in places]


def _told(title: str, columns: Sequence[Column], names: Sequence[Name], look: Look) -> Iterator[str]:
    yield f"{title}, {columns[0].label} to {columns[-1].label}."
    for place, name in enumerate(names):
        numbers = [(column.numbers[place] or 0, column.label) for column in columns]
        whole = sum(number for number, _ in numbers)
        if not whole:
            yield f"{name.text}: none."
            continue
        most, least = max(numbers, key=lambda one: one[0]), min(numbers, key=lambda one: one[0])
        ends = f"most {look(most[0])} ({most[1]}), fewest {look(least[0])} ({least[1]})"
        yield f"{name.text}: {look(whole)} in all, {ends}."
