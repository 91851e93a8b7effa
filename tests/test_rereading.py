"""Reading again: what was understood wrongly is taken back, what was not is recorded, and nothing doubles."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.choices import EventState, Origin, RewardKind
from ledger.facts import CustomerFacts, Facts
from ledger.inbox import Delivery, receive
from ledger.mending import mend
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from ledger.providers import Envelope, all_providers
from ledger.rereading import Reread, reread
from tests.providers.fixture_files import fixtures
from tests.sources import add_source
from tests.state import due, mirrors, sums
from tests.test_concurrency import at_once, claim, rollback
from tests.test_concurrency import take as deliver

pytestmark = pytest.mark.django_db

STAMPLY: Any = import_module("ledger.providers.stamply")
NOW = datetime(2026, 2, 1, tzinfo=UTC)
SPAN = {"since": NOW - timedelta(days=30), "until": NOW}


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def message(number: int, says: str = "treat.given", *, day: int = 1, card: str = "c1", **more: object) -> bytes:
    said = {"nr": f"m{number}", "says": says, "at": f"2026-01-{day:02}T12:00:00Z", "card": card}
    treat = {"what": "Mug", "is_a": "cup"}
    given = {"guest": {"nr": "g1"}, "treat": treat, "stamps": 10} if says == "treat.given" else {}
    return json.dumps(said | given | more).encode()


def take(source: Source, bodies: Sequence[bytes]) -> None:
    receive(source, [Delivery(body=body) for body in bodies], origin=Origin.IMPORT)


def read_all(source: Source, *, size: int = 100, is_dry: bool = False) -> list[Reread]:
    ids = list(InboundEvent.objects.filter(source=source).order_by("pk").values_list("pk", flat=True))
    batches = [reread(source, ids[at : at + size], is_dry=is_dry) for at in range(0, len(ids), size)]
    list(mend(source, set().union(*(batch.to_mend for batch in batches)), is_dry=is_dry))
    return batches


def said() -> Any:
    """The mirrors' rows of which something is said."""
    return {of: {key: row for key, row in rows.items() if row["said"]} for of, rows in mirrors().items()}


def lines() -> list[tuple[Any, ...]]:
    return list(LedgerEntry.objects.order_by("pk").values_list("side", "ordinal", "quantity", "points"))


def wrong_points(payload: bytes, envelope: Envelope) -> Facts:
    facts: Facts = STAMPLY.given(payload, envelope)
    return replace(facts, claims=tuple(replace(one, points=99) for one in facts.claims))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Puts another reader in the place of Stamply's for treats."""
    return lambda other: monkeypatch.setitem(STAMPLY.provider.readers, "treat.given", other)


def test_ignored_event_is_recorded_once_there_is_a_reader(reader: Callable[[Any], None]) -> None:
    source = add_source("stamply")
    reader(None)
    take(source, [message(1)])
    reader(STAMPLY.given)
    assert InboundEvent.objects.get().state == EventState.IGNORED
    (done,) = read_all(source)
    event = InboundEvent.objects.get()
    assert (done.outcomes, event.state, event.subject) == ({"now recorded": 1}, EventState.RECORDED, "c1")
    assert lines() == [("claimed", 1, 1, 10)]
    assert read_all(source)[0].outcomes == {"unchanged": 1}
    assert lines() == [("claimed", 1, 1, 10)]


def test_event_that_fails_still_has_its_faults_of_today() -> None:
    source = add_source("stamply")
    take(source, [message(1, stamps="ten")])
    InboundEvent.objects.update(faults=["$: something of old"])
    assert read_all(source)[0].outcomes == {"still failed": 1}
    assert InboundEvent.objects.get().faults != ["$: something of old"]


def test_wrong_points_are_taken_back_in_mirror_and_entries(reader: Callable[[Any], None]) -> None:
    source = add_source("stamply")
    reader(wrong_points)
    take(source, [message(1)])
    reader(STAMPLY.given)
    assert read_all(source)[0].outcomes == {"corrected": 1}
    assert ClaimedReward.objects.get().points == 10
    assert lines() == [("claimed", 1, 1, 99), ("claimed", 2, -1, -99), ("claimed", 3, 1, 10)]


