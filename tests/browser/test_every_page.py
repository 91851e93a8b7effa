"""Every page of the desk: no fault that axe finds in either colours, nothing sideways on a phone, no complaint."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from playwright.sync_api import expect

from ledger.admin.navigation import PLACES, Place
from ledger.models import ClaimedReward, Customer, InboundEvent
from tests.browser.conftest import DESK, PHONE, Opening
from tests.browser.history import ROLES, unread
from tests.browser.watching import Watched

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
ALONE = ("login/", "password_change/", "second-factor/", "search/", "no/such/page/")
FORMS = (
    "ledger/source/add/",
    "ledger/apitoken/add/",
    "auth/user/add/",
    "auth/group/add/",
    "auth/user/{user}/password/",
)


def address(model: type[Model], end: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{end}"


def look(watched: Watched) -> None:
    """The page that is open, as everybody may have it."""
    page = watched.page
    expect(page.locator("h1")).to_have_count(1)
    wrong = {colours: watched.axe() for colours in watched.in_both_colours()}
    assert wrong == {"light": [], "dark": []}
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert watched.wider_than_its_window() == 0
    assert watched.axe() == []
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


@every_model
def test_every_list(model: type[Model], opening: Opening) -> None:
    look(opening("admin", address(model)))


@every_model
def test_the_page_of_everything(model: type[Model], opening: Opening) -> None:
    newest = model._default_manager.order_by("-pk").first()
    assert newest, f"The history has no {model.__name__}."
    look(opening("admin", address(model, f"{newest.pk}/change/")))


@pytest.mark.parametrize("state", ["failed", "held", "recorded", "ignored"])
def test_an_event_of_each_state(state: str, opening: Opening) -> None:
    event = InboundEvent.objects.filter(state=state).first()
    assert event
    look(opening("admin", address(InboundEvent, f"{event.pk}/change/")))


@pytest.mark.parametrize("path", FORMS)
def test_every_form(path: str, opening: Opening) -> None:
    look(opening("admin", "/admin/" + path.format(user=User.objects.get(username="agent").pk)))


def test_reading_again_is_tried_first(opening: Opening) -> None:
    watched = opening("admin", address(InboundEvent, f"{unread(of='e').pk}/change/"))
    watched.page.get_by_role("button", name="Read again…").click()
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("Read again: what would change")
    look(watched)
    watched.page.get_by_role("button", name="Do just this").click()
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("Read again: done")
    look(watched)


@pytest.mark.parametrize("query", ["", "customer={customer}", "customer={customer}&title=Anything", "customer=0"])
def test_every_page_of_what_is_missing(query: str, opening: Opening) -> None:
    customer = Customer.objects.order_by("pk").first()
    assert customer
    look(opening("admin", f"/admin/missing/?{query.format(customer=customer.pk)}"))


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (ClaimedReward, "status=claimed&claimed_after=2026-02-01"),
        (ClaimedReward, "statu=claimed"),
        (InboundEvent, "state=failed"),
        (InboundEvent, "event_type=customer.rewarded"),
        (Customer, "q=an"),
    ],
)
def test_a_list_that_is_filtered_and_its_menu(model: type[Model], query: str, opening: Opening) -> None:
    watched = opening("admin", f"{address(model)}?{query}")
    look(watched)
    watched.page.get_by_text("+ Filter", exact=True).click()
    look(watched)


def test_deleting_asks_first(opening: Opening) -> None:
    look(opening("admin", address(Group, f"{Group.objects.earliest('pk').pk}/delete/")))


@pytest.mark.parametrize("path", ALONE)
@pytest.mark.parametrize("who", ["", "admin"])
def test_every_page_that_stands_alone(who: str, path: str, opening: Opening) -> None:
    watched = opening(who, "/static/ledger/icon.svg")
    watched.complaints.clear()
    watched.expected = {404}
    watched.page.goto(f"/admin/{path}")
    look(watched)


@pytest.mark.parametrize("who", ROLES)
def test_home_offers_what_the_person_may_see_and_nothing_else(who: str, opening: Opening) -> None:
    watched = opening(who)
    look(watched)
    offered = watched.page.locator(".side .places a").all_inner_texts()
    may = User.objects.get(username=who)
    expected = [
        place.name
        for places in PLACES.values()
        for place in places
        if not (permission := _permission(place)) or may.has_perm(permission)
    ]
    assert [text.split("\n")[0].strip() for text in offered] == expected


def _permission(place: Place) -> str:
    return f"{place.model._meta.app_label}.view_{place.model._meta.model_name}" if place.model else place.permission


@pytest.mark.parametrize("who", [who for who in ROLES if who != "admin"])
def test_what_is_not_offered_is_refused_with_a_page_that_says_so(who: str, opening: Opening) -> None:
    watched = opening(who)
    watched.expected = {403}
    may = User.objects.get(username=who)
    for model in MODELS:
        permission = f"{model._meta.app_label}.view_{model._meta.model_name}"
        answer = watched.page.goto(address(model))
        assert answer
        assert answer.status == (200 if may.has_perm(permission) else 403), permission
        if answer.status == 403:
            expect(watched.page.get_by_role("heading", name="This is not open to you")).to_be_visible()
    look(watched)
