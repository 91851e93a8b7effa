"""The home page: what waits, what the ledger amounts to, how the sources do, and what to do first."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.admin import health
from ledger.admin.figures import Figures, figures
from ledger.admin.health import known_sources, strip
from ledger.admin.home import QUEUES, Queue
from ledger.admin.plots import Point, bars
from ledger.admin.show import DASH
from ledger.choices import ClaimStatus, EntrySide, EventState, Origin, Precision, RewardKind
from ledger.models import ClaimedReward, InboundEvent, Refusal, Source
from ledger.reports import Summary, roll_up, summarize
from tests.admin.test_pages import read, take
from tests.reports.history import Line, World
from tests.sources import add_source
from tests.test_plans import READ_WHOLE

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # clocks were put on this night in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLES = {queue.title: queue for queue in QUEUES}


@pytest.fixture
def history(db: None) -> World:
    """Today, yesterday before and after this time, within 30 days, in the 30 before, and earlier."""
    world = World()
    money: dict[str, Any] = {"value": Decimal("12.50"), "recorded_at": NOON}
    world.write(
        [
            Line(occurred_at=NOON - HOUR, points=100, source=1, **money),
            Line(occurred_at=NOON - 2 * HOUR, **money, currency="GBP"),
            Line(occurred_at=NOON - HOUR, recorded_at=NOON, side=EntrySide.REVERSED, points=40),
            Line(occurred_at=NOON - DAY - HOUR, points=50, **money),
            Line(occurred_at=NOON - DAY + HOUR, points=1, **money),
            Line(occurred_at=NOON - 20 * DAY, recorded_at=NOON),
            Line(occurred_at=NOON - 31 * DAY, points=7, **money),
            Line(occurred_at=NOON - 30 * DAY + HOUR, points=9, recorded_at=NOON),
            Line(occurred_at=NOON - 61 * DAY, points=9999, **money),
        ]
    )
    return world


def told(made: Figures) -> Mapping[str, Mapping[str, list[str]]]:
    """All that the tiles say, by their words."""
    return {
        stretch.title: {
            tile.label: [*(f"{number.text}, {number.change}" for number in tile.numbers), *filter(None, [tile.note])]
            for tile in stretch.tiles
        }
        for stretch in made.stretches
    }


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_numbers_stand_beside_those_of_the_same_time_before(is_rolled_up: bool, history: World) -> None:  # noqa: FBT001
    if is_rolled_up:
        roll_up()

    made = told(figures(NOON, lists_claims=True))

    assert made["Today"] == {
        "Claims": ["2, +100 % from 1"],
        "Points spent": ["100, +100 % from 50", "1 without points"],
        "Value given": ["12.50 EUR, as before", "12.50 GBP, none before"],
        "Reversals": ["1, none before", "40 points back"],
    }
    assert made["Last 30 days"] == {
        "Claims": ["5, +400 % from 1"],
        "Points spent": ["151, +2,057 % from 7", "2 without points"],
        "Value given": ["37.50 EUR, +200 % from 12.50 EUR", "12.50 GBP, none before", "1 without a value"],
        "Reversals": ["1, none before", "40 points back"],
    }


def test_numbers_are_those_of_the_reports(history: World) -> None:
    now = timezone.now()
    history.write(Line(occurred_at=now - hours * HOUR, recorded_at=now, points=3) for hours in range(0, 900, 7))
    today = timezone.localdate(now)

    made = figures(now, lists_claims=False)

    whole = summarize(Summary(since=today - 29 * DAY, until=today + DAY)).rows[0].totals
    assert told(made)["Last 30 days"]["Claims"][0].startswith(f"{whole.claims}, ")
    assert told(made)["Last 30 days"]["Points spent"][0].startswith(f"{whole.points.claimed}, ")
    assert sum(point.value for point in made.chart.points) == whole.claims > 90
    assert len(made.chart.points) == 30
    assert [point.is_open for point in made.chart.points] == [False] * 29 + [True]


def test_days_are_those_of_the_settings_zone(history: World, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # there it is tomorrow, at one in the morning

    points = figures(NOON, lists_claims=True).chart.points

    assert points[-2:] == [Point(label="29 Mar", value=3), Point(label="30 Mar", value=1, is_open=True)]


def test_what_nobody_has_said_is_a_dash_and_never_nought(history: World) -> None:
    made = told(figures(NOON - 20 * DAY + HOUR, lists_claims=True))

    assert made["Today"]["Claims"] == ["1, none before"]
    assert made["Today"]["Points spent"] == [f"{DASH}, not said by any provider", "1 without points"]
    assert made["Today"]["Value given"] == [f"{DASH}, none is told", "1 without a value"]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([], (1, 0)), ([0, 0, 0], (1, 0)), ([1], (1, 0)), ([3, 37], (50, 25, 0)), ([1001], (2000, 1000, 0))],
)
def test_an_axis_ends_at_a_round_number(values: list[int], ticks: tuple[int, ...]) -> None:
    chart = bars([Point(label=str(place), value=value) for place, value in enumerate(values)], title="Claims")

    assert chart.ticks == ticks
    assert all(0 <= float(bar.height) <= chart.height for bar in chart.bars)
    assert all(float(bar.y) + float(bar.height) == chart.height for bar in chart.bars)


def test_the_chart_is_told_in_words_and_as_a_table(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")
    _claim(source, "recent", timezone.now())

    html = staff.get("/admin/").content.decode()

    assert re.search(r'<svg[^>]*role="img"[^>]*aria-label="Claims a day', html)
    table = html[html.index("The same as a table") :].partition("</table>")[0]
    assert table.count("<tr>") == 31
    assert bars([Point(label="1 Mar", value=2), Point(label="2 Mar", value=9)], title="Claims a day").told == (
        "Claims a day, from 1 Mar to 2 Mar: 11 in all; most on 2 Mar with 9, fewest on 1 Mar with 2."
    )
    assert bars([Point(label="1 Mar", value=0)], title="Claims a day").told == "Claims a day: none."


def _claim(source: Source, name: str, at: datetime, **fields: Any) -> ClaimedReward:
    given = {"status": ClaimStatus.CLAIMED, "kind": RewardKind.CUSTOM, "claimed_at_precision": Precision.EXACT} | fields
    return ClaimedReward.objects.create(source=source, external_id=name, claimed_at=at, title=name, **given)


def _event(source: Source, name: str, at: datetime, state: EventState = EventState.RECORDED) -> InboundEvent:
    given = {"origin": Origin.WEBHOOK, "body": b"", "sha256": name.encode(), "event_type": name}
    return InboundEvent.objects.create(source=source, external_id=name, received_at=at, state=state, **given)


@pytest.fixture
def busy(source: Source) -> Source:
    """Something in each queue, and as much beside it."""
    now = timezone.now()
    for state, hours in (("failed", 72), ("held", 5), ("failed", 3), ("ignored", 2), ("recorded", 1)):
        _event(source, f"{state} {hours}", now - hours * HOUR, EventState(state))
    _claim(source, "Mug to send", now - 2 * DAY)
    _claim(source, "Walk to arrange", now - 9 * DAY)
    _claim(source, "Coupon", now, kind=RewardKind.DISCOUNT)
    _claim(source, "Given already", now, status=ClaimStatus.FULFILLED)
    Refusal.objects.create(source=source, hour=now - 2 * HOUR, cause="wrong_signature", count=4)
    Refusal.objects.create(source=source, hour=now - 2 * HOUR, cause="no_signature", count=3)
    Refusal.objects.create(source=source, hour=now - 50 * HOUR, cause="no_signature", count=100)
    return source


def test_a_queue_says_how_many_wait_and_since_when(staff: Client, busy: Source) -> None:
    text = read(staff, "/admin/")

    assert "2 Failed the oldest 3 days ago" in text
    assert "1 Held the oldest 5 hours ago" in text
    assert "2 To fulfil the oldest 9 days ago" in text


@pytest.mark.parametrize(
    ("title", "there", "others"),
    [
        ("Failed", ["failed 3", "failed 72"], ["recorded 1", "held 5"]),
        ("Held", ["held 5"], ["failed 3", "recorded 1"]),
        ("To fulfil", ["Mug to send", "Walk to arrange"], ["Coupon", "Given already"]),
    ],
)
def test_a_queue_leads_to_a_list_of_just_what_waits(
    title: str, there: list[str], others: list[str], staff: Client, busy: Source
) -> None:
    text = read(staff, TITLES[title].address)

    assert all(name in text for name in there)
    assert not any(name in text for name in others)


def test_a_queue_counts_no_further_than_it_says(staff: Client, source: Source) -> None:
    for number in range(120):
        _event(source, f"broken {number}", timezone.now() - DAY, EventState.FAILED)

    assert "99+ Failed" in read(staff, "/admin/")
    assert len(TITLES["Failed"].waiting()) == 100


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.title)
def test_a_queue_is_the_beginning_of_an_index(queue: Queue, busy: Source) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as captured:
        queue.waiting()
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {captured.captured_queries[0]['sql']}".replace("%", "%%"), ())
        plan = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())

    assert READ_WHOLE[connection.vendor] not in plan
    assert any(index in plan for index in ("ledger_event_failed", "ledger_event_held", "ledger_claim_to_fulfil")), plan


def test_a_source_says_what_became_of_a_day(staff: Client, busy: Source) -> None:
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
    _event(source, "elsewhere", timezone.now())
    if past:
        _event(other, "last", timezone.now() - past)

    assert f"Acme (loyaltylion) LoyaltyLion {word}" in read(staff, "/admin/")


def test_a_flood_is_looked_at_no_further_than_it_says(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MOST", 3)
    now = timezone.now()
    for hours in range(5):
        _event(source, f"{hours}", now - hours * HOUR)

    made = strip(list(known_sources(now)), now, with_refusals=False)

    assert made.rows[0].counts[0].text == "3"
    assert "of the newest 3 events: those since" in made.window


NUMBERS, WORK, SOURCES = "compared with yesterday", "Waits for somebody", "Sources in the last 24 hours"
# What is there, and what is not.
PEOPLE: Mapping[str, tuple[list[str], list[str]]] = {
    "Support agent": ([NUMBERS, WORK, SOURCES, "To fulfil"], ["Refused"]),
    "Support lead": ([NUMBERS, WORK, SOURCES, "To fulfil", "Refused"], []),
    "Analyst": ([NUMBERS], [WORK, SOURCES, "To fulfil", "Failed", "Held"]),
    "Administrator": ([WORK, SOURCES, "Refused"], [NUMBERS, "To fulfil"]),
}


@pytest.mark.parametrize("role", PEOPLE)
def test_who_may_not_see_it_is_not_shown_it(role: str, busy: Source) -> None:
    there, others = PEOPLE[role]
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)

    text = read(client, "/admin/")

    assert [word for word in there if word not in text] == []
    assert [word for word in others if word in text] == []


def test_who_may_see_nothing_is_told_so(staff_with: Callable[..., Client], busy: Source) -> None:
    text = read(staff_with(), "/admin/")

    assert "Nothing has been opened to you yet" in text
    assert not re.search(r"\d days ago|Waits for|compared with", text)


def test_without_a_source_it_says_how_to_begin(staff: Client, db: None) -> None:
    text = read(staff, "/admin/")

    assert "Nothing has come in yet" in text
    assert "manage.py add_source" in text
    assert "compared with" not in text


def test_without_an_event_it_says_where_to_send_them(staff: Client, source: Source) -> None:
    text = read(staff, "/admin/")

    assert "http://testserver/webhooks/voucherify/acme-voucherify/" in text
    assert "manage.py send_webhook acme-voucherify --sample" in text
    _event(source, "first", timezone.now())
    assert "Nothing has come in yet" not in read(staff, "/admin/")


def test_a_source_whose_provider_is_gone_spoils_nothing(staff: Client, db: None) -> None:
    add_source("gone")

    assert "Acme (gone)" in read(staff, "/admin/")


def test_it_costs_the_same_however_much_there_is(staff: Client, busy: Source) -> None:
    one = _queries(staff)
    for number in range(2, 9):
        more = add_source("voucherify", slug=f"acme-{number}")
        for state in EventState:
            _event(more, f"{state} {number}", timezone.now() - number * HOUR, state)
        _claim(more, f"{number}", timezone.now())
    many = _queries(staff)

    assert len(many) == len(one) <= 16
    assert not [sql for sql in many if '"body"' in sql or '"headers"' in sql]


def _queries(client: Client) -> list[str]:
    """Without those that wait for SQLite's clock to go on, as many as that takes."""
    client.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/admin/").status_code == 200
    return [query["sql"] for query in captured if not re.search(r"strftime|SAVEPOINT|BEGIN|COMMIT", query["sql"])]
