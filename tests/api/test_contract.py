"""What the schema says is so: every address is tried with what it allows, and with what it does not."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import hypothesis
import orjson
import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from schemathesis.config import (
    ChecksConfig,
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.specs.openapi.checks import negative_data_rejection

from ledger.api import throttling
from ledger.models import Source
from ledger.schema.views import SCHEMA
from tests.access.viewers import person
from tests.admin.world import things
from tests.api.door import make_token
from tests.sources import add_source, signature

WEBHOOKS = "^/webhooks/"
WRITTEN = orjson.loads(SCHEMA.read_bytes())
# Why what the schema allows may be refused all the same: what stands in other parameters, or in the ledger.
NOT_FOR_A_SCHEMA = re.compile(
    "The period ends before it begins|Reads row by row|A day or a time|as_of lies in the future|.* is not expanded|"
    "At most 20 with|At most 10 at|A file has (all rows|the rows of one period)|Instead of .*, not beside it"
)
# Of what is understood, and can't be told all the same.
NO_ANSWER = ("/unanswerable/", "/uncountable/")


def as_tried(schema: dict[str, Any]) -> dict[str, Any]:
    """
    With nothing in answers but what it names, and parameters that say something of this ledger.

    An addition to an answer breaks no client, so the schema allows it; but it ought to be described.
    """
    tried = deepcopy(schema)
    for name, one in tried["components"]["schemas"].items():
        is_ours = "." not in name  # of providers it has only what is read
        if is_ours and one.get("type") == "object":
            one["additionalProperties"] = False
    for path in tried["paths"].values():
        for operation in path.values():
            parameters = [one for one in operation["parameters"] if one["name"] not in {"cursor", "since"}]
            operation["parameters"] = [_tried(one) for one in parameters]
    return tried


def _tried(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    if parameter["name"] == "source":
        schema |= {"enum": ["acme-voucherify"]}
    if parameter["name"] == "source__in":
        schema["items"] |= {"enum": ["acme-voucherify"]}
    if parameter["name"] in {"fields", "expand"}:
        # Not what is within another thing: which names that has depends on the thing.
        names = re.findall(r"[a-z0-9_]{2,}", schema["items"]["pattern"].replace("[a-z0-9_]", ""))
        schema |= {"items": {"type": "string", "enum": names}, "maxItems": 4}
    return parameter


@schemathesis.check
def refuses_only_what_no_schema_says(ctx: Any, response: Any, case: schemathesis.Case) -> None:
    """Of what is allowed: sharper than its status alone, which is 400 for that too."""
    is_allowed = case.meta and case.meta.generation.mode.is_positive
    if is_allowed and response.status_code == 400 and not response.json()["type"].endswith(NO_ANSWER):
        details = [fault["detail"] for fault in response.json().get("errors", [{"detail": "?"}])]
        refused = [detail for detail in details if not NOT_FOR_A_SCHEMA.match(detail)]
        assert not refused, f"Allowed, and refused: {refused}"


def contract(*, examples: int, is_covered: bool) -> Any:
    """``is_covered``: with every bound of every parameter, one by one."""
    accepted = PositiveDataAcceptanceConfig(expected_statuses=["2xx", "304", "400", "403", "404"])
    project = ProjectConfig(
        generation=GenerationConfig(
            max_examples=examples, deterministic=True, database="none", with_security_parameters=False
        ),
        checks=ChecksConfig(positive_data_acceptance=accepted),
        phases=PhasesConfig(coverage=CoveragePhaseConfig(enabled=is_covered)),
    )
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    made = schemathesis.openapi.from_dict(as_tried(WRITTEN), config=config)
    made.app = get_wsgi_application()
    return made


@pytest.fixture
def filled(source: Source, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """A ledger with three of everything, of which one may ask as often as one likes."""
    settings.API_RATE = "1000000/s"
    monkeypatch.setattr(throttling, "STRANGERS", settings.API_RATE)
    for number in range(1, 4):
        things(source, number=number)
    # As Django's own test client has it: the test's transaction is not to be closed with a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def superuser(filled: None) -> str:
    return make_token(User.objects.create_superuser("root", password="a long password")).in_clear


@pytest.fixture
def analyst_s(filled: None) -> str:
    return make_token(person("Analyst")).in_clear


at_leisure = hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))


# Every bound is tried on PostgreSQL, which takes minutes; it is the stricter of the two.
@contract(examples=2, is_covered=connection.vendor == "postgresql").exclude(path_regex=WEBHOOKS).parametrize()
@at_leisure
def test_every_address_keeps_to_the_schema(case: schemathesis.Case, superuser: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {superuser}"})


@contract(examples=4, is_covered=False).exclude(path_regex=WEBHOOKS).parametrize()
@at_leisure
def test_so_it_does_for_who_sees_no_personal_data(case: schemathesis.Case, analyst_s: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {analyst_s}"})


@contract(examples=10, is_covered=False).include(path_regex=WEBHOOKS).parametrize()
@at_leisure
def test_whatever_is_signed_is_stored(case: schemathesis.Case, filled: None) -> None:
    provider = case.operation.path.split("/")[2]
    slug = f"signed-{provider}"
    found = Source.objects.filter(slug=slug).first() or add_source(provider, slug=slug)
    case.path_parameters = {"source": found.slug}
    body = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
    response = case.call(data=body, headers={**signature(found, body), "content-type": "application/json"})
    assert response.status_code == 200
    case.validate_response(response, excluded_checks=[negative_data_rejection])
