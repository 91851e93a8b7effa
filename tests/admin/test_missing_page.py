"""The page that says why a reward is missing: one sentence with links, masked like everything."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from ledger.models import AccessLogEntry, ClaimedReward, Customer, InboundEvent, Refusal, Source
from ledger.names import folded
from tests.admin.test_cost import queries
from tests.admin.test_pages import read
from tests.admin.world import page_address
from tests.sources import add_source
from tests.test_missing import given, pour, take

pytestmark = pytest.mark.django_db
PAGE = "/admin/missing/"
SEES = ("view_customer", "view_claimedreward", "view_inboundevent")


@pytest.fixture
def guest(db: None) -> Customer:
    source = add_source("stamply")
    return Customer.objects.create(source=source, external_id="g1", name="Vera Secretive", email="vera@example.com")


def answer(client: Client, guest: Customer, **asked: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    text = read(client, f"{PAGE}?customer={guest.pk}&{query}")
    return text[text.index("Why is it missing?") :]


def test_each_cause_is_told_in_a_sentence(staff: Client, guest: Customer) -> None:
    source = guest.source
    assert "It never arrived: nothing at all came from Acme (stamply) then." in answer(staff, guest, title="Mug")
    take(source, given(9, nr="g7", treat={"what": "Lamp"}))
    assert "It never arrived: 1 event came from Acme (stamply) up to now, and none speaks of it." in answer(
        staff, guest, title="Mug"
    )
    hour = timezone.now() - timedelta(hours=2)
    Refusal.objects.create(source=source, hour=hour, cause="wrong_signature", count=12)
    assert "12 deliveries were turned away at Acme (stamply) (12 with a wrong signature)" in answer(
        staff, guest, title="Mug"
    )
    take(source, given(1, stamps="ten"))
    told = answer(staff, guest, title="Mug")
    assert "It came and could not be read: treat.given of" in told
    assert "failed at $.stamps , " in told
    assert "Also found It may have been refused" in told
    pour(source)
    assert "It may be what waits for staff to decide: treat.poured of" in answer(staff, guest, title="Mug")
    take(source, given(2))
    assert "It is here: Mug was claimed on 10 Jan 2026 and is claimed." in answer(staff, guest, title="mug")
    assert "Not on that day: the nearest that fits is Mug , claimed on 10 Jan 2026 at 12:00 UTC." in answer(
        staff, guest, title="mug", day="2026-02-10"
    )


def test_a_kind_that_is_not_sent_and_another_customer_are_told(staff: Client, guest: Customer) -> None:
    lion = add_source("loyaltylion")
    same = Customer.objects.create(source=lion, external_id="7", email="vera@example.com")
    assert "LoyaltyLion sends no word of rewards of this kind (free shipping)" in answer(
        staff, same, kind="free_shipping"
    )
    take(guest.source, given(1))
    assert "It is recorded under another customer: Mug is Vera Secretive ’s." in answer(  # noqa: RUF001
        staff, same, title="Mug"
    )


def test_it_is_asked_from_a_search_that_found_nothing(staff: Client, guest: Customer) -> None:
    take(guest.source, given(1, nr="lost@example.com", stamps="ten"))
    found = staff.post("/admin/search/", {"q": "lost@example.com"}, follow=True)
    link = re.search(r'href="(/admin/missing/[^"]+)"', found.content.decode())

    assert link
    assert "lost" not in link[1]
    text = read(staff, link[1])
    assert "names anybody by “lost@example.com”, and events that wait do." in text
    assert "treat.given" in text


def test_it_is_asked_from_the_page_of_a_customer(staff: Client, guest: Customer) -> None:
    assert f'href="{PAGE}?customer={guest.pk}"' in staff.get(page_address(guest)).content.decode()


def test_who_is_found_is_posted_logged_and_led_on_to(staff: Client, guest: Customer) -> None:
    found = staff.post(PAGE, {"who": "vera@example.com"})
    assert found["Location"] == f"{PAGE}?customer={guest.pk}"
    assert AccessLogEntry.objects.get(act="search").model == "customer"

    Customer.objects.create(
        source=guest.source, external_id="g2", name="Vera Other", name_folded=folded("Vera Other", length=99)
    )
    Customer.objects.filter(pk=guest.pk).update(name_folded=folded("Vera Secretive", length=99))
    some = staff.post(PAGE, {"who": "vera"}, follow=True)
    assert f'href="{PAGE}?customer={guest.pk}"' in some.content.decode()
    assert "Vera Other" in some.content.decode()


@pytest.mark.parametrize("query", ["", "customer=0", "customer=x", "customer=99999999999999999999", "q=broken"])
def test_nobody_is_asked_about(query: str, staff: Client, guest: Customer) -> None:
    assert "Whose reward is it?" in read(staff, f"{PAGE}?{query}")
    assert staff.post(PAGE, {"who": " "})["Location"] == PAGE


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"title": "", "day": " ", "kind": "  x"}, "Select a valid choice"),
        ({"day": "yesterday"}, "Enter a valid date"),
        ({"title": "%20"}, "Say which reward or which day"),
    ],
)
def test_what_can_not_be_asked_is_said(asked: dict[str, str], problem: str, staff: Client, guest: Customer) -> None:
    assert problem in answer(staff, guest, **asked)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_days(day: str, staff: Client, guest: Customer) -> None:
    assert "Nothing can have been claimed on that day." in answer(staff, guest, day=day)


def test_masked_roles_see_nothing_in_clear(guest: Customer) -> None:
    agent = User.objects.create_user("kim", is_staff=True)
    agent.user_permissions.set(Permission.objects.filter(group__name="Support agent"))
    client = Client()
    client.force_login(agent)
    other = Customer.objects.create(source=guest.source, external_id="g2", email="vera@example.com", name="Vera Hidden")
    take(guest.source, given(1, nr="g2"), given(2, stamps="ten"))

    html = client.get(f"{PAGE}?customer={other.pk}&title=Mug").content.decode()
    html += client.get(f"{PAGE}?customer={guest.pk}&title=Mug").content.decode()
    assert "It is here" in html
    assert "another customer" in html
    for secret in ("Secretive", "Hidden", "vera@"):
        assert secret not in html


def test_it_is_for_those_who_may_see_what_it_is_told_from(guest: Customer, staff_with: Callable[..., Client]) -> None:
    for left_out in SEES:
        some = staff_with(*(set(SEES) - {left_out}))
        assert some.get(PAGE).status_code == 403
        if left_out != "view_customer":
            assert PAGE not in some.get(page_address(guest)).content.decode()
    assert staff_with(*SEES).get(PAGE).status_code == 200


def test_the_page_costs_the_same_however_much_there_is(staff: Client, guest: Customer) -> None:
    address = f"{PAGE}?customer={guest.pk}&title=Mug&day=2026-01-10"
    take(guest.source, given(1), given(2, stamps="ten"))
    few = len(queries(staff, address))
    take(guest.source, *(given(number) for number in range(3, 20)))
    take(guest.source, *(given(number, stamps="ten") for number in range(20, 40)))

    assert len(queries(staff, address)) == few
    assert (ClaimedReward.objects.count(), InboundEvent.objects.count()) == (18, 39)


def test_a_source_has_its_own_events(staff: Client, guest: Customer) -> None:
    other: Source = add_source("stamply", slug="other")
    take(other, given(1, stamps="ten"))

    assert "nothing at all came" in answer(staff, guest, title="Mug")
