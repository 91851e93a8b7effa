"""What a report is shown by: its measures, the names of its groups, its charts, and its rows as a table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from ledger.admin import show
from ledger.admin.base import provider_name
from ledger.admin.charts import LOOKS, Chart, Column, Name, Number, bars
from ledger.admin.spans import NAMES, STARTS, Span, backwards
from ledger.choices import RewardKind
from ledger.models import Campaign, Source
from ledger.reports import NOTHING, Dimension, Row, Totals

REST = "Others"
UNKNOWN = "Unknown"
MOST_LINES = 200  # of a table on the page; a file has them all
Of = Callable[[Totals], Number | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A column of a report. ``head``: as people read it; ``name``: as a file has it."""

    head: str
    name: str
    of: Of
    look: Callable[[Any], str] = show.number
    is_money: bool = False

    def shown(self, totals: Totals) -> str:
        number = self.of(totals)
        return show.DASH if number is None else self.look(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str
    cells: Sequence[tuple[str, str]]  # head, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a report."""

    title: str
    head: str
    heads: Sequence[str]
    lines: Sequence[Line]
    left: int = 0  # so many more there are


COUNTS = (
    Measure(head="Claims", name="claims", of=lambda totals: totals.claims),
    Measure(head="Reversals", name="reversals", of=lambda totals: totals.reversals),
    Measure(head="Points", name="points", of=lambda totals: totals.points.claimed),
    Measure(head="Points back", name="points_back", of=lambda totals: totals.points.reversed),
    Measure(head="No points", name="points_unknown", of=lambda totals: totals.points_unknown.claims),
    Measure(head="No value", name="value_unknown", of=lambda totals: totals.value_unknown.claims),
)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in COUNTS}


def currencies(rows: Iterable[Row]) -> list[str]:
    """Those of which anything is known, by name."""
    return sorted({code for row in rows for code in row.totals.values})


def value_of(code: str, side: str = "claimed", *, head: str = "Value", name: str = "value") -> Measure:
    """Of money in one currency. Where there is none of it, none was given."""
    return Measure(
        head=f"{head} {code}",
        name=f"{name}_{code}",
        of=lambda totals: getattr(totals.values[code], side) if code in totals.values else Decimal(0),
        look=lambda amount: show.money(Decimal(amount), None),
        is_money=True,
    )


