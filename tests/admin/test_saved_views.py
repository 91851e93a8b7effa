"""Views: a filter under a name, one's own or the team's."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from ledger.admin.asking import sealed_value
from ledger.admin.saved_views import MOST, PERSONAL
from ledger.models import ClaimedReward, SavedView, Source
from ledger.models.views import NAME_LENGTH
from tests.access.viewers import person
from tests.admin.test_pages import read
from tests.admin.world import list_address, things

LIST = list_address(ClaimedReward)
MAY_SEE = "view_claimedreward"


def keep(client: Client, name: str, query: str, **given: str) -> str:
    """What is said after it."""
    answer = client.post(f"{LIST}views/keep/", {"name": name, "query": query, **given}, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def menu(client: Client, query: str = "") -> dict[str, Any]:
    return {link.view.name: link for link in client.get(f"{LIST}?{query}").context["saved"]}


def test_a_view_is_kept_found_in_the_menu_and_leads_to_its_filter(staff: Client, source: Source) -> None:
    things(source)
    assert keep(staff, "  Gone  back ", "?status=reversed&kind__in=product,custom&older=x~1") == "Kept: Gone back."

    link = menu(staff)["Gone back"]

    assert (link.is_own, link.is_here, link.view.is_shared) == (True, False, False)
    page = staff.get(link.address)
    assert [(chip.title, chip.says) for chip in page.context["cl"].chips] == [
        ("Kind", "Product, Custom"),
        ("Status", "Reversed"),
    ]
    # However its parameters are put.
    assert menu(staff, "status=reversed&kind__in=product%2Ccustom")["Gone back"].is_here
    assert not menu(staff, "status=reversed")["Gone back"].is_here


def test_a_view_is_ones_own_until_it_is_shared(
    staff: Client, source: Source, staff_with: Callable[..., Client]
) -> None:
    other = staff_with(MAY_SEE)
    keep(staff, "Mine", "status=claimed")
    assert keep(staff, "Ours", "status=reversed", shared="yes") == "Kept: Ours, for the team."
    assert list(menu(other)) == ["Ours"]
    seen = menu(other)["Ours"]
    assert (seen.is_own, seen.share, seen.delete, str(seen.view.owner)) == (False, "", "", "ana")

    staff.post(menu(staff)["Mine"].share, {"shared": "yes"})
    staff.post(menu(staff)["Ours"].share, {"shared": "no"})

    assert list(menu(other)) == ["Mine"]


def test_only_the_owner_changes_a_view_and_who_may_tidy_up_deletes_shared_ones(
    source: Source, staff_with: Callable[..., Client]
) -> None:
    owner, other, tidy = staff_with(MAY_SEE), staff_with(MAY_SEE), staff_with(MAY_SEE, "delete_savedview")
    keep(owner, "Mine", "status=claimed")
    keep(owner, "Ours", "status=reversed", shared="yes")
    mine, ours = menu(owner)["Mine"], menu(owner)["Ours"]

    assert [other.post(ours.share).status_code, other.post(ours.delete).status_code] == [403, 403]
    assert [tidy.post(ours.share).status_code, tidy.post(mine.delete).status_code] == [403, 404]
    assert [other.post(mine.share).status_code, other.post(mine.delete).status_code] == [404, 404]
    assert {view.name for view in SavedView.objects.all()} == {"Mine", "Ours"}
    assert tidy.post(menu(tidy)["Ours"].delete)["Location"] == f"{LIST}?status=reversed"
    owner.post(mine.delete)
    assert not SavedView.objects.exists()


def test_acts_are_posted_by_those_who_see_the_list(source: Source, staff_with: Callable[..., Client]) -> None:
    owner, stranger = staff_with(MAY_SEE), staff_with("view_customer")
    keep(owner, "Ours", "status=claimed", shared="yes")
    ours = menu(owner)["Ours"]

    for address in (f"{LIST}views/keep/", ours.share, ours.delete):
        assert (owner.get(address).status_code, stranger.post(address).status_code) == (405, 403)
        assert Client().post(address).status_code == 302
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(User.objects.order_by("pk")[0])
    assert careful.post(ours.delete).status_code == 403
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("", "status=claimed", "Give it a name of at most 80 characters."),
        ("n" * (NAME_LENGTH + 1), "status=claimed", "Give it a name of at most 80 characters."),
        ("One", "", "Set a filter first."),
        ("One", "status=lost", "Some of its filters can't be read."),
        ("One", "q=jane", PERSONAL),
        ("One", "customer_email=jane%40example.com", PERSONAL),
        ("One", urlencode({"voucher_code": sealed_value("SAVE-10")}), PERSONAL),
        ("One", "metadata__phone=1&claimed=today", PERSONAL),
        ("One", f"external_id__in={'x' * 250},{','.join(str(n) * 50 for n in range(50))}", "It has too many filters."),
        ("Taken", "status=reversed", "You have one of that name."),
    ],
)
def test_what_can_not_be_kept_is_said(name: str, query: str, why: str, staff: Client, source: Source) -> None:
    keep(staff, "Taken", "status=claimed")

    assert keep(staff, name, query) == f"The view was not kept. {why}"
    assert list(SavedView.objects.values_list("name", "query")) == [("Taken", "status=claimed")]


def test_the_menu_says_why_there_is_nothing_to_keep(staff: Client, source: Source) -> None:
    assert "Set a filter first." in read(staff, LIST)
    assert PERSONAL in read(staff, f"{LIST}?q=jane")
    assert "Keep this view as" in read(staff, f"{LIST}?status=claimed")


def test_nobody_keeps_more_than_a_menu_holds(staff: Client, source: Source) -> None:
    owner = User.objects.get(username="ana")
    SavedView.objects.bulk_create(
        SavedView(owner=owner, model="claimedreward", name=str(number), query="status=claimed")
        for number in range(MOST)
    )

    assert "delete one first" in keep(staff, "One more", "status=claimed")


def test_two_people_may_use_one_name_and_one_person_may_not(source: Source) -> None:
    given = {"model": "claimedreward", "name": "Ours", "query": "status=claimed"}
    ana, ben = User.objects.create_user("ana"), User.objects.create_user("ben")
    SavedView.objects.create(owner=ana, **given)
    SavedView.objects.create(owner=ben, **given)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=ana, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=ana, **given | {"name": ""})


def test_a_masked_person_keeps_and_shares_views_too(source: Source) -> None:
    client = Client()
    client.force_login(person("Support agent"))

    assert keep(client, "Open", "status=claimed", shared="yes") == "Kept: Open, for the team."
    assert keep(client, "Someone", "customer_email=jane%40example.com") == f"The view was not kept. {PERSONAL}"
    assert list(menu(client)) == ["Open"]
