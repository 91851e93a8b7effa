"""An API token from its making to its end, as somebody sees it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.test_every_page import look


def test_token_is_made_copied_and_revoked(opening: Opening) -> None:
    watched = opening("analyst", "/admin/ledger/apitoken/add/")
    page = watched.page
    page.get_by_role("textbox", name="Name:").fill("Nightly load")
    page.get_by_role("button", name="Add the token").click()
    shown = page.locator(".secret-shown code").first
    expect(shown).to_have_text(re.compile(r"^ledger_[0-9a-f]{64}$"))
    expect(page.get_by_role("button", name="Copy the token")).to_have_attribute("data-copy", shown.inner_text())
    look(watched)

    page.get_by_role("link", name="I have kept it").click()
    page.get_by_role("link", name="Revoke").click()
    page.get_by_label("Reason").fill("The load has moved.")
    assert watched.axe() == []
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator(".messages")).to_contain_text("Revoked: Nightly load.")
    look(watched)
