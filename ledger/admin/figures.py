"""What the home page says in numbers: today and the last 30 days, each beside the same time before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.charts import Chart, Column, Name, bars
from ledger.models import LedgerEntry
from ledger.periods import Preset
from ledger.reports import NOTHING, Answer, Period, Summary, Totals, summarize_together

DAYS = 30
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """``change``: to what it was before, in words; ``way``: up or down."""

    text: str
    change: str
    way: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    label: str
    numbers: Sequence[Number]  # several where money is of several currencies
    note: str = ""
    address: str = ""  # of the list behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Tiles of some days, and what they are compared with."""

    title: str
    compared: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    as_of: SafeString
    stretches: Sequence[Stretch]
    chart: Chart | None
    last: "Last | None"  # where today has nothing yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The day of the newest entry, and the report of the days up to it."""

    day: str
    address: str


def last(now: datetime) -> Last | None:
    """None: there is no entry, or only of times to come."""
    found = LedgerEntry.objects.filter(occurred_at__lte=now).order_by("-occurred_at").values_list("occurred_at").first()
    if found is None:
        return None
    after = show.local(found[0]).date() + DAY
    days = {"since": (after - DAYS * DAY).isoformat(), "until": after.isoformat()}
    return Last(day=show.day(found[0]), address=f"{reverse('admin:reports')}?{urlencode(days)}")


def questions(now: datetime) -> Sequence[Summary]:
    """The last days one by one; then yesterday, and the days before these, each only as far as today has come."""
    now = show.local(now)
    today = now.date()
    first = today - (DAYS - 1) * DAY
    return (
        Summary(since=first, until=today + DAY, period=Period.DAY),
        Summary(since=today - DAY, until=now - DAY),
        Summary(since=first - DAYS * DAY, until=now - DAYS * DAY),
    )


def figures(now: datetime, *, lists_claims: bool) -> Figures:
    """``lists_claims``: numbers of claims lead to their list."""
    asked = questions(now)
    answer, *before = summarize_together(asked)
    first = asked[0].since
    assert isinstance(first, date)  # noqa: S101 - as it is asked
    by_day = {row.period: row.totals for row in answer.rows}
    days = [first + place * DAY for place in range(DAYS)]
    yesterday, earlier = map(_whole, before)
    today = by_day.get(days[-1], NOTHING)
    spans = (
        ("Today", "yesterday by this time", today, yesterday, Preset.TODAY),
        (f"Last {DAYS} days", f"the {DAYS} days before, by this time", _whole(answer), earlier, Preset.LAST_30_DAYS),
    )
    return Figures(
        as_of=show.time(answer.as_of),
        stretches=[
            Stretch(title=title, compared=compared, tiles=tiles(told, then, _list(period) if lists_claims else ""))
            for title, compared, told, then, period in spans
        ],
        last=None if today.claims or today.reversals else last(now),
        chart=bars("Claims a day", [_column(day, by_day, days[-1]) for day in days], [Name(text="Claims")], head="Day")
        if answer.rows
        else None,
    )


def _whole(answer: Answer) -> Totals:
    return sum((row.totals for row in answer.rows), NOTHING)


def _column(day: date, by_day: Mapping[Any, Totals], today: date) -> Column:
    return Column(label=f"{day.day} {day:%b}", numbers=[by_day.get(day, NOTHING).claims], is_open=day == today)


def _list(period: Preset) -> str:
    return f"{reverse('admin:ledger_claimedreward_changelist')}?claimed={period}"


def tiles(now: Totals, then: Totals, address: str = "") -> Sequence[Tile]:
    """``address``: of the list of these claims."""
    back = now.points.reversed
    return (
        Tile(label="Claims", numbers=[_number(now.claims, then.claims)], address=address),
        Tile(
            label="Points spent",
            numbers=[_number(now.points.claimed, then.points.claimed)],
            note=_without(now.points_unknown.claims, "points"),
        ),
        Tile(label="Value given", numbers=_values(now, then), note=_without(now.value_unknown.claims, "a value")),
        Tile(
            label="Reversals",
            numbers=[_number(now.reversals, then.reversals)],
            note=f"{show.points(back)} back" if back else _without(now.points_unknown.reversals, "points"),
        ),
    )


def _values(now: Totals, then: Totals) -> Sequence[Number]:
    """Each currency for itself, the one of which there is most first."""
    given = {code: value.claimed for code, value in now.values.items() if value.claimed is not None}
    before = {code: value.claimed for code, value in then.values.items()}
    codes = sorted({code for code, value in (*given.items(), *before.items()) if value}, key=_most(given))
    return [_number(given.get(code, Decimal(0)), before.get(code, Decimal(0)), code) for code in codes] or [
        Number(text=show.DASH, change="none is told" if now.claims else "nothing was claimed")
    ]


def _most(given: Mapping[str, Decimal]) -> Any:
    return lambda code: (-given.get(code, Decimal(0)), code)


def _number(now: Decimal | int | None, then: Decimal | int | None, currency: str = "") -> Number:
    if now is None:
        return Number(text=show.DASH, change="not said by any provider")
    return Number(text=_text(now, currency), change=_change(now, then, currency), way=_way(now, then))


def _text(amount: Decimal | int, currency: str) -> str:
    return show.money(Decimal(amount), currency) if currency else show.number(int(amount))


def _change(now: Decimal | int, then: Decimal | int | None, currency: str) -> str:
    if then is None:
        return "before: not said"
    if not then:
        return "none before" if now else "as before"
    if not now:
        return f"{_text(then, currency)} before"
    percent = round((now - then) * 100 / then)
    return f"{show.signed(percent)} % from {_text(then, currency)}" if now != then else "as before"


def _way(now: Decimal | int, then: Decimal | int | None) -> str:
    if not (now and then) or now == then:
        return ""
    return "up" if now > then else "down"


def _without(count: int, what: str) -> str:
    return f"{count:,} without {what}" if count else ""
