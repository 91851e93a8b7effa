"""What staff decide: kept with its reason, done in one transaction, and told by the ledger like any other word."""

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ledger import decisions
from ledger.choices import ClaimStatus, EventState, Origin, Verdict
from ledger.decisions import Undecidable, close, decide
from ledger.inbox import Delivery, keep_within, receive, understand_again
from ledger.models import ClaimedReward, Decision, InboundEvent, LedgerEntry, Source
from ledger.understanding import understand_staff
from tests.providers.fixture_files import fixture
from tests.roles import as_owner
from tests.sources import add_source, post
from tests.state import due, mirrors, sums
from tests.test_concurrency import at_once

POURED = fixture("stamply", "treat.poured").payload
GIVEN = fixture("stamply", "treat.given").payload
TAKEN_BACK = fixture("stamply", "treat.taken_back").payload
WHY = "She came twice, the till says so."


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply")


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user("ana")


@pytest.fixture
def held(source: Source) -> InboundEvent:
    post(source, POURED)
    post(source, POURED)
    return InboundEvent.objects.get(state=EventState.HELD)


@pytest.fixture
def claim(source: Source) -> ClaimedReward:
    post(source, GIVEN)
    return ClaimedReward.objects.get()


def told() -> tuple[int, int]:
    return ClaimedReward.objects.count(), LedgerEntry.objects.count()


def test_second_claim_is_recorded_now(held: InboundEvent, ana: User) -> None:
    decision = decide(held, Verdict.A_SECOND_CLAIM, reason=WHY, author=ana)

    held.refresh_from_db()
    assert (held.state, told()) == (EventState.RECORDED, (2, 2))
    second = ClaimedReward.objects.get(external_id=held.subject)
    assert (second.claimed_at, second.entries.get().event_id) == (held.received_at, held.pk)
    assert (decision.event, decision.claim, decision.reason, decision.author) == (held, None, WHY, ana)
    assert sums() == due()


def test_retry_is_ignored_for_good(held: InboundEvent, ana: User, source: Source) -> None:
    decide(held, Verdict.A_RETRY, reason=WHY, author=ana)

    held.refresh_from_db()
    assert (held.state, told()) == (EventState.IGNORED, (1, 1))
    again = understand_again(source, held)
    assert (again.state, again.facts.claims) == (EventState.IGNORED, ())


def test_another_delivery_after_a_decision_is_held_anew(held: InboundEvent, ana: User, source: Source) -> None:
    decide(held, Verdict.A_SECOND_CLAIM, reason=WHY, author=ana)

    assert post(source, POURED)[1]["state"] == "held"
    assert told() == (2, 2)


@pytest.mark.parametrize("second", [Verdict.A_RETRY, Verdict.A_SECOND_CLAIM])
def test_event_is_decided_once(held: InboundEvent, ana: User, second: Verdict) -> None:
    decide(held, Verdict.A_RETRY, reason=WHY, author=ana)

    with pytest.raises(Undecidable, match="not held: it is ignored"):
        decide(held, second, reason=WHY, author=ana)
    assert Decision.objects.count() == 1


