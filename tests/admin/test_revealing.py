"""A value that somebody sees masked is shown to them once, with a reason, where they have the power to."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client

from ledger.choices import Act
from ledger.models import AccessLogEntry, ClaimedReward, Customer, Redemption, Source, Voucher
from tests.access.viewers import person
from tests.admin.test_cost import queries
from tests.admin.test_pages import read
from tests.admin.world import page_address, things

WHY = "She is on the phone."
NAMES = {"name": "Jane Doe", "email": "jane@example.com", "merchant_ref": "shop-1234"}


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(person(role, name=role))
    return client


@pytest.fixture
def agent(db: None) -> Client:
    return signed_in("Support agent")


@pytest.fixture
def made(source: Source) -> dict[type[Model], Any]:
    made = things(source)
    Customer.objects.update(**NAMES)
    Voucher.objects.filter(pk=made[Voucher].pk).update(code="SPRING-PQ8V")
    return {model: model._default_manager.get(pk=thing.pk) for model, thing in made.items()}


def address(thing: Model, name: str) -> str:
    return f"{page_address(thing)[: -len('change/')]}reveal/{name}/"


def logged() -> list[tuple[str, str, int | None, str]]:
    entries = AccessLogEntry.objects.filter(act=Act.REVEAL).exclude(row=None).order_by("pk")
    return [(entry.model, entry.field, entry.row, entry.reason) for entry in entries]


@pytest.mark.parametrize(
    ("model", "name", "of", "column", "clear"),
    [
        (Customer, "name", Customer, "name", "Jane Doe"),
        (Customer, "email", Customer, "email", "jane@example.com"),
        (Customer, "merchant_ref", Customer, "merchant_ref", "shop-1234"),
        (Voucher, "code", Voucher, "code", "SPRING-PQ8V"),
        (Voucher, "holder", Customer, "name", "Jane Doe"),
        (ClaimedReward, "customer", Customer, "name", "Jane Doe"),
        (ClaimedReward, "granted_voucher", Voucher, "code", "SPRING-PQ8V"),
        (ClaimedReward, "tracking_id", ClaimedReward, "tracking_id", "plain tracking_id"),
        (Redemption, "customer", Customer, "name", "Jane Doe"),
    ],
)
def test_one_value_is_shown_once_and_logged_with_its_reason(
    model: type[Model], name: str, of: type[Model], column: str, clear: str, agent: Client, made: dict[Any, Any]
) -> None:
    page = page_address(made[model])
    assert clear not in read(agent, page)
    assert address(made[model], name) in agent.get(page).content.decode()

    answer = agent.post(address(made[model], name), {"reason": f" {WHY} "})

    told = answer.content.decode()
    assert clear in told
    assert not [value for value in {*NAMES.values(), "SPRING-PQ8V", "plain tracking_id"} - {clear} if value in told]
    assert "no-store" in answer.headers["Cache-Control"]
    assert logged() == [(of._meta.model_name, column, made[of].pk, WHY)]
    assert clear not in read(agent, page)


def test_a_claims_payloads_stay_masked_beside_what_is_revealed(agent: Client, made: dict[Any, Any]) -> None:
    told = agent.post(address(made[ClaimedReward], "customer"), {"reason": WHY}).content.decode()

    assert len(re.findall("Jane Doe", told)) == 1


@pytest.mark.parametrize("reason", [{}, {"reason": " \0 "}, {"reason": "x" * 10_000}])
def test_without_a_reason_nothing_is_shown(reason: dict[str, str], agent: Client, made: dict[Any, Any]) -> None:
    answer = agent.post(address(made[Customer], "email"), reason, follow=True)

    assert "Nothing was shown." in answer.content.decode()
    assert "jane@example.com" not in answer.content.decode()
    assert logged() == []


def test_a_visit_shows_and_logs_nothing(agent: Client, made: dict[Any, Any]) -> None:
    answer = agent.get(address(made[Customer], "email"), {"reason": WHY})

    assert (answer.status_code, answer.headers["Location"]) == (302, page_address(made[Customer]))
    assert logged() == []


@pytest.mark.parametrize("role", ["Support lead", "Analyst"])
def test_who_has_not_the_power_is_neither_offered_it_nor_given_it(role: str, made: dict[Any, Any]) -> None:
    client = signed_in(role)

    assert "/reveal/" not in client.get(page_address(made[Customer])).content.decode()
    assert client.post(address(made[Customer], "email"), {"reason": WHY}).status_code == 403
    assert logged() == []


def test_who_sees_everything_is_offered_nothing(staff: Client, made: dict[Any, Any]) -> None:
    assert "/reveal/" not in staff.get(page_address(made[Customer])).content.decode()


def test_what_is_of_another_thing_needs_leave_to_see_that_thing(made: dict[Any, Any]) -> None:
    user = person(None, name="half")
    codenames = ("view_claimedreward", "view_masked_personal_data", "reveal_personal_data")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)

    assert (
        address(made[ClaimedReward], "customer") not in client.get(page_address(made[ClaimedReward])).content.decode()
    )
    assert client.post(address(made[ClaimedReward], "customer"), {"reason": WHY}).status_code == 403


@pytest.mark.parametrize("name", ["said", "name_folded", "vouchers", "nonsense", "campaign"])
def test_what_the_page_does_not_show_is_not_found(name: str, agent: Client, made: dict[Any, Any]) -> None:
    thing = made[Voucher] if name == "campaign" else made[Customer]
    assert agent.post(address(thing, name), {"reason": WHY}).status_code == 404
    assert agent.post("/admin/ledger/customer/999/reveal/email/", {"reason": WHY}).status_code == 404
    assert logged() == []


@pytest.mark.parametrize("model", [Customer, ClaimedReward, Voucher])
def test_to_offer_it_costs_no_query(model: type[Model], agent: Client, made: dict[Any, Any]) -> None:
    offered = len(queries(agent, page_address(made[model])))
    person_without = person(None, name="without")
    agents = Permission.objects.filter(group__name="Support agent").exclude(codename="reveal_personal_data")
    person_without.user_permissions.set(agents)
    other = Client()
    other.force_login(person_without)

    assert offered == len(queries(other, page_address(made[model])))
