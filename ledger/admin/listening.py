"""What a source's page says of how it is heard, and its hours as bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ledger.admin import show
from ledger.admin.charts import Chart, Column, Name, bars
from ledger.hearing import NEWEST, Heard, Hour, hear
from ledger.models import Source
from ledger.providers import all_providers

NAMES = (Name(text="Taken"), Name(text="Refused", look="bad"))


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
        "chart": chart(heard.hours),
        "in_a_row": show.number(heard.in_a_row) if heard.in_a_row else "",
        "since": heard.last,
        "gives_up": provider.gives_up if provider else "",
        "last_used": {pk: show.minute(moment) for pk, moment in heard.last_used.items()},
        "newest": show.number(NEWEST),
    }


def chart(hours: Sequence[Hour]) -> Chart | None:
    """What was taken by the hour, and on it what was refused."""
    columns = [Column(label=_hour(hour.since), numbers=[hour.taken, hour.refused]) for hour in hours]
    return bars("Deliveries by the hour", columns, NAMES, head="Hour from", unknown="not counted")


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
