"""The committed schema is the code's, breaks no client unnoticed, and is served to who may use the API."""

import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from ledger.api.resources import RESOURCES, Resource
from ledger.providers import all_providers
from ledger.schema.examples import EXAMPLES, example_of
from ledger.schema.views import SCHEMA
from tests.api.breaking import breaks
from tests.api.reading import V1, signed_in

COMMITTED = orjson.loads(SCHEMA.read_bytes())
GENERATE = [sys.executable, "-m", "tests.environment", "spectacular", "--format", "openapi-json"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generated() -> Any:
    """In a process of its own, where there is no provider that is invented. A warning is a failure."""
    command = [*GENERATE, "--validate", "--fail-on-warn"]
    return orjson.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def test_no_client_of_the_committed_schema_breaks(generated: Any) -> None:
    assert list(breaks(COMMITTED, generated)) == []


def test_the_committed_schema_is_the_codes(generated: Any) -> None:
    assert generated == COMMITTED, "It says something else by now: write it anew with `make schema`, and commit it."


def _without_a_list(schema: Any) -> None:
    del schema["paths"]["/api/v1/campaigns/"]


def _without_a_filter(schema: Any) -> None:
    parameters = schema["paths"]["/api/v1/campaigns/"]["get"]["parameters"]
    parameters[:] = [one for one in parameters if one["name"] != "source__in"]


def _with_what_is_needed(schema: Any) -> None:
    needed = {"name": "year", "in": "query", "required": True, "schema": {"type": "integer"}}
    schema["paths"]["/api/v1/campaigns/"]["get"]["parameters"].append(needed)


def _without_a_field(schema: Any) -> None:
    del schema["components"]["schemas"]["Campaign"]["properties"]["name"]


def _with_another_type(schema: Any) -> None:
    schema["components"]["schemas"]["Campaign"]["properties"]["id"]["type"] = "string"


def _with_null(schema: Any) -> None:
    schema["components"]["schemas"]["Campaign"]["properties"]["external_id"]["type"] = ["string", "null"]


def _without_a_word(schema: Any) -> None:
    schema["components"]["schemas"]["Movement"]["properties"]["kind"]["enum"].remove("refund")


def _without_a_reference(schema: Any) -> None:
    schema["components"]["schemas"]["Campaign"]["properties"]["source"] = {"type": "string"}


def _without_an_answer(schema: Any) -> None:
    del schema["paths"]["/api/v1/campaigns/"]["get"]["responses"]["429"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without_a_list, "GET /api/v1/campaigns/ is gone."),
        (_without_a_filter, "GET /api/v1/campaigns/: the parameter source__in is gone."),
        (_with_what_is_needed, "GET /api/v1/campaigns/: the parameter year is needed now."),
        (_without_a_field, "Campaign.name is gone."),
        (_with_another_type, "Campaign.id was integer and is string."),
        (_with_null, "Campaign.external_id was string and is null or string."),
        (_without_a_word, "Movement.kind: refund is gone."),
        (_without_a_reference, "Campaign.source was #/components/schemas/Source or string and is string."),
        (_without_an_answer, "GET /api/v1/campaigns/: the answer 429 is gone."),
    ],
)
def test_what_breaks_clients_is_told(change: Callable[[Any], None], told: str) -> None:
    changed = deepcopy(COMMITTED)
    change(changed)
    assert list(breaks(COMMITTED, changed)) == [told]


def test_additions_break_nobody() -> None:
    more = deepcopy(COMMITTED)
    more["paths"]["/api/v1/shops/"] = more["paths"]["/api/v1/campaigns/"]
    more["paths"]["/api/v1/campaigns/"]["get"]["parameters"].append(
        {"name": "year", "in": "query", "schema": {"type": "integer"}}
    )
    more["components"]["schemas"]["Campaign"]["properties"]["since"] = {"type": "string"}
    more["components"]["schemas"]["Movement"]["properties"]["kind"]["enum"].append("gift")
    assert list(breaks(COMMITTED, more)) == []


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_each_list_is_described_with_its_filters_and_an_example_that_fits(resource: Resource) -> None:
    operation = COMMITTED["paths"][f"/api/v1/{resource.name}/"]["get"]
    described = {one["name"]: one.get("x-personal", False) for one in operation["parameters"]}
    filters = {name: one.is_personal for name, one in resource.filters.base_filters.items()}
    assert {name: described.get(name) for name in filters} == filters
    assert described.get("metadata", False) is resource.filters.has_metadata

    assert set(EXAMPLES[resource.name]) <= set(resource.fields)
    assert _faults({"$ref": f"#/components/schemas/{resource.model.__name__}"}, example_of(resource)) == []


def _faults(schema: Any, value: Any) -> list[str]:
    return [fault.message for fault in Draft202012Validator(COMMITTED | schema).iter_errors(value)]


@pytest.mark.parametrize("provider", [slug for slug in all_providers() if slug != "stamply"])
def test_what_providers_send_fits_what_is_described(provider: str) -> None:
    body = COMMITTED["paths"][f"/webhooks/{provider}/{{source}}/"]["post"]["requestBody"]["content"]["application/json"]
    assert set(body["examples"]) <= set(all_providers()[provider].models)
    for name, example in body["examples"].items():
        assert _faults(body["schema"], example["value"]) == [], name
    assert _faults(body["schema"], {"created_at": 7, "customer": 7, "data": 7, "payload": 7}) != []


def test_the_schema_is_for_who_may_use_the_api(db: None) -> None:
    answer = signed_in("Analyst").get(f"{V1}/schema/")
    assert (answer.status_code, answer.json()) == (200, COMMITTED)
    again = signed_in("Analyst").get(f"{V1}/schema/", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert signed_in("Support agent").get(f"{V1}/schema/").status_code == 403
    assert Client().get(f"{V1}/schema/").status_code == 401


def test_its_pages_are_for_who_is_signed_in_and_may_use_the_api(db: None) -> None:
    page = signed_in("Analyst").get(f"{V1}/docs/")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert signed_in("Support agent").get(f"{V1}/docs/").status_code == 403
    stranger = Client().get(f"{V1}/docs/")
    assert (stranger.status_code, stranger.headers["Location"]) == (302, f"/admin/login/?next={V1}/docs/")


def test_its_pages_keep_to_the_policy_but_for_the_icons_of_their_style_sheet(db: None) -> None:
    client = signed_in("Analyst")
    page, desk = client.get(f"{V1}/docs/"), client.get("/admin/")
    policies = [answer.headers["Content-Security-Policy"].split("; ") for answer in (page, desk)]
    assert set(policies[0]) - set(policies[1]) == {"img-src 'self' data:"}
    text = page.content.decode()
    assert "://" not in text
    assert "<style" not in text
    assert text.count("<script") == text.count('<script src="/') == 3
    script = client.get(f"{V1}/docs/?script=")
    assert script.headers["Content-Type"] == "application/javascript"
    assert 'url: "/api/v1/schema/"' in script.content.decode()


def test_the_desk_leads_there_whom_it_lets_in(db: None) -> None:
    tokens = "/admin/ledger/apitoken/"
    link = f'href="{V1}/docs/"'
    assert link in signed_in("Analyst").get(tokens).content.decode()
    without_the_api = signed_in(None, "view_apitoken", "add_apitoken")
    assert link not in without_the_api.get(tokens).content.decode()
