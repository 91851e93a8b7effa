"""Each kind of page has a number of queries that it may cost, however many rows there are; none asks row by row."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import NPlusOneError, zeal_context
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from ledger.admin.asking import sealed_value
from ledger.admin.finding import search_address
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Source, Voucher
from tests.admin.world import MODELS, Things, list_address, page_address, things

FEW, MANY = 5, 45
TRIED = r"strftime|SAVEPOINT|BEGIN|COMMIT"  # as often as SQLite's clock makes it wait
SHARED = ("customer", "holder", "campaign", "loyalty_card", "granted_voucher", "redemption")
# Session, person, navigation and what waits are in each.
BUDGETS: Mapping[str, int] = {
    "home": 21,
    "search": 14,
    "search by name": 19,
    "why is it missing": 19,
    "list of Source": 5,
    "page of Source": 13,
    "list of WebhookSecret": 5,
    "page of WebhookSecret": 4,
    "list of InboundEvent": 9,
    "page of InboundEvent": 10,
    "list of Refusal": 7,
    "page of Refusal": 4,
    "list of RefusedDelivery": 7,
    "page of RefusedDelivery": 5,
    "list of Decision": 5,
    "page of Decision": 4,
    "list of Customer": 7,
    "page of Customer": 18,
    "list of Campaign": 7,
    "page of Campaign": 8,
    "list of Voucher": 7,
    "page of Voucher": 12,
    "list of Redemption": 7,
    "page of Redemption": 7,
    "list of ClaimedReward": 10,
    "page of ClaimedReward": 17,
    "list of LedgerEntry": 9,
    "page of LedgerEntry": 4,
    "list of Movement": 5,
    "page of Movement": 4,
    "list of Reading": 5,
    "page of Reading": 4,
    "list of Alarm": 5,
    "page of Alarm": 4,
    "list of AccessLogEntry": 5,
    "page of AccessLogEntry": 4,
    "list of claims, filtered": 12,
    "list of claims, searched": 21,
    "page of a claim, from its list": 19,
}


@pytest.fixture(scope="module")
def _row_by_row_is_noticed() -> None:
    """Within ``zeal_context`` alone."""
    initialize_app_registry()
    patch()


def pages(made: Things) -> Iterator[tuple[str, str]]:
    yield "home", "/admin/"
    yield "search", search_address("plain@example.com")
    yield "search by name", search_address("plain name")
    yield "why is it missing", f"/admin/missing/?customer={made[Customer].pk}&title=nothing"
    for model in MODELS:
        yield f"list of {model.__name__}", list_address(model)
        yield f"page of {model.__name__}", page_address(made[model])
    filtered: Mapping[str, Mapping[str, str]] = {
        "list of claims, filtered": {"status": "reversed", "source__in": "acme-voucherify,other"},
        "list of claims, searched": {"q": sealed_value("plain name")},
    }
    for name, asked in filtered.items():
        yield name, f"{list_address(ClaimedReward)}?{urlencode(asked)}"
    kept = urlencode({"_changelist_filters": "status=reversed"})
    yield "page of a claim, from its list", f"{page_address(made[ClaimedReward])}?{kept}"


def add(made: Things, source: Source, start: int, end: int) -> None:
    """More of everything, and more that belongs to the same customer, voucher, campaign and event."""
    for number in range(start, end):
        more = things(source, number=number)
        claim, entry = more[ClaimedReward], more[LedgerEntry]
        shared = {name: getattr(made[ClaimedReward], name) for name in SHARED}
        ClaimedReward.objects.filter(pk=claim.pk).update(**shared)
        Voucher.objects.filter(pk=more[Voucher].pk).update(holder=made[Customer])
        InboundEvent.objects.filter(pk=entry.event_id).update(subject=made[InboundEvent].subject)


def costs(client: Client, made: Things) -> dict[str, int]:
    """Of a second visit: content types are remembered by the process."""
    found = {}
    for name, address in pages(made):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        found[name] = len([query for query in captured if not re.search(TRIED, query["sql"])])
    return found


def test_a_page_costs_the_same_with_five_rows_and_with_forty_five(staff: Client, source: Source) -> None:
    made = things(source)
    add(made, source, 2, FEW + 1)
    few = costs(staff, made)
    add(made, source, FEW + 1, MANY + 1)
    many = costs(staff, made)

    assert many == few
    assert {name: cost for name, cost in few.items() if cost > BUDGETS[name]} == {}
    assert few.keys() == BUDGETS.keys()


@pytest.mark.usefixtures("_row_by_row_is_noticed")
def test_what_asks_row_by_row_is_noticed(source: Source) -> None:
    made = things(source)
    add(made, source, 2, FEW + 1)
    with pytest.raises(NPlusOneError), zeal_context():
        assert [str(claim.source) for claim in ClaimedReward.objects.all()]


@pytest.mark.usefixtures("_row_by_row_is_noticed")
def test_no_page_asks_row_by_row(staff: Client, source: Source) -> None:
    made = things(source)
    add(made, source, 2, FEW + 1)

    for name, address in pages(made):
        with zeal_context():
            assert staff.get(address).status_code == 200, name
