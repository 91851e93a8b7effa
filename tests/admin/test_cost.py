"""A page costs a number of queries that does not depend on the rows."""

import re

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.models import ClaimedReward, Customer, LedgerEntry, Source
from tests.admin.test_pages import read
from tests.admin.world import MODELS, list_address, page_address, things

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
OF_A_LIST = 10  # session, user, sources for the filter, count, rows …
OF_A_PAGE = 20


def queries(client: Client, address: str) -> list[str]:
    """Of a second visit: content types are remembered by the process."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


@every_model
def test_a_list_costs_the_same_with_more_rows(model: type[Model], staff: Client, source: Source) -> None:
    things(source)
    one = queries(staff, list_address(model))
    for number in range(2, 20):
        things(source, number=number)
    many = queries(staff, list_address(model))

    assert len(many) == len(one) <= OF_A_LIST


@every_model
def test_a_page_costs_the_same_with_more_of_what_belongs_to_it(
    model: type[Model], staff: Client, source: Source
) -> None:
    made = things(source)
    address = page_address(made[model])
    one = queries(staff, address)
    _add_to(made)

    many = queries(staff, address)

    assert len(many) == len(one) <= OF_A_PAGE


def _add_to(made: dict[type[Model], Model]) -> None:
    """More claims of the same customer, voucher, campaign and redemption, each with an entry."""
    claim, entry = made[ClaimedReward], made[LedgerEntry]
    assert isinstance(claim, ClaimedReward)
    assert isinstance(entry, LedgerEntry)
    for number in range(2, 20):
        claim.pk, claim.external_id = None, f"claim {number}"
        claim.save(force_insert=True)
        entry.pk, entry.claim = None, claim
        entry.save(force_insert=True)


@every_model
def test_no_list_counts_a_table_whole_or_looks_for_distinct_values(
    model: type[Model], staff: Client, source: Source
) -> None:
    things(source)

    asked = queries(staff, f"{list_address(model)}?q=plain")

    assert not [sql for sql in asked if "DISTINCT" in sql]
    counts = [sql for sql in asked if re.search(r"COUNT\(\*\)", sql) and "auth_" not in sql]
    assert all("LIMIT" in sql for sql in counts)


@every_model
def test_no_list_reads_bodies_or_secrets(model: type[Model], staff: Client, source: Source) -> None:
    things(source)

    asked = queries(staff, list_address(model))

    assert not [sql for sql in asked if '"body"' in sql or '"sealed"' in sql or '"headers"' in sql]


def test_a_list_says_so_where_it_stops_counting(staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.admin.paging.COUNTED", 3)
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(3))
    assert "3 customers" in read(staff, list_address(Customer))

    Customer.objects.create(source=source, external_id="one more")

    assert "3+ customers" in read(staff, list_address(Customer))
