"""Signing in: by password, with a second factor, after too many tries; and how it ends."""

from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from ledger.models import SecondFactor
from ledger.models.second_factors import RECOVERY_CODES
from tests.browser.conftest import Opening
from tests.browser.history import PASSWORD, encoded
from tests.browser.server import running
from tests.browser.test_every_page import look


@pytest.fixture
def person(filled: None, request: pytest.FixtureRequest) -> Iterator[str]:
    """Somebody for this test alone."""
    name = f"person {abs(hash(request.node.name)) % 10**6}"
    user = User.objects.create(username=name, password=encoded(), is_staff=True)
    yield name
    # Kept, since the access log tells of them.
    User.objects.filter(pk=user.pk).update(is_active=False)


def give(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def type_code(page: Page, code: str, button: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name=button).click()


def code_of(secret: str, *, later: int = 0) -> str:
    return f"{totp(b32decode(secret.replace(' ', '')), drift=later):06}"


def set_up(page: Page, *, button: str = "Set up") -> tuple[str, list[str]]:
    """The secret and the recovery codes, of the page that asks to set it up."""
    secret = page.locator("code.key").inner_text()
    type_code(page, code_of(secret), button)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == RECOVERY_CODES
    return secret, codes


def test_one_signs_in_and_out_again(opening: Opening) -> None:
    page = opening("", "/admin/ledger/voucher/").page
    give(page, "agent")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vouchers")
    page.get_by_role("button", name="Account of agent").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto("/admin/ledger/voucher/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_and_five_lock_the_name_here_and_not_elsewhere(opening: Opening, person: str) -> None:
    watched = opening("", "/admin/login/")
    watched.expected = {429}
    page = watched.page
    for _ in range(4):
        give(page, person, "wrong")
        expect(page.get_by_role("alert")).to_have_text(
            "This name and password do not fit together. Both are case-sensitive."
        )
    give(page, person, "wrong")
    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
    look(watched)
    page.goto("/admin/login/")
    give(page, person)  # the right one, while it is locked
    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
    page.goto("/admin/login/")
    give(page, "agent")  # a colleague at the same address
    expect(page.get_by_role("heading", name="What happened to the reward?")).to_be_visible()


def test_a_second_factor_is_set_up_used_and_taken_away(opening: Opening, person: str) -> None:
    watched = opening("", "/admin/second-factor/")
    page = watched.page
    give(page, person)
    page.goto("/admin/second-factor/")
    look(watched)
    type_code(page, "000000", "Set up")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    secret, codes = set_up(page)
    look(watched)
    assert secret.replace(" ", "").encode() not in bytes(SecondFactor.objects.get(user__username=person).sealed)

    other = opening("", "/admin/ledger/")
    give(other.page, person)
    expect(other.page.get_by_role("heading", name="Your second factor")).to_be_visible()
    look(other)
    other.page.goto("/admin/")
    expect(other.page.get_by_role("heading", name="Sign in")).to_be_visible()  # nobody is in before the code
    other.page.goto("/admin/login/code/")
    type_code(other.page, codes[0].upper(), "Sign in")
    expect(other.page.get_by_role("heading", name="What happened to the reward?")).to_be_visible()

    other.page.goto("/admin/second-factor/")
    expect(other.page.get_by_text(f"{RECOVERY_CODES - 1} recovery codes left")).to_be_visible()
    look(other)
    type_code(other.page, codes[0], "Remove the second factor")  # used up
    expect(other.page.get_by_role("alert")).to_contain_text("This code is not right")
    other.page.wait_for_timeout(1100)  # a wrong code makes the next wait
    type_code(other.page, code_of(secret, later=1), "Remove the second factor")
    expect(other.page.get_by_role("heading", name="Set up a second factor")).to_be_visible()


def test_where_a_second_factor_is_required_nobody_gets_past_it(opening: Opening, person: str, tmp_path: Path) -> None:
    with running(tmp_path / "log", REQUIRE_SECOND_FACTOR="true") as strict:
        watched = opening("", "/admin/ledger/voucher/", at=strict)
        page = watched.page
        give(page, "agent")
        expect(page.get_by_text("Everybody here signs in with a second factor.")).to_be_visible()
        look(watched)
        page.goto("/admin/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto("/admin/second-factor/")
        set_up(page)
        page.get_by_role("link", name="I have kept them").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Vouchers" if page.url.endswith("voucher/") else "What happened to the reward?"
        )
        before = opening("admin", "/admin/", at=strict).page  # signed in under other rules
        expect(before.get_by_role("heading", name="Sign in")).to_be_visible()
    SecondFactor.objects.filter(user__username="agent").delete()


def test_a_password_is_changed(opening: Opening, person: str) -> None:
    page = opening(person, "/admin/password_change/").page
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password:").or_(page.get_by_label("New password", exact=True)).fill("short")
    page.get_by_label("New password confirmation").fill("short")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator(".errorlist").first).to_contain_text("too short")
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("quite another, and long")
    page.get_by_label("New password confirmation").fill("quite another, and long")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
