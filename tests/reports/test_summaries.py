"""Summaries are what plain Python makes of the entries: in any zone, as of any moment, however far rolled up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.choices import EntrySide, RewardKind
from ledger.models import RollUpZone, Source
from ledger.reports import Dimension, Period, Summary, rolling, summarize
from tests.reports.history import Line, World, added_up, told

pytestmark = pytest.mark.django_db

# Kathmandu is 5:45 ahead. Apia left out 30 December 2011. In Cairo clocks are put on at midnight, on Lord Howe by half
# an hour.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Cairo",
    "Australia/Lord_Howe",
]
ROLLED = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo"]
OF_ONE = "America/New_York"  # rolled up for the first source alone

# Around the changes to and from summer time, the missing day, the year's end, and midnights of all of them.
CHANGES = [
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 4, 24, 22, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
    datetime(2024, 12, 31, 18, 15, tzinfo=UTC),
]
near = st.integers(-30, 30).map(lambda half_hours: timedelta(minutes=30 * half_hours))
instants = st.sampled_from([timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1), timedelta(seconds=59)])
moments = st.builds(lambda *parts: sum(parts[1:], parts[0]), st.sampled_from(CHANGES), near, instants)
RECORDED = datetime(2025, 12, 1, 22, tzinfo=UTC)
records = st.builds(lambda hours, by: RECORDED + timedelta(hours=hours) + by, st.integers(0, 60), instants)
lines = st.builds(
    Line,
    occurred_at=moments,
    recorded_at=records,
    source=st.integers(0, 2),
    campaign=st.none() | st.just(0),
    customer=st.none() | st.integers(0, 2),
    side=st.sampled_from(EntrySide),
    kind=st.none() | st.sampled_from([RewardKind.PRODUCT, RewardKind.CREDIT]),
    title=st.sampled_from([None, "", "Mug", "Straße"]),
    points=st.none() | st.sampled_from([0, 1, 50, 2**53]),
    value=st.none() | st.sampled_from([Decimal("0.1"), Decimal("0.7"), Decimal("99999999999.9999"), Decimal(0)]),
    currency=st.sampled_from(["EUR", "JPY"]),
    is_taken_back=st.booleans(),
)
edges = st.none() | moments | moments.map(datetime.date)


@st.composite
def questions(draw: st.DrawFn) -> Summary:
    since, until = draw(edges), draw(edges)
    question = Summary(
        zone=draw(st.sampled_from(ZONES)),
        by=tuple(draw(st.lists(st.sampled_from(Dimension), unique=True, max_size=3))),
        kinds=draw(st.none() | st.just([RewardKind.PRODUCT, None])),
        currencies=draw(st.none() | st.just(["EUR"])),
        titles=draw(st.none() | st.just(["Mug"]) | st.just([None])),
        providers=draw(st.none() | st.sampled_from([["voucherify"], ["stamply"]])),
        customers=draw(st.booleans()),
    )
    around = [replace(question, since=since), replace(question, until=until)]
    begins, ends = around[0].begins, around[1].ends
    if begins and ends and begins > ends:
        since, until = until, since
    period = draw(st.none() | st.sampled_from(Period))
    if period is Period.HOUR:
        since, until = datetime(2025, 3, 29, tzinfo=UTC), datetime(2025, 11, 3, tzinfo=UTC)
    return replace(question, since=since, until=until, period=period)


def roll_up_to(upto: datetime | None, source: Source) -> None:
    if upto:
        for name, of in [*((name, 0) for name in ROLLED), (OF_ONE, source.pk)]:
            zone, _ = RollUpZone.objects.get_or_create(name=name, source=of, defaults={"floor": upto})
            while rolling._step(zone, upto):
                pass


def test_hour_that_is_half_repeated_is_told_apart() -> None:
    world = World()
    half_past = datetime(2025, 4, 5, 14, 30, tzinfo=UTC)  # when it is half past one; half an hour later it is again
    hours = [half_past + timedelta(minutes=minutes) for minutes in (0, 15, 45)]
    world.write(Line(occurred_at=hour, recorded_at=hour) for hour in hours)
    asked = Summary(since=half_past.date(), until=RECORDED, zone="Australia/Lord_Howe", period=Period.HOUR)
    assert [(row.period, row.totals.claims) for row in summarize(asked).rows] == [
        (half_past - timedelta(minutes=30), 2),
        (half_past, 1),
    ]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(lines, max_size=12),
    later=st.lists(lines, max_size=6),
    until=st.none() | records,
    asked=st.lists(st.tuples(questions(), st.none() | records), min_size=1, max_size=4),
)
def test_summary_is_what_the_entries_add_up_to(
    first: Sequence[Line],
    later: Sequence[Line],
    until: datetime | None,
    asked: Sequence[tuple[Summary, datetime | None]],
) -> None:
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setitem(rolling.MOST, connection.vendor, 5)
        world = World()
        world.write(first)
        roll_up_to(until, world.sources[0])
        roll_up_to(until and until + timedelta(hours=7), world.sources[0])
        # What is recorded later is recorded after the roll-ups' end.
        floor = until + timedelta(hours=8) if until else RECORDED
        world.write(replace(line, recorded_at=max(line.recorded_at, floor)) for line in later)
        for drawn, as_of in asked:
            sources = [source.pk for source in world.sources[:2]] if drawn.providers else None
            question = replace(drawn, sources=sources)
            answer = summarize(replace(question, as_of=as_of))
            expected = added_up(question, answer.as_of)
            if not question.customers:
                expected = {key: sums | {"customers": 0} for key, sums in expected.items()}
            assert told(answer.rows) == expected
            assert as_of in {None, answer.as_of}
        assert list(rolling.differences()) == []
        transaction.set_rollback(True)