def measures(codes: Sequence[str]) -> list[Measure]:
    """All, money by its currency."""
    back = [value_of(code, "reversed", head="Back", name="value_back") for code in codes]
    return [*COUNTS[:-1], *map(value_of, codes), *back, COUNTS[-1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What groups are called. Sources and campaigns in a query each, however many there are."""

    dimension: Dimension | None
    known: Mapping[Any, str] = field(default_factory=dict)

    @classmethod
    def of(cls, dimension: Dimension | None, keys: Iterable[Any]) -> "Names":
        return cls(dimension=dimension, known=KNOWN[dimension](keys) if dimension in KNOWN else {})

    def __call__(self, key: Any) -> str:
        return UNKNOWN if key is None else self.known.get(key, str(key))


def _campaigns(keys: Iterable[Any]) -> dict[Any, str]:
    rows = Campaign.objects.filter(pk__in=sorted({key for key in keys if key is not None}))
    return {pk: name or external_id for pk, name, external_id in rows.values_list("pk", "name", "external_id")}


KNOWN: Mapping[Dimension | None, Callable[[Iterable[Any]], dict[Any, str]]] = {
    Dimension.SOURCE: lambda _: dict(Source.objects.values_list("pk", "name")),
    Dimension.PROVIDER: lambda _: {source.provider: provider_name(source) for source in Source.objects.all()},
    Dimension.CAMPAIGN: _campaigns,
    Dimension.KIND: lambda _: {kind.value: kind.value.replace("_", " ").capitalize() for kind in RewardKind},
}


def group_of(row: Row) -> Any:
    return next(iter(row.group.values()), None)


def by_group(rows: Iterable[Row]) -> dict[Any, Totals]:
    """Over all periods; the greatest first, by claims."""
    found: dict[Any, Totals] = defaultdict(lambda: NOTHING)
    for row in rows:
        found[group_of(row)] += row.totals
    return dict(sorted(found.items(), key=lambda one: (-one[1].claims, str(one[0]))))


def by_period(rows: Iterable[Row]) -> defaultdict[Any, Totals]:
    """What is not there is nothing."""
    found: defaultdict[Any, Totals] = defaultdict(lambda: NOTHING)
    for row in rows:
        found[row.period] += row.totals
    return found


def starts(span: Span, first: date, last: date) -> list[date]:
    """The first days of all that lie in the days, also of those of which nothing is told."""
    found = []
    for start in backwards(span, last):
        found.append(start)
        if start <= first:
            break
    return found[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What a chart is drawn along: the first days of its columns, and of those before, which are fewer or more."""

    span: Span
    days: Sequence[date]
    earlier: Sequence[date]
    today: date  # as of the answer

    def is_open(self, day: date) -> bool:
        return STARTS[self.span](self.today) <= day


def chart(measure: Measure, rows: Sequence[Row], before: Sequence[Row], *, axis: Axis, names: Names) -> Chart | None:
    """Bars along the axis: of the greatest groups and the rest; where nothing is split, with a line of those before."""
    drawn = _drawn(measure, rows)
    cells: dict[tuple[Any, int], Totals] = defaultdict(lambda: NOTHING)
    for row in rows:
        cells[row.period, drawn.get(group_of(row), len(drawn))] += row.totals
    is_cut = any(place == len(drawn) for _, place in cells)
    looks = [Name(text=names(key), look=f"of-{place}") for key, place in drawn.items()]
    looks += [Name(text=REST, look="rest")] if is_cut else []
    then = by_period(before)
    numbers_before = [measure.of(then[day]) for day in axis.earlier]
    columns = [
        Column(
            label=NAMES[axis.span](day),
            numbers=[measure.of(cells[day, place]) for place in range(len(looks))],
            before=numbers_before[at] if at < len(numbers_before) else None,
            is_open=axis.is_open(day),
        )
        for at, day in enumerate(axis.days)
    ]
    title = f"{measure.head} by {axis.span.value.lower().removesuffix(' of')}"
    is_split = names.dimension is not None
    looks = looks if is_split else [Name(text=measure.head)]
    told = "" if is_split else "The period before"
    return bars(title, columns, looks, head=axis.span.value, look=measure.look, before=told) if rows else None


def _drawn(measure: Measure, rows: Sequence[Row]) -> dict[Any, int]:
    """The groups that are drawn on their own, and their places."""
    of = by_group(rows)
    greatest = sorted(of, key=lambda key: -(measure.of(of[key]) or 0))
    return {key: place for place, key in enumerate(greatest[: LOOKS if len(greatest) <= LOOKS else LOOKS - 1])}


def groups_table(rows: Sequence[Row], before: Sequence[Row], told: Sequence[Measure], names: Names) -> Sheet:
    """A line for each of the greatest groups, with its share and what it was before."""
    now, then = by_group(rows), by_group(before)
    whole = sum(totals.claims for totals in now.values())
    lines = []
    for key, totals in islice(now.items(), MOST_LINES):
        share = f"{totals.claims * 100 / whole:.1f}\N{NO-BREAK SPACE}%" if whole else show.DASH
        claims, *others = [(measure.head, measure.shown(totals)) for measure in told]
        earlier = show.number(then[key].claims) if key in then else "0"
        lines.append(Line(label=names(key), cells=[claims, ("Share", share), ("Before", earlier), *others]))
    heads = [told[0].head, "Share", "Before", *(measure.head for measure in told[1:])]
    head, left = str(names.dimension), len(now) - len(lines)
    return Sheet(title=f"By {head}", head=head.capitalize(), heads=heads, lines=lines, left=left)


def periods_table(rows: Sequence[Row], told: Sequence[Measure], axis: Axis) -> Sheet:
    """A line for each period, the newest first."""
    now = by_period(rows)
    lines = [
        Line(
            label=f"{NAMES[axis.span](day)}{', so far' if axis.is_open(day) else ''}",
            cells=[(measure.head, measure.shown(now[day])) for measure in told],
        )
        for day in reversed(axis.days)
    ]
    title = f"By {axis.span.value.lower().removesuffix(' of')}"
    return Sheet(title=title, head=axis.span.value, heads=[measure.head for measure in told], lines=lines)
