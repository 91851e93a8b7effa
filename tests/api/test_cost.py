"""A page costs a number of queries that does not depend on its rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.api.resources import RESOURCES, Resource
from ledger.models import Source
from tests.admin.world import things
from tests.api.reading import read

every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
OF_A_PAGE = 7  # session, user, how often one asked, what one may by group and by name, the rows, their sources' slugs


def queries(client: Client, resource: Resource, *, rows: int, **asked: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        page = read(client, f"/{resource.name}/", limit=rows, **asked)
    assert len(page["data"]) == (rows if resource.name != "sources" else 1)
    return [query["sql"] for query in captured]


@every_resource
def test_5_rows_and_50_cost_the_same_and_each_reference_one_query_more(
    resource: Resource, analyst: Client, staff: Client, source: Source
) -> None:
    for number in range(1, 51):
        things(source, number=number)
    client = staff if resource.name == "events" else analyst

    plain = len(queries(client, resource, rows=50))
    assert len(queries(client, resource, rows=5)) == plain <= OF_A_PAGE
    for name, target in resource.references.items():
        if target.name == "events" and client is analyst:
            continue
        known = ["source"] if name != "source" else []
        expanded = {"expand": name, "fields": ",".join(["id", *known])}
        few, many = (len(queries(client, resource, rows=rows, **expanded)) for rows in (5, 50))
        # One for the things, and one for the slugs of their sources; the slugs of their own are then had with them.
        own = 1 if name != "source" and "source" in target.references else 0
        assert few == many == plain + (1 + own if name != "source" else 0), name


@every_resource
def test_no_page_reads_what_it_does_not_answer(resource: Resource, staff: Client, source: Source) -> None:
    things(source)
    asked = queries(staff, resource, rows=1, fields="id")
    assert not [sql for sql in asked if '"body"' in sql or '"sealed"' in sql or '"said"' in sql or "COUNT(" in sql]
    (rows,) = [sql for sql in asked if f'FROM "{resource.model._meta.db_table}"' in sql]
    assert rows.split("FROM")[0].count('"."') <= 2  # its number, and what it is ordered by
