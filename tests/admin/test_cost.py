"""No list reads what is heavy, or a table whole."""

import re

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.models import Customer, Source
from tests.admin.test_pages import read
from tests.admin.world import MODELS, list_address, things

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def queries(client: Client, address: str) -> list[str]:
    """Of a second visit: content types are remembered by the process."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


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