def test_event_is_decided_once_by_the_database_too(held: InboundEvent, ana: User) -> None:
    decide(held, Verdict.A_RETRY, reason=WHY, author=ana)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(event=held, verdict="a_retry", reason=WHY, author=ana, decided_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_two_people_deciding_at_once_one_decides() -> None:
    source, ana = add_source("stamply"), User.objects.create_user("ana")
    for _ in range(2):
        post(source, POURED)
    held = InboundEvent.objects.get(state=EventState.HELD)

    def attempt(verdict: Verdict) -> Callable[[], str]:
        def act() -> str:
            try:
                return str(decide(held, verdict, reason=WHY, author=ana).verdict)
            except Undecidable:
                return "too late"

        return act

    ended = at_once(*[attempt(verdict) for verdict in (Verdict.A_RETRY, Verdict.A_SECOND_CLAIM) * 4])

    (done,) = [verdict for verdict in ended if verdict != "too late"]
    assert Decision.objects.get().verdict == done
    assert told() == ((2, 2) if done == Verdict.A_SECOND_CLAIM else (1, 1))


@pytest.mark.django_db(transaction=True)
def test_of_many_voiding_at_once_one_voids() -> None:
    source, ana = add_source("stamply"), User.objects.create_user("ana")
    post(source, GIVEN)
    claim = ClaimedReward.objects.get()

    def void() -> str:
        try:
            return str(close(claim, Verdict.VOIDED, reason=WHY, author=ana).verdict)
        except Undecidable:
            return "too late"

    assert sorted(at_once(*[void] * 6)) == ["too late"] * 5 + ["voided"]
    assert (Decision.objects.count(), LedgerEntry.objects.count(), sums()) == (1, 2, due())


def test_fulfilled_claim_says_so_and_counts_as_before(claim: ClaimedReward, ana: User) -> None:
    before = sums()

    close(claim, Verdict.FULFILLED, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert (claim.status, sums()) == (ClaimStatus.FULFILLED, before)


def test_voided_claim_is_reversed_at_the_time_of_the_decision(claim: ClaimedReward, ana: User) -> None:
    decision = close(claim, Verdict.VOIDED, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert (claim.status, claim.reversed_at, claim.reason) == (ClaimStatus.REVERSED, decision.decided_at, None)
    assert sums() == due()
    taken = LedgerEntry.objects.get(side="reversed")
    assert (taken.quantity, taken.occurred_at) == (-1, decision.decided_at)
    assert taken.event.external_id == f"staff:{decision.uuid}"


def test_word_of_staff_is_kept_as_an_event_without_the_reason(claim: ClaimedReward, ana: User) -> None:
    decision = close(claim, Verdict.VOIDED, reason=WHY, author=ana)

    event = InboundEvent.objects.get(origin=Origin.STAFF)
    assert (event.external_id, event.event_type, event.state, event.subject, event.sent_at) == (
        f"staff:{decision.uuid}",
        "staff.voided",
        EventState.RECORDED,
        claim.external_id,
        decision.decided_at,
    )
    said = json.loads(bytes(event.body))
    assert (said["claim"], said["verdict"], said["author"]) == (claim.external_id, "voided", ana.pk)
    assert "till" not in bytes(event.body).decode()
    again = understand_again(event.source, event)
    assert (again.state, again.facts.claims[0].status) == (EventState.RECORDED, ClaimStatus.REVERSED)


def test_word_of_staff_counts_at_a_source_that_is_switched_off(claim: ClaimedReward, ana: User) -> None:
    Source.objects.update(is_active=False)

    close(claim, Verdict.FULFILLED, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.FULFILLED


def test_claim_that_no_date_is_said_of_keeps_its_time_when_staff_close_it(held: InboundEvent, ana: User) -> None:
    claim = ClaimedReward.objects.get()
    was = claim.claimed_at

    close(claim, Verdict.VOIDED, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert (claim.claimed_at, claim.claimed_at_precision) == (was, "received")
    assert LedgerEntry.objects.filter(side="claimed").count() == 1


REFUSALS = [
    (Verdict.VOIDED, Verdict.VOIDED, "reversed already"),
    (Verdict.VOIDED, Verdict.FULFILLED, "reversed already"),
    (Verdict.FULFILLED, Verdict.FULFILLED, "fulfilled already"),
]


@pytest.mark.parametrize(("first", "second", "words"), REFUSALS)
def test_claim_that_has_ended_is_not_closed_again(
    claim: ClaimedReward, ana: User, first: Verdict, second: Verdict, words: str
) -> None:
    close(claim, first, reason=WHY, author=ana)

    with pytest.raises(Undecidable, match=words):
        close(claim, second, reason=WHY, author=ana)
    assert (Decision.objects.count(), InboundEvent.objects.filter(origin=Origin.STAFF).count()) == (1, 1)


def test_fulfilled_claim_can_be_voided(claim: ClaimedReward, ana: User) -> None:
    for verdict in (Verdict.FULFILLED, Verdict.VOIDED):
        close(claim, verdict, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert (claim.status, sums()) == (ClaimStatus.REVERSED, due())


@pytest.mark.parametrize("reason", ["", "  \n", "\0", "x" * 1001])
def test_decision_needs_a_reason_of_some_length(claim: ClaimedReward, ana: User, reason: str) -> None:
    with pytest.raises(Undecidable, match="reason"):
        close(claim, Verdict.VOIDED, reason=reason, author=ana)
    assert Decision.objects.count() == 0


def test_verdict_fits_what_it_is_on(claim: ClaimedReward, held: InboundEvent, ana: User) -> None:
    with pytest.raises(Undecidable):
        close(claim, Verdict.A_RETRY, reason=WHY, author=ana)
    with pytest.raises(Undecidable):
        decide(held, Verdict.VOIDED, reason=WHY, author=ana)


WRONG: dict[str, tuple[set[str], dict[str, str]]] = {
    "on both": ({"claim", "event"}, {"verdict": "voided"}),
    "on nothing": (set(), {"verdict": "voided"}),
    "of another kind": ({"event"}, {"verdict": "voided"}),
    "unknown": ({"claim"}, {"verdict": "maybe"}),
    "without a reason": ({"claim"}, {"verdict": "voided", "reason": ""}),
}


@pytest.mark.parametrize(("on", "given"), WRONG.values(), ids=WRONG)
def test_database_refuses_a_decision_that_is(
    claim: ClaimedReward, held: InboundEvent, ana: User, on: set[str], given: dict[str, str]
) -> None:
    things = {name: thing for name, thing in (("claim", claim), ("event", held)) if name in on}
    fields: dict[str, Any] = {"reason": WHY, "author": ana, "decided_at": timezone.now()} | things | given
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(**fields)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda decision: decision.save(),
        lambda _: Decision.objects.update(reason="other"),
        lambda decision: decision.delete(),
        lambda _: connection.cursor().execute("DELETE FROM ledger_decision"),
    ],
    ids=["save", "update", "delete", "DELETE"],
)
def test_no_decision_is_changed_or_deleted(
    claim: ClaimedReward, ana: User, attempt: Callable[[Decision], object]
) -> None:
    decision = close(claim, Verdict.VOIDED, reason=WHY, author=ana)
    with pytest.raises(DatabaseError, match="never changed or deleted"), as_owner(), transaction.atomic():
        attempt(decision)
    assert Decision.objects.get().reason == WHY


def test_author_of_a_decision_can_not_be_deleted(claim: ClaimedReward, ana: User) -> None:
    close(claim, Verdict.VOIDED, reason=WHY, author=ana)
    with pytest.raises(DatabaseError):
        ana.delete()


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("step", ["record", "fold"])
def test_decision_that_is_cut_short_has_not_been_made(
    held: InboundEvent, ana: User, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(decisions, step, die)
    with pytest.raises(Killed):
        decide(held, Verdict.A_SECOND_CLAIM, reason=WHY, author=ana)

    held.refresh_from_db()
    assert (held.state, Decision.objects.count(), told()) == (EventState.HELD, 0, (1, 1))


def test_closing_that_is_cut_short_has_not_been_done(
    claim: ClaimedReward, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die_after(*given: Any, **named: Any) -> None:
        keep_within(*given, **named)
        raise Killed

    monkeypatch.setattr(decisions, "keep_within", die_after)
    with pytest.raises(Killed):
        close(claim, Verdict.VOIDED, reason=WHY, author=ana)

    claim.refresh_from_db()
    assert (claim.status, Decision.objects.count(), InboundEvent.objects.count()) == (ClaimStatus.CLAIMED, 0, 1)


@pytest.mark.parametrize("verdict", ["fulfilled", "voided"])
@pytest.mark.parametrize("made", [GIVEN, POURED], ids=["dated", "undated"])
def test_events_and_the_word_of_staff_in_any_order_end_the_same(
    source: Source, ana: User, verdict: str, made: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    receive(source, [Delivery(body=made)], origin=Origin.IMPORT)
    claim = ClaimedReward.objects.get()
    close(claim, Verdict(verdict), reason=WHY, author=ana)
    (word,) = InboundEvent.objects.filter(origin=Origin.STAFF)
    said = Delivery(body=bytes(word.body))

    def ends_in(order: tuple[str, ...]) -> object:
        with transaction.atomic():
            other = add_source("stamply", slug="other")
            for what in order:
                if what == "staff":
                    keep_within(other, [understand_staff(other, said)], origin=Origin.STAFF)
                else:
                    body = made if what == "made" else TAKEN_BACK
                    receive(other, [Delivery(body=body)], origin=Origin.IMPORT)
                assert sums() == due()
            end = mirrors(), sums()
            transaction.set_rollback(True)
        return end

    ends = [ends_in(order) for order in permutations(("made", "staff", "taken back"))]
    assert all(end == ends[0] for end in ends)
