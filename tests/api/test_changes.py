"""What was recorded since: nothing is lost that was still being committed, and nothing comes twice."""

from datetime import timedelta
from random import Random
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from ledger.api.answering import moment
from ledger.api.changes import CURSORS
from ledger.models import LedgerEntry
from ledger.reports import moments
from tests.admin.world import things
from tests.api.reading import V1, problem, read
from tests.reports.test_at_once import ON_POSTGRESQL, claim, writer
from tests.sources import add_source
from tests.test_concurrency import at_once

CHANGES = "/entries/changes/"


def follow(client: Client, address: str, **asked: Any) -> tuple[list[int], str]:
    """The numbers of the entries until there are no more, and where it goes on."""
    page = read(client, address, **asked)
    seen = [row["id"] for row in page["data"]]
    while page["has_more"]:
        page = read(client, page["next"])
        seen += [row["id"] for row in page["data"]]
    return seen, page["next"]


def recorded(**filters: Any) -> list[int]:
    return list(LedgerEntry.objects.filter(**filters).order_by("recorded_at", "pk").values_list("pk", flat=True))


def test_all_entries_are_read_once_and_then_those_that_are_new(staff: Client) -> None:
    source = add_source("stamply")
    for _ in range(7):
        claim(source)
    seen, onward = follow(staff, CHANGES, limit=3, fields="id")
    assert seen == recorded()

    claim(source)
    claim(source)
    assert follow(staff, onward)[0] == recorded()[7:]


def test_where_nothing_is_new_a_cursor_is_given_all_the_same(staff: Client) -> None:
    first = read(staff, CHANGES)
    assert (first["data"], first["has_more"]) == ([], False)
    assert staff.get(V1 + CHANGES).headers["Link"].endswith('; rel="next"')

    source = add_source("stamply")
    claim(source)
    second = read(staff, first["next"])
    assert [row["id"] for row in second["data"]] == recorded()
    third = read(staff, CHANGES, since=second["cursor"])
    assert third["data"] == []

    claim(source)
    assert [row["id"] for row in read(staff, third["next"])["data"]] == recorded()[1:]


def test_what_lies_between_two_reports_is_what_was_recorded_between_them(staff: Client) -> None:
    source = add_source("stamply")
    claim(source)
    first = read(staff, CHANGES)["as_of"]
    claim(source)
    claim(source)
    second = read(staff, CHANGES)["as_of"]
    claim(source)

    page = read(staff, CHANGES, since=first, as_of=second)
    assert [row["id"] for row in page["data"]] == recorded()[1:3]
    assert page["as_of"] == second
    assert follow(staff, CHANGES, since=first, as_of=second, limit=1)[0] == recorded()[1:3]
    assert follow(staff, CHANGES, since=second)[0] == recorded()[3:]
    assert read(staff, CHANGES, since=second, as_of=first)["data"] == []
    assert read(staff, "/entries/", as_of=second, fields="id")["data"] == [{"id": pk} for pk in recorded()[2::-1]]


def test_its_entries_are_shaped_as_in_the_list(staff: Client) -> None:
    things(add_source("stamply"))
    asked = {"fields": "id,claim.external_id", "expand": "claim,customer"}
    assert read(staff, CHANGES, **asked)["data"] == read(staff, "/entries/", **asked)["data"] != []


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"since": "x"}, {"since": "This is no cursor: take it as it was answered."}),
        ({"since": ""}, {"since": "Empty: give a value, or leave it out."}),
        ({"source": "acme", "cursor": "x"}, dict.fromkeys(("source", "cursor"), "There is no such filter.")),
        ({"limit": "501"}, {"limit": "Ensure this value is less than or equal to 500."}),
        ({"as_of": "x"}, {"as_of": "A day or a time, as in 2026-03-01 or 2026-03-01T12:00:00Z."}),
    ],
)
def test_what_is_not_understood_is_named(asked: dict[str, str], named: dict[str, str], staff: Client) -> None:
    assert problem(staff, CHANGES, **asked) == (400, "invalid-parameter", named)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("runs", [25 if ON_POSTGRESQL else 4])
def test_nothing_is_lost_that_was_not_committed_when_a_cursor_was_handed_out(runs: int) -> None:
    """Writers whose transactions end in another order than they began, and a warehouse that never stops asking."""
    source, client = add_source("stamply"), Client()
    client.force_login(User.objects.create_superuser("ana"))
    chance = Random(7)  # noqa: S311 - no secret
    read_so_far: list[int] = []
    onward = f"{CHANGES}?limit=2&fields=id"

    for _ in range(runs):
        done = Event()

        def warehouse(done: Event = done) -> None:
            nonlocal onward
            while not done.is_set():
                seen, onward = follow(client, onward)
                read_so_far.extend(seen)

        waits = [[chance.choice([0, 0.001, 0.01, 0.03]) for _ in range(3)] for _ in range(3)]

        def write_all(waits: list[list[float]] = waits, done: Event = done) -> None:
            try:
                at_once(*[writer(source, each) for each in waits])
            finally:
                done.set()

        at_once(write_all, warehouse)
    read_so_far += follow(client, onward)[0]
    assert sorted(read_so_far) == sorted(recorded())
    assert len(read_so_far) == runs * 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_an_entry_of_a_transaction_that_lasts_comes_after_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "PATIENCE", 0.05)
    source, client = add_source("stamply"), Client()
    client.force_login(User.objects.create_superuser("ana"))
    told: list[Any] = []

    def warehouse() -> None:
        sleep(0.2)
        claim(source)  # a greater number and time than the long one's, and committed before it
        told.append(read(client, CHANGES))

    at_once(lambda: claim(source, lasting=1), warehouse)
    assert LedgerEntry.objects.count() == 2
    assert told[0]["data"] == []
    assert [row["id"] for row in read(client, told[0]["next"])["data"]] == recorded()


def test_the_moment_never_goes_back_behind_the_cursor(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_source("stamply")
    claim(source)
    first = read(staff, CHANGES)
    earlier = moments.read_clock() - timedelta(hours=1)
    monkeypatch.setattr("ledger.api.asking.settle", lambda *_: earlier)

    second = read(staff, first["next"])

    assert (second["data"], second["cursor"]) == ([], first["cursor"])


def test_a_page_is_read_by_the_index_of_what_was_recorded(staff: Client) -> None:
    rows = LedgerEntry.objects.filter(recorded_at__lte=moments.read_clock())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                cursor.execute(f"SET LOCAL {setting} = off")
    plan = CURSORS.order.after(rows, [moments.read_clock() - timedelta(days=1), 1])[:101].explain()
    assert "ledger_entry_by_record" in plan
    assert "Seq Scan" not in plan


def test_changes_since_a_moment_to_come_are_refused(staff: Client) -> None:
    later = moment(timezone.now() + timedelta(days=1))
    assert problem(staff, "/entries/changes/", since=later)[2] == {"since": "It lies in the future."}
    clock_ahead = moment(timezone.now() + timedelta(seconds=5))
    assert read(staff, "/entries/changes/", since=clock_ahead)["data"] == []