def test_claim_that_nobody_says_any_more_is_annulled_and_may_come_back(reader: Callable[[Any], None]) -> None:
    source = add_source("stamply")
    take(source, [message(1)])
    reader(lambda _payload, _envelope: Facts(subject="c1"))
    read_all(source)
    assert (ClaimedReward.objects.get().status, ClaimedReward.objects.get().said, sums()) == ("annulled", {}, {})
    reader(STAMPLY.given)
    take(source, [message(2)])
    assert (ClaimedReward.objects.get().status, sums()) == ("claimed", due())
    assert [ordinal for _, ordinal, *_ in lines()] == [1, 2, 3]


def test_claim_told_under_a_wrong_id_moves_to_its_own(reader: Callable[[Any], None]) -> None:
    def told(payload: bytes, envelope: Envelope) -> Facts:
        return STAMPLY.given(payload.replace(b'"c1"', b'"wrong"'), envelope)  # type: ignore[no-any-return]

    source = add_source("stamply")
    reader(told)
    take(source, [message(1)])
    reader(STAMPLY.given)
    read_all(source)
    assert dict(ClaimedReward.objects.values_list("external_id", "status")) == {"wrong": "annulled", "c1": "claimed"}
    assert sums() == due()
    assert InboundEvent.objects.get().subject == "c1"


def test_older_word_stands_again_where_a_wrong_one_of_a_customer_is_taken_back(reader: Callable[[Any], None]) -> None:
    def renamed(payload: bytes, envelope: Envelope) -> Facts:
        return Facts(subject="c2", customers=(CustomerFacts(external_id="g1", name="Wrong", tier="gold"),))

    source = add_source("stamply")
    take(source, [message(1, day=1, guest={"nr": "g1", "called": "Ada"})])
    reader(renamed)
    take(source, [message(2, day=9, card="c2")])
    assert Customer.objects.values_list("name", "tier").get() == ("Wrong", "gold")
    reader(STAMPLY.given)
    read_all(source, size=1)
    assert Customer.objects.values_list("name", "tier").get() == ("Ada", None)


