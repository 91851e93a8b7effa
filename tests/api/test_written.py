"""What is written of a summary, a column at a time, is what its rows say one by one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User

from ledger.access import Viewer, shown
from ledger.api.answering import moment
from ledger.api.tallies import of_summary
from ledger.models import Campaign, Source
from ledger.reports import Dimension, Period, Row, Summary, summarize
from tests.access.viewers import person
from tests.api.test_reports import expected, world
from tests.reports.history import World

__all__ = ["world"]
DIMENSIONS = [*(by for many in range(3) for by in combinations(Dimension, many)), tuple(reversed(Dimension))]
PERIODS = [None, *Period]
TEXTS = {"by": lambda by: "+".join(by) or "all", "period": lambda period: period or "whole"}


@pytest.fixture(params=["Analyst", "Support lead"])
def viewer(request: Any, world: World) -> Viewer:
    Campaign.objects.filter(pk=world.campaigns[0].pk).update(name='The "Club" \\ 50 % {0}\n')
    user: User = person(request.param)
    return Viewer.of(user)


def rows_one_by_one(rows: Sequence[Row], viewer: Viewer) -> bytes:
    slugs = dict(Source.objects.values_list("pk", "slug"))
    campaigns = {one.pk: one for one in Campaign.objects.all()}
    return orjson.dumps([dict(_cells(row, viewer, slugs, campaigns)) for row in rows])


def _cells(
    row: Row, viewer: Viewer, slugs: Mapping[Any, str], campaigns: Mapping[Any, Campaign]
) -> Iterator[tuple[str, Any]]:
    if isinstance(row.period, datetime):
        yield "period", moment(row.period.astimezone(UTC))
    elif row.period:
        yield "period", row.period.isoformat()
    for dimension, key in row.group.items():
        yield dimension.value, slugs[key] if dimension is Dimension.SOURCE else key
        if dimension is Dimension.CAMPAIGN:
            for name in ("external_id", "name"):
                yield f"campaign_{name}", key and shown(viewer, Campaign, name, getattr(campaigns[key], name))
    ((counted),) = expected([row])
    values = counted.pop("values")
    yield from counted.items()
    if row.totals.customers is not None:
        yield "customers", row.totals.customers
    if Dimension.CURRENCY not in row.group:
        yield "values", values
        return
    worth = values[0] if values else dict.fromkeys(("claimed", "reversed", "net"))
    yield from ((f"value_{name}", worth[name]) for name in ("claimed", "reversed", "net"))


@pytest.mark.parametrize("period", PERIODS, ids=TEXTS["period"])
def test_whatever_it_is_told_apart_by(period: Period | None, world: World, viewer: Viewer) -> None:
    for by in DIMENSIONS:
        answer = summarize(Summary(period=period, by=by, zone="Europe/Berlin"))
        assert len(answer.rows) == len(answer.counted.keys) > 0
        assert of_summary(answer.counted, viewer) == rows_one_by_one(answer.rows, viewer), by


@pytest.mark.parametrize("by", [(), tuple(Dimension)], ids=TEXTS["by"])
def test_with_customers_and_the_period_before(by: tuple[Dimension, ...], world: World, viewer: Viewer) -> None:
    asked = Summary(
        since=date(2026, 3, 1), until=date(2026, 4, 1), period=Period.DAY, by=by, customers=True, zone="Asia/Kolkata"
    )
    answer = summarize(asked, compare=True)
    assert answer.before is not None
    assert answer.counted_before is not None
    assert of_summary(answer.counted, viewer) == rows_one_by_one(answer.rows, viewer)
    assert of_summary(answer.counted_before, viewer) == rows_one_by_one(answer.before, viewer)
    assert len(answer.before) == 1


def test_of_nothing_there_is_no_row(world: World, viewer: Viewer) -> None:
    for by in ((), tuple(Dimension)):
        answer = summarize(Summary(until=date(2000, 1, 1), by=by))
        assert (answer.rows, of_summary(answer.counted, viewer)) == ([], b"[]")
