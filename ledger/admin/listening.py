"""What a source's page says of how it is heard, and its hours as bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ledger.admin import show
from ledger.hearing import HOURS, NEWEST, Heard, Hour, hear
from ledger.models import Source
from ledger.providers import all_providers

WIDTH, HEIGHT = 960, 120  # of the drawing, in units of its own
STEP = WIDTH // HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An hour: what was taken, and on it what was refused."""

    x: int
    taken_at: int
    taken: int
    refused_at: int
    refused: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    name: str
    value: str
    note: str = ""


def listening(source: Source) -> dict[str, Any]:
    heard = hear(source)
    provider = all_providers().get(source.provider)
    return {
        "tiles": list(_tiles(heard)),
        "bars": bars(heard.hours),
        "most": show.number(max((hour.refused + (hour.taken or 0) for hour in heard.hours), default=0)),
        "hours": [hour for hour in reversed(heard.hours) if hour.taken or hour.refused],
        "ends": (_hour(heard.hours[0].since), _hour(heard.hours[-1].since)),
        "in_a_row": show.number(heard.in_a_row) if heard.in_a_row else "",
        "since": heard.last,
        "gives_up": provider.gives_up if provider else "",
        "last_used": {pk: show.minute(moment) for pk, moment in heard.last_used.items()},
        "newest": show.number(NEWEST),
    }


def bars(hours: Sequence[Hour]) -> list[Bar]:
    """To the scale of the fullest hour; what is not nothing is seen."""
    most = max((hour.refused + (hour.taken or 0) for hour in hours), default=0) or 1
    return [_bar(number, hour, most) for number, hour in enumerate(hours)]


def _bar(number: int, hour: Hour, most: int) -> Bar:
    taken, refused = (_height(count, most) for count in (hour.taken or 0, hour.refused))
    taken = min(taken, HEIGHT - refused)
    count = "not counted" if hour.taken is None else f"{show.number(hour.taken)} taken"
    return Bar(
        x=number * STEP,
        taken=taken,
        taken_at=HEIGHT - taken,
        refused=refused,
        refused_at=HEIGHT - taken - refused,
        told=f"{_hour(hour.since)}: {count}, {show.number(hour.refused)} refused",
    )


def _height(count: int, most: int) -> int:
    return max(2, count * HEIGHT // most) if count else 0


def _hour(moment: datetime) -> str:
    return f"{show.day(moment)}, {show.clock(moment)}"


def _tiles(heard: Heard) -> Iterator[Tile]:
    day = heard.hours[-24:]
    counted = [hour.taken for hour in day if hour.taken is not None]
    more = "" if len(counted) == len(day) else "+"
    yield Tile(name="Taken in 24 hours", value=f"{show.number(sum(counted))}{more}", note="by webhook")
    yield Tile(name="Refused in 24 hours", value=show.number(sum(hour.refused for hour in day)))
    last = show.span(_age(heard.last)) + " ago" if heard.last else show.DASH
    note = _hour(heard.last) if heard.last else f"none of the newest {show.number(NEWEST)} events came by webhook"
    yield Tile(name="Last taken", value=last, note=note)
    if heard.latency:
        of = f"of the newest {show.number(heard.latency.of)}"
        yield Tile(name="Half are here within", value=_span(heard.latency.median), note=of)
        yield Tile(name="95 of 100 within", value=_span(heard.latency.slow), note=of)
    else:
        yield Tile(name="Half are here within", value=show.DASH, note="none says when it was sent")


def _age(moment: datetime) -> timedelta:
    return max(timezone.now() - moment, timedelta())


def _span(time: timedelta) -> str:
    if time < timedelta(seconds=1):
        return f"{time // timedelta(milliseconds=1)} ms"
    return show.span(time)
