"""What a support agent types or pastes is found, in a number of questions that does not depend on it."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    Movement,
    Redemption,
    Source,
    Voucher,
)
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from ledger.search import Found, Kind, behind
from ledger.search import search as search_as
from ledger.search.behind import claims
from ledger.search.typed import MOST_TEXTS, read
from tests.access.viewers import LEAD
from tests.finding import CODES, EMAILS, IDS, NOON, ORDERS, REFS, World, world
from tests.sources import add_source

search, listed = partial(search_as, viewer=LEAD), partial(behind.listed, viewer=LEAD)


def found(text: str) -> set[tuple[Kind, str, str]]:
    """Of each hit its kind, the field that answered and what was typed of it."""
    return {(hit.kind, hit.field, hit.typed) for hit in search(text).hits}


@pytest.fixture
def source(db: None) -> Source:
    return add_source("voucherify")


@pytest.fixture
def john(source: Source) -> Customer:
    """Has claimed one reward, for which he got a voucher, in an order."""
    name = "John Smith"
    return Customer.objects.create(
        source=source,
        external_id="cust_7Qd0mFzKpX2v",
        name=name,
        name_folded=folded(name, length=TEXT_LENGTH),
        email="John.Smith@Example.com",
        merchant_ref="nw-40117",
    )


@pytest.fixture
def claim(john: Customer) -> ClaimedReward:
    source = john.source
    card = Voucher.objects.create(source=source, external_id="v_t5GmXr9L", code="FJORD-8K2M", holder=john)
    given = Voucher.objects.create(source=source, external_id="v_b2Vn6Mk0", code="SAVE-7HQ2-PD")
    paid = Redemption.objects.create(source=source, external_id="r_0f4c77b1e094", customer=john, voucher=card)
    claim = ClaimedReward.objects.create(
        source=source,
        external_id=paid.external_id,
        customer=john,
        redemption=paid,
        loyalty_card=card,
        granted_voucher=given,
        order_id="ord_9LkJhGfD",
        order_ref="#1001",
        status="claimed",
        claimed_at=NOON,
        claimed_at_precision="exact",
    )
    event = InboundEvent.objects.create(
        source=source,
        external_id="whs_0f4a0000012f",
        sha256=b"x" * 32,
        state="recorded",
        origin="webhook",
        subject=paid.external_id,
        body=b"{}",
        received_at=NOON,
    )
    Movement.objects.create(
        source=source,
        external_id="vtx_0fb000000002",
        digest="d" * 32,
        voucher=card,
        redemption=paid,
        kind="redemption",
        occurred_at=NOON,
        recorded_at=NOON,
        event=event,
    )
    return claim


STORIES = {
    "john.smith@example.com": (Kind.CUSTOMER, "email"),
    "JOHN.SMITH@EXAMPLE.COM": (Kind.CUSTOMER, "email"),
    "Mail from <John.Smith@example.com>, 12:01": (Kind.CUSTOMER, "email"),
    "My address is john.smith@example.com.": (Kind.CUSTOMER, "email"),
    "nw-40117": (Kind.CUSTOMER, "merchant_ref"),
    "cust_7Qd0mFzKpX2v": (Kind.CUSTOMER, "external_id"),
    "https://app.example.com/customers/cust_7Qd0mFzKpX2v?tab=rewards": (Kind.CUSTOMER, "external_id"),
    "SAVE-7HQ2-PD": (Kind.VOUCHER, "code"),
    "save-7hq2-pd": (Kind.VOUCHER, "code"),
    "  save-7hq2-pd\n": (Kind.VOUCHER, "code"),
    "it says that my code “SAVE-7HQ2-PD” is unknown!!": (Kind.VOUCHER, "code"),
    "code:SAVE-7HQ2-PD": (Kind.VOUCHER, "code"),
    "SAVE-7HQ2\u200b-PD": (Kind.VOUCHER, "code"),
    "\u202eSAVE-7HQ2-PD": (Kind.VOUCHER, "code"),
    "v_b2Vn6Mk0": (Kind.VOUCHER, "external_id"),
    "#1001": (Kind.ORDER, "order_ref"),
    "1001": (Kind.ORDER, "order_ref"),
    "Where is order #1001? I paid twice": (Kind.ORDER, "order_ref"),
    "ord_9LkJhGfD": (Kind.ORDER, "order_id"),
    "r_0f4c77b1e094": (Kind.CLAIM, "external_id"),
    "vtx_0fb000000002": (Kind.MOVEMENT, "external_id"),
    "whs_0f4a0000012f": (Kind.EVENT, "external_id"),
    "john smith": (Kind.CUSTOMER, "name"),
    "Smith, John": (Kind.CUSTOMER, "name"),
    "j smith": (Kind.CUSTOMER, "name"),
    "J. SMITH": (Kind.CUSTOMER, "name"),
    "jöhn śmith": (Kind.CUSTOMER, "name"),
}


@pytest.mark.parametrize("typed", STORIES)
def test_what_a_customer_gives_finds_the_claim(typed: str, claim: ClaimedReward) -> None:
    answer = search(typed)

    assert answer.obvious
    assert (answer.obvious.kind, answer.obvious.field) == STORIES[typed]
    assert claims(answer).ids == {claim.pk}
    assert listed(ClaimedReward, typed).ids == {claim.pk}


def test_a_pasted_payload_finds_each_thing_that_it_names(claim: ClaimedReward) -> None:
    payload = {
        "id": "whs_0f4a0000012f",
        "data": {
            "customer": {"id": "cust_7Qd0mFzKpX2v", "email": "john.smith@example.com", "name": "John Smith"},
            "redemption": {"id": "r_0f4c77b1e094", "amount": 1001, "voucher": {"code": "FJORD-8K2M"}},
            "order": {"order_number": 1001},
        },
    }
    for text in (json.dumps(payload), json.dumps(payload, indent=2), json.dumps([payload])):
        assert {(kind, field) for kind, field, _ in found(text)} == {
            (Kind.EVENT, "external_id"),
            (Kind.CUSTOMER, "email"),
            (Kind.CLAIM, "external_id"),
            (Kind.REDEMPTION, "external_id"),
            (Kind.VOUCHER, "code"),
        }
    # An order's number is kept with its #.
    assert found(json.dumps({"order": {"order_number": 1001}})) == {(Kind.ORDER, "order_ref", "#1001")}
    half = json.dumps(payload)[:120]
    assert (Kind.CUSTOMER, "email", "john.smith@example.com") in found(half)


def test_every_fixture_is_read_whole() -> None:
    """No provider's payload names more than is asked for at once."""
    for path in Path(__file__).parent.glob("fixtures/*/*.json"):
        assert len(read(path.read_text()).texts) < MOST_TEXTS, path


