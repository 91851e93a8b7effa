"""Lists and reports as files: the rows that JSON has, all of them, for whoever may take them away."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.access import HIDDEN
from ledger.api.rendering import dumps
from ledger.api.resources import RESOURCES, Resource
from ledger.models import AccessLogEntry, ClaimedReward, Customer, Source
from tests.admin.world import things
from tests.api.reading import V1, problem, read, signed_in
from tests.api.test_reports import OF_TIME, REPORTS, line
from tests.exporting import read_csv
from tests.reports.history import World
from tests.sources import add_source

FORMATS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
every_format = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture
def source(db: None) -> Source:
    source = add_source("stamply")
    for number in range(1, 6):
        things(source, number=number)
    return source


def taken(client: Client, address: str, form: str = "ndjson", **asked: Any) -> bytes:
    """A file."""
    response: Any = client.get(V1 + address, {"format": form, **asked})
    assert (response.status_code, response.headers["Content-Type"]) == (200, FORMATS[form])
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Cache-Control"] == "private, no-store"
    return b"".join(response.streaming_content)


def lines(file: bytes) -> tuple[dict[str, str], Sequence[dict[str, Any]]]:
    """What an NDJSON says of itself, and its rows."""
    first, *rows, last = map(orjson.loads, file.splitlines())
    assert last == {"end": {"rows": len(rows)}}
    return first["export"], rows


def as_cells(row: Mapping[str, Any]) -> dict[str, str]:
    """As CSV has what JSON has."""
    plain = {True: "true", False: "false", None: ""}
    return {
        name: orjson.dumps(cell).decode()
        if isinstance(cell, list | dict)
        else str(plain.get(cell, cell) if isinstance(cell, bool | None) else cell)
        for name, cell in row.items()
    }


@every_resource
def test_a_file_has_the_rows_and_names_of_the_list(resource: Resource, source: Source, staff: Client) -> None:
    page = read(staff, f"/{resource.name}/", limit=500)["data"]
    _, rows = lines(taken(staff, f"/{resource.name}/"))
    assert rows == page
    _, cells = read_csv(taken(staff, f"/{resource.name}/", "csv"))
    assert [tight(row) for row in cells] == [as_cells(row) for row in page]
    assert len(page) >= 1


def tight(row: Mapping[str, str]) -> dict[str, str]:
    """Without the blanks that a database writes JSON with."""
    return {
        name: dumps(orjson.loads(cell)).decode() if cell[:1] in "{[" and cell else cell for name, cell in row.items()
    }


def test_a_file_has_all_that_the_filter_finds_and_not_a_page(source: Source, staff: Client) -> None:
    other = add_source("voucherify", slug="other")
    things(other, number=9, word="other")
    assert len(lines(taken(staff, "/claimed-rewards/", source=source.slug))[1]) == 5
    assert len(lines(taken(staff, "/claimed-rewards/"))[1]) == 6
    # What a page would need a period for is read to its end.
    assert problem(staff, "/entries/", side="claimed")[2].keys() == {"side"}
    assert len(lines(taken(staff, "/entries/", side="claimed"))[1]) == 6


def test_the_accept_header_asks_for_it_as_well(source: Source, staff: Client) -> None:
    for accept, kind in (("text/csv", FORMATS["csv"]), ("application/x-ndjson, */*;q=0.1", FORMATS["ndjson"])):
        for address in ("/customers/", "/reports/summary/"):
            response = staff.get(V1 + address, headers={"Accept": accept})
            assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
            assert "Accept" in response.headers["Vary"]


def test_fields_and_what_is_expanded_stand_beside_one_another(source: Source, staff: Client) -> None:
    asked = {"fields": "id,points,source.name,customer.name,customer.source", "expand": "source,customer"}
    (page, *_) = read(staff, "/claimed-rewards/", **asked)["data"]
    (row, *_) = lines(taken(staff, "/claimed-rewards/", **asked))[1]
    assert row == {
        "id": page["id"],
        "source_name": page["source"]["name"],
        "customer_source": page["customer"]["source"],
        "customer_name": page["customer"]["name"],
        "points": page["points"],
    }


def test_entries_are_as_of_a_moment_that_the_file_tells(source: Source, staff: Client) -> None:
    said, rows = lines(taken(staff, "/entries/"))
    again, same = lines(taken(staff, "/entries/", as_of=said["As of"]))
    assert (again["As of"], same) == (said["As of"], rows)
    assert lines(taken(staff, "/entries/", as_of="2020-01-01"))[1] == []


def test_a_file_says_what_it_is_of_and_so_does_the_log(source: Source, staff: Client) -> None:
    before = AccessLogEntry.objects.latest("pk").pk
    asked = {"kind": "gift_card", "customer_email": "plain@example.com", "expand": "customer"}
    said, _ = lines(taken(staff, "/claimed-rewards/", **asked))
    assert said["List"] == "Claimed rewards"
    assert said["Filter"] == "kind: gift_card; customer_email: plain@example.com; expand: customer"
    search, export = AccessLogEntry.objects.filter(pk__gt=before).order_by("pk")
    assert (search.act, export.act, export.model) == ("search", "export", "claimedreward")
    assert export.details["filters"] == ["kind=gift_card", "customer_email: typed", "expand=customer"]

    said, _ = lines(taken(staff, "/reports/top-rewards/", rank="points", as_of="2026-05-01"))
    assert (said["List"], said["As of"]) == ("Top rewards", "2026-05-01T00:00:00Z")
    last = AccessLogEntry.objects.latest("pk")
    assert (last.model, last.details["filters"]) == ("ledgerentry", ["report=top-rewards", "rank=points"])


@every_format
@pytest.mark.parametrize("address", ["/claimed-rewards/", "/reports/summary/", "/reports/balances/"])
def test_who_may_not_export_takes_no_file(address: str, form: str, source: Source) -> None:
    client = signed_in("Support agent", "use_api", "view_claimedreward", "view_ledgerentry", "view_voucher")
    assert problem(client, address, format=form)[:2] == (403, "not-allowed")
    assert not AccessLogEntry.objects.filter(act="export").exists()
    assert client.get(V1 + address).status_code == 200


@every_format
def test_a_file_is_masked_as_pages_are(form: str, source: Source, analyst: Client) -> None:
    asked = {"expand": "customer"}
    file = taken(analyst, "/claimed-rewards/", form, **asked).decode()
    assert "plain@example.com" not in file
    assert HIDDEN in file
    assert "plain title" in file
    assert problem(analyst, "/claimed-rewards/", format=form, customer_email="a@example.com")[:2] == (
        403,
        "personal-parameter",
    )


@every_format
def test_what_goes_wrong_is_a_problem_in_any_format(form: str, source: Source, staff: Client) -> None:
    paged = {"limit": "5", "cursor": "x", "count": "exact"}
    assert problem(staff, "/entries/", format=form, **paged)[2] == dict.fromkeys(
        paged, "A file has all rows: leave it out."
    )
    assert problem(staff, "/events/", format=form, fields="id,body")[2] == {"fields": "No file has body."}
    assert problem(staff, "/entries/", format=form, sid="1")[:2] == (400, "invalid-parameter")
    assert problem(staff, "/reports/summary/", format=form, by="sauce")[:2] == (400, "invalid-parameter")
    assert problem(staff, "/reports/summary/", format=form, as_of="2999-01-01")[:2] == (400, "unanswerable")
    assert list(problem(staff, "/reports/summary/", format=form, compare="previous")[2]) == ["compare"]
    assert problem(Client(), "/entries/", format=form)[:2] == (401, "not-authenticated")
    assert problem(staff, "/nothing/", format=form)[:2] == (404, "not-found")


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_the_rows_that_json_has(name: str, staff: Client) -> None:
    World().write([line(campaign=0, customer=0, title="Mug", points=5), line(1, customer=1, title="Tea")])
    rows = read(staff, f"/reports/{name}/")["data"]
    assert lines(taken(staff, f"/reports/{name}/"))[1] == rows
    assert bool(rows) is (name in OF_TIME)


def test_balances_are_taken_by_who_may_see_vouchers(source: Source) -> None:
    client = signed_in(None, "use_api", "export", "view_voucher")
    assert lines(taken(client, "/reports/balances/"))[1] == []
    assert AccessLogEntry.objects.latest("pk").model == "voucher"


def test_money_of_a_report_stands_in_columns_of_its_currency(staff: Client) -> None:
    World().write(
        [
            line(title="=1+1", value=-3),
            line(title="Mug", value=7, currency="USD"),
            line(title="Mug", value=2, currency="EUR"),
        ]
    )
    _, rows = read_csv(taken(staff, "/reports/summary/", "csv", by="title"))
    assert [(row["title"], row["value_net_EUR"], row["value_net_USD"], row["claims"]) for row in rows] == [
        ("'=1+1", "-3", "", "1"),
        ("Mug", "2", "7", "2"),
    ]
    _, flat = read_csv(taken(staff, "/reports/summary/", "csv", by="title,currency"))
    assert [(row["currency"], row["value_net"]) for row in flat] == [("EUR", "-3"), ("EUR", "2"), ("USD", "7")]


@every_format
def test_a_file_costs_the_same_queries_however_long_it_is(form: str, source: Source, staff: Client) -> None:
    def queries(**asked: Any) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            file = taken(staff, "/claimed-rewards/", form, expand="customer,campaign", **asked)
        return file.count(b"plain title"), len(captured)

    first = ClaimedReward.objects.earliest("claimed_at").claimed_at.isoformat()
    few, of_few = queries(claimed_before=f"{first[:18]}1{first[19:]}")
    many, of_many = queries(claimed_before="2027-01-01")
    assert (few, many, of_few) == (1, 5, of_many)


def test_what_is_not_taken_is_not_read(source: Source, staff: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = staff.head(f"{V1}/claimed-rewards/?format=csv")
    assert (response.status_code, response.headers["Content-Type"]) == (200, FORMATS["csv"])
    assert not [query for query in captured if f'FROM "{ClaimedReward._meta.db_table}"' in query["sql"]]


def test_numbers_of_metadata_have_any_length(source: Source, staff: Client) -> None:
    metadata = {"number": 2**70, "text": "\N{LINE SEPARATOR}é"}
    Customer.objects.update(metadata=metadata)
    assert read(staff, "/customers/")["data"][0]["metadata"] == metadata
    one = Customer.objects.order_by("pk")[0]
    assert read(staff, f"/customers/{one.pk}/")["metadata"] == metadata
    assert b"%d" % 2**70 in taken(staff, "/customers/")
