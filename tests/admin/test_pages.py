"""Every page is there, and says what it should."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from ledger.choices import Origin
from ledger.inbox import Delivery, receive
from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, LedgerEntry, Redemption, Source, Voucher
from tests.admin.world import MODELS, list_address, page_address, things
from tests.providers.fixture_files import fixture
from tests.sources import add_source

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)

# Words that only their maker understands.
JARGON = re.compile(r"change list|changelist\b|\bobjects?\b|Select .* to (change|view)", re.IGNORECASE)


def read(client: Client, address: str) -> str:
    """What a person reads on a page: without tags, scripts and white space."""
    response = client.get(address)
    assert response.status_code == 200, address
    html = re.sub(r"<(script|style|svg).*?</\1>|<head>.*?</head>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", html.replace("<wbr>", "")).split())


def take(source: Source, name: str) -> None:
    given = fixture(source.provider, name)
    receive(source, [Delivery(body=given.payload, headers=given.headers)], origin=Origin.WEBHOOK)


@every_model
def test_every_list_and_page_is_there_without_jargon(model: type[Model], staff: Client, source: Source) -> None:
    thing = things(source)[model]

    for address in (list_address(model), page_address(thing)):
        text = read(staff, address)
        assert "plain" in text or source.name in text
        assert not JARGON.search(text), JARGON.search(text)


FRAME = ["", "search/", "second-factor/", "password_change/", "ledger/source/add/", "ledger/source/{source}/history/"]
FRAME += ["auth/group/", "auth/user/", "auth/user/add/", "auth/user/{user}/change/", "auth/user/{user}/delete/"]


@pytest.mark.parametrize("address", FRAME)
def test_the_frame_has_the_names_of_the_house(address: str, staff: Client, source: Source) -> None:
    text = read(staff, "/admin/" + address.format(source=source.pk, user=User.objects.get().pk))

    assert not JARGON.search(text), JARGON.search(text)
    names = ["Desk", "Home", "Claims", "Customers", "Inbox", "Events", "Held", "Entries", "Set-up", "Sources"]
    places = [text.find(name) for name in names]
    assert places == sorted(places)
    assert -1 not in places


def test_no_page_has_an_inline_script_or_style(staff: Client, source: Source) -> None:
    made = things(source)
    addresses = ["/admin/", "/admin/auth/user/", "/admin/ledger/source/add/"]
    addresses += [list_address(model) for model in MODELS] + [page_address(thing) for thing in made.values()]

    for address in addresses:
        html = staff.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), address


def test_a_claim_is_told_in_one_sentence(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")

    text = read(staff, page_address(ClaimedReward.objects.get()))

    assert (
        "Maya Lindqvist claimed Brass Reading Lamp on 14 Mar 2025 at 17:42 UTC, paying 300 points from loyalty card "
        "FJORD-8K2M , in Fjord Club , with an order of 74.50 EUR. Nothing has been reversed."
    ) in text


def test_a_reversal_is_told_with_its_reason(staff: Client, source: Source) -> None:
    take(source, "redemption.rollback.succeeded")
    take(source, "customer.rewarded")

    text = read(staff, page_address(ClaimedReward.objects.get()))

    assert "It was reversed on 15 Mar 2025 at 09:10 UTC: Lamp arrived broken." in text


def test_what_was_not_said_is_a_dash_with_a_word(staff: Client, source: Source) -> None:
    lion = add_source("loyaltylion", slug="lion")
    take(lion, "customer.claimed_reward")

    text = read(staff, page_address(ClaimedReward.objects.get()))

    assert "Inês Carvalho claimed €10 off as reported on 2 May 2025 at 08:15 UTC" in text
    assert "What was paid for it is not said." in text
    assert re.search(r"Not said by the provider: [^.]*\bPoints\b[^.]*\.", text)
    assert "Reversed \N{EN DASH} not reversed" in text
    assert "Value 15.00 EUR" in text
    assert "That time is Reported · when the provider sent word of it" in text


def test_a_publication_tells_who_got_a_voucher(staff: Client, source: Source) -> None:
    take(source, "publication.succeeded")

    address = page_address(Voucher.objects.get())
    assert "Holder Maya Lindqvist 1" in read(staff, address)
    assert f'<a class="said" href="{page_address(InboundEvent.objects.get())}"' in staff.get(address).content.decode()


def test_a_claim_shows_the_uses_of_the_voucher_that_it_granted(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded__distribution")
    claim = ClaimedReward.objects.get()
    assert "Uses of what was given None that the provider has told of." in read(staff, page_address(claim))

    take(source, "redemption.succeeded")

    use = Redemption.objects.get(voucher=claim.granted_voucher_id)
    assert "Uses of what was given Redemption Redeemed" in read(staff, page_address(claim))
    assert f'href="{page_address(use)}"' in staff.get(page_address(claim)).content.decode()


def test_every_value_leads_to_the_event_that_said_it(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")
    take(source, "redemption.rollback.succeeded")
    claim = ClaimedReward.objects.get()
    claimed, reversed_ = InboundEvent.objects.order_by("sent_at")

    page = staff.get(page_address(claim)).content.decode()

    assert _said_by(page, "Points") == page_address(claimed)
    assert _said_by(page, "Reversed") == page_address(reversed_)
    assert [page_address(voice.event) for voice in staff.get(page_address(claim)).context["voices"]] == [
        page_address(claimed),
        page_address(reversed_),
    ]


def _said_by(page: str, label: str) -> str:
    row = re.search(rf"<dt>{label}</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert row
    said = re.search(r'class="said" href="([^"]+)"', row[1])
    assert said
    return said[1]


def test_a_campaign_says_in_which_hour_it_was_last_named(staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")
    campaign = ClaimedReward.objects.get().campaign
    assert campaign

    assert "Fjord Club · last said in the hour from 14 Mar 2025, 17:00 UTC" in read(staff, page_address(campaign))


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        (ClaimedReward, (Customer, Voucher, Redemption, LedgerEntry, InboundEvent, Source)),
        (InboundEvent, (ClaimedReward, Redemption, LedgerEntry, Source)),
        (Voucher, (ClaimedReward, Customer, Redemption)),
        (Customer, (ClaimedReward, Voucher, Redemption)),
        (Redemption, (ClaimedReward, Customer, Voucher, InboundEvent)),
        (LedgerEntry, (ClaimedReward, InboundEvent, Customer)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_links_lead_both_ways(start: type[Any], ends: tuple[type[Any], ...], staff: Client, source: Source) -> None:
    take(source, "customer.rewarded")
    page = staff.get(page_address(start.objects.get())).content.decode()

    for end in ends:
        assert f'href="{page_address(end.objects.get())}"' in page, end


def test_a_related_list_has_the_newest_fifty_and_a_way_to_the_rest(staff: Client, source: Source) -> None:
    made = things(source)
    claim, campaign = made[ClaimedReward], made[Campaign]
    for number in range(2, 53):
        claim.pk, claim.external_id, claim.title = None, f"claim {number}", f"title {number}"
        claim.save(force_insert=True)

    [table, *_] = staff.get(page_address(campaign)).context["tables"]
    assert (len(table.rows), table.rest) == (50, f"{list_address(ClaimedReward)}?campaign={campaign.pk}")
    assert "52 claims" in read(staff, table.rest)
    assert f"Campaign {campaign.name}" in read(staff, table.rest)


def test_a_thing_that_is_not_there_is_said_and_not_an_error(staff: Client, source: Source) -> None:
    response = staff.get("/admin/ledger/claimedreward/987654/change/", follow=True)

    assert response.status_code == 200
    assert "Claimed rewards: there is none with the number 987654." in response.content.decode()


def test_related_lists_are_for_those_who_may_see_them(staff_with: Any, source: Source) -> None:
    claim = things(source)[ClaimedReward]

    page = staff_with("view_claimedreward").get(page_address(claim))

    assert (page.status_code, page.context["tables"]) == (200, [])
