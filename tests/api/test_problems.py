"""Whatever goes wrong is a problem of a stable type that names every fault."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import QueryDict
from django.test import Client

from ledger.api.problems import KINDS
from tests.api.reading import V1, problem

EMPTY = "Empty: give a value, or leave it out."


def test_every_fault_is_named_at_once(staff: Client) -> None:
    asked = {
        "limit": "0",
        "cursor": "x",
        "count": "all",
        "fields": "nope",
        "expand": "nobody",
        "statu": "claimed",
        "status": "gone",
        "points_min": "many",
        "order": " ",
    }
    status, kind, faults = problem(staff, "/claimed-rewards/", **asked)
    assert (status, kind) == (400, "invalid-parameter")
    assert set(faults) == set(asked)
    assert faults["statu"] == "There is no such filter. Is status meant?"
    assert faults["count"] == "One of none, estimate, exact."


def test_the_whole_of_a_problem(staff: Client) -> None:
    response = staff.get(f"{V1}/customers/?limit=x")
    assert response.json() == {
        "type": "/api/v1/problems/invalid-parameter/",
        "title": "A parameter is not understood",
        "status": 400,
        "detail": "limit: Enter a whole number.",
        "errors": [{"parameter": "limit", "detail": "Enter a whole number."}],
    }
    assert staff.get(response.json()["type"]).json()["title"] == response.json()["title"]


@pytest.mark.parametrize("query", ["limit=1&limit=2", "fields=id&fields=id", "status=claimed&status=claimed"])
def test_what_is_given_twice_is_refused(query: str, staff: Client) -> None:
    name = next(iter(QueryDict(query)))
    said = staff.get(f"{V1}/claimed-rewards/?{query}").json()
    assert said["errors"] == [{"parameter": name, "detail": "Given more than once."}]


@pytest.mark.parametrize("name", ["limit", "cursor", "count", "fields", "expand", "status"])
def test_what_is_empty_is_refused(name: str, staff: Client) -> None:
    assert problem(staff, f"/claimed-rewards/?{name}=")[2] == {name: "Empty: give a value, or leave it out."}


@pytest.mark.parametrize("address", ["/", "/sources/", "/problems/not-found/"])
def test_a_format_is_a_parameter_like_others(address: str, staff: Client) -> None:
    assert problem(staff, f"{address}?format=") == (400, "invalid-parameter", {"format": EMPTY})
    assert problem(staff, f"{address}?format=json&format=json")[2] == {"format": "Given more than once."}
    assert set(problem(staff, f"{address}?colour=blue")[2]) == {"colour"}


@pytest.mark.parametrize("asked", [{"limit": "1"}, {"status": "claimed"}, {"nonsense": "1"}])
def test_a_thing_is_not_filtered(asked: dict[str, str], staff: Client) -> None:
    assert problem(staff, "/claimed-rewards/1/", **asked) == (
        400,
        "invalid-parameter",
        dict.fromkeys(asked, "There is no such filter."),
    )


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/nothing/", "/api/v2/", "/api/v1/entries/x/", "/api/v1/problems/nope/", "/api/é/"]
)
def test_an_address_where_nothing_is(address: str, client: Client, db: None) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()["type"]) == (404, "/api/v1/problems/not-found/")
    assert response.headers["Content-Type"] == "application/problem+json"


def test_an_address_without_its_slash_leads_to_it(staff: Client) -> None:
    response = staff.get(f"{V1}/entries?limit=1")
    assert (response.status_code, response.headers["Location"]) == (301, f"{V1}/entries/?limit=1")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_can_only_be_read(method: str, staff: Client) -> None:
    for address in ("/", "/entries/", "/entries/1/", "/entries/changes/"):
        response = getattr(staff, method)(V1 + address)
        assert (response.status_code, response.json()["type"]) == (405, "/api/v1/problems/method-not-allowed/")
        assert response.headers["Allow"] == "GET, HEAD"
    assert staff.head(f"{V1}/entries/").status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png, audio/*;q=0.5"])
def test_no_other_format_is_answered(accept: str, staff: Client) -> None:
    response = staff.get(f"{V1}/entries/", headers={"Accept": accept})
    assert (response.status_code, response.json()["type"]) == (406, "/api/v1/problems/not-acceptable/")
    assert problem(staff, "/entries/", format="xml")[2] == {"format": "One of json, csv, ndjson."}
    assert problem(staff, "/entries/1/", format="csv")[2] == {"format": "One of json."}
    for fine in ("*/*", "application/json", "text/html, application/json;q=0.1"):
        assert staff.get(f"{V1}/entries/?format=json", headers={"Accept": fine}).status_code == 200


@pytest.mark.parametrize("error", [OperationalError("canceling statement due to statement timeout"), InterfaceError()])
def test_a_database_that_is_away_or_too_busy(
    error: Exception, staff: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr("ledger.api.views.fetch", fail)
    response = staff.get(f"{V1}/customers/?customer_email=jane@example.com")
    assert (response.status_code, response.json()["type"]) == (503, "/api/v1/problems/unavailable/")
    assert response.headers["Retry-After"] == "30"
    assert "jane" not in caplog.text


def test_a_fault_of_ours_tells_nothing_of_itself(
    staff: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("of secrets")

    monkeypatch.setattr("ledger.api.views.fetch", fail)
    response = staff.get(f"{V1}/customers/")
    assert (response.status_code, response.json()["type"]) == (500, "/api/v1/problems/failed/")
    assert "secret" not in response.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_every_kind_of_problem_has_a_page_without_signing_in(client: Client, db: None) -> None:
    for kind in KINDS.values():
        assert client.get(kind.address).json() == {
            "type": f"{V1}/problems/{kind.name}/",
            "title": kind.title,
            "status": kind.status,
            "detail": kind.meaning,
        }


@pytest.mark.parametrize("many", [101, 1001])  # more than Django itself reads
@pytest.mark.parametrize("address", ["/", "/claimed-rewards/", "/claimed-rewards/1/", "/reports/summary/"])
def test_too_many_parameters_are_not_looked_at(many: int, address: str, staff: Client) -> None:
    assert problem(staff, address, **{f"a{n}": "1" for n in range(many)}) == (400, "malformed", {})


def test_too_many_fields_are_not_looked_at(staff: Client) -> None:
    names = ",".join(f"name{n}" for n in range(201))
    assert problem(staff, "/claimed-rewards/", fields=names)[2] == {"fields": "At most 200 at once, not 201."}
    assert problem(staff, "/claimed-rewards/", expand=names)[2] == {"expand": "At most 10 at once, not 201."}


def test_no_name_of_a_parameter_breaks_it(staff: Client) -> None:
    for name in ("a\0b", "é" * 3000, "limit ", "fields[]", "metadata__", "__in"):
        assert list(problem(staff, "/claimed-rewards/", **{name: "1"})[2]) == [name]