def test_reader_that_is_broken_takes_nothing_back(reader: Callable[[Any], None]) -> None:
    source = add_source("stamply")
    take(source, [message(1), message(2, "treat.taken_back", day=2)])
    before = mirrors(), sums()
    reader(lambda _payload, _envelope: 1 // 0)
    done = read_all(source)[0]
    assert done.outcomes["now fails"] == 1
    assert (mirrors(), sums()) == before
    assert set(InboundEvent.objects.values_list("state", flat=True)) == {"recorded"}


def test_dry_run_tells_and_changes_nothing(reader: Callable[[Any], None]) -> None:
    source = add_source("stamply")
    reader(wrong_points)
    take(source, [message(1)])
    reader(STAMPLY.given)
    before = mirrors(), lines()
    (done,) = read_all(source, is_dry=True)
    assert [(one.field, one.old, one.new) for one in done.changes] == [("points", 99, 10)]
    assert [entry.points for entry in done.entries] == [-99, 10]
    assert (mirrors(), lines()) == before


def test_source_that_is_switched_off_is_read_as_ever() -> None:
    source = add_source("stamply")
    take(source, [message(1)])
    source.is_active = False
    source.save()
    assert read_all(source)[0].outcomes == {"unchanged": 1}


@pytest.mark.parametrize("slug", list(all_providers()))
@pytest.mark.parametrize("size", [7, 1000])
def test_reading_everything_again_changes_nothing(slug: str, size: int) -> None:
    source = add_source(slug)
    bodies = list(all_providers()[slug].sample(Random(7), **SPAN, count=80))  # noqa: S311 - no secret
    take(source, [one.payload for one in fixtures() if one.provider == slug] + bodies)
    before = mirrors(), lines(), list(InboundEvent.objects.order_by("pk").values())
    batches = read_all(source, size=size)
    assert (mirrors(), lines(), list(InboundEvent.objects.order_by("pk").values())) == before
    assert [change for batch in batches for change in batch.changes] == []


def misread(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """A mistake in Stamply's readers."""
    given, back = STAMPLY.given, STAMPLY.taken_back

    def wrongly(payload: bytes, envelope: Envelope) -> Facts:
        facts: Facts = given(payload, envelope)
        one = facts.claims[0]
        wrong: dict[str, dict[str, Any]] = {
            "points": {"claims": (replace(one, points=99),)},
            "id": {"claims": (replace(one, external_id=f"{one.external_id}x"),), "subject": f"{one.external_id}x"},
            "no claim": {"claims": ()},
            "customer": {"customers": tuple(replace(of, name="Wrong", tier="gold") for of in facts.customers)},
        }
        return replace(facts, **wrong.get(what, {}))

    if what == "kind":
        monkeypatch.setitem(STAMPLY.KINDS, "cup", RewardKind.CREDIT)
    elif what == "reversal":
        monkeypatch.setitem(STAMPLY.provider.readers, "treat.taken_back", given)
        monkeypatch.setitem(STAMPLY.provider.readers, "treat.given", back)
    else:
        monkeypatch.setitem(STAMPLY.provider.readers, "treat.given", wrongly)


messages = st.builds(
    message,
    st.integers(1, 4),
    st.sampled_from(["treat.given", "treat.given", "treat.taken_back"]),
    day=st.integers(1, 3),
    card=st.sampled_from(["c1", "c2"]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[bytes]:
    """A taking-back names no guest, as Stamply sends it: what nothing refers to is beyond reading again."""
    found = draw(st.lists(messages, min_size=1, max_size=6, unique=True))
    called = draw(st.lists(st.sampled_from(["Ada", "Bo", None]), min_size=len(found), max_size=len(found)))
    stamps = draw(st.lists(st.sampled_from([5, 10, None]), min_size=len(found), max_size=len(found)))
    return [
        body
        if name is None or b"taken_back" in body
        else json.dumps(
            json.loads(body) | {"guest": {"nr": draw(st.sampled_from(["g1", "g2"])), "called": name}, "stamps": count}
        ).encode()
        for body, name, count in zip(found, called, stamps, strict=True)
    ]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), data=st.data())
def test_wrong_reading_that_was_mended_leaves_what_a_right_one_would(history: list[bytes], data: st.DataObject) -> None:
    """Whatever was misread, in whatever order the events came and are read again."""
    wrong = data.draw(st.sampled_from(["kind", "points", "id", "no claim", "customer", "reversal"]))
    shuffled = data.draw(st.permutations(history))
    cut, size = data.draw(st.integers(0, len(shuffled))), data.draw(st.integers(1, 3))
    with transaction.atomic():
        take(add_source("stamply"), history)
        right = said(), sums()
        transaction.set_rollback(True)
    with transaction.atomic():
        source = add_source("stamply")
        with pytest.MonkeyPatch.context() as patch:
            misread(patch, wrong)
            take(source, shuffled[:cut])
        take(source, shuffled[cut:])
        read_all(source, size=size)
        assert (said(), sums()) == right
        assert sums() == due()
        posted = lines()
        again = read_all(source, size=size)
        assert (said(), sums(), lines()) == (*right, posted)
        assert sum(batch.outcomes["corrected"] for batch in again) == 0
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_webhooks_that_come_while_their_claims_are_read_again_are_not_lost() -> None:
    count = 40 if connection.vendor == "postgresql" else 5
    source = add_source("voucherify")
    numbers = range(count)
    deliver(source, [claim(number) for number in numbers], Origin.IMPORT)
    # As if it had been read wrongly: every word of the claims is to be taken back and said anew.
    ClaimedReward.objects.update(title="Wrong", points=1)
    at_once(
        lambda: [deliver(source, [rollback(number)]) for number in numbers],
        lambda: [read_all(source, size=5) for _ in range(2)],
        lambda: [read_all(source, size=3) for _ in range(2)],
        lambda: [deliver(source, [claim(number)]) for number in reversed(numbers)],
    )
    assert set(ClaimedReward.objects.values_list("status", flat=True)) == {"reversed"}
    assert not ClaimedReward.objects.filter(title="Wrong").exists()
    assert InboundEvent.objects.count() == 2 * count
    assert sums() == due()
