"""What can be asked, what can't, and which period is the one before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ledger.reports import (
    Dimension,
    Period,
    Rank,
    Summary,
    Unanswerable,
    summarize,
    summarize_together,
    top,
    top_customers,
)

REFUSED: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "a dimension nobody knows": ({"by": ("colour",)}, "'colour' is no dimension: expected one of source, provider"),
    "a dimension twice": ({"by": ("kind", "kind")}, "A dimension is named twice."),
    "a period nobody knows": ({"period": "year"}, "'year' is no period: expected one of hour, day, week, month."),
    "a zone nobody knows": ({"zone": "Mars/Olympus"}, "'Mars/Olympus' is no time zone, as in Europe/Berlin."),
    "a path for a zone": ({"zone": "../etc/passwd"}, "'../etc/passwd' is no time zone"),
    "a time without an offset": ({"since": datetime(2026, 1, 1)}, "since: a time needs its offset from UTC."),  # noqa: DTZ001
    "as_of without an offset": ({"as_of": datetime(2026, 1, 1)}, "as_of: a time needs its offset"),  # noqa: DTZ001
    "an end before the beginning": ({"since": date(2026, 1, 2), "until": date(2026, 1, 1)}, "since lies after until."),
    "a year that not every zone has": ({"until": date.max}, "until: no such year"),
    "a text for a list": ({"currencies": "EUR"}, "currencies: expected a list, got a text."),
    "a kind nobody knows": ({"kinds": ["pony"]}, "'pony' is no kind: expected one of discount"),
    "more hours than anybody reads": (
        {"since": date(2020, 1, 1), "until": date(2026, 1, 1), "period": "hour"},
        "More than 10000 periods",
    ),
}


@pytest.mark.parametrize(("asked", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_answer_is_refused_with_the_reason(asked: Mapping[str, Any], reason: str) -> None:
    with pytest.raises(Unanswerable) as refused:
        Summary(**asked)
    assert str(refused.value).startswith(reason)


def test_plain_words_will_do() -> None:
    asked = Summary(period="day", by=("kind",), kinds=["product", None])  # type: ignore[arg-type,list-item]
    assert (asked.period, asked.by, asked.zone) == (Period.DAY, (Dimension.KIND,), "UTC")


@pytest.mark.django_db
def test_future_is_not_known() -> None:
    with pytest.raises(Unanswerable, match="as_of lies in the future"):
        summarize(Summary(as_of=timezone.now() + timedelta(minutes=1)))


@pytest.mark.django_db
def test_what_is_asked_together_is_of_one_moment() -> None:
    now = timezone.now()
    with pytest.raises(Unanswerable, match="of one moment"):
        summarize_together([Summary(as_of=now - timedelta(hours=1)), Summary(as_of=now - timedelta(hours=2))])


BERLIN = "Europe/Berlin"
BEFORE = {
    "a month": (date(2025, 3, 1), date(2025, 4, 1), date(2025, 2, 1)),
    "a quarter, over the year's end": (date(2025, 1, 1), date(2025, 4, 1), date(2024, 10, 1)),
    "days, over a change of the clocks": (date(2025, 3, 30), date(2025, 4, 6), date(2025, 3, 23)),
    "a week given as times": (
        datetime(2025, 3, 23, 23, tzinfo=UTC),
        datetime(2025, 3, 30, 22, tzinfo=UTC),
        date(2025, 3, 17),
    ),
    "hours": (
        datetime(2025, 3, 30, 2, tzinfo=UTC),
        datetime(2025, 3, 30, 5, tzinfo=UTC),
        datetime(2025, 3, 29, 23, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize(("since", "until", "expected"), BEFORE.values(), ids=BEFORE)
def test_period_before_is_as_long_and_ends_where_this_begins(
    since: date | datetime, until: date | datetime, expected: date | datetime
) -> None:
    asked = Summary(since=since, until=until, zone=BERLIN)
    assert (asked.before().since, asked.before().ends) == (expected, asked.begins)


@pytest.mark.parametrize(
    "asked", [{}, {"since": date(2025, 1, 1)}, {"since": date(2, 1, 2), "until": date(9000, 2, 1)}]
)
def test_what_has_no_period_before_is_not_compared(asked: Mapping[str, Any]) -> None:
    with pytest.raises(Unanswerable):
        Summary(**asked).before()


def test_day_of_23_hours_begins_and_ends_at_midnight() -> None:
    day = Summary(since=date(2025, 3, 30), until=date(2025, 3, 31), zone=BERLIN)
    assert day.begins
    assert day.ends
    assert day.ends - day.begins == timedelta(hours=23)


def test_tops_are_asked_with_sense() -> None:
    for asked, rank, most in [
        (Summary(), Rank.VALUE, 10),
        (Summary(currencies=["EUR", "USD"]), Rank.VALUE, 10),
        (Summary(currencies=["EUR", None]), Rank.VALUE, 10),
        (Summary(), Rank.CLAIMS, 0),
        (Summary(), "luck", 10),
    ]:
        with pytest.raises(Unanswerable):
            top(asked, Dimension.TITLE, rank=rank, most=most)  # type: ignore[arg-type]
        with pytest.raises(Unanswerable):
            top_customers(replace(asked), rank=rank, most=most)  # type: ignore[arg-type]
