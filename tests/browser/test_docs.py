"""The API's pages, which are another's script under the site's own policy."""

from playwright.sync_api import expect

from tests.browser.conftest import Opening


def test_what_the_api_answers_is_shown_and_tried_without_a_complaint(opening: Opening) -> None:
    watched = opening("analyst", "/api/v1/docs/")
    page = watched.page
    page.locator("#operations-about-list_lists .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text("/api/v1/claimed-rewards/")
    page.locator("#operations-claimed-rewards-list_claimed_rewards .opblock-summary-control").click()
    expect(page.locator("#operations-claimed-rewards-list_claimed_rewards")).to_contain_text("customer_email")
