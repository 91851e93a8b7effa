"""What a customer gives is found, by search and by filters."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, LedgerEntry, Redemption, Source, Voucher
from tests.admin.world import NOON, list_address, things
from tests.sources import add_source


def found(client: Client, model: type[Model], **asked: Any) -> set[Any]:
    response = client.get(list_address(model), asked)
    assert response.status_code == 200
    return set(response.context["cl"].result_list)


@pytest.fixture
def made(source: Source) -> dict[type[Model], Any]:
    """What is looked for, among others of its kind."""
    things(add_source("loyaltylion", slug="other"), word="other")
    return things(source, word="Jürgen O'Neil")


CLAIM_TERMS = [
    "Jürgen O'Neil@example.com",
    "Jürgen O'Neil merchant_ref",
    "O'Neil na",
    "o'neil NAME",
    "Jürgen O'Neil discount",
    "Jürgen O'Neil loyalty_card",
    "Jürgen O'Neil order_id",
    "Jürgen O'Neil order_ref",
    "  Jürgen O'Neil claim 1 ",
]


@pytest.mark.parametrize("term", CLAIM_TERMS)
def test_a_claim_is_found_by_what_a_customer_gives(term: str, staff: Client, made: dict[type[Model], Any]) -> None:
    assert found(staff, ClaimedReward, q=term) == {made[ClaimedReward]}
    assert found(staff, LedgerEntry, q=term) == {made[LedgerEntry]}


@pytest.mark.parametrize(
    ("model", "terms"),
    [
        (Customer, ["@example.com", " merchant_ref", " name", " customer 1"]),
        (Voucher, [" discount", " discount 1"]),
        (Redemption, [" redemption 1", " loyalty_card"]),
        (Campaign, [" name", " campaign 1"]),
        (InboundEvent, [" event 1", " claim 1"]),
    ],
)
def test_each_list_is_searched_by_its_own_terms(
    model: type[Model], terms: list[str], staff: Client, made: dict[type[Model], Any]
) -> None:
    for term in terms:
        assert found(staff, model, q=f"Jürgen O'Neil{term}") == {made[model]}, term


def test_vouchers_are_found_by_who_holds_them(staff: Client, made: dict[type[Model], Any]) -> None:
    assert found(staff, Voucher, q="Jürgen O'Neil@example.com") == set(made[Customer].vouchers.all())


@pytest.mark.parametrize("term", ["nobody", "%", "_", "\\", "Jürgen O'Neil clai"])
def test_what_fits_nothing_finds_nothing(term: str, staff: Client, made: dict[type[Model], Any]) -> None:
    assert found(staff, ClaimedReward, q=term) == set()


def test_a_term_that_no_text_can_hold_is_said_to_be_so(staff: Client, source: Source) -> None:
    response = staff.get(list_address(ClaimedReward), {"q": "a\0b"})

    assert response.status_code == 200
    assert "Null characters are not allowed." in response.content.decode()


def test_a_search_that_fits_too_much_says_so(staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.search.behind.MOST_PARENTS", 2)
    for number in range(4):
        things(source, number=number)

    response = staff.get(list_address(ClaimedReward), {"q": "plain name"})

    assert len(response.context["cl"].result_list) == 2
    assert "not all of them are listed" in response.content.decode()


def test_claims_are_filtered_by_period(staff: Client, source: Source) -> None:
    claim = things(source)[ClaimedReward]
    now = timezone.now()
    ages = {"today": timedelta(), "last_7_days": timedelta(days=6), "last_30_days": timedelta(days=29)}
    for asked, age in ages.items():
        ClaimedReward.objects.filter(pk=claim.pk).update(claimed_at=now - age)
        assert found(staff, ClaimedReward, claimed=asked) == {claim}
        ClaimedReward.objects.filter(pk=claim.pk).update(claimed_at=now - age - timedelta(days=1))
        assert found(staff, ClaimedReward, claimed=asked) == set()


def test_lists_are_filtered_by_closed_lists_and_source(staff: Client, made: dict[type[Model], Any]) -> None:
    claim, event = made[ClaimedReward], made[InboundEvent]
    ClaimedReward.objects.filter(pk=claim.pk).update(status="fulfilled")

    assert found(staff, ClaimedReward, status="fulfilled") == {claim}
    assert found(staff, ClaimedReward, source=claim.source.slug) == {claim}
    assert found(staff, InboundEvent, state="failed", source=event.source.slug) == {event}


@pytest.mark.parametrize("asked", ["customer", "campaign", "redemption", "voucher"])
def test_claims_of_one_thing_are_listed_and_it_is_named(
    asked: str, staff: Client, made: dict[type[Model], Any]
) -> None:
    model = {"customer": Customer, "campaign": Campaign, "redemption": Redemption, "voucher": Voucher}[asked]

    assert found(staff, ClaimedReward, **{asked: made[model].pk}) == {made[ClaimedReward]}
    for nothing in ("987654", "x", "9" * 30):
        assert found(staff, ClaimedReward, **{asked: nothing}) == set()


def test_events_of_a_claim_are_those_about_it_or_its_redemption(staff: Client, made: dict[type[Model], Any]) -> None:
    claim, event = made[ClaimedReward], made[InboundEvent]
    about_use = InboundEvent.objects.create(
        source=event.source,
        external_id="use",
        sha256=b"x" * 32,
        state="recorded",
        origin="import",
        subject=made[Redemption].external_id,
        body=b"{}",
        received_at=NOON,
    )

    assert found(staff, InboundEvent, claim=claim.pk) == {event, about_use}
    assert found(staff, InboundEvent, redemption=made[Redemption].pk) == {about_use}
