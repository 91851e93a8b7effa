"""Every list and every thing is answered with all its fields, each of the type that its serializer says."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.test import Client
from rest_framework import serializers

from ledger.access import Sort, sort_of
from ledger.api.answering import Amount, Hex, Moment, Reference, serializer_of
from ledger.api.reports import REPORTS
from ledger.api.resources import RESOURCES, Resource
from ledger.models import ClaimedReward, Customer, InboundEvent, Mirror, Source, Voucher
from tests.admin.world import Things, things
from tests.api.reading import V1, Get, problem, read
from tests.sources import add_source

every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
# What no list has: whose word stands, what names are looked up by, and what only the desk shows.
LEFT_OUT = {"said", "name_folded", "digest", "secret", "body_form"}
JSON_TYPES: dict[type[serializers.Field], type] = {
    Moment: str,
    Amount: str,
    Hex: str,
    serializers.CharField: str,
    serializers.SlugField: str,
    serializers.ChoiceField: str,
    serializers.IPAddressField: str,
    serializers.IntegerField: int,
    serializers.BigIntegerField: int,
    serializers.BooleanField: bool,
    serializers.JSONField: object,
    serializers.DictField: dict,
}


@pytest.fixture
def made(source: Source) -> Things:
    return things(source)


@every_resource
def test_every_column_is_answered_or_left_out_on_purpose(resource: Resource) -> None:
    columns = {field.name for field in resource.model._meta.concrete_fields}
    assert set(resource.fields) | LEFT_OUT >= columns
    assert set(resource.fields) & LEFT_OUT == set()
    assert set(resource.listed) <= columns
    hidden = {Sort.NEVER, Sort.BYTES}
    assert not [name for name in resource.listed if sort_of(resource.model, name) in hidden]
    # Such a key stands unmasked wherever something refers to it.
    assert sort_of(resource.model, resource.key) is Sort.PLAIN


@every_resource
def test_each_field_is_of_the_type_that_its_serializer_says(resource: Resource, made: Things, reader: Get) -> None:
    _say_everything(resource.model)

    fields = serializer_of(resource)().fields
    assert list(fields) == list(resource.fields)
    for listed in reader(f"/{resource.name}/")["data"]:
        assert list(listed) == list(resource.listed)
        row = reader(f"/{resource.name}/{listed[resource.key]}/")
        for name, field in fields.items():
            known = str if isinstance(field, Reference) and field.to.key == "slug" else int
            expected = known if isinstance(field, Reference) else JSON_TYPES[type(field)]
            is_unsaid = row[name] is None and not issubclass(resource.model, Mirror)
            assert is_unsaid or type(row[name]) is expected or expected is object, name


@every_resource
def test_what_is_unknown_is_null_where_its_serializer_says_so(resource: Resource, made: Things, reader: Get) -> None:
    fields = {field.name: field.null for field in resource.model._meta.concrete_fields}
    nullable = {name: field.allow_null for name, field in serializer_of(resource)().fields.items()}
    assert nullable == {name: name in resource.made or fields[name] for name in resource.fields}
    if not issubclass(resource.model, Mirror):
        return
    resource.model._default_manager.update(**{name: None for name, is_nullable in fields.items() if is_nullable})
    for row in reader(f"/{resource.name}/")["data"]:
        assert {name for name in row if row[name] is None} == {name for name in row if fields[name]}


def _say_everything(model: type[models.Model]) -> None:
    """In the columns that ``things`` leaves out; what only grows has them or not."""
    if issubclass(model, Mirror):
        columns = [field for field in model._meta.concrete_fields if field.null and not field.is_relation]
        said = {column.name: _value(column) for column in columns}
        model._default_manager.update(**{name: value for name, value in said.items() if value is not None})


def _value(column: models.Field) -> Any:
    if column.choices:
        return next(iter(column.flatchoices))[0]
    values: dict[type[models.Field], Any] = {
        models.DateTimeField: "2026-03-01T12:00:00.000001Z",
        models.DecimalField: Decimal("0.5"),
        models.BigIntegerField: 7,
        models.BooleanField: True,
        models.CharField: "EUR",
    }
    return values.get(type(column))


@pytest.mark.parametrize(
    ("value", "said"), [("29", "29"), ("29.5000", "29.5"), ("100", "100"), ("0.0001", "0.0001"), ("-7.10", "-7.1")]
)
def test_money_is_a_text_with_every_digit_that_counts(value: str, said: str, made: Things, reader: Get) -> None:
    ClaimedReward.objects.update(value=Decimal(value), currency="SEK")
    (claim,) = reader("/claimed-rewards/", fields="value,currency")["data"]
    assert claim == {"value": said, "currency": "SEK"}


def test_times_are_in_utc_whatever_the_site_shows(made: Things, reader: Get, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    ClaimedReward.objects.update(claimed_at="2026-07-01T00:30:00.000001+02:00", reversed_at="2026-07-01T00:00:00Z")
    (claim,) = reader("/claimed-rewards/", fields="claimed_at,reversed_at")["data"]
    assert claim == {"claimed_at": "2026-06-30T22:30:00.000001Z", "reversed_at": "2026-07-01T00:00:00Z"}


@every_resource
def test_a_thing_is_read_by_its_key_as_it_stands_in_its_list(resource: Resource, made: Things, reader: Get) -> None:
    for row in reader(f"/{resource.name}/")["data"]:
        thing = reader(f"/{resource.name}/{row[resource.key]}/")
        assert {name: thing[name] for name in row} == row
        assert list(thing) == list(resource.fields)


@every_resource
def test_a_thing_is_found_by_its_source_and_the_providers_id(resource: Resource, made: Things, staff: Client) -> None:
    if not resource.has_external_ids:
        assert problem(staff, f"/{resource.name}/by/acme-voucherify/x/")[0] == 404
        return
    thing = made[resource.model]
    other = add_source("stamply")
    for external_id in ("a/b", "a//b/", "é ?&=%2F", "..;", "17"):
        resource.model._default_manager.filter(pk=thing.pk).update(external_id=external_id)
        address = f"/{resource.name}/by/{{}}/{_escaped(external_id)}/"
        assert read(staff, address.format("acme-voucherify"))["id"] == thing.pk
        assert problem(staff, address.format(other.slug)) == (404, "not-found", {})
    assert problem(staff, f"/{resource.name}/by/acme-voucherify/a%00b/")[0] == 404


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


@pytest.mark.parametrize("slug", ["a%00b", "a%20b", "nobody"])
def test_a_source_that_is_not_there_is_a_problem(slug: str, staff: Client) -> None:
    assert problem(staff, f"/sources/{slug}/") == (404, "not-found", {})


@pytest.mark.parametrize("key", ["0", "7", str(2**63), "9" * 5000, "x", "-1", "1.5"])
def test_what_is_not_there_is_a_problem(key: str, staff: Client) -> None:
    assert problem(staff, f"/claimed-rewards/{key}/") == (404, "not-found", {})


def test_fields_are_chosen_and_things_stand_within_others(made: Things, reader: Get) -> None:
    claim, customer = made[ClaimedReward], made[Customer]
    (entry,) = reader("/entries/", fields="points,claim.id,claim.customer.email", expand="claim.customer,source")[
        "data"
    ]
    assert entry == {
        "source": reader("/sources/acme-voucherify/"),
        "claim": {"id": claim.pk, "customer": {"email": customer.email}},
        "points": 1250,
    }
    (whole,) = reader("/entries/", fields="claim", expand="claim.customer")["data"]
    assert whole["claim"] == reader(f"/claimed-rewards/{claim.pk}/", expand="customer")
    assert whole["claim"]["customer"] == reader(f"/customers/{customer.pk}/")
    assert reader("/claimed-rewards/", fields=" id , points")["data"] == [{"id": claim.pk, "points": 1250}]


def test_what_is_referred_to_by_nothing_stays_unknown(made: Things, reader: Get) -> None:
    ClaimedReward.objects.update(customer=None)
    (claim,) = reader("/claimed-rewards/", expand="customer,holder", fields="customer.name")["data"]
    assert claim == {"customer": None, "holder": reader(f"/customers/{made[Customer].pk}/")}


@pytest.mark.parametrize(
    ("parameter", "value", "says"),
    [
        ("fields", "id,pints", "There is no field 'pints'. Is points meant?"),
        ("fields", "id,", "There is no field ''."),
        ("fields", "said", "There is no field 'said'."),
        ("fields", "customer.name", "customer is not expanded: give it in expand."),
        ("fields", "points.x", "points is not expanded: give it in expand."),
        ("expand", "custommer", "There is no reference 'custommer'. Is customer meant?"),
        ("expand", "points", "There is no reference 'points'."),
        ("expand", "customer.email", "There is no reference 'customer.email'."),
        ("expand", "redemption.voucher.holder.source.slug", "There is no reference"),
        ("expand", ",".join(["customer"] * 11), "At most 10 at once, not 11."),
        ("expand", "x" * 9999, "There is no reference"),
    ],
)
def test_unknown_names_are_refused_by_name(parameter: str, value: str, says: str, staff: Client) -> None:
    status, kind, faults = problem(staff, "/claimed-rewards/", **{parameter: value})
    assert (status, kind, list(faults)) == (400, "invalid-parameter", [parameter])
    assert faults[parameter].startswith(says)


def test_a_body_is_answered_where_it_is_asked_for(made: Things, reader: Get, staff: Client) -> None:
    event = made[InboundEvent]
    assert "body" not in reader("/events/")["data"][0]
    assert reader("/events/", fields="body")["data"] == [{"body": bytes(event.body).decode()}]
    assert reader(f"/events/{event.pk}/")["headers"] == {"x-plain": "plain header"}
    within = {"expand": "event", "fields": "event.body"}
    assert reader("/entries/", **within)["data"] == [{"event": {"body": bytes(event.body).decode()}}]
    assert problem(staff, "/events/", fields="body", limit=21)[2] == {"limit": "At most 20 with body."}
    for address in ("/entries/", "/entries/changes/"):
        assert problem(staff, address, **within, limit=21)[2] == {"limit": "At most 20 with event.body."}
    InboundEvent.objects.update(body=b"\xff{}")
    assert reader(f"/events/{event.pk}/", fields="body") == {"body": "\N{REPLACEMENT CHARACTER}{}"}


def test_the_index_leads_to_every_list_and_report(reader: Get, made: Things) -> None:
    lists = reader("/")
    assert list(lists) == [
        *(resource.name for resource in RESOURCES),
        "entries/changes",
        *(f"reports/{one.name}" for one in REPORTS),
    ]
    found = [len(reader(address)["data"]) for address in lists.values()]
    assert found == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, *(1, 1, 1, 1, 0)]
    assert lists["claimed-rewards"] == f"http://testserver{V1}/claimed-rewards/"
    assert Voucher.objects.count() == 2
