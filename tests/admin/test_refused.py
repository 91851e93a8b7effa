"""What was refused is shown with its cause, to whom it may be; and admitted from the desk once it verifies."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from ledger import admitting
from ledger.models import AccessLogEntry, ClaimedReward, InboundEvent, RefusedDelivery, Source, WebhookSecret
from tests.admin.test_pages import read
from tests.admin.test_sources import form
from tests.admin.world import list_address, page_address
from tests.providers.fixture_files import fixture
from tests.sources import add_source, address, post, signature

NEW = "not a secret either"
CLAIM = fixture("voucherify", "customer.rewarded").payload
NAME = "Maya Lindqvist"
MAY = ("view_source", "view_refuseddelivery", "admit_refused")


def admit_address(source: Source) -> str:
    return f"/admin/ledger/refuseddelivery/admit/{source.pk}/"


def add_secret(staff: Client, source: Source, secret: str = NEW) -> str:
    """What the page says after a secret was stored on it."""
    given = form(staff, source)
    at = f"secrets-{int(given['secrets-TOTAL_FORMS']) - 1}"
    staff.post(page_address(source), given | {f"{at}-name": "new", f"{at}-secret": secret})
    return read(staff, page_address(source))


@pytest.fixture
def refused(source: Source) -> RefusedDelivery:
    post(source, CLAIM, secret=NEW)
    return RefusedDelivery.objects.get()


def test_added_secret_tells_how_many_verify_and_a_press_admits_them(staff: Client, refused: RefusedDelivery) -> None:
    source = refused.source
    post(source, b"{}", secret="a stranger's")
    assert "2 refused deliveries are kept. See how many verify by now" in read(staff, page_address(source))
    assert "1 of 2 refused deliveries now verify: admit them ." in add_secret(staff, source)

    text = read(staff, admit_address(source))
    assert "Kept with a signature 2 Verify now 1 Do not 1" in text
    assert "Admit 1" in text
    answer = staff.post(admit_address(source), follow=True)

    assert "1 admitted: 1 recorded." in answer.content.decode()
    assert (ClaimedReward.objects.count(), RefusedDelivery.objects.count()) == (1, 1)
    assert InboundEvent.objects.get().received_at == refused.received_at
    logged = AccessLogEntry.objects.get(act="admission")
    assert (str(logged.user), logged.model, logged.row, logged.details) == ("ana", "source", source.pk, {"verified": 1})
    assert "Admit 1" not in read(staff, admit_address(source))


def test_secret_that_nothing_fits_is_told_too(staff: Client, refused: RefusedDelivery) -> None:
    assert "0 of 1 refused delivery now verify." in add_secret(staff, refused.source, "another")


def test_a_press_is_bounded_and_says_what_is_left(staff: Client, source: Source) -> None:
    for number in range(3):
        post(source, b'{"n": %d}' % number, secret=NEW)
    add_secret(staff, source)
    with patch.object(admitting, "MOST", 2):
        answer = staff.post(admit_address(source), follow=True)
    assert "2 admitted: 2 ignored. 1 more verify: press again." in answer.content.decode()
    assert RefusedDelivery.objects.count() == 1


def test_a_busy_database_is_told(staff: Client, refused: RefusedDelivery) -> None:
    add_secret(staff, refused.source)
    with patch.object(admitting, "receive", side_effect=OperationalError("lock timeout")):
        answer = staff.post(admit_address(refused.source), follow=True)
    assert "The database was too busy." in answer.content.decode()
    assert RefusedDelivery.objects.exists()


@pytest.mark.parametrize("lacks", ["view_refuseddelivery", "admit_refused"])
def test_admitting_is_for_those_who_may(
    lacks: str, refused: RefusedDelivery, staff_with: Callable[..., Client]
) -> None:
    some = staff_with(*(name for name in MAY if name != lacks))
    WebhookSecret.of(refused.source, NEW, name="new").save()
    for method in (some.get, some.post):
        assert method(admit_address(refused.source)).status_code == 403
    assert "refused delivery is kept" not in read(some, page_address(refused.source))
    assert RefusedDelivery.objects.exists()
    assert staff_with(*MAY).post(admit_address(refused.source)).status_code == 302
    assert not RefusedDelivery.objects.exists()


@pytest.fixture
def retired(source: Source) -> Source:
    source.secrets.update(retired_at=datetime(2026, 1, 10, 12, tzinfo=UTC))
    return source


def story(staff: Client) -> str:
    return unescape(read(staff, page_address(RefusedDelivery.objects.get())))


def test_retired_secret_is_named_with_its_end(staff: Client, retired: Source) -> None:
    post(retired, CLAIM)
    assert "It is signed with the secret “first”, which was retired on 10 Jan 2026, 12:00:00 UTC" in story(staff)
    assert "Retired secret" in read(staff, list_address(RefusedDelivery))


def test_stranger_is_told_with_what_can_not_be_told(staff: Client, refused: RefusedDelivery) -> None:
    assert "No secret of the source fits, retired ones included" in story(staff)
    assert "Which of them can't be told." in story(staff)
    WebhookSecret.of(refused.source, NEW, name="new").save()
    assert "It verifies now, with the secret “new”: it can be admitted." in story(staff)


def test_other_providers_webhook_is_named(staff: Client, source: Source) -> None:
    lion = add_source("loyaltylion", slug="lion")
    headers = signature(lion, CLAIM)
    Client().post(address(source), CLAIM, content_type="application/json", headers=headers)
    assert "It has the signature of LoyaltyLion, not of Voucherify" in story(staff)


def test_missing_header_is_named(staff: Client, source: Source) -> None:
    Client().post(address(source), CLAIM, content_type="application/json")
    assert "It came without the header x-voucherify-signature that Voucherify signs with" in story(staff)


def test_body_that_was_changed_is_told(staff: Client) -> None:
    lion = add_source("loyaltylion")
    headers = signature(lion, b'{"a":1}')
    Client().post(address(lion), b'{"a": 1}', content_type="application/json", headers=headers)
    assert "changed on its way here: white space was added to it. The secret “first” fits" in story(staff)


def test_what_no_key_opens_is_told(staff: Client, refused: RefusedDelivery) -> None:
    RefusedDelivery.objects.update(sealed=b"made elsewhere")
    assert "It can't be opened" in story(staff)
    assert "0 of 1 refused delivery now verify." in add_secret(staff, refused.source)


def test_payload_is_as_clear_as_personal_data_is(refused: RefusedDelivery, staff_with: Callable[..., Client]) -> None:
    seen = {
        sight: staff_with("view_refuseddelivery", *powers).get(page_address(refused)).content.decode()
        for sight, powers in {
            "clear": ("view_payload", "view_personal_data"),
            "masked": ("view_payload", "view_masked_personal_data"),
            "hidden": ("view_personal_data",),
        }.items()
    }
    assert {sight: NAME in page for sight, page in seen.items()} == {"clear": True, "masked": False, "hidden": False}
    assert "customer.rewarded" in seen["masked"]
    assert "customer.rewarded" not in seen["hidden"]
    given = signature(refused.source, CLAIM, secret=NEW)["x-voucherify-signature"]
    assert not [sight for sight, page in seen.items() if given in page or re.search(r'href="[^"]*bytes', page)]


def test_payload_in_no_known_language_is_not_shown_masked(source: Source, staff_with: Callable[..., Client]) -> None:
    Client().post(address(source), b'{"phone": 15550100}', content_type="application/json")
    agent = staff_with("view_refuseddelivery", "view_payload", "view_masked_personal_data")
    assert "15550100" not in story(agent)


def test_provider_that_is_gone_still_has_a_page(staff: Client, refused: RefusedDelivery) -> None:
    Source.objects.update(provider="departed")
    assert "The provider of its source is not installed here" in story(staff)
    assert "Nothing that could be admitted is kept" in read(staff, admit_address(refused.source))


def test_nothing_can_be_done_with_a_source_that_is_not_there(staff: Client) -> None:
    assert staff.get("/admin/ledger/refuseddelivery/admit/99/").status_code == 404


def test_export_has_nothing_that_is_sealed(staff: Client, refused: RefusedDelivery) -> None:
    page = staff.get(list_address(RefusedDelivery)).content.decode()
    address = unescape(re.findall(r'<li>\s*<a href="([^"]*/export/[^"]*)"', page)[0])
    content = staff.get(address).getvalue()
    assert b"wrong_signature" in content
    assert bytes(refused.sealed)[:40] not in content
