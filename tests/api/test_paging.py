"""All pages together are the list, whatever comes in meanwhile; each costs the same, and counts nothing."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.api import counting
from ledger.models import ClaimedReward, Customer, LedgerEntry, Source
from tests.admin.test_paging import claims
from tests.admin.world import NOON, things
from tests.api.reading import V1, Get, problem, read
from tests.reports.test_at_once import claim as record_a_claim
from tests.roles import as_owner
from tests.sources import add_source
from tests.test_concurrency import at_once

LIST = "/claimed-rewards/"


def walk(client: Client, address: str, **asked: Any) -> list[list[int]]:
    """The numbers of the rows, page by page."""
    page = read(client, address, **asked)
    pages = [page]
    while page["next"]:
        page = read(client, page["next"])
        pages.append(page)
    return [[row["id"] for row in page["data"]] for page in pages]


def flat(pages: list[list[int]]) -> list[int]:
    return list(chain.from_iterable(pages))


@pytest.mark.parametrize("asked", [{}, {"status": "claimed"}, {"claimed_after": "2026-03-01", "points_min": "2"}])
def test_all_pages_together_are_the_list(asked: dict[str, str], staff: Client, source: Source) -> None:
    claims(source, 0, 1, 1, 1, 1, 1, 1, 2, 2, 5, 5, 5)
    whole = walk(staff, LIST, **asked)
    assert whole == [list(_expected(asked))]
    for limit in (1, 2, 3, 5):
        pages = walk(staff, LIST, limit=limit, fields="id", **asked)
        assert flat(pages) == whole[0]
        assert {len(page) for page in pages[:-1]} <= {limit}


def _expected(asked: dict[str, str]) -> Any:
    rows = ClaimedReward.objects.order_by("-claimed_at", "-id")
    rows = rows.filter(status="claimed") if "status" in asked else rows
    return (rows.filter(points__gte=2) if "points_min" in asked else rows).values_list("pk", flat=True)


def test_the_next_page_is_named_in_a_header_too(staff: Client, source: Source) -> None:
    claims(source, 0, 1, 2)
    response = staff.get(f"{V1}{LIST}", {"limit": 2})
    assert response.headers["Link"] == f'<{response.json()["next"]}>; rel="next"'
    assert "Link" not in staff.get(f"{V1}{LIST}").headers


def test_what_comes_in_meanwhile_moves_nothing(staff: Client, source: Source) -> None:
    there = {row.pk for row in claims(source, *range(9))}
    page = read(staff, LIST, limit=2)
    seen = [row["id"] for row in page["data"]]
    for minute in range(9):
        claims(source, minute, 99, word=f"late {minute}")
        if page["next"]:
            page = read(staff, page["next"])
            seen += [row["id"] for row in page["data"]]
    while page["next"]:
        page = read(staff, page["next"])
        seen += [row["id"] for row in page["data"]]
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


@pytest.mark.django_db(transaction=True)
def test_who_reads_page_by_page_while_others_record_misses_nothing_and_reads_nothing_twice() -> None:
    source, client = add_source("stamply"), Client()
    client.force_login(User.objects.create_superuser("ana"))
    for _ in range(20):
        record_a_claim(source)
    there = set(LedgerEntry.objects.values_list("pk", flat=True))
    walks: list[list[int]] = []

    def write() -> None:
        for _ in range(15):
            record_a_claim(source, lasting=0.002)

    def walk_often() -> None:
        walks.extend(flat(walk(client, "/entries/", limit=3, fields="id")) for _ in range(5))

    at_once(write, write, walk_often)
    assert all(len(seen) == len(set(seen)) and there <= set(seen) for seen in walks)
    assert len(walks) == 5


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "a\0",
        "9" * 2000,
        "====",
        *(urlsafe_b64encode(text).decode() for text in (b"~", b"\xff", b"0~1~2")),
    ],
)
def test_what_is_no_cursor_is_refused(cursor: str, staff: Client, source: Source) -> None:
    status, kind, faults = problem(staff, LIST, cursor=cursor)
    assert (status, kind, faults) == (
        400,
        "invalid-parameter",
        {"cursor": "This is no cursor: take it as it was answered."},
    )


def test_a_cursor_belongs_to_its_list_and_filters(staff: Client, source: Source) -> None:
    claims(source, 0, 1, 2)
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(3))
    cursor = re.findall("cursor=([^&]+)", read(staff, LIST, limit=1, status="claimed")["next"])[0]
    other = {"cursor": "It belongs to another list or other filters: begin without a cursor."}
    assert problem(staff, LIST, cursor=cursor) == (400, "invalid-parameter", other)
    assert problem(staff, LIST, cursor=cursor, status="reversed")[2] == other
    of_customers = re.findall("cursor=([^&]+)", read(staff, "/customers/", limit=1)["next"])[0]
    assert problem(staff, "/vouchers/", cursor=of_customers)[2] == other
    # Its page may be of another size and shape.
    assert read(staff, LIST, cursor=cursor, status="claimed", limit=9, fields="points")["data"] == [{"points": 0}]


def test_nobody_makes_a_cursor_up(staff: Client, source: Source) -> None:
    """A page behind a cursor is not logged as a search again, so no first page may look like one."""
    claims(source, 0, 1, 2)
    cursor = parse_qs(urlsplit(read(staff, "/claimed-rewards/", limit=1)["next"]).query)["cursor"][0]
    seal, _, place = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("~")
    for elsewhere in (
        f"9{place}",
        place.replace("20", "19", 1),
        f"0001-01-01T00:00:00+14:00~{place.rpartition('~')[2]}",
    ):
        made = urlsafe_b64encode(f"{seal}~{elsewhere}".encode()).decode().rstrip("=")
        assert problem(staff, "/claimed-rewards/", limit=1, cursor=made)[:2] == (400, "invalid-parameter")
    assert read(staff, "/claimed-rewards/", limit=1, cursor=cursor)["data"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "1.5", "9" * 5000])
def test_a_page_has_at_most_500_rows(limit: str, staff: Client) -> None:
    assert list(problem(staff, LIST, limit=limit)[2]) == ["limit"]


def test_a_page_has_100_rows_unless_it_is_told(reader: Get, source: Source) -> None:
    claims(source, *range(501))
    assert [len(reader(LIST, fields="id", **asked)["data"]) for asked in ({}, {"limit": 500})] == [100, 500]


def test_no_page_counts_or_skips(staff: Client, source: Source) -> None:
    claims(source, *range(30))
    costs, address = set(), f"{LIST}?limit=5"
    while address:
        with CaptureQueriesContext(connection) as captured:
            address = read(staff, address)["next"]
        asked = [query["sql"] for query in captured]
        assert not [sql for sql in asked if "OFFSET" in sql or "COUNT(" in sql]
        costs.add(len(asked))
    assert len(costs) == 1


def test_rows_are_counted_where_it_is_asked_for(reader: Get, source: Source) -> None:
    claims(source, *range(7))
    assert reader(LIST)["count"] is None
    assert reader(LIST, count="none")["count"] is None
    for limit in (1, 5):
        assert reader(LIST, limit=limit, count="exact")["count"] == {"rows": 7, "is": "exact"}
        assert reader(LIST, limit=limit, count="exact", status="claimed")["count"] == {"rows": 4, "is": "exact"}
    assert reader("/customers/", customer_email="nobody@example.com", count="exact")["count"]["rows"] == 0


def test_an_estimate_is_the_planners_or_counted_so_far(
    reader: Get, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims(source, *range(7))
    if connection.vendor == "postgresql":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE ledger_claimedreward")
        assert reader(LIST, count="estimate")["count"] == {"rows": 7, "is": "estimate"}
        assert reader(LIST, count="estimate", external_id="claim 1")["count"]["rows"] == 1
        return
    assert reader(LIST, count="estimate")["count"] == {"rows": 7, "is": "exact"}
    monkeypatch.setattr(counting, "MOST_UNPLANNED", 5)
    assert reader(LIST, count="estimate")["count"] == {"rows": 5, "is": "at_least"}


def test_an_estimate_of_what_can_not_be_is_none(reader: Get, db: None) -> None:
    assert reader(LIST, count="estimate", external_id="x")["count"]["rows"] == 0


def test_too_many_are_not_counted_and_it_says_so(
    staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims(source, *range(7))
    monkeypatch.setattr(counting, "MOST_EXACTLY", 6)
    assert problem(staff, LIST, count="exact") == (400, "uncountable", {"count": "There are more than 6 rows."})

    def slow(*_: Any, **__: Any) -> int:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("ledger.api.counting._counted", slow)
    assert problem(staff, LIST, count="exact")[2] == {"count": "They could not be counted in time."}


def test_the_entries_as_of_a_moment_stay_what_they_were(staff: Client, source: Source) -> None:
    things(source)
    for number in range(2, 6):
        things(source, number=number)
    before = walk(staff, "/entries/", as_of="2026-03-01T12:00:00Z", limit=2)
    page = read(staff, "/entries/", as_of=NOON + timedelta(days=1), limit=2)
    assert page["as_of"] == "2026-03-02T12:00:00Z"
    record_a_claim(add_source("stamply"))
    rest = walk(staff, page["next"])
    assert [*(row["id"] for row in page["data"]), *flat(rest)] == flat(before)
    assert len(flat(walk(staff, "/entries/", limit=2))) == 6
    assert read(staff, "/entries/", as_of="2026-03-01T11:59:59.999999Z")["data"] == []


def test_as_of_the_future_is_refused_and_where_nothing_is_recorded_unknown(staff: Client) -> None:
    assert "future" in problem(staff, "/entries/", as_of="2999-01-01")[2]["as_of"]
    assert problem(staff, "/entries/", as_of="soon")[2].keys() == {"as_of"}
    assert problem(staff, LIST, as_of="2026-01-01")[2] == {"as_of": "There is no such filter."}
