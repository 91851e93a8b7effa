"""A claim's page tells what happened, where each value stands in what came, and what to answer."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ledger.access import Viewer
from ledger.admin.payload import MOST as MOST_BYTES
from ledger.admin.payloads import MOST, TOO_BIG
from ledger.admin.reply import DOUBLE, HELD, reply
from ledger.admin.timeline import MOST as MOST_MOMENTS
from ledger.admin.timeline import Moment, Strand, timeline
from ledger.admin.traces import Key, of_leaf, of_value
from ledger.admin.tree import Drawing, Wanted, parsed
from ledger.choices import EventState
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Redemption, Source, Voucher
from ledger.providers import all_providers
from tests.access.viewers import AGENT, ANALYST, LEAD
from tests.admin.test_deciding import WHY, answer
from tests.admin.test_pages import read, take
from tests.admin.world import NOON, list_address, page_address
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post


@pytest.fixture
def claim(source: Source) -> ClaimedReward:
    take(source, "customer.rewarded")
    return ClaimedReward.objects.get()


def told(client: Client, claim: ClaimedReward) -> list[str]:
    """The moments of the page's time line, as they are read."""
    moments = client.get(page_address(claim)).context["timeline"].moments
    return [" ".join(re.sub(r"<[^>]*>", " ", str(moment.what)).split()) for moment in moments]


def test_what_happened_is_told_in_its_order(staff: Client, source: Source, claim: ClaimedReward) -> None:
    take(source, "redemption.rollback.succeeded")
    answer(staff, claim, "voided")

    assert told(staff, claim) == [
        "Claimed · 300 points",
        "customer.rewarded received",
        "Reversed · 300 points",
        "redemption.rollback.succeeded received",
    ]


def test_what_staff_decided_is_told_once(staff: Client, claim: ClaimedReward) -> None:
    answer(staff, claim, "voided")

    assert [moment for moment in told(staff, claim) if WHY in moment] == [f"Voided by ana: {WHY}"]
    assert "staff.voided" not in " ".join(told(staff, claim))


def test_uses_of_what_was_given_are_told_among_it(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded__distribution")
    take(source, "redemption.succeeded")
    use = Redemption.objects.get(voucher=ClaimedReward.objects.get().granted_voucher_id)

    page = staff.get(page_address(ClaimedReward.objects.get()))
    [moment] = [moment for moment in page.context["timeline"].moments if "Used" in moment.what]
    assert (moment.when, moment.tone) == (use.redeemed_at, "good")
    assert page_address(use) in moment.what


def test_both_times_are_told_where_they_differ(staff: Client, claim: ClaimedReward) -> None:
    entry, event = LedgerEntry.objects.get(), InboundEvent.objects.get()
    assert event.sent_at
    assert event.received_at - event.sent_at > timedelta(days=1)
    assert read(staff, page_address(claim)).count("known here: ") == 2

    InboundEvent.objects.update(received_at=event.sent_at)
    assert read(staff, page_address(claim)).count("known here: ") == 1
    assert entry.recorded_at.strftime("%H:%M") in read(staff, page_address(claim))


def test_the_newest_hundred_are_told_in_either_order_with_a_way_to_the_rest() -> None:
    moments = [Moment(when=NOON + timedelta(hours=number), what=str(number)) for number in range(130)]  # type: ignore[arg-type]
    strands = Strand(name="Even", moments=moments[::2], rest="/even"), Strand(name="Odd", moments=moments[1::2])

    oldest_first, newest_first = timeline(*strands), timeline(*strands, is_newest_first=True)

    assert oldest_first.moments == moments[30:]
    assert newest_first.moments == moments[:29:-1]
    assert (oldest_first.is_cut, oldest_first.rest, MOST_MOMENTS) == (True, [("Even", "/even")], 100)


def test_each_value_names_the_event_and_the_path_that_it_came_from(staff: Client, claim: ClaimedReward) -> None:
    page = staff.get(page_address(claim)).content.decode()

    said = re.search(r'<div data-marks="order_id">.*?title="([^"]+)"', page, re.DOTALL)
    assert said
    assert said[1].startswith("Said by customer.rewarded 14 Mar 2025")
    path = said[1].partition(", at ")[2].partition(" and ")[0]
    inner = json.loads(bytes(InboundEvent.objects.get().body))
    for step in path.removeprefix("$.").split("."):
        inner = inner[step]
    assert inner == claim.order_id
    assert re.search(rf'title="{re.escape(path)}" data-of="[^"]*order_id', page)


@pytest.mark.parametrize(
    ("spelt", "keys"),
    [
        ('"order-1"', {("text", "order-1")}),
        ("7450", {("number", Decimal(7450))}),
        ("74.50", {("number", Decimal("74.5"))}),
        ('"2026-03-01T13:00:00+01:00"', {("text", "2026-03-01T13:00:00+01:00"), ("time", NOON)}),
        ('"\N{BULLET}\N{BULLET}\N{BULLET}"', set()),
        ("true", set()),
        ("null", set()),
        ("1e999999", {("number", Decimal("1e999999"))}),
        ("NaN", set()),
        ("9" * 5000, set()),
    ],
)
def test_a_value_is_told_however_it_is_spelt(spelt: str, keys: set[Key]) -> None:
    assert set(of_leaf(parsed(spelt.encode()))) == keys


@pytest.mark.parametrize(("slug", "sent"), [("voucherify", 1500), ("loyaltylion", 15)])
def test_money_is_looked_for_in_its_providers_units(slug: str, sent: int) -> None:
    field = ClaimedReward._meta.get_field("value")
    keys = of_value(ClaimedReward(value=Decimal("15.00")), field, minor=all_providers()[slug].minor)
    assert keys == {("number", Decimal(sent))}


def test_a_tree_is_escaped_has_paths_and_is_cut() -> None:
    drawing = Drawing(wanted={("text", "<b>"): [Wanted(name="title", label="Title")]}, left=5)
    body = b'{"a": ["<b>", {"<i>": 1.50}], "late": 1}'

    html = drawing.draw(parsed(body))

    assert drawing.found == {"title": ["$.a[0]"]}
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "1.50" in html
    assert "late" not in html
    assert not drawing.is_all


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 100_000, b'"\\ud800"', b"[" * 500 + b"1" + b"]" * 500])
def test_whatever_came_in_the_page_is_there(body: bytes, staff: Client, claim: ClaimedReward) -> None:
    InboundEvent.objects.update(body=body)

    assert staff.get(page_address(claim)).status_code == 200


