"""Pages are told apart by where they end: none is counted to, none is shifted by what comes in."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.admin.paging import Order
from ledger.filters import ClaimFilters
from ledger.models import ClaimedReward, Customer, Source
from tests.admin.world import NOON, list_address
from tests.roles import as_owner

LIST = list_address(ClaimedReward)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.admin.claims.ClaimedRewardAdmin.list_per_page", 3)


def claims(source: Source, *at: int, word: str = "claim") -> list[ClaimedReward]:
    """One at each of these minutes."""
    return ClaimedReward.objects.bulk_create(
        ClaimedReward(
            source=source,
            external_id=f"{word} {number}",
            claimed_at=NOON + timedelta(minutes=minute),
            claimed_at_precision="exact",
            status="reversed" if number % 2 else "claimed",
            points=number,
        )
        for number, minute in enumerate(at)
    )


def listed(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response.context["cl"]


def walk(client: Client, address: str, *, way: str = "older") -> list[list[int]]:
    """The numbers of the rows, page by page."""
    pages = []
    while address:
        page = listed(client, address)
        pages.append([row.pk for row in page.result_list])
        address = LIST + page.pages[way] if way in page.pages else ""
    return pages


@pytest.mark.parametrize("asked", ["", "status=claimed", "claimed_after=2026-03-01&points_min=2", "q=claim+5"])
def test_all_pages_together_are_the_list_with_ties_in_the_order_of_numbers(
    asked: str, staff: Client, source: Source
) -> None:
    claims(source, 0, 1, 1, 1, 1, 1, 1, 2, 2, 5, 5, 5)
    whole = [row.pk for row in ClaimedReward.objects.order_by("-claimed_at", "-id")]
    wanted = {
        "": whole,
        "status=claimed": [pk for pk in whole if ClaimedReward.objects.get(pk=pk).status == "claimed"],
        "claimed_after=2026-03-01&points_min=2": [
            pk for pk in whole if (ClaimedReward.objects.get(pk=pk).points or 0) > 1
        ],
        "q=claim+5": [ClaimedReward.objects.get(external_id="claim 5").pk],
    }[asked]

    pages = walk(staff, f"{LIST}?{asked}")

    assert [pk for page in pages for pk in page] == wanted
    assert all(len(page) == 3 for page in pages[:-1])


def test_the_way_back_leads_over_the_same_pages(staff: Client, source: Source) -> None:
    claims(source, *[0, 1, 1, 1, 1, 2, 3, 3, 3])
    forth = walk(staff, LIST)
    page, to = listed(staff, LIST), LIST
    for _ in forth[1:]:
        to = LIST + page.pages["older"]
        page = listed(staff, to)

    assert walk(staff, to, way="newer") == forth[::-1]
    assert "newer" not in listed(staff, LIST).pages


def test_what_comes_in_meanwhile_shifts_no_page(staff: Client, source: Source) -> None:
    claims(source, 0, 1, 2, 3, 4, 5)
    first = listed(staff, LIST)
    second = [row.pk for row in listed(staff, LIST + first.pages["older"]).result_list]

    newest, *_ = claims(source, 99, 5, word="late")

    again = listed(staff, LIST + first.pages["older"])
    assert [row.pk for row in again.result_list] == second
    # Less than a page is newer by now: the newest page is shown, and is a whole one.
    newer = listed(staff, LIST + again.pages["newer"])
    assert len(newer.result_list) == 3
    assert walk(staff, LIST)[0][0] == newest.pk


@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "~",
        "1",
        "2026-03-01T12:00:00~1",
        "2026-03-01T12:00:00Z~x",
        "9" * 5000,
        "a\0b~1",
        "é~é",
        "2026-13-01T12:00:00Z~1",
    ],
)
def test_a_place_where_nobody_was_is_the_first_page(place: str, staff: Client, source: Source) -> None:
    claims(source, 0, 1, 2, 3)

    for way in ("newer", "older"):
        page = listed(staff, f"{LIST}?{way}={place}".replace("\0", "%00"))
        assert [row.points for row in page.result_list] == [3, 2, 1]


def test_a_number_that_no_column_holds_is_a_place_too(staff: Client, source: Source) -> None:
    claims(source, 0, 1, 2, 3)
    for way in ("newer", "older"):
        assert listed(staff, f"{LIST}?{way}=2026-03-01T12:01:00Z~{'9' * 40}").result_list


def test_every_page_costs_the_same_and_reads_no_row_before_it(staff: Client, source: Source) -> None:
    claims(source, *range(40))
    costs, page = [], listed(staff, LIST)
    while "older" in page.pages:
        with CaptureQueriesContext(connection) as captured:
            page = listed(staff, LIST + page.pages["older"])
        assert not [query["sql"] for query in captured if "OFFSET" in query["sql"]]
        costs.append(len(captured))

    assert len(set(costs)) == 1


def test_other_lists_turn_their_pages_likewise(staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.admin.customers.CustomerAdmin.list_per_page", 2)
    made = Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(5))
    address, found = list_address(Customer), []
    page = listed(staff, address)
    while True:
        found += [row.pk for row in page.result_list]
        if "older" not in page.pages:
            break
        page = listed(staff, address + page.pages["older"])

    assert found == [customer.pk for customer in made][::-1]


@pytest.mark.parametrize(
    ("asked", "index"), [({}, "time"), ({"status": "reversed"}, "status"), ({"customer": "1"}, "customer")]
)
def test_a_page_is_read_from_its_place_by_the_index_of_its_filter(
    asked: dict[str, str], index: str, source: Source
) -> None:
    claims(source, *range(40))
    ClaimedReward.objects.bulk_create(
        ClaimedReward(
            source=source, external_id=f"{number}", status="claimed", claimed_at=NOON, claimed_at_precision="exact"
        )
        for number in range(400)
    )
    at: tuple[datetime, int] = (NOON + timedelta(minutes=20), 20)
    order = Order(model=ClaimedReward, ordering=("-claimed_at", "-id"))
    rows = order.after(ClaimFilters(asked, ClaimedReward.objects.all()).qs, at)[:4]
    if connection.vendor == "postgresql":
        with as_owner(), connection.cursor() as cursor:
            for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
                cursor.execute(f"SET LOCAL {setting} = off")
            cursor.execute("ANALYZE")

    plan = rows.explain()

    assert f"ledger_claim_by_{index}" in plan
    # Not only in its order: from the place on.
    bound = {"sqlite": r"SEARCH .*claimed_at<\?", "postgresql": r"Index Cond: .*claimed_at <= "}
    assert re.search(bound[connection.vendor], plan), plan
