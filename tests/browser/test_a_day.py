"""
What an agent does in a day: each a story, told with the demo's history.

Somebody writes; the agent finds what it is about, sees what happened, and answers.
"""

import re

import pytest
from django.db.models import Count
from playwright.sync_api import Page, expect

from ledger.choices import EventState, Origin
from ledger.inbox import Delivery, receive
from ledger.models import ClaimedReward, Customer, InboundEvent, SavedView, Source
from tests.browser.conftest import Opening
from tests.browser.history import same_name, unread
from tests.browser.test_every_page import address
from tests.providers.fixture_files import fixture

FIELD = "Find by e-mail, code, name, order or claim"


def ask(page: Page, words: str) -> None:
    """By the keyboard, from wherever one is."""
    page.keyboard.press("/")
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def claims() -> list[ClaimedReward]:
    """Those of which all is told; the newest first."""
    rows = ClaimedReward.objects.filter(status="claimed", customer__name__isnull=False, title__isnull=False)
    return list(rows.select_related("customer", "granted_voucher", "source").order_by("-pk"))


@pytest.fixture
def customer(filled: None) -> Customer:
    """Somebody with several claims, alone with the address."""
    some = Customer.objects.annotate(count=Count("claims")).filter(count__gt=2).exclude(email=None).exclude(name=None)
    return next(one for one in some.order_by("pk") if Customer.objects.filter(email__iexact=one.email).count() == 1)


def test_a_claim_is_found_by_the_sentence_that_the_customer_wrote(opening: Opening, customer: Customer) -> None:
    page = opening("lead").page
    newest = customer.claims.order_by("-claimed_at", "-pk")[0]

    ask(page, f"Hi, this is {customer.email}, I spent my points on a voucher and it never came!")

    expect(page.get_by_role("heading", level=1)).to_contain_text(str(customer.name))
    assert str(customer.email) not in page.url
    page.locator(".of-claimedrewards").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(newest.title))
    expect(page.locator(".story")).to_contain_text(str(customer.name))


def test_a_claim_is_found_by_the_code_that_it_gave(opening: Opening, filled: None) -> None:
    claim = next(one for one in claims() if one.granted_voucher and one.granted_voucher.code)
    assert claim.granted_voucher
    page = opening("lead").page

    ask(page, f"my code {str(claim.granted_voucher.code).lower()} does not work")

    page.locator(".of-claimedrewards tbody tr", has_text=str(claim.title)).get_by_role("link").first.click()
    expect(page.locator(".story")).to_contain_text(str(claim.granted_voucher.code))


def test_a_claim_is_found_by_the_order_with_the_keyboard_alone(opening: Opening, filled: None) -> None:
    claim = ClaimedReward.objects.exclude(order_ref=None).exclude(title=None).order_by("pk")[0]
    page = opening("agent").page

    ask(page, str(claim.order_ref))
    if heading(page).startswith("Found"):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(str(claim.title))
    expect(page.locator("dl.values").get_by_text(str(claim.order_ref)).first).to_be_visible()


def test_a_name_is_typed_loosely_and_found_at_two_sources(opening: Opening, filled: None) -> None:
    name = same_name()
    page = opening("lead").page

    ask(page, "CARVALHO ines")

    people = page.locator(".of-customers tbody tr", has_text=name)
    expect(people).to_have_count(2)
    told = []
    for number in range(2):
        people.nth(number).get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        told.append(page.locator(".story").first.inner_text())
        page.go_back()
    assert [any(source in one for one in told) for source in ("Acme at Voucherify", "Acme at LoyaltyLion")] == [
        True
    ] * 2


def test_what_happened_is_read_and_the_answer_copied(opening: Opening, filled: None) -> None:
    claim = next(one for one in claims() if one.points is not None)
    page = opening("lead", address(ClaimedReward, f"{claim.pk}/change/")).page

    expect(page.locator(".story")).to_contain_text(f"claimed {claim.title}")
    page.get_by_role("button", name="Copy reply").click()

    reply = page.evaluate("navigator.clipboard.readText()")
    assert reply.startswith(f"Hello {str(claim.customer.name).split()[0]},") if claim.customer else reply
    assert f"“{claim.title}”" in reply
    assert "has not been reversed" in reply


def test_of_a_reversed_claim_one_sees_why_and_when(opening: Opening, filled: None) -> None:
    claim = ClaimedReward.objects.filter(status="reversed", reason__isnull=False).exclude(reason="").order_by("pk")[0]
    page = opening("agent", f"{address(ClaimedReward)}?status=reversed").page

    page.goto(address(ClaimedReward, f"{claim.pk}/change/"))

    assert claim.reversed_at
    expect(page.locator("h1 .pill")).to_have_text("Reversed")
    expect(page.locator(".story")).to_contain_text(f"It was reversed on {claim.reversed_at.day} ")
    expect(page.locator(".story")).to_contain_text(f": {claim.reason}.")
    expect(page.locator(".timeline li.bad").first).to_be_visible()


