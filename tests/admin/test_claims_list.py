"""The claims by their filters: set by links and small forms, said on chips, kept on the way to a claim and back."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.access import searches_for
from ledger.admin.asking import SEALED, opened_value
from ledger.models import Campaign, ClaimedReward, Customer, Redemption, Source, Voucher
from tests.access.viewers import person
from tests.admin.test_pages import read
from tests.admin.test_paging import listed
from tests.admin.world import Things, list_address, page_address, things
from tests.sources import add_source

LIST = list_address(ClaimedReward)


@pytest.fixture
def made(source: Source) -> Things:
    """What is looked for, claimed today, and another's."""
    things(add_source("loyaltylion", slug="other"), word="other")
    made = things(source)
    ClaimedReward.objects.filter(pk=made[ClaimedReward].pk).update(claimed_at=timezone.now(), currency="EUR")
    return made


def found(client: Client, **asked: Any) -> set[str]:
    return {row.external_id for row in listed(client, f"{LIST}?{urlencode(asked)}").result_list}


def ask(client: Client, facet: str, *, query: str = "", **given: str) -> Any:
    """Fill in a facet's form; what the address then asks."""
    answer = client.post(f"{LIST}filter/", {"facet": facet, "query": query, **given})
    assert answer.status_code == 302
    path, _, asked = answer["Location"].partition("?")
    assert path == LIST
    return QueryDict(asked)


def chips(client: Client, query: str) -> dict[str, str]:
    return {chip.title: chip.says for chip in listed(client, f"{LIST}?{query}").chips}


def test_words_are_put_together_and_taken_away_one_by_one(staff: Client, made: Things) -> None:
    def click(query: str, title: str, label: str) -> str:
        page = listed(staff, LIST + query)
        [one] = [
            one
            for chip in [*page.chips, *page.offers]
            if chip.title == title
            for one in chip.options
            if one.label == label
        ]
        return str(one.address)

    both = click(click("?currency=EUR&claimed=today", "Status", "Reversed"), "Status", "Claimed")
    assert QueryDict(both[1:]).dict() == {"currency": "EUR", "claimed": "today", "status__in": "reversed,claimed"}
    assert chips(staff, both[1:])["Status"] == "Reversed, Claimed"
    one = click(both, "Status", "Reversed")
    assert QueryDict(one[1:])["status"] == "claimed"
    assert "Status" not in chips(staff, click(one, "Status", "Claimed")[1:])


def test_a_form_sets_a_range_and_leaves_out_what_is_empty(staff: Client, made: Things) -> None:
    asked = ask(
        staff,
        "Claimed",
        query="?claimed=today&status=reversed&older=x~1",
        claimed_after="2026-03-01",
        claimed_before=" ",
    )

    assert asked.dict() == {"status": "reversed", "claimed_after": "2026-03-01"}
    assert chips(staff, asked.urlencode()) == {"Claimed": "from 2026-03-01", "Status": "Reversed"}
    assert ask(staff, "Claimed", query=asked.urlencode()).dict() == {"status": "reversed"}


def test_what_reads_row_by_row_comes_with_a_period(staff: Client, made: Things) -> None:
    asked = ask(staff, "Points", points_min="1250", points_max="1250")

    assert asked.dict() == {"points_min": "1250", "points_max": "1250", "claimed": "last_30_days"}
    assert found(staff, **asked.dict()) == {"plain claim 1"}
    assert ask(staff, "Points", query="customer=1", points_min="5").dict() == {"customer": "1", "points_min": "5"}
    text = read(staff, f"{LIST}?points_min=5")
    assert "Points: Reads row by row: give one of these with it: a period of at most 366 days (claimed)" in text
    assert found(staff, points_min="5") == set()


@pytest.mark.parametrize(
    ("facet", "name", "value"),
    [
        ("E-mail", "customer_email", "Plain@example.com"),
        ("Shop's own id", "merchant_ref", "plain merchant_ref"),
        ("Voucher code", "voucher_code", "plain discount"),
    ],
)
def test_what_is_personal_is_found_and_stands_in_no_address(
    facet: str, name: str, value: str, staff: Client, made: Things
) -> None:
    asked = ask(staff, facet, **{name: value})

    assert list(asked) == [name]
    assert asked[name].startswith(SEALED)
    assert (opened_value(asked[name]), found(staff, **asked.dict())) == (value, {"plain claim 1"})
    assert chips(staff, asked.urlencode()) == {facet: value}
    assert searches_for(value).exists()
    page = staff.get(f"{LIST}?{asked.urlencode()}").content.decode()
    assert not re.findall(rf'href="[^"]*{re.escape(value)}', page, re.IGNORECASE)


def test_metadata_is_asked_by_key_and_value(staff: Client, made: Things) -> None:
    ClaimedReward.objects.filter(pk=made[ClaimedReward].pk).update(metadata={"tier": "gold"})
    asked = ask(staff, "Metadata", key="tier", value="gold")

    assert (set(asked), asked["claimed"]) == ({"metadata__tier", "claimed"}, "last_30_days")
    assert found(staff, **asked.dict()) == {"plain claim 1"}
    assert chips(staff, asked.urlencode())["Metadata"] == "tier = gold"


