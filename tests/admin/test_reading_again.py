"""Events are read again from the desk: what would change is shown first, and just that is done."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger.access import HIDDEN
from ledger.admin.show import MINUS
from ledger.choices import Act, EventState
from ledger.facts import CustomerFacts, Facts
from ledger.models import AccessLogEntry, ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from tests.admin.test_pages import read
from tests.admin.world import list_address, page_address
from tests.sources import add_source
from tests.test_rereading import STAMPLY, message, take, wrong_points

pytestmark = pytest.mark.django_db
AGAIN = "/admin/ledger/inboundevent/read-again/"
Reader = Callable[[Any], None]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    return lambda other: monkeypatch.setitem(STAMPLY.provider.readers, "treat.given", other)


@pytest.fixture
def wrong(reader: Reader) -> Source:
    """Two claims whose points were read wrongly, by a reader that has been mended since."""
    source = add_source("stamply")
    reader(wrong_points)
    take(source, [message(1, card="c1"), message(2, card="c2")])
    reader(STAMPLY.given)
    return source


def pks() -> list[int]:
    return list(InboundEvent.objects.order_by("pk").values_list("pk", flat=True))


def points() -> list[int | None]:
    return list(ClaimedReward.objects.order_by("external_id").values_list("points", flat=True))


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_look_shows_each_field_and_entry_and_changes_nothing(staff: Client, wrong: Source) -> None:
    page = staff.post(AGAIN, {"event": pks()[:1]})

    text = words(page)
    assert "Nothing is changed yet. 1 event, read as the readers are today" in text
    assert "Claimed reward c1 Acme (stamply) Points 99 10" in text
    assert f"Claimed reward c1 Acme (stamply) Claimed {MINUS}1 {MINUS}99 points" in text
    assert "Claimed +1 10 points" in text
    assert (points(), LedgerEntry.objects.count()) == ([99, 99], 2)
    assert not AccessLogEntry.objects.filter(act=Act.REREAD).exists()


def test_just_what_was_shown_is_done_and_logged(staff: Client, wrong: Source) -> None:
    shown = staff.post(AGAIN, {"event": pks()[:1]}).context["shown"]
    page = staff.post(AGAIN, {"shown": shown})

    assert "1 event was read again" in words(page)
    assert (points(), LedgerEntry.objects.count()) == ([10, 99], 4)
    log = AccessLogEntry.objects.get(act=Act.REREAD)
    assert (log.user, log.model) == (User.objects.get(), "inboundevent")
    assert log.details == {"events": pks()[:1], "outcomes": {"corrected": 1}, "entries": 2}


def test_what_failed_and_can_be_read_by_now_makes_a_claim(staff: Client, wrong: Source) -> None:
    take(wrong, [message(3, stamps="ten", card="c3")])
    failed = InboundEvent.objects.get(state=EventState.FAILED)
    InboundEvent.objects.filter(pk=failed.pk).update(body=message(3, card="c3"))

    shown = staff.post(AGAIN, {"event": [failed.pk]}).context["shown"]
    page = staff.post(AGAIN, {"shown": shown})

    assert "1 event was read again" in words(page)
    assert ClaimedReward.objects.filter(external_id="c3").exists()


def test_what_would_come_out_otherwise_by_now_is_not_done_but_shown(
    staff: Client, wrong: Source, reader: Reader
) -> None:
    shown = staff.post(AGAIN, {"event": pks()}).context["shown"]
    take(wrong, [message(3, says="treat.taken_back", card="c1", day=2)])
    page = staff.post(AGAIN, {"shown": shown})

    assert "it would come out otherwise by now" in said(page)
    assert page.context["shown"]
    assert points() == [99, 99]
    staff.post(AGAIN, {"shown": page.context["shown"]})
    assert points() == [10, 10]


@pytest.mark.parametrize("token", ["", "x", "eyJpZHMiOlsxXX0:1uP:abc"])
def test_a_token_of_nobodys_does_nothing(token: str, staff: Client, wrong: Source) -> None:
    answer = staff.post(AGAIN, {"shown": token}, follow=True)

    assert "too old. Look again." in said(answer)
    assert points() == [99, 99]


def test_a_token_is_for_who_was_shown_it(staff: Client, wrong: Source, staff_with: Callable[..., Client]) -> None:
    other = staff_with("view_inboundevent", "reread_events")
    shown = other.post(AGAIN, {"event": pks()}).context["shown"]

    assert "too old" in said(staff.post(AGAIN, {"shown": shown}, follow=True))
    assert points() == [99, 99]


def test_all_that_the_list_shows_is_read_a_press_at_a_time(
    staff: Client, wrong: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(wrong, [message(3, card="c3"), message(4, stamps="ten", card="c4")])
    monkeypatch.setattr("ledger.admin.chosen.MOST", 2)
    address = f"{AGAIN}?state=recorded&source={wrong.slug}&received=last_7_days&event_type=treat.given"

    first = staff.post(address, {"all": "yes"})
    done = staff.post(address, {"shown": first.context["shown"]})
    last = staff.post(address, {"all": "yes", "after": done.context["chosen"].last})

    assert [list(page.context["chosen"].ids) for page in (first, done, last)] == [pks()[:2], pks()[:2], pks()[2:3]]
    assert [page.context["chosen"].left for page in (first, done, last)] == ["1", "1", ""]
    assert points() == [10, 10, 10]
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=6)
    until = since + timedelta(days=7)
    assert first.context["chosen"].command == (
        "python manage.py reread_events --source acme-stamply --state recorded --type treat.given "
        f"--since {since.astimezone(UTC).isoformat()} --older-than {until.astimezone(UTC).isoformat()}"
    )


def test_what_a_command_can_not_be_told_has_none(staff: Client, wrong: Source) -> None:
    claim = ClaimedReward.objects.get(external_id="c1")
    page = staff.post(f"{AGAIN}?claim={claim.pk}", {"all": "yes"})

    assert (list(page.context["chosen"].ids), page.context["chosen"].command) == (pks()[:1], "")


def test_a_command_is_quoted_for_a_shell(staff: Client, wrong: Source) -> None:
    InboundEvent.objects.update(event_type="a; rm -rf 'x'")
    page = staff.post(f"{AGAIN}?event_type=a%3B+rm+-rf+%27x%27&received=today", {"all": "yes"})

    assert """--type 'a; rm -rf '"'"'x'"'"''""" in page.context["chosen"].command


def test_held_events_are_left_to_a_decision(staff: Client, wrong: Source) -> None:
    InboundEvent.objects.filter(pk=pks()[0]).update(state=EventState.HELD)

    answer = staff.post(AGAIN, {"event": pks()[:1]}, follow=True)
    assert "choose events that are not held" in said(answer)
    assert list(staff.post(AGAIN, {"all": "yes"}).context["chosen"].ids) == pks()[1:]
    assert "Read again" not in read(staff, page_address(InboundEvent.objects.get(pk=pks()[0])))
    assert read(staff, list_address(InboundEvent)).count("waits for a decision") == 1


@pytest.mark.parametrize("given", [{}, {"event": "x"}, {"event": "9" * 30}, {"event": "987654321"}])
def test_nothing_chosen_is_said(given: dict[str, str], staff: Client, wrong: Source) -> None:
    assert "Nothing was read" in said(staff.post(AGAIN, given, follow=True))


def test_a_customer_is_mended_at_the_press_and_by_command_where_that_reads_too_much(
    staff: Client, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = add_source("stamply")
    reader(lambda *_: Facts(customers=(CustomerFacts(external_id="g1", name="Wrong Name"),)))
    take(source, [message(1)])
    reader(lambda *_: Facts(customers=(CustomerFacts(external_id="g1", name="Right Name"),)))
    monkeypatch.setattr("ledger.trying.MENDABLE", 0)

    assert "1 customer, voucher or campaign of Acme (stamply) have a word" in words(staff.post(AGAIN, {"event": pks()}))

    monkeypatch.setattr("ledger.trying.MENDABLE", 10)
    page = staff.post(AGAIN, {"event": pks()})
    assert "Name Wrong Name Right Name" in words(page)
    staff.post(AGAIN, {"shown": page.context["shown"]})
    assert Customer.objects.get().name == "Right Name"


@pytest.mark.parametrize("sight", ["view_masked_personal_data", "view_customer"])
def test_what_changes_is_masked_like_everything(sight: str, staff_with: Callable[..., Client], reader: Reader) -> None:
    source = add_source("stamply")
    reader(lambda *_: Facts(customers=(CustomerFacts(external_id="g1", name="Vera Secretive"),)))
    take(source, [message(1)])
    named: dict[str, Any] = {"name": "Olga Concealed", "email": "olga@example.com", "merchant_ref": "private-7"}
    reader(lambda *_: Facts(customers=(CustomerFacts(external_id="code:HUSH-1234", **named),)))

    some = staff_with("view_inboundevent", "reread_events", "view_customer", sight)
    html = some.post(AGAIN, {"event": pks()}).content.decode()

    assert "Before" in html
    for secret in ("Secretive", "Concealed", "olga@", "private-7", "HUSH-"):
        assert secret not in html


def test_a_reference_is_masked_by_what_it_is_to(
    staff_with: Callable[..., Client], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = add_source("stamply")
    take(source, [message(1, guest={"nr": "code:FIRST-1234"})])
    body = message(1, guest={"nr": "code:OTHER-5678"})
    InboundEvent.objects.update(body=body)

    blind = staff_with("view_inboundevent", "reread_events", "view_claimedreward", "view_customer")
    text = words(blind.post(AGAIN, {"event": pks()}))
    assert f"Customer code:{HIDDEN} code:{HIDDEN}" in text
    unseeing = staff_with("view_inboundevent", "reread_events")
    html = words(unseeing.post(AGAIN, {"event": pks()}))
    assert f"Claimed reward {HIDDEN} Acme (stamply) Customer {HIDDEN} {HIDDEN}" in html


def test_only_who_may_is_offered_and_heard(staff_with: Callable[..., Client], wrong: Source) -> None:
    looks_on, blind = staff_with("view_inboundevent"), staff_with("reread_events")

    assert [client.post(AGAIN, {"event": pks()}).status_code for client in (looks_on, blind)] == [403, 403]
    page, listed = page_address(InboundEvent.objects.first()), list_address(InboundEvent)  # type: ignore[arg-type]
    for address in (page, listed):
        assert AGAIN not in looks_on.get(address).content.decode()
    assert looks_on.get(AGAIN).status_code == 405


def test_a_database_that_is_too_busy_is_said(staff: Client, wrong: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> Any:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("ledger.trying.reread", busy)
    assert "the database was too busy" in said(staff.post(AGAIN, {"event": pks()}, follow=True))


def test_the_role_that_may_reads_again(staff: Client, wrong: Source) -> None:
    lead = User.objects.create_user("lea", is_staff=True)
    lead.user_permissions.set(Permission.objects.filter(group__name="Support lead"))
    client = Client()
    client.force_login(lead)

    html = client.get(page_address(InboundEvent.objects.first())).content.decode()  # type: ignore[arg-type]
    assert f'action="{reverse("admin:ledger_inboundevent_reread")}"' in html


def test_a_type_comes_with_a_period(staff: Client, wrong: Source) -> None:
    InboundEvent.objects.filter(pk=pks()[0]).update(received_at=timezone.now() - timedelta(days=40))

    address = "?event_type=treat.given&amp;received=last_30_days"
    assert address in staff.get(list_address(InboundEvent)).content.decode()
    listed = staff.get(list_address(InboundEvent) + address.replace("&amp;", "&")).context["cl"].result_list
    assert [event.pk for event in listed] == pks()[1:]
    assert "Type: Reads row by row" in read(staff, f"{list_address(InboundEvent)}?event_type=treat.given")


def test_a_look_costs_the_same_for_more_events_that_are_alike(staff: Client, wrong: Source) -> None:
    def look(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.post(AGAIN, {"event": pks()[:count]}).status_code == 200
        return len(captured)

    take(wrong, [message(number, card=f"c{number}") for number in range(3, 30)])
    look(2)
    assert look(2) == look(29)


def test_where_nothing_would_change_there_is_nothing_to_press(staff: Client, wrong: Source) -> None:
    staff.post(AGAIN, {"shown": staff.post(AGAIN, {"event": pks()}).context["shown"]})

    text = words(staff.post(AGAIN, {"event": pks()}))
    assert "Nothing would change" in text
    assert "Do just this" not in text
