"""The frame: search and keyboard, the drawer, colours, copying, deciding; and all of it without a script."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from ledger.models import ClaimedReward, Customer, InboundEvent
from tests.browser.conftest import Opening
from tests.browser.test_every_page import address, look

MOVING = """() => [...document.querySelectorAll("*")]
    .filter(each => parseFloat(getComputedStyle(each).transitionDuration) > 0).map(each => each.outerHTML)"""
FIELD = "Find by e-mail, code, name, order or claim"


@pytest.fixture
def customer(filled: None) -> Customer:
    """Somebody with several claims, whom a search finds by e-mail."""
    claim = ClaimedReward.objects.filter(customer__email__contains="@").order_by("pk").first()
    assert claim
    assert claim.customer
    return claim.customer


@pytest.fixture
def first_name(filled: None) -> str:
    """What most are called, and so what more than one thing fits."""
    names = (name.split()[0] for name in Customer.objects.exclude(name=None).values_list("name", flat=True) if name)
    return Counter(names).most_common(1)[0][0]


@pytest.fixture
def open_claim(filled: None) -> ClaimedReward:
    claim = ClaimedReward.objects.filter(status="claimed").order_by("-pk").first()
    assert claim
    return claim


def test_a_claim_is_found_by_the_keyboard_alone(desk: Page, first_name: str) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type(first_name)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Found for “{first_name}”")
    assert first_name not in desk.url
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    title = desk.locator("#content tbody tr .field-reward").first.inner_text()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(title)
    desk.go_back()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Found for “{first_name}”")


def test_rows_are_gone_through_with_j_and_k_and_the_search_is_left_with_escape(opening: Opening) -> None:
    page = opening("admin", address(Customer)).page
    first, second = page.locator("#content tbody tr").nth(0), page.locator("#content tbody tr").nth(1)
    page.keyboard.press("/")
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.type("j")
    expect(page.get_by_label(FIELD)).to_have_value("j")  # typed, not obeyed
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("j")
    expect(second.get_by_role("link").first).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.get_by_label(FIELD)).to_be_focused()


def test_the_one_thing_that_can_be_meant_is_opened_at_once(desk: Page) -> None:
    event = InboundEvent.objects.filter(state="ignored").exclude(external_id="").first()
    assert event
    desk.get_by_label(FIELD).fill(event.external_id)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(event.event_type or "Event")
    assert desk.url.endswith(address(InboundEvent, f"{event.pk}/change/"))


def test_what_fits_nothing_says_what_would(opening: Opening) -> None:
    watched = opening("admin")
    watched.page.get_by_label(FIELD).fill("<b>nobody</b>")
    watched.page.keyboard.press("Enter")
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("Found for “<b>nobody</b>”")
    expect(watched.page.get_by_text("Nothing fits.")).to_be_visible()
    look(watched)


def test_results_of_a_search_are_for_everybody(opening: Opening, first_name: str) -> None:
    watched = opening("admin")
    watched.page.get_by_label(FIELD).fill(first_name)
    watched.page.keyboard.press("Enter")
    look(watched)


def test_on_a_phone_the_places_are_a_drawer(opening: Opening) -> None:
    watched = opening("admin", phone=True)
    page, place = watched.page, watched.page.get_by_role("link", name="Vouchers", exact=True)
    expect(place).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(place).to_be_visible()
    assert watched.axe() == []
    page.keyboard.press("Escape")
    expect(place).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    place.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vouchers")


def test_on_a_phone_a_row_is_a_card(opening: Opening) -> None:
    page = opening("admin", address(ClaimedReward), phone=True).page
    card = page.locator("#result_list tbody tr").first
    box = card.bounding_box()
    assert box
    assert box["width"] > 340
    assert 60 < box["height"] < 140
    names = page.locator(".of-customers tbody tr").first
    page.goto(address(Customer))
    assert (
        names.locator("[data-label='E-mail']").evaluate("cell => getComputedStyle(cell, '::before').content")
        == '"E-mail"'
    )


def test_colours_are_chosen_and_stay(opening: Opening) -> None:
    page = opening("admin").page
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours as the system's").click()
    expect(page.get_by_role("button", name="Dark colours")).to_be_visible()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(address(Customer))
    assert page.evaluate(ground) == dark


def test_an_id_is_copied(opening: Opening, open_claim: ClaimedReward) -> None:
    page = opening("admin", address(ClaimedReward, f"{open_claim.pk}/change/")).page
    page.get_by_role("button", name=f"Copy {open_claim.external_id}").click()
    assert page.evaluate("navigator.clipboard.readText()") == open_claim.external_id


def test_menus_and_dialogs_close_with_escape(opening: Opening) -> None:
    watched = opening("admin", address(InboundEvent))
    page = watched.page
    page.get_by_role("button", name="Account of admin").click()
    assert watched.axe() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Second factor", exact=True)).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert watched.axe() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    page.get_by_text("+ Filter", exact=True).press("Enter")
    page.locator("summary", has_text="State").press("Enter")
    expect(page.get_by_role("link", name="Ignored", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Ignored", exact=True)).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="State")).to_be_hidden()


def test_a_claim_is_decided_by_the_keyboard_with_a_reason(opening: Opening, open_claim: ClaimedReward) -> None:
    watched = opening("admin", address(ClaimedReward, f"{open_claim.pk}/change/"))
    page = watched.page
    page.get_by_role("link", name="How did it end?").press("Enter")
    expect(page.get_by_role("dialog", name="How did it end?")).to_be_visible()
    assert watched.axe() == []
    page.get_by_label("Reason").press_sequentially("Handed over at the till.")
    page.get_by_role("button", name="Fulfilled").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Decided: fulfilled.")
    expect(page.locator("h1 .pill")).to_have_text("Fulfilled")


def test_nothing_moves_for_who_wants_it_still(opening: Opening) -> None:
    page = opening("admin", still=True).page
    assert page.evaluate(MOVING) == []


def test_focus_is_seen_on_everything_that_can_be_reached(opening: Opening) -> None:
    page = opening("admin", address(Customer)).page
    seen = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(seen), page.evaluate("document.activeElement.outerHTML")


def test_without_a_script_everything_is_still_there(
    opening: Opening, customer: Customer, open_claim: ClaimedReward
) -> None:
    page = opening("admin", phone=True, script=False).page
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_label(FIELD).fill(str(customer.email))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(customer.name))
    page.goto(address(ClaimedReward, f"{open_claim.pk}/change/"))
    page.get_by_role("link", name="How did it end?").click()
    page.get_by_label("Reason").fill("It never came.")
    page.get_by_role("button", name="Voided").click()
    expect(page.locator("h1 .pill")).to_have_text("Reversed")