def test_a_hit_says_what_was_typed_as_it_was_typed(claim: ClaimedReward) -> None:
    assert found("JOHN.smith@example.com and save-7hq2-pd") == {
        (Kind.CUSTOMER, "email", "JOHN.smith@example.com"),
        (Kind.VOUCHER, "code", "save-7hq2-pd"),
    }


def test_what_may_be_two_things_is_not_obvious(claim: ClaimedReward) -> None:
    assert search("#1001").obvious
    Customer.objects.create(source=claim.source, external_id="cust_2", merchant_ref="1001")
    assert search("#1001").obvious is None
    assert search("nobody").obvious is None


def test_who_has_just_this_name_comes_first(john: Customer) -> None:
    for number, name in enumerate(("John Paul Smith", "Johnny Smithers", "Smith John")):
        Customer.objects.create(
            source=john.source, external_id=f"{number}", name=name, name_folded=folded(name, length=TEXT_LENGTH)
        )

    names = [hit.thing.name for hit in search("smith, john").hits]

    assert names == ["Smith John", "John Smith", "Johnny Smithers", "John Paul Smith"]


def test_too_many_of_a_name_are_cut_and_it_is_said(john: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not search("smith").is_cut
    monkeypatch.setattr("ledger.search.MOST", 3)
    Customer.objects.bulk_create(
        Customer(source=john.source, external_id=f"{number}", name="Ann Smith", name_folded=" ann smith")
        for number in range(3)
    )

    [group] = search("smith").groups

    assert (len(group.hits), group.is_cut, search("smith").is_cut) == (3, True, True)
    assert listed(Customer, "smith").is_cut
    assert not search("ann").is_cut


def test_too_many_with_one_text_are_cut_and_it_is_said(john: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.search.MOST", 3)
    Customer.objects.bulk_create(
        Customer(source=john.source, external_id=f"{number}", merchant_ref="shared") for number in range(4)
    )

    assert (len(list(search("shared").hits)), search("shared").is_cut) == (3, True)


EXACT: Mapping[type[Model], Mapping[str, Kind]] = {
    ClaimedReward: {"external_id": Kind.CLAIM, "order_id": Kind.ORDER, "order_ref": Kind.ORDER},
    Customer: {"email": Kind.CUSTOMER, "merchant_ref": Kind.CUSTOMER, "external_id": Kind.CUSTOMER},
    Voucher: {"code": Kind.VOUCHER, "external_id": Kind.VOUCHER},
    Redemption: {"external_id": Kind.REDEMPTION, "reversal_id": Kind.REDEMPTION, "order_id": Kind.ORDER},
    Movement: {"external_id": Kind.MOVEMENT},
    InboundEvent: {"external_id": Kind.EVENT, "subject": Kind.EVENT},
    Campaign: {"external_id": Kind.CAMPAIGN},
}


def slowly(texts: tuple[str, ...]) -> Iterator[tuple[type[Model], int]]:
    """Every row of every table looked at."""
    for model, columns in EXACT.items():
        for row in model._default_manager.all():
            if any(is_one_of(getattr(row, column), column, texts) for column in columns):
                yield model, row.pk


def is_one_of(value: str | None, column: str, texts: tuple[str, ...]) -> bool:
    if column == "email":
        return (value or "").lower() in {text.lower() for text in texts}
    either = {spelt for text in texts for spelt in (text.upper(), text.lower())} if column == "code" else set()
    return bool(value) and (value in texts or value in either)


@pytest.fixture
def made(db: None) -> World:
    return world(1, size=20)


@pytest.mark.parametrize("typed", sorted({*IDS, *EMAILS, *REFS, *CODES, *ORDERS, "rr_1", "none", "1001 r_0a1 SAVE-10"}))
def test_found_is_what_a_slow_search_finds(typed: str, made: World) -> None:
    hits = [hit for hit in search(typed).hits if not hit.is_by_name]

    assert sorted((type(hit.thing).__name__, hit.thing.pk) for hit in hits) == sorted(
        (model.__name__, pk) for model, pk in slowly(read(typed).texts)
    )
    for hit in hits:
        assert hit.kind == EXACT[type(hit.thing)][hit.field]
        assert is_one_of(getattr(hit.thing, hit.field), hit.field, (hit.typed,))


def behind_slowly(answer: Found) -> set[int]:
    things = {(type(hit.thing), hit.thing.pk) for hit in answer.hits}
    about = {(hit.thing.source_id, hit.thing.subject) for hit in answer.of(Kind.EVENT)}
    paid = {hit.thing.redemption_id for hit in answer.of(Kind.MOVEMENT)}

    def belongs(claim: ClaimedReward) -> bool:
        use = claim.redemption
        return (
            bool({(Voucher, claim.granted_voucher_id), (Voucher, claim.loyalty_card_id)} & things)
            or bool({(ClaimedReward, claim.pk), (Customer, claim.customer_id)} & things)
            or (use is not None and ((Redemption, use.pk) in things or use.pk in paid))
            or (claim.source_id, claim.external_id) in about
            or (use is not None and (use.source_id, use.external_id) in about)
        )

    return {claim.pk for claim in ClaimedReward.objects.select_related("redemption") if belongs(claim)}


@pytest.mark.parametrize("typed", ["r_0a1", "7", "maria@mail.test", "save-10", "1001", "john smith", "v_0a1 x"])
def test_the_claims_behind_are_all_that_belong(typed: str, made: World) -> None:
    answer = search(typed)

    assert claims(answer).ids == behind_slowly(answer)


def test_of_one_with_too_many_the_newest_are_behind(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "MOST", 3)
    coupon = Voucher.objects.create(source=made.sources[0], external_id="v_open", code="OPEN-2026")
    Redemption.objects.filter(pk__in=[use.pk for use in made.redemptions[:9]]).update(voucher=coupon)
    ClaimedReward.objects.filter(pk__in=[claim.pk for claim in made.claims[:9]]).update(granted_voucher=coupon)
    newest = sorted(made.claims[:9], key=lambda claim: (claim.claimed_at, claim.pk))[-3:]

    uses, behind_it = listed(Redemption, "OPEN-2026"), listed(ClaimedReward, "OPEN-2026")

    assert (set(uses.ids), uses.is_cut) == ({use.pk for use in made.redemptions[6:9]}, True)
    assert (set(behind_it.ids), behind_it.is_cut) == ({claim.pk for claim in newest}, True)


def test_nothing_that_is_searched_for_is_logged(claim: ClaimedReward, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        search("john.smith@example.com")
    assert caplog.text == ""


def test_a_list_looks_only_where_its_things_can_be_found(claim: ClaimedReward) -> None:
    expected: dict[type[Any], set[int]] = {
        Voucher: {claim.loyalty_card.pk} if claim.loyalty_card else set(),
        Customer: {claim.customer_id} if claim.customer_id else set(),
        Redemption: set(),
        InboundEvent: set(),
    }
    for model, ids in expected.items():
        assert listed(model, "john.smith@example.com").ids == ids
    assert listed(Redemption, "FJORD-8K2M").ids == {claim.redemption_id}
    assert listed(InboundEvent, "r_0f4c77b1e094").ids == set(InboundEvent.objects.values_list("pk", flat=True))