def test_why_a_reward_is_missing_is_said_with_its_evidence(opening: Opening, customer: Customer) -> None:
    page = opening("lead").page
    ask(page, str(customer.email))

    page.get_by_role("link", name=re.compile("missing", re.IGNORECASE)).click()
    page.get_by_label("Its title, or a part of it").fill("Golden Bicycle")
    page.get_by_role("button", name="Find out why").click()

    expect(page.locator(".answer")).to_be_visible()
    assert str(customer.email) not in page.url
    title = customer.claims.exclude(title=None)[0].title
    page.get_by_label("Its title, or a part of it").fill(str(title))
    page.get_by_role("button", name="Find out why").click()
    expect(page.locator(".answer")).to_contain_text("It is here")


def test_a_custom_reward_is_sent_and_said_to_be(opening: Opening, filled: None) -> None:
    page = opening("lead").page
    page.get_by_role("link", name="To fulfil").click()
    before = page.locator("#result_list tbody tr").count()
    page.locator("#result_list tbody tr").last.get_by_role("link").first.click()

    page.get_by_role("link", name="How did it end?").click()
    page.get_by_label("Reason").fill("Sent by post on Monday.")
    page.get_by_role("button", name="Fulfilled").click()

    expect(page.locator("h1 .pill")).to_have_text("Fulfilled")
    expect(page.locator(".timeline")).to_contain_text("Sent by post on Monday.")
    page.get_by_role("link", name="Claimed rewards", exact=True).click()
    expect(page.locator("#result_list tbody tr")).to_have_count(before - 1)


def test_a_held_event_is_decided(opening: Opening, filled: None) -> None:
    lion, given = Source.objects.get(provider="loyaltylion"), fixture("loyaltylion", "rewards.store_fulfilment")
    body = given.payload.replace(b"signed-print", b"enamel-mug")
    for _ in range(2):
        receive(lion, [Delivery(body=body, headers=given.headers)], origin=Origin.WEBHOOK)
    page = opening("lead").page
    page.locator(".side").get_by_role("link", name=re.compile("Held")).click()

    page.locator("#result_list tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("h1 .pill")).to_have_text("Held")
    page.get_by_label("Reason").fill("She ordered two, and says so.")
    page.get_by_role("button", name="A second claim").click()

    expect(page.get_by_role("status").first).to_contain_text("Decided: a second claim.")
    expect(page.locator("h1 .pill")).to_have_text("Recorded")
    assert ClaimedReward.objects.filter(title="enamel-mug").count() == 2


def test_a_list_is_filtered_gone_into_come_back_to_and_kept(opening: Opening, filled: None) -> None:
    page = opening("lead", address(ClaimedReward)).page
    page.get_by_text("+ Filter", exact=True).click()
    page.locator(".chip.more summary", has_text="Status").click()
    page.get_by_role("link", name="Reversed", exact=True).click()
    expect(page.locator(".chip.set")).to_contain_text(["Status Reversed"])

    page.locator("#result_list tbody tr").nth(1).get_by_role("link").first.click()
    expect(page.locator("h1 .pill")).to_have_text("Reversed")
    page.get_by_role("link", name="Older →").click()
    page.get_by_role("link", name="Claimed rewards", exact=True).click()

    expect(page.locator(".chip.set")).to_contain_text(["Status Reversed"])
    page.get_by_text("Saved views").click()
    page.get_by_label("Keep this view as").fill("Taken back")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status").first).to_contain_text("Kept: Taken back.")
    page.goto(address(ClaimedReward))
    page.get_by_text("Saved views").click()
    page.get_by_role("link", name="Taken back").click()
    expect(page.locator(".chip.set")).to_contain_text(["Status Reversed"])
    SavedView.objects.filter(name="Taken back").delete()


def test_a_failed_event_is_read_again_and_what_would_change_is_shown_first(opening: Opening, filled: None) -> None:
    event = unread(of="d")
    page = opening("lead").page
    page.locator(".works").get_by_role("link", name="Failed").click()
    page.locator("#result_list tbody tr", has_text="customer.rewarded").first.get_by_role("link").first.click()
    expect(page.locator(".faults")).to_contain_text("$.data.order.amount")

    page.get_by_role("button", name="Read again…").press("Enter")
    expect(page.locator(".story")).to_contain_text("Nothing is changed yet.")
    expect(page.locator("#content")).to_contain_text("Brass Reading Lamp")
    assert InboundEvent.objects.get(pk=event.pk).state == EventState.FAILED
    page.get_by_role("button", name="Do just this").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Read again: done")
    assert InboundEvent.objects.get(pk=event.pk).state == EventState.RECORDED


def test_a_list_is_taken_away_as_it_is_filtered(opening: Opening, filled: None) -> None:
    page = opening("lead", f"{address(ClaimedReward)}?status=reversed").page
    there = page.locator("#result_list tbody tr").count()

    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "# Filter: Status: Reversed" in "\n".join(lines)
    assert len([line for line in lines if ",reversed," in line]) == there


def test_a_day_without_a_mouse(opening: Opening, customer: Customer) -> None:
    """Find somebody, open their newest claim, copy its id, go home."""
    page = opening("lead").page
    ask(page, str(customer.email))
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(customer.name))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".story")).to_contain_text("claimed")
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 0)")
    assert page.evaluate("navigator.clipboard.readText()") in page.locator("#content").inner_text()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", level=1)).to_have_text("What happened to the reward?")
