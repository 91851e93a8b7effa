"""Staff write notes for one another on claims and customers, and take their own back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from ledger.models import ClaimedReward, Customer, Note, Source
from ledger.models.notes import NOTE_LENGTH
from tests.access.viewers import person
from tests.admin.test_pages import read
from tests.admin.world import NOON, page_address, things

on_each = pytest.mark.parametrize("model", [ClaimedReward, Customer], ids=["claim", "customer"])


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(person(role, name=role.lower().replace(" ", "-")))
    return client


def write(client: Client, thing: ClaimedReward | Customer, text: str) -> int:
    return client.post(page_address(thing, "note"), {"text": text}).status_code


def take_back(client: Client, thing: ClaimedReward | Customer, note: Note) -> int:
    return client.post(f"{page_address(thing, 'note')}{note.pk}/delete/").status_code


@on_each
def test_a_note_is_read_with_its_author_and_time(model: type[ClaimedReward], source: Source) -> None:
    thing, agent = things(source)[model], signed_in("Support agent")

    assert write(agent, thing, " She calls <again>.\0\nTomorrow. ") == 302

    note = Note.objects.get()
    assert (note.text, note.author.username) == ("She calls <again>.\nTomorrow.", "support-agent")
    page = agent.get(page_address(thing)).content.decode()
    assert "She calls &lt;again&gt;.<br>Tomorrow." in page
    assert "support-agent Today" in read(agent, page_address(thing))


@pytest.mark.parametrize(("text", "said"), [(" \0", "the note is empty"), ("x" * (NOTE_LENGTH + 1), "at most 2,000")])
def test_a_note_has_a_text_of_some_length(text: str, said: str, staff: Client, source: Source) -> None:
    claim = things(source)[ClaimedReward]

    answer = staff.post(page_address(claim, "note"), {"text": text}, follow=True)

    assert said in " ".join(str(message) for message in answer.context["messages"])
    assert not Note.objects.exists()


@on_each
def test_notes_are_for_support(model: type[ClaimedReward], source: Source, staff: Client) -> None:
    thing = things(source)[model]
    write(staff, thing, "a word of support")
    analyst = signed_in("Analyst")

    assert "a word of support" in read(signed_in("Support lead"), page_address(thing))
    assert "a word of support" not in read(analyst, page_address(thing))
    assert (write(analyst, thing, "more"), take_back(analyst, thing, Note.objects.get())) == (403, 403)
    assert Note.objects.count() == 1


def test_who_may_not_see_the_thing_writes_nothing_on_it(source: Source, staff_with: Callable[..., Client]) -> None:
    claim = things(source)[ClaimedReward]

    assert write(staff_with("add_note", "view_note"), claim, "a word") == 403
    assert staff_with("add_note", "view_note").get(page_address(claim, "note")).status_code == 405
    assert write(staff_with("add_note", "view_note", "view_claimedreward"), claim, "a word") == 302


def test_an_author_takes_back_their_own_and_a_lead_any(source: Source, staff: Client) -> None:
    claim, agent, lead = things(source)[ClaimedReward], signed_in("Support agent"), signed_in("Support lead")
    write(agent, claim, "first")
    write(lead, claim, "second")
    write(agent, claim, "third")
    first, second, third = Note.objects.order_by("pk")

    assert (take_back(agent, claim, second), take_back(agent, claim, first)) == (403, 302)
    assert take_back(lead, claim, third) == 302
    assert list(Note.objects.all()) == [second]
    assert agent.get(page_address(claim)).context["notes"].written[0].delete == ""


def test_a_note_is_taken_back_where_it_stands(source: Source, staff: Client) -> None:
    made = things(source)
    write(staff, made[ClaimedReward], "a word")

    other = things(source, number=2)[ClaimedReward]
    assert take_back(staff, other, Note.objects.get()) == 404
    assert write(staff, ClaimedReward(pk=987654), "a word") == 404


def test_a_note_is_on_one_thing_and_says_something(source: Source, staff: Client) -> None:
    made, author = things(source), User.objects.get(username="ana")
    on_both = {"claim": made[ClaimedReward], "customer": made[Customer], "text": "a word"}
    for given in (on_both, {"text": "a word"}, {"claim": made[ClaimedReward], "text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.create(author=author, written_at=NOON, **given)
