"""Who may read what, and as what: by the permissions and masks of everywhere else."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from ledger.access import HIDDEN
from ledger.api.reports import REPORTS
from ledger.api.resources import RESOURCES, Resource
from ledger.filters import is_personal
from ledger.models import AccessLogEntry, Campaign, ClaimedReward, Customer, InboundEvent, Voucher
from tests.access.test_markers import MARKER, planted
from tests.admin.world import things
from tests.api.reading import V1, problem, read, signed_in
from tests.sources import add_source

__all__ = ["planted"]
every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
# What the roles of those who see less than all are given besides, so that they reach everything there is.
ALL = ("use_api", *(f"view_{resource.model._meta.model_name}" for resource in RESOURCES), "view_payload")
MASKED_ROLES = ["Support agent", "Analyst", "Administrator"]
# By these only what tells on nobody is asked: numbers, words, times, sums, sources.
PLAIN = (
    "source provider status reversed kind currency campaign customer voucher voucher_used redemption points_min "
    "points_max value_min value_max claim side active state origin event_type"
)


def expands(resource: Resource, depth: int = 4) -> list[str]:
    """Every path to another thing."""
    if not depth:
        return []
    found = []
    for name, target in resource.references.items():
        found += [name, *(f"{name}.{path}" for path in expands(target, depth - 1))]
    return found


@every_resource
@pytest.mark.parametrize("role", MASKED_ROLES)
def test_no_answer_has_a_marker_however_deep(role: str, resource: Resource, planted: dict[type[Model], Any]) -> None:
    client, seen = signed_in(role, *ALL), 0
    paths = expands(resource)
    for at in range(0, max(len(paths), 1), 10):
        asked = {"expand": ",".join(paths[at : at + 10])} if paths else {}
        page = client.get(f"{V1}/{resource.name}/", asked | {"limit": "500"})
        assert page.status_code == 200
        assert MARKER not in page.content.decode(), asked
        for row in page.json()["data"]:
            thing = client.get(f"{V1}/{resource.name}/{row[resource.key]}/", asked)
            assert thing.status_code == 200
            assert MARKER not in thing.content.decode(), asked
            seen += 1
    assert seen


def test_there_is_a_marker_for_who_sees_in_clear(planted: dict[type[Model], Any], staff: Client) -> None:
    for name in ("claimed-rewards", "customers", "vouchers", "events"):
        assert MARKER in staff.get(f"{V1}/{name}/").content.decode()
    everything = {"fields": "body,headers,external_id,subject"}
    assert staff.get(f"{V1}/events/", everything).content.decode().count(MARKER) > 4


@pytest.mark.parametrize("role", MASKED_ROLES)
def test_a_hidden_value_is_shown_as_such_and_a_part_as_a_part(role: str, planted: dict[type[Model], Any]) -> None:
    client = signed_in(role, *ALL)
    customer = read(client, f"/customers/{planted[Customer].pk}/")
    in_part = role == "Support agent"
    assert customer["email"] == ("a…@example.com" if in_part else HIDDEN)
    assert (customer["merchant_ref"], customer["metadata"]) == (HIDDEN, HIDDEN)
    assert read(client, f"/vouchers/{planted[Voucher].pk}/")["code"] == ("…PQ8V" if in_part else HIDDEN)
    Customer.objects.update(email=None, name="", metadata=None)
    customer = read(client, f"/customers/{planted[Customer].pk}/")
    assert (customer["email"], customer["name"], customer["metadata"]) == (None, "", None)


@every_resource
def test_each_filter_is_judged(resource: Resource) -> None:
    periods = {f"{name}{end}" for name in resource.filters.periods for end in ("", "_after", "_before")}
    plain = {*PLAIN.split(), *periods, *(["external_id"] if resource.model is Campaign else [])}
    asked = resource.filters.base_filters
    assert {name for name, one in asked.items() if one.is_masked} == {
        name for name in asked if name.removesuffix("__in") not in plain
    }
    assert all(asked[name].is_masked for name in asked if is_personal(name))


@pytest.mark.parametrize(
    ("address", "asked", "allowed"),
    [
        ("/customers/", {"customer_email": "jane@example.com"}, ()),
        ("/customers/", {"merchant_ref__in": "1,2"}, ()),
        ("/claimed-rewards/", {"customer_email": "x"}, ()),
        ("/claimed-rewards/", {"metadata__store": "x", "customer": "1"}, ()),
        ("/entries/", {"merchant_ref": "x"}, ()),
        ("/vouchers/", {"voucher_code": "X"}, ()),
        ("/vouchers/", {"external_id": "code:SPRING-PQ8V"}, ()),
        ("/vouchers/", {"external_id__in": "v_1, code:SPRING-PQ8V"}, ()),
        ("/customers/", {"external_id": "jane@example.com"}, ()),
        ("/redemptions/", {"reversal_id": "ref:jane"}, ()),
        ("/claimed-rewards/", {"redemption_id": "claim:code:SPRING-PQ8V"}, ()),
        ("/events/", {"subject": "code:SPRING-PQ8V"}, ()),
        ("/claimed-rewards/", {"order": "1001"}, ("Support agent",)),
    ],
)
@pytest.mark.parametrize("role", MASKED_ROLES)
def test_what_one_is_not_shown_can_not_be_asked_by(
    role: str, address: str, asked: dict[str, str], allowed: tuple[str, ...], db: None
) -> None:
    client = signed_in(role, *ALL)
    named = next(iter(asked))
    if role in allowed:
        assert read(client, address, **asked)["data"] == []
        return
    refused = (403, "personal-parameter", {named: "You are not shown this, so it can't be asked by."})
    assert problem(client, address, **asked) == refused
    # Nor whether anything else of it is right.
    assert problem(client, address, **asked, limit="x") == refused


def test_a_provider_s_own_number_may_be_asked_by_all(planted: dict[type[Model], Any], analyst: Client) -> None:
    Voucher.objects.filter(pk=planted[Voucher].pk).update(external_id="v_1")
    assert [row["id"] for row in read(analyst, "/vouchers/", external_id="v_1")["data"]] == [planted[Voucher].pk]
    assert read(analyst, "/vouchers/by/acme-voucherify/v_1/")["id"] == planted[Voucher].pk
    refused = problem(analyst, "/vouchers/by/acme-voucherify/code:SPRING-PQ8V/")
    assert refused[:2] == (403, "personal-parameter")


def test_the_bytes_are_for_who_may_see_them(planted: dict[type[Model], Any]) -> None:
    event = planted[InboundEvent]
    without = signed_in("Analyst", "view_inboundevent")
    assert problem(without, "/events/", fields="id,body")[1:] == (
        "not-allowed",
        {"fields": "body needs the permission ledger.view_payload."},
    )
    within = problem(without, "/entries/", fields="event.headers", expand="event")
    assert within[2] == {"fields": "event.headers needs the permission ledger.view_payload."}
    thing = read(without, f"/events/{event.pk}/")
    assert (thing["body"], thing["headers"]) == (None, {})
    masked = read(signed_in("Support agent", "use_api"), "/events/", fields="body")["data"][0]["body"]
    assert '"customer"' in masked
    assert MARKER not in masked
    assert MARKER in read(signed_in("Support lead", "use_api"), "/events/", fields="body")["data"][0]["body"]


@every_resource
def test_a_list_needs_its_permission_and_the_api_s(resource: Resource, db: None) -> None:
    view = resource.permission.partition(".")[2]
    for codenames, missing in (
        ((), f"ledger.use_api, {resource.permission}"),
        ((view,), "ledger.use_api"),
        (("use_api",), resource.permission),
    ):
        client = signed_in(None, *codenames)
        for address in (f"{V1}/{resource.name}/", f"{V1}/{resource.name}/1/"):
            said = client.get(address).json()
            assert said["type"].endswith("/not-allowed/")
            assert said["detail"] == f"This needs the permission {missing}."
    assert read(signed_in(None, "use_api", view), f"/{resource.name}/")["data"] == []


def test_an_analyst_reads_the_numbers_and_no_events(analyst: Client) -> None:
    reports = (f"reports/{report.name}" for report in REPORTS)
    names = [*(resource.name for resource in RESOURCES), "entries/changes", *reports]
    assert list(read(analyst, "/")) == [name for name in names if name != "events"]
    assert problem(analyst, "/events/")[:2] == (403, "not-allowed")
    assert problem(analyst, "/entries/", expand="event,claim")[1:] == (
        "not-allowed",
        {"expand": "event needs the permission ledger.view_inboundevent."},
    )


@pytest.mark.parametrize("role", ["Support agent", None])
def test_other_roles_have_to_be_given_the_api(role: str | None, db: None) -> None:
    client = signed_in(role)
    assert problem(client, "/")[:2] == (403, "not-allowed")
    assert problem(client, "/sources/")[:2] == (403, "not-allowed")


@pytest.mark.parametrize("address", ["/", "/entries/", "/entries/changes/", "/entries/1/"])
def test_a_stranger_is_told_to_sign_in(address: str, db: None) -> None:
    status, kind, _ = problem(Client(), address)
    assert (status, kind) == (401, "not-authenticated")


def test_who_looked_for_somebody_is_remembered_and_not_for_whom(staff: Client, planted: dict[type[Model], Any]) -> None:
    for number in range(3):
        Customer.objects.create(source=planted[Customer].source, external_id=f"{number}", email="jane@example.com")
    page = read(staff, "/customers/", customer_email="jane@example.com", limit=1)
    read(staff, page["next"])
    read(staff, "/customers/", external_id="1")

    entries = AccessLogEntry.objects.filter(act="search")
    assert list(entries.values_list("user__username", "model")) == [("ana", "customer")]
    assert "jane" not in str(list(entries.values()))


def test_nobody_between_keeps_what_is_answered(staff: Client, planted: dict[type[Model], Any]) -> None:
    for address, kept in (
        ("/customers/", "private, no-store"),
        (f"/customers/{planted[Customer].pk}/", "private, no-cache"),
        ("/customers/0/", "private, no-store"),
        ("/nowhere/", "private, no-store"),
    ):
        headers = staff.get(V1 + address).headers
        assert headers["Cache-Control"] == kept
        assert {"Accept", "Authorization", "Cookie"} <= set(headers["Vary"].split(", "))


def test_a_thing_that_has_not_changed_is_not_sent_again(analyst: Client, staff: Client) -> None:
    claim = f"{V1}/claimed-rewards/{things(add_source('stamply'))[ClaimedReward].pk}/"
    first = staff.get(claim)
    tag = first.headers["ETag"]
    again = staff.get(claim, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert set(again.headers["Vary"].split(", ")) == set(first.headers["Vary"].split(", "))
    # Another shape, another person's sight and another word are another answer.
    assert staff.get(f"{claim}?fields=id", headers={"If-None-Match": tag}).status_code == 200
    assert analyst.get(claim, headers={"If-None-Match": tag}).status_code == 200
    ClaimedReward.objects.update(title="Mug")
    assert staff.get(claim, headers={"If-None-Match": tag}).json()["title"] == "Mug"
