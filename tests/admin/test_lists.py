"""Every list is filtered by what ``ledger.filters`` has for it; what was typed to find something no address tells."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model
from django.http import QueryDict
from django.test import Client

from ledger.access import searches_for
from ledger.admin.asking import SEALED, opened_value
from ledger.admin.filtering import Filtered
from ledger.filters import is_personal
from ledger.models import (
    AccessLogEntry,
    Alarm,
    Campaign,
    Customer,
    InboundEvent,
    Movement,
    Redemption,
    Source,
    Voucher,
    WebhookSecret,
)
from ledger.search.behind import LISTS
from tests.access.viewers import person
from tests.admin.test_pages import read
from tests.admin.test_paging import listed
from tests.admin.world import SEEN_ONLY, list_address, page_address, things
from tests.exporting import read_csv
from tests.sources import add_source

FILTERED: dict[type[Model], Any] = {model: of for model, of in admin.site._registry.items() if isinstance(of, Filtered)}
every_list = pytest.mark.parametrize("model", FILTERED, ids=lambda model: model.__name__)
searched = pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)


@pytest.fixture
def made(source: Source) -> dict[type[Model], Any]:
    things(add_source("loyaltylion", slug="other"), word="other")
    return things(source)


def search_for(client: Client, model: type[Model], term: str, **asked: str) -> QueryDict:
    """Fill in the form; what the address then asks."""
    given = {"facet": "Search", "query": urlencode(asked), SEARCH_VAR: term}
    answer = client.post(f"{list_address(model)}filter/", given)
    return QueryDict(answer["Location"].partition("?")[2])


def test_all_that_comes_in_is_filtered_alike() -> None:
    assert set(SEEN_ONLY) - FILTERED.keys() == {Alarm, WebhookSecret}


@every_list
def test_every_filter_has_one_place_on_its_list(model: type[Model]) -> None:
    facets = FILTERED[model].facets
    for name in FILTERED[model].filters.base_filters:
        assert len([facet for facet in facets if facet.is_asked_by(name)]) == 1, name
    has_metadata = FILTERED[model].filters.has_metadata
    assert len([facet for facet in facets if facet.is_asked_by("metadata__tier")]) == has_metadata
    for facet in facets:
        names = [one.name for one in facet.inputs] or [facet.name]
        assert facet.is_personal == (facet.has_keys or any(map(is_personal, names)))


@every_list
def test_each_link_of_a_menu_leads_to_what_it_says(
    model: type[Model], staff: Client, made: dict[type[Model], Any]
) -> None:
    """Every option of every menu, from the list as it is first seen."""
    address = list_address(model)
    for offer in listed(staff, address).offers:
        for option in offer.options:
            page = listed(staff, address + option.address)
            assert not list(page.problems), (offer.title, option.label)
            [chip] = [chip for chip in page.chips if chip.title == offer.title]
            assert (chip.says, [one.label for one in chip.options if one.is_set]) == (option.label, [option.label])
            assert not [left.title for left in listed(staff, address + chip.without).chips if left.title == offer.title]


@searched
def test_what_is_searched_for_is_found_and_stands_in_no_address(
    model: type[Model], staff: Client, made: dict[type[Model], Any]
) -> None:
    term = str(made[model].external_id) if hasattr(made[model], "external_id") else "plain@example.com"
    asked = search_for(staff, model, term)

    assert list(asked) == [SEARCH_VAR]
    sealed = str(asked[SEARCH_VAR])
    assert (sealed.startswith(SEALED), opened_value(sealed)) == (True, term)
    page = staff.get(f"{list_address(model)}?{asked.urlencode()}")
    assert made[model] in list(page.context["cl"].result_list)
    assert [(chip.title, chip.says) for chip in page.context["cl"].chips] == [("Search", term)]
    assert searches_for(term).filter(model=model._meta.model_name).exists()
    assert not re.findall(rf"""(?:href|action)="[^"]*{re.escape(urlencode({"": term})[1:])}""", page.content.decode())


def test_a_search_is_for_everybody_and_is_filtered_further(made: dict[type[Model], Any]) -> None:
    client = Client()
    client.force_login(person("Support agent"))
    asked = search_for(client, Customer, "plain@example.com", source="acme-voucherify")

    address = f"{list_address(Customer)}?{asked.urlencode()}"
    assert [row.pk for row in listed(client, address).result_list] == [made[Customer].pk]
    assert "plain@example.com" in read(client, address)  # who typed it may see it
    assert listed(client, address.replace("source=acme-voucherify", "source=other")).result_list == []


def test_what_was_typed_is_in_no_log_of_exports(source: Source) -> None:
    things(source, word="jane")
    client = Client()
    client.force_login(person("Support lead"))
    asked = search_for(client, Customer, "jane") | {"merchant_ref": "jane merchant_ref"}

    stated, found = read_csv(client.get(f"{list_address(Customer)}export/csv/", asked).getvalue())

    assert ("# Filter: Search: jane; Shop's own id: jane merchant_ref" in stated, len(found)) == (True, 1)
    logged = AccessLogEntry.objects.get(act="export").details["filters"]
    assert logged == ["Search: typed", "Shop's own id: typed"]


def test_a_list_that_is_not_searched_says_so(staff: Client, made: dict[type[Model], Any]) -> None:
    assert "There is no such filter" in read(staff, f"/admin/ledger/refusal/?{SEARCH_VAR}=jane")


def test_what_would_read_every_row_is_offered_beside_what_finds(staff: Client, made: dict[type[Model], Any]) -> None:
    """Vouchers and movements have no period that bounds their lists."""

    def offered(model: type[Model], query: str = "") -> set[str]:
        return {offer.title for offer in listed(staff, f"{list_address(model)}?{query}").offers}

    assert not {"Kind", "Active"} & offered(Voucher)
    assert {"Kind", "Active"} <= offered(Voucher, f"customer={made[Customer].pk}")
    assert "Occurred" not in offered(Movement)
    assert {"Occurred", "Kind"} <= offered(Movement, f"voucher={made[Voucher].pk}")


@pytest.mark.parametrize(
    ("state", "asked"),
    [("failed", {"state": "failed"}), ("recorded", {"state": "recorded", "received": "last_30_days"})],
)
def test_what_waits_is_listed_from_the_first_day_on(
    state: str, asked: dict[str, str], staff: Client, made: dict[type[Model], Any]
) -> None:
    [menu] = [offer for offer in listed(staff, list_address(InboundEvent)).offers if offer.title == "State"]

    [option] = [option for option in menu.options if option.label.lower() == state]

    assert QueryDict(option.address[1:]).dict() == asked


@pytest.mark.parametrize("model", [Customer, Voucher, Redemption, Campaign, InboundEvent])
def test_filters_survive_going_into_a_thing_and_coming_back(model: type[Model], staff: Client, source: Source) -> None:
    made = [things(source, number=number)[model] for number in (1, 2, 3)]
    address = f"{list_address(model)}?source={source.slug}"
    link = rf'href="({re.escape(page_address(made[1]))}\?[^"]*)"'

    [into, *_] = re.findall(link, staff.get(address).content.decode())

    page = staff.get(into)
    assert page.context["list_address"] == address
    assert page.context["neighbours"].keys() == {"newer", "older"}