def test_a_big_payload_is_not_read_and_only_the_newest_are_shown(staff: Client, claim: ClaimedReward) -> None:
    event = InboundEvent.objects.get()
    for number in range(MOST):
        event.pk, event.sha256, event.body = None, bytes([number]) * 32, b"[" + b" " * MOST_BYTES + b"]"
        event.save(force_insert=True)

    shown = staff.get(page_address(claim)).context["payloads"]

    assert ([one.why for one in shown.shown], shown.is_cut) == ([TOO_BIG] * MOST, True)


def test_who_may_not_see_payloads_sees_none(staff_with: Any, claim: ClaimedReward) -> None:
    for codenames in (
        ("view_inboundevent",),
        ("view_payload", "view_personal_data"),
        ("view_inboundevent", "view_payload"),
    ):
        page = staff_with("view_claimedreward", *codenames).get(page_address(claim))
        assert page.context["payloads"].shown == [], codenames


def seen_by(viewer: Viewer, **given: Any) -> str:
    customer = Customer(pk=1, name="Maya Lindqvist")
    voucher = Voucher(pk=1, code="LAMP-1234", kind="gift_card")
    claim = ClaimedReward(
        title="Lamp", points=300, status="claimed", claimed_at=NOON, customer=customer, granted_voucher=voucher
    )
    for name, value in given.items():
        setattr(claim, name, value)
    return reply(viewer, claim, is_double=False, is_held=False)


def test_a_reply_has_a_name_and_a_code_only_in_clear() -> None:
    assert seen_by(LEAD).startswith("Hello Maya,\n\nYou claimed “Lamp” on 1 Mar 2026 for 300 points.")
    assert "Your gift card is LAMP-1234." in seen_by(LEAD)
    for viewer in (AGENT, ANALYST):
        assert not re.search("Maya|LAMP", seen_by(viewer))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": "fulfilled"}, "Our records say that you have received it."),
        ({"status": "reversed", "reversed_at": NOON}, "The claim was reversed on 1 Mar 2026 and no longer counts."),
        ({"status": "reversed"}, "The claim was reversed and no longer counts."),
        ({"status": "annulled"}, "We are checking something about this claim"),
        ({"points": None}, "on 1 Mar 2026. The claim is on record"),
    ],
)
def test_a_reply_says_how_it_stands(given: dict[str, Any], said: str) -> None:
    text = seen_by(LEAD, **given)

    assert said in text
    assert ("LAMP-1234" in text) == (given.get("status", "claimed") in {"claimed", "fulfilled"})


def test_a_reply_promises_nothing_of_what_is_not_decided(staff: Client) -> None:
    stamps = add_source("stamply")
    for _ in range(2):
        post(stamps, fixture("stamply", "treat.poured").payload)
    claim = ClaimedReward.objects.get()

    assert HELD in staff.get(page_address(claim)).context["reply"]
    answer(staff, InboundEvent.objects.get(state=EventState.HELD), "a_retry")
    assert HELD not in staff.get(page_address(claim)).context["reply"]
    assert DOUBLE in reply(LEAD, claim, is_double=True, is_held=False)


def test_a_claim_that_nothing_came_for_has_a_page(staff: Client, source: Source) -> None:
    claim = ClaimedReward.objects.create(
        source=source, external_id="bare", status="claimed", claimed_at=NOON, claimed_at_precision="exact"
    )

    text = read(staff, page_address(claim))
    assert "Nothing that has a time is known yet." in text
    assert "There is no payload here that you may see." in text


def test_the_rest_of_a_long_line_is_in_its_lists(staff: Client, claim: ClaimedReward) -> None:
    event = InboundEvent.objects.get()
    for number in range(MOST_MOMENTS):
        event.pk, event.sha256 = None, number.to_bytes(2, "big") * 16
        event.save(force_insert=True)

    page = staff.get(page_address(claim)).content.decode()
    assert f'href="{list_address(InboundEvent)}?claim={claim.pk}"' in page