@pytest.mark.parametrize("role", ["Support agent", "Analyst"])
def test_who_sees_no_personal_data_can_not_ask_for_it(role: str, made: Things, staff: Client) -> None:
    client = Client()
    client.force_login(person(role))
    sealed = ask(staff, "E-mail", customer_email="plain@example.com")

    assert not [
        offer.title for offer in listed(client, LIST).offers if offer.title in {"E-mail", "Voucher code", "Metadata"}
    ]
    for asked in (sealed, QueryDict("customer_email=plain@example.com"), QueryDict("metadata__a=b&claimed=today")):
        page = client.get(f"{LIST}?{asked.urlencode()}")
        assert list(page.context["cl"].result_list) == []
        assert "sees no personal data" in page.content.decode()
        assert "plain@example.com</strong>" not in page.content.decode()


def test_a_masked_person_reads_names_on_chips_as_in_rows(made: Things) -> None:
    client = Client()
    client.force_login(person("Support agent"))

    assert chips(client, f"customer={made[Customer].pk}") == {"Customer": "p. n."}


@pytest.mark.parametrize("model", [Customer, Voucher, Redemption, Campaign])
def test_a_chip_names_the_thing_that_a_link_has_set(model: Any, staff: Client, made: Things) -> None:
    name = model.__name__.lower()

    assert chips(staff, f"{name}={made[model].pk}") == {made[model]._meta.verbose_name.capitalize(): str(made[model])}
    assert chips(staff, f"{name}=987654") == {made[model]._meta.verbose_name.capitalize(): "987654"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status=lost", "Status: One of "),
        ("statu=claimed", "statu: There is no such filter. Is status meant?"),
        ("status=claimed&status=reversed", "Status: Given more than once."),
        ("status=", "Status: Empty: give a value, or leave it out."),
        ("claimed=next_week", "Claimed: One of today,"),
        ("claimed_after=2026-03-02&claimed_before=2026-03-01", "Claimed: The period ends before it begins."),
        ("customer=x", "Customer: Enter a whole number."),
        (f"customer_email={SEALED}xyz", "E-mail: This link is too old to be read: give the value again."),
    ],
)
def test_what_is_not_understood_is_said_and_lists_nothing(query: str, said: str, staff: Client, made: Things) -> None:
    assert said in read(staff, f"{LIST}?{query}")
    assert listed(staff, f"{LIST}?{query}").result_list == []
    export = staff.get(f"{LIST}export/csv/?{query}")
    assert (export.status_code, export["Location"].partition("?")[0]) == (302, LIST)


def test_a_form_leads_nowhere_but_to_its_list(staff: Client, made: Things, staff_with: Callable[..., Client]) -> None:
    assert ask(staff, "Order", query="https://elsewhere.example.com/?x=1", order="1")["order"] == "1"
    assert ask(staff, "no such", query="status=claimed", order="1").dict() == {"status": "claimed"}
    assert staff.get(f"{LIST}filter/").status_code == 405
    assert staff_with("view_customer").post(f"{LIST}filter/", {}).status_code == 403


QUERIES = [
    "",
    "status=reversed",
    "source__in=acme,other&kind=product",
    "q=plain",
    "campaign=1&claimed=last_7_days",
    "status=x",
]


@pytest.mark.parametrize("query", QUERIES)
def test_any_filter_costs_a_number_of_queries_that_rows_do_not_change(
    query: str, staff: Client, source: Source
) -> None:
    def cost() -> int:
        staff.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as captured:
            staff.get(f"{LIST}?{query}")
        return len(captured)

    things(source)
    one = cost()
    for number in range(2, 30):
        things(source, number=number)

    assert cost() == one <= (21 if "q=" in query else 13)


def test_filters_survive_going_into_a_claim_stepping_on_and_coming_back(staff: Client, source: Source) -> None:
    made = [things(source, number=number)[ClaimedReward] for number in range(1, 6)]
    ClaimedReward.objects.filter(pk=made[2].pk).update(status="claimed")
    page = staff.get(f"{LIST}?status=reversed")
    [into] = re.findall(rf'href="({re.escape(page_address(made[3]))}[^"]*)"', page.content.decode())[:1]

    claim = staff.get(into)

    assert claim.context["list_address"] == f"{LIST}?status=reversed"
    near = claim.context["neighbours"]
    assert [near[way].partition("?")[0] for way in ("newer", "older")] == [page_address(made[4]), page_address(made[1])]
    again = staff.get(near["older"])
    assert again.context["list_address"] == f"{LIST}?status=reversed"
    assert set(staff.get(staff.get(near["newer"]).context["neighbours"]["older"]).context["neighbours"]) == {
        "newer",
        "older",
    }
    ClaimedReward.objects.update(status="claimed")
    question = staff.get(into).context["question"]
    assert staff.post(question.address, {"verdict": "voided", "reason": "x"})["Location"] == into


def test_a_claim_that_was_opened_from_elsewhere_has_no_neighbours(staff: Client, made: Things) -> None:
    assert staff.get(page_address(made[ClaimedReward])).context["neighbours"] == {}
