"""The home page: what waits, what the ledger amounts to, how the sources do, and what to do first."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.admin.home import QUEUES, Queue
from ledger.choices import ClaimStatus, EventState, Precision, RewardKind
from ledger.models import ClaimedReward, Refusal, Source
from tests.admin.test_pages import read, take
from tests.admin.world import arrived
from tests.reports.history import Line, World
from tests.sources import add_source
from tests.test_plans import READ_WHOLE

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # clocks were put on this night in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLES = {queue.title: queue for queue in QUEUES}


def test_the_chart_is_told_in_words_and_as_a_table(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")
    World().write([Line(occurred_at=timezone.now(), recorded_at=timezone.now())])

    html = staff.get("/admin/").content.decode()

    assert re.search(r'<svg[^>]*role="img"[^>]*aria-label="Claims a day', html)
    table = html[html.index("As a table") :].partition("</table>")[0]
    assert table.count("<tr>") == 31


def _claim(source: Source, name: str, at: datetime, **fields: Any) -> ClaimedReward:
    given = {"status": ClaimStatus.CLAIMED, "kind": RewardKind.CUSTOM, "claimed_at_precision": Precision.EXACT} | fields
    return ClaimedReward.objects.create(source=source, external_id=name, claimed_at=at, title=name, **given)


@pytest.fixture
def busy(source: Source) -> Source:
    """Something in each queue, and as much beside it."""
    now = timezone.now()
    for state, hours in (("failed", 72), ("held", 5), ("failed", 3), ("ignored", 2), ("recorded", 1)):
        arrived(source, f"{state} {hours}", now - hours * HOUR, EventState(state))
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
        arrived(source, f"broken {number}", timezone.now() - DAY, EventState.FAILED)

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
    arrived(source, "first", timezone.now())
    assert "Nothing has come in yet" not in read(staff, "/admin/")


def test_a_source_whose_provider_is_gone_spoils_nothing(staff: Client, db: None) -> None:
    add_source("gone")

    assert "Acme (gone)" in read(staff, "/admin/")


def test_it_costs_the_same_however_much_there_is(staff: Client, busy: Source) -> None:
    one = _queries(staff)
    for number in range(2, 9):
        more = add_source("voucherify", slug=f"acme-{number}")
        for state in EventState:
            arrived(more, f"{state} {number}", timezone.now() - number * HOUR, state)
        _claim(more, f"{number}", timezone.now())
    many = _queries(staff)

    assert len(many) == len(one) <= 19
    assert not [sql for sql in many if '"body"' in sql or '"headers"' in sql]


def _queries(client: Client) -> list[str]:
    """Without those that wait for SQLite's clock to go on, as many as that takes."""
    client.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/admin/").status_code == 200
    return [query["sql"] for query in captured if not re.search(r"strftime|SAVEPOINT|BEGIN|COMMIT", query["sql"])]
