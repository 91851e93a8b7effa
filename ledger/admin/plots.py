"""Bars as wide as their place: shapes for an SVG that is stretched, and the same numbers in words and in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = (1, 2, 5, 10)  # times a power of ten: where an axis may end
WIDTH, GAP, HEIGHT = 10, 2, 100  # of a bar; the picture is stretched to its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    label: str
    value: int
    is_open: bool = False  # more may come


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle; ``room`` is where the pointer finds its words."""

    point: Point
    x: int
    room: int
    y: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    title: str
    told: str  # what one would see
    points: Sequence[Point]
    bars: Sequence[Bar]
    width: int
    height: int
    ticks: Sequence[int]  # from the top
    edges: Sequence[str]  # below it: the first, the middle and the last label


def bars(points: Sequence[Point], *, title: str) -> Plot:
    """A bar for each point, from left to right, upon an axis that ends at a round number."""
    top = _round_up(max((point.value for point in points), default=0))
    return Plot(
        title=title,
        told=_told(points, title),
        points=points,
        bars=[_bar(place, point, top) for place, point in enumerate(points)],
        width=len(points) * (WIDTH + GAP),
        height=HEIGHT,
        ticks=(top, top // 2, 0) if top > 1 else (top, 0),
        edges=[points[place].label for place in (0, len(points) // 2, -1)] if len(points) > 2 else [],
    )


def _bar(place: int, point: Point, top: int) -> Bar:
    # A little can still be seen.
    height = max(point.value / top * HEIGHT, 1) if point.value else 0
    room = place * (WIDTH + GAP)
    return Bar(point=point, x=room + GAP // 2, room=room, y=f"{HEIGHT - height:.2f}", height=f"{height:.2f}")


def _round_up(value: int) -> int:
    power: int = 10 ** (len(str(value)) - 1)
    return max(next(step * power for step in STEPS if step * power >= value), 1)


def _told(points: Sequence[Point], title: str) -> str:
    whole = sum(point.value for point in points)
    if not whole:
        return f"{title}: none."
    most = max(points, key=lambda point: point.value)
    least = min(points, key=lambda point: point.value)
    return (
        f"{title}, from {points[0].label} to {points[-1].label}: {whole:,} in all; "
        f"most on {most.label} with {most.value:,}, fewest on {least.label} with {least.value:,}."
    )
