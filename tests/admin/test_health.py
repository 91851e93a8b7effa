"""How each source does, on the home page; its numbers lead to lists of just so many."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ledger.admin import health
from ledger.admin.health import known_sources, strip
from ledger.choices import EventState
from ledger.models import Refusal, Source
from tests.admin.test_pages import read
from tests.admin.test_paging import listed
from tests.admin.world import arrived
from tests.sources import add_source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def heard(source: Source) -> Source:
    """Of the last day, and of the day before."""
    now = timezone.now()
    for state, hours in (("failed", 72), ("held", 5), ("failed", 3), ("ignored", 2), ("recorded", 1)):
        arrived(source, f"{state} {hours}", now - hours * HOUR, EventState(state))
    for cause, hours, count in (("wrong_signature", 2, 4), ("no_signature", 2, 3), ("no_signature", 50, 100)):
        Refusal.objects.create(source=source, hour=now - hours * HOUR, cause=cause, count=count)
    return source


def test_a_source_says_what_became_of_a_day(staff: Client, heard: Source) -> None:
    text = read(staff, "/admin/")

    assert "Sources in the last 24 hours" in text
    assert "Acme (voucherify) Voucherify Live 1 hour ago 1 1 1 1 7" in text


STATES: Mapping[str, tuple[dict[str, Any], timedelta | None]] = {
    "Live": ({}, HOUR),
    "Silent": ({}, 3 * DAY),
    "Nothing yet": ({}, None),
    "Off": ({"is_active": False}, HOUR),
    "No secret: refused": ({"secret": None}, HOUR),
}


@pytest.mark.parametrize("word", STATES)
def test_a_source_has_a_word_for_how_it_does(word: str, staff: Client, source: Source) -> None:
    fields, past = STATES[word]
    other = add_source("loyaltylion", **fields)
    arrived(source, "elsewhere", timezone.now())
    if past:
        arrived(other, "last", timezone.now() - past)

    assert f"Acme (loyaltylion) LoyaltyLion {word}" in read(staff, "/admin/")


def test_a_flood_is_looked_at_no_further_than_it_says(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MOST", 3)
    now = timezone.now()
    for hours in range(5):
        arrived(source, f"{hours}", now - hours * HOUR)

    made = strip(list(known_sources(now)), now, with_refusals=False)

    assert made.rows[0].counts[0].text == "3"
    assert "of the newest 3 events: those since" in made.window


def test_a_number_leads_to_a_list_of_just_so_many(staff: Client, heard: Source) -> None:
    arrived(add_source("loyaltylion"), "of another", timezone.now(), EventState.FAILED)
    now = timezone.now()
    made = strip(list(known_sources(now)), now, with_refusals=True)
    counts = next(row.counts for row in made.rows if "Acme (voucherify)" in row.source)

    lists = {count.label: listed(staff, count.address) for count in counts}

    rows = {label: [getattr(row, "count", 1) for row in shown.result_list] for label, shown in lists.items()}
    assert {label: str(sum(found)) for label, found in rows.items()} == {one.label: one.text for one in counts}
    assert sorted(rows["Refused"]) == [3, 4]
    assert {chip.title for chip in lists["Failed"].chips} == {"Source", "State", "Received"}


def test_of_a_flood_just_those_are_listed_that_are_counted(
    staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MOST", 3)
    now = timezone.now()
    for hours in range(5):
        arrived(source, f"{hours}", now - hours * HOUR)

    [row] = strip(list(known_sources(now)), now, with_refusals=False).rows

    assert {event.event_type for event in listed(staff, row.counts[0].address).result_list} == {"0", "1", "2"}
