"""A source is set up here: its address and steps are shown, its secrets go in and never come out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from ledger.models import Source, WebhookSecret
from ledger.providers import all_providers
from tests.admin.test_pages import read
from tests.admin.world import MODELS, list_address, page_address, things
from tests.sources import SECRET, address, post

NEW = {"provider": "loyaltylion", "name": "Nordic shop", "slug": "nordic", "currency": "SEK", "time_zone": "UTC"}
KEY = "a key that nobody sees"


def form(staff: Client, source: Source, **changed: str) -> dict[str, Any]:
    """The page's form as a browser would send it, with changes."""
    context = staff.get(page_address(source)).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [field for one in forms for field in one if not field.field.disabled]
    given = {field.html_name: field.value() for field in fields if field.value() not in {None, False}}
    return given | changed


def test_a_source_is_added_and_leads_to_its_page(staff: Client, db: None) -> None:
    answer = staff.post("/admin/ledger/source/add/", NEW | {"is_active": "on"})

    source = Source.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_address(source))
    assert (source.provider, source.slug, source.is_active) == ("loyaltylion", "nordic", True)


@pytest.mark.parametrize("wrong", [{"provider": "nobody"}, {"currency": "kr"}, {"time_zone": "Mars/Olympus"}])
def test_a_source_that_could_not_work_is_refused(wrong: dict[str, str], staff: Client) -> None:
    answer = staff.post("/admin/ledger/source/add/", NEW | wrong)

    assert (answer.status_code, list(answer.context["errors"])) == (200, answer.context["errors"])
    assert Source.objects.count() == 0


@pytest.mark.parametrize("provider", list(all_providers()))
def test_the_page_has_the_whole_address_and_the_steps(provider: str, staff: Client) -> None:
    source = Source.objects.create(slug="acme", provider=provider, name="Acme", currency="EUR")
    text = read(staff, page_address(source))

    assert f"http://testserver{address(source).rstrip('/')}" in text
    assert "{address}" not in text
    assert all_providers()[provider].gives_up[:40] in text


def test_a_source_whose_provider_is_gone_still_has_a_page(staff: Client) -> None:
    source = Source.objects.create(slug="acme", provider="departed", name="Acme", currency="EUR")

    assert "Signing secrets" in read(staff, page_address(source))
    assert "departed" in read(staff, list_address(Source))


def test_provider_and_slug_stay_as_they_are(staff: Client, source: Source) -> None:
    answer = staff.post(page_address(source), form(staff, source, name="Renamed", slug="other", provider="loyaltylion"))

    assert answer.status_code == 302
    changed = Source.objects.get()
    assert (changed.name, changed.slug, changed.provider) == ("Renamed", source.slug, source.provider)


def test_a_secret_goes_in_and_deliveries_signed_with_it_are_taken(staff: Client, source: Source) -> None:
    new = form(staff, source)
    at = f"secrets-{int(new['secrets-TOTAL_FORMS']) - 1}"
    answer = staff.post(page_address(source), new | {f"{at}-name": "second", f"{at}-secret": f"  {KEY} "})

    assert answer.status_code == 302
    assert WebhookSecret.objects.get(name="second").unsealed() == KEY
    assert post(source, b"{}", secret=KEY)[0] == 200
    assert post(source, b"{}")[0] == 200


@pytest.mark.parametrize("missing", ["name", "secret"])
def test_half_a_secret_is_refused_and_not_repeated(missing: str, staff: Client, source: Source) -> None:
    new = form(staff, source)
    at = f"secrets-{int(new['secrets-TOTAL_FORMS']) - 1}"
    given = {f"{at}-name": "second", f"{at}-secret": KEY} | {f"{at}-{missing}": ""}
    answer = staff.post(page_address(source), new | given)

    assert (answer.status_code, WebhookSecret.objects.count()) == (200, 1)
    assert answer.context["errors"]
    assert KEY not in answer.content.decode()


def test_a_retired_secret_opens_nothing_any_more(staff: Client, source: Source) -> None:
    answer = staff.post(page_address(source), form(staff, source) | {"secrets-0-retire": "on"})

    secret = WebhookSecret.objects.get()
    assert answer.status_code == 302
    assert secret.retired_at
    assert timezone.now() - secret.retired_at < timedelta(minutes=1)
    assert post(source, b"{}")[0] == 401
    assert "None: refused" in read(staff, list_address(Source))


def test_a_stored_secret_can_not_be_renamed_or_replaced(staff: Client, source: Source) -> None:
    given = form(staff, source) | {"secrets-0-name": "other", "secrets-0-secret": KEY}
    answer = staff.post(page_address(source), given)

    secret = WebhookSecret.objects.get()
    assert answer.status_code == 302
    assert (secret.name, secret.unsealed()) == ("first", SECRET)


def test_secrets_are_for_those_who_may(source: Source, staff_with: Callable[..., Client]) -> None:
    some = staff_with("view_source", "change_source", "view_webhooksecret")
    given = form(some, source) | {"secrets-0-retire": "on", "secrets-1-name": "second", "secrets-1-secret": KEY}
    given["secrets-TOTAL_FORMS"] = "2"
    answer = some.post(page_address(source), given)

    assert answer.status_code == 302
    assert list(WebhookSecret.objects.values_list("name", "retired_at")) == [("first", None)]


def test_no_page_has_a_secret_open_or_sealed(staff: Client, source: Source) -> None:
    new = form(staff, source)
    at = f"secrets-{int(new['secrets-TOTAL_FORMS']) - 1}"
    answers = [staff.post(page_address(source), new | {f"{at}-name": "second", f"{at}-secret": KEY}, follow=True)]
    made = things(source)
    answers += [staff.get(list_address(model)) for model in MODELS]
    answers += [staff.get(page_address(thing)) for thing in made.values()]
    answers += [staff.get("/admin/"), staff.get(page_address(source, "history"))]

    hidden = [KEY, SECRET, "plain key", *(bytes(secret.sealed).decode() for secret in WebhookSecret.objects.all())]
    for answer in answers:
        assert answer.status_code == 200
        assert not [word for word in hidden if word in answer.content.decode()]
    assert not [entry for entry in LogEntry.objects.all() if KEY in entry.change_message]
