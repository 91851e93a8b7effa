"""
Periods that have a name, in days of somebody's time zone.

A period begins with its first moment, and ends before the one that is given as its end.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)


class Preset(StrEnum):
    """What a person calls it."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last_7_days"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


Days = tuple[date, date]


def _last(days: int) -> Callable[[date], Days]:
    """The last days, today among them."""
    return lambda today: (today - days * DAY + DAY, today + DAY)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return _month(_month(day) + 31 * DAY)


def _year(day: date) -> date:
    return day.replace(month=1, day=1)


# The first day, and the day after the last.
DAYS_OF: Mapping[Preset, Callable[[date], Days]] = {
    Preset.TODAY: _last(1),
    Preset.YESTERDAY: lambda today: (today - DAY, today),
    Preset.LAST_7_DAYS: _last(7),
    Preset.LAST_30_DAYS: _last(30),
    Preset.LAST_90_DAYS: _last(90),
    Preset.THIS_WEEK: lambda today: (_monday(today), _monday(today) + 7 * DAY),
    Preset.LAST_WEEK: lambda today: (_monday(today) - 7 * DAY, _monday(today)),
    Preset.THIS_MONTH: lambda today: (_month(today), _next_month(today)),
    Preset.LAST_MONTH: lambda today: (_month(_month(today) - DAY), _month(today)),
    Preset.THIS_YEAR: lambda today: (_year(today), _year(_year(today) + 366 * DAY)),
    Preset.LAST_YEAR: lambda today: (_year(_year(today) - DAY), _year(today)),
}


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins: where clocks skip midnight, the moment they skip at; where it comes twice, the first."""
    return datetime.combine(day, time(), zone)


def bounds(preset: Preset, *, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The period's first moment, and the first one after it."""
    first, after = DAYS_OF[preset](now.astimezone(zone).date())
    return midnight(first, zone), midnight(after, zone)
