"""API tokens at the desk: made by who may, shown once, revoked for good."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from ledger.models import AccessLogEntry, ApiToken
from tests.access.viewers import person
from tests.admin.test_pages import JARGON, read
from tests.admin.world import list_address, page_address
from tests.api.door import knock, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.door")]
ADD = "/admin/ledger/apitoken/add/"
IN_CLEAR = re.compile(r"ledger_[0-9a-f]{64}")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make(client: Client, user: User, **given: str) -> Any:
    day = timezone.localdate() + timedelta(days=30)
    return client.post(ADD, {"name": "Warehouse", "user": str(user.pk), "expiry": day.isoformat()} | given)


def faults(answer: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer.context["adminform"].form.errors
    return found


def acts() -> list[tuple[Any, ...]]:
    return list(AccessLogEntry.objects.order_by("pk").values_list("act", "user__username", "model", "row", "reason"))


def test_token_is_shown_once_and_opens_the_api() -> None:
    kim = person("Analyst")
    client = signed_in(kim)

    answer = make(client, kim)
    (shown,) = set(IN_CLEAR.findall(answer.content.decode()))
    token = ApiToken.objects.get()

    assert knock(shown).json() == {"user": "kim", "token": "Warehouse"}
    curl = f"curl -H 'Authorization: Bearer {shown}' http://testserver/api/v1/sources/"
    assert escape(curl) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for address in (list_address(ApiToken), page_address(token), ADD, "/admin/"):
        text = client.get(address).content.decode()
        assert not IN_CLEAR.search(text)
        assert token.digest not in text
    assert shown not in str([*LogEntry.objects.values(), *AccessLogEntry.objects.values(), *client.session.items()])
    assert acts() == [("token_made", "kim", "apitoken", token.pk, "")]


def test_list_and_page_tell_whose_it_is_and_how_long(staff: Client) -> None:
    ana, kim = User.objects.get(), person("Analyst")
    token = make_token(kim, made_by=ana, expiry=datetime(2099, 3, 1, 23, 59, 59, tzinfo=UTC))

    for address in (list_address(ApiToken), page_address(token)):
        text = read(staff, address)
        assert not JARGON.search(text)
        for word in ("Warehouse", "kim", "ana", "1 Mar 2099", "never", "Good"):
            assert word in text, word
    assert "Whoever has it reads what kim may read, until the end of 1 Mar 2099." in read(staff, page_address(token))
    assert token.token_key in read(staff, page_address(token))


@pytest.mark.parametrize(
    ("changed", "story"),
    [
        ({"revoked_at": timezone.now()}, "It opens nothing: it is revoked."),
        ({"days": -1}, "It opens nothing: it is expired."),
    ],
)
def test_page_of_one_that_has_ended_says_so(changed: dict[str, Any], story: str, staff: Client) -> None:
    assert story in read(staff, page_address(make_token(person("Analyst"), **changed)))


def test_page_says_where_the_user_has_no_role(staff: Client) -> None:
    token = make_token(person(None))
    assert "It opens nothing as long as kim has no role that uses the API." in read(staff, page_address(token))


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        ("Support agent", False, False),
        ("Support lead", True, False),
        ("Analyst", True, False),
        ("Administrator", True, True),
        (None, False, False),
    ],
)
def test_roles_make_and_see_and_revoke(role: str | None, *, own: bool, others: bool) -> None:
    lee, kim = person("Analyst", name="lee"), person(role)
    client = signed_in(kim)
    foreign = make_token(lee, name="Of lee")
    mine = make_token(kim, name="Of kim")

    listed = client.get(list_address(ApiToken)).content.decode()
    assert ("Of kim" in listed, "Of lee" in listed) == (own, others)
    assert [client.get(page_address(token)).status_code == 200 for token in (mine, foreign)] == [own, others]

    for user in (kim, lee):
        make(client, user)
    made = [ApiToken.objects.filter(user=user, name="Warehouse").exists() for user in (kim, lee)]
    assert made == [own, others]

    for token in (mine, foreign):
        client.post(page_address(token, "revoke"), {"reason": "why"})
    revoked = [ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=False).exists() for token in (mine, foreign)]
    assert revoked == [own, others]


def test_nobody_takes_a_superusers_place_by_a_token() -> None:
    ana, administrator = User.objects.create_superuser("ana"), person("Administrator")

    assert faults(make(signed_in(administrator), ana)).keys() == {"user"}
    assert make(signed_in(ana), ana).context["token"].user == ana


def test_tokens_are_made_for_those_alone_who_use_the_api(staff: Client) -> None:
    service = User.objects.create_user("warehouse")  # no staff: it can't sign in
    assert faults(make(staff, service)).keys() == {"user"}
    service.groups.set(Group.objects.filter(name="Analyst"))

    answer = make(staff, service)

    assert knock(answer.context["token"].in_clear).status_code == 200


@pytest.mark.parametrize("days", [-1, 366, 10**6])
def test_token_ends_within_what_is_set(days: int, staff: Client) -> None:
    day = timezone.localdate() + timedelta(days=days)
    assert faults(make(staff, User.objects.get(), expiry=day.isoformat())).keys() == {"expiry"}
    assert faults(make(staff, User.objects.get(), expiry="")).keys() == {"expiry"}


def test_token_is_good_to_the_end_of_its_last_day_here(staff: Client, settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    with timezone.override("America/New_York"):
        make(staff, User.objects.get(), expiry=timezone.localdate().isoformat())
        expiry = timezone.localtime(ApiToken.objects.get().expiry)
    assert (expiry.hour, expiry.minute, str(expiry.tzinfo)) == (23, 59, "America/New_York")


def test_name_tells_a_token_from_the_others_of_its_user(staff: Client) -> None:
    ana = User.objects.get()
    make(staff, ana)
    assert faults(make(staff, ana)).keys() == {"name"}
    assert faults(make(staff, ana, name=" ")).keys() == {"name"}
    ApiToken.objects.update(revoked_at=timezone.now())
    make(staff, ana)
    assert ApiToken.objects.count() == 2


def test_revoked_token_is_refused_and_kept_with_the_reason(staff: Client) -> None:
    token = make_token(person("Analyst"))

    answer = staff.post(page_address(token, "revoke"), {"reason": " A laptop is gone. "}, follow=True)

    assert "Revoked: Warehouse." in answer.content.decode()
    assert knock(token.in_clear).status_code == 401
    assert acts() == [("token_revoked", "ana", "apitoken", token.pk, "A laptop is gone.")]
    staff.post(page_address(token, "revoke"), {"reason": "Again."})
    assert len(acts()) == 1
    assert page_address(token, "revoke") not in staff.get(page_address(token)).content.decode()


@pytest.mark.parametrize("reason", ["", " \0", "x" * 1001])
def test_revoking_needs_a_reason_and_a_press(reason: str, staff: Client) -> None:
    token = make_token(User.objects.get())

    staff.post(page_address(token, "revoke"), {"reason": reason})

    assert staff.get(page_address(token, "revoke")).status_code == 405
    assert (knock(token.in_clear).status_code, acts()) == (200, [])


def test_token_is_never_changed_or_deleted(staff: Client) -> None:
    token = make_token(User.objects.get())
    for page in ("change", "delete"):
        assert staff.post(page_address(token, page), {"post": "yes", "name": "Other"}).status_code == 403
    assert ApiToken.objects.get().name == "Warehouse"
