"""A period with a name begins and ends where people in its zone say so."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.periods import DAY, Preset, bounds

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("preset", "first", "after"),
    [
        (Preset.TODAY, "2026-03-18", "2026-03-19"),
        (Preset.YESTERDAY, "2026-03-17", "2026-03-18"),
        (Preset.LAST_7_DAYS, "2026-03-12", "2026-03-19"),
        (Preset.LAST_30_DAYS, "2026-02-17", "2026-03-19"),
        (Preset.LAST_90_DAYS, "2025-12-19", "2026-03-19"),
        (Preset.THIS_WEEK, "2026-03-16", "2026-03-23"),
        (Preset.LAST_WEEK, "2026-03-09", "2026-03-16"),
        (Preset.THIS_MONTH, "2026-03-01", "2026-04-01"),
        (Preset.LAST_MONTH, "2026-02-01", "2026-03-01"),
        (Preset.THIS_YEAR, "2026-01-01", "2027-01-01"),
        (Preset.LAST_YEAR, "2025-01-01", "2026-01-01"),
    ],
)
def test_a_preset_is_whole_days(preset: Preset, first: str, after: str) -> None:
    assert bounds(preset, now=NOON, zone=UTC) == (
        datetime.fromisoformat(f"{first}T00:00:00Z"),
        datetime.fromisoformat(f"{after}T00:00:00Z"),
    )


@pytest.mark.parametrize(
    ("zone", "now", "first", "after"),
    [
        pytest.param("Pacific/Auckland", "2026-03-18T12:00Z", "2026-03-18T11:00Z", "2026-03-19T11:00Z", id="ahead"),
        pytest.param("America/Los_Angeles", "2026-03-18T02:00Z", "2026-03-17T07:00Z", "2026-03-18T07:00Z", id="behind"),
        pytest.param("Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z", id="23 hours"),
        pytest.param("Europe/Berlin", "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z", id="25 hours"),
        pytest.param("Asia/Beirut", "2026-03-29T12:00Z", "2026-03-28T22:00Z", "2026-03-29T21:00Z", id="no midnight"),
        pytest.param(
            "America/Havana", "2026-11-01T12:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z", id="two midnights"
        ),
    ],
)
def test_today_is_the_zones_own(zone: str, now: str, first: str, after: str) -> None:
    found = bounds(Preset.TODAY, now=datetime.fromisoformat(now), zone=ZoneInfo(zone))

    assert [moment.astimezone(UTC) for moment in found] == [
        datetime.fromisoformat(first),
        datetime.fromisoformat(after),
    ]


@given(
    now=some.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001 - given one
    zone=some.sampled_from(["UTC", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut"]),
)
def test_periods_join_without_a_gap(now: datetime, zone: str) -> None:
    def of(preset: Preset) -> tuple[datetime, datetime]:
        first, after = bounds(preset, now=now, zone=ZoneInfo(zone))
        return first.astimezone(UTC), after.astimezone(UTC)

    assert of(Preset.YESTERDAY)[1] == of(Preset.TODAY)[0] <= now < of(Preset.TODAY)[1]
    assert of(Preset.LAST_WEEK)[1] == of(Preset.THIS_WEEK)[0] <= now < of(Preset.THIS_WEEK)[1]
    assert of(Preset.LAST_MONTH)[1] == of(Preset.THIS_MONTH)[0] <= now < of(Preset.THIS_MONTH)[1]
    assert of(Preset.LAST_YEAR)[1] == of(Preset.THIS_YEAR)[0] <= now < of(Preset.THIS_YEAR)[1]
    assert of(Preset.LAST_7_DAYS)[1] == of(Preset.TODAY)[1]
    assert 6 * DAY < of(Preset.LAST_7_DAYS)[1] - of(Preset.LAST_7_DAYS)[0] < 8 * DAY
