"""Staff are asked on the page of what they decide on; only those who may, and with a reason."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from ledger.choices import ClaimStatus, EventState, Origin
from ledger.models import ClaimedReward, Decision, InboundEvent, LedgerEntry, Source
from tests.admin.test_pages import read
from tests.admin.world import list_address, page_address
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post

WHY = "The till says so."
VIEWS = ("view_inboundevent", "view_claimedreward", "view_decision")


@pytest.fixture
def stamps(db: None) -> Source:
    return add_source("stamply")


@pytest.fixture
def held(stamps: Source) -> InboundEvent:
    for _ in range(2):
        post(stamps, fixture("stamply", "treat.poured").payload)
    return InboundEvent.objects.get(state=EventState.HELD)


@pytest.fixture
def claim(stamps: Source) -> ClaimedReward:
    post(stamps, fixture("stamply", "treat.given").payload)
    return ClaimedReward.objects.get()


def answer(client: Client, thing: object, verdict: str, reason: str = WHY) -> str:
    """Press a button; what the page says then."""
    address = page_address(thing, "decide")  # type: ignore[arg-type]
    response = client.post(address, {"verdict": verdict, "reason": reason}, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_held_event_is_asked_about_beside_those_that_it_equals(staff: Client, held: InboundEvent) -> None:
    text = read(staff, page_address(held))

    assert "A retry, or a second claim?" in text
    first = InboundEvent.objects.get(state=EventState.RECORDED)
    assert page_address(first) in staff.get(page_address(held)).content.decode()
    assert "A retry, or a second claim?" not in read(staff, page_address(first))


@pytest.mark.parametrize(("verdict", "state", "claims"), [("a_retry", "ignored", 1), ("a_second_claim", "recorded", 2)])
def test_held_event_is_decided(staff: Client, held: InboundEvent, verdict: str, state: str, claims: int) -> None:
    said = answer(staff, held, verdict)

    held.refresh_from_db()
    assert said.startswith(f"Decided: {verdict.replace('_', ' ')}.")
    assert (held.state, ClaimedReward.objects.count()) == (state, claims)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.reason, decision.author.username) == (verdict, WHY, "ana")
    text = read(staff, page_address(held))
    assert WHY in text
    assert "A retry, or a second claim?" not in text


def test_voided_claim_leads_from_its_entry_to_the_reason(staff: Client, claim: ClaimedReward) -> None:
    answer(staff, claim, "voided")

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.REVERSED
    word = InboundEvent.objects.get(origin=Origin.STAFF)
    assert (
        f'href="{page_address(word)}"'
        in staff.get(page_address(LedgerEntry.objects.get(side="reversed"))).content.decode()
    )
    for page in (word, claim):
        assert WHY in read(staff, page_address(page))
    assert "How did it end?" not in read(staff, page_address(claim))


def test_reason_is_read_like_a_note_by_those_who_see_personal_data_masked(
    staff: Client, staff_with: Callable[..., Client], claim: ClaimedReward
) -> None:
    answer(staff, claim, "fulfilled")
    agent, analyst = staff_with(*VIEWS, "view_masked_personal_data"), staff_with(*VIEWS)

    for page in (page_address(claim), page_address(Decision.objects.get()), list_address(Decision)):
        assert WHY in read(agent, page)
        assert WHY not in read(analyst, page)


def test_claims_that_are_possibly_the_same_say_so_and_one_is_voided(staff: Client) -> None:
    lion = add_source("loyaltylion")
    for name in ("customer.claimed_reward__gift_card", "transactions.claimed_reward__gift_card"):
        post(lion, fixture("loyaltylion", name).payload)
    told, exported = ClaimedReward.objects.order_by("-claimed_at")
    evidence = "Claimed The same customer, the same title, the same value, 5 seconds apart. Both are counted."
    for claim, other in ((told, exported), (exported, told)):
        assert evidence in read(staff, page_address(claim))
        assert f'href="{page_address(other)}"' in staff.get(page_address(claim)).content.decode()

    answer(staff, told, "voided")

    for claim in (told, exported):
        assert "5 seconds apart. One of the two is reversed: they count once." in read(staff, page_address(claim))


def test_a_lone_claim_is_possibly_the_same_as_none(staff: Client, claim: ClaimedReward) -> None:
    assert "Possibly the same" not in read(staff, page_address(claim))


def test_fulfilled_claim_can_only_be_voided(staff: Client, claim: ClaimedReward) -> None:
    answer(staff, claim, "fulfilled")

    page = staff.get(page_address(claim))
    assert page.context["question"].answers == {"voided": "Voided"}


@pytest.mark.parametrize(
    ("verdict", "reason", "words"),
    [
        ("voided", " ", "needs a reason"),
        ("voided", "x" * 1001, "too long"),
        ("a_retry", WHY, "Press one of the two buttons"),
        ("", WHY, "Press one of the two buttons"),
    ],
)
def test_what_can_not_be_decided_is_said(
    staff: Client, claim: ClaimedReward, verdict: str, reason: str, words: str
) -> None:
    assert words in answer(staff, claim, verdict, reason)
    assert Decision.objects.count() == 0


def test_who_comes_second_is_told_so(staff: Client, claim: ClaimedReward) -> None:
    answer(staff, claim, "voided")

    assert "Nothing was decided. This claim is reversed already." in answer(staff, claim, "fulfilled")


def test_only_who_may_decide_is_asked_and_heard(
    staff_with: Callable[..., Client], claim: ClaimedReward, held: InboundEvent
) -> None:
    looks_on, decides, blind = staff_with(*VIEWS), staff_with(*VIEWS, "add_decision"), staff_with("add_decision")

    for thing, verdict in ((claim, "voided"), (held, "a_retry")):
        address, given = page_address(thing, "decide"), {"verdict": verdict, "reason": WHY}
        assert looks_on.get(page_address(thing)).context["question"] is None
        assert [client.post(address, given).status_code for client in (looks_on, blind)] == [403, 403]
        assert decides.post(address, given).status_code == 302
    assert Decision.objects.count() == 2


def test_decision_is_posted_with_a_token(claim: ClaimedReward) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("ana"))
    address = page_address(claim, "decide")

    assert client.get(address).status_code == 405
    assert client.post(address, {"verdict": "voided", "reason": WHY}).status_code == 403
    assert Decision.objects.count() == 0


def test_nothing_to_decide_on_is_not_found(staff: Client, claim: ClaimedReward) -> None:
    address = page_address(claim, "decide").replace(f"/{claim.pk}/", "/999999/")
    assert staff.post(address, {"verdict": "voided", "reason": WHY}).status_code == 404


def test_text_of_a_reason_is_shown_and_not_obeyed(staff: Client, claim: ClaimedReward) -> None:
    answer(staff, claim, "voided", "<script>alert(1)</script>")
    for address in (page_address(claim), list_address(Decision), page_address(Decision.objects.get())):
        html = staff.get(address).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
