"""
What only people can judge: whether an event that is held repeats another, and how a claim ended.

A decision is kept for good, with its reason and its author, in one transaction with what follows from it.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger import staff
from ledger.access import write_log
from ledger.choices import Act, ClaimStatus, EventState, Origin, Verdict
from ledger.folding import fold
from ledger.inbox import Delivery, again_if_in_the_way, keep_within, understand_again
from ledger.models import ClaimedReward, Decision, InboundEvent
from ledger.models.decisions import REASON_LENGTH
from ledger.recording import hold, record
from ledger.understanding import OF_THE_BODY, understand_staff

# What a claim may be for the verdict to have a meaning.
OPEN_TO: Mapping[Verdict, frozenset[ClaimStatus]] = {
    Verdict.FULFILLED: frozenset({ClaimStatus.CLAIMED}),
    Verdict.VOIDED: frozenset({ClaimStatus.CLAIMED, ClaimStatus.FULFILLED}),
}
ON_EVENTS = frozenset({Verdict.A_RETRY, Verdict.A_SECOND_CLAIM})

NEAR = 50  # so many of the same bytes are looked for, on either side


class Undecidable(ValueError):
    """Why nothing was decided, in words for staff."""


def decide(event: InboundEvent, verdict: Verdict, *, reason: str, author: User) -> Decision:
    """
    Say what an event that is held is. A second claim is recorded now, a retry never.

    Raises Undecidable, also where somebody else was faster.
    """
    if verdict not in ON_EVENTS:
        raise Undecidable("An event is a retry or a second claim.")
    reason = _checked(reason)
    return again_if_in_the_way(lambda: _decide(event.pk, verdict, reason, author))


def close(claim: ClaimedReward, verdict: Verdict, *, reason: str, author: User) -> Decision:
    """
    Say how a claim ended. It is kept as an event of the claim's source as well, and recorded like one.

    Raises Undecidable, also where it has ended meanwhile.
    """
    if verdict not in OPEN_TO:
        raise Undecidable("A claim is fulfilled or voided.")
    reason = _checked(reason)
    return again_if_in_the_way(lambda: _close(claim, verdict, reason, author))


def decisions_on(event: InboundEvent) -> QuerySet[Decision]:
    """What was decided of an event; of an event that staff said, the decision that it says."""
    if event.origin == Origin.STAFF:
        return Decision.objects.filter(uuid=staff.decision(event.external_id))
    return Decision.objects.filter(event=event)


def same_bytes(event: InboundEvent) -> QuerySet[InboundEvent] | None:
    """The others that are the same to the letter; None for an event that has an id to be told by."""
    prefix, _, number = event.external_id.rpartition(":")
    if not (event.external_id.startswith(OF_THE_BODY) and number.isdecimal()):
        return None
    # By their whole ids, which an index finds: those before it, and some that have come since.
    ids = [f"{prefix}:{n}" for n in range(max(1, int(number) - NEAR), int(number) + NEAR) if n != int(number)]
    return InboundEvent.objects.filter(source=event.source_id, external_id__in=ids)


def is_held(told: Iterable[InboundEvent]) -> bool:
    """Whether one of the events, or one that is the same to the letter, waits for a decision."""
    twins = [same for event in told if (same := same_bytes(event)) is not None]
    return any(event.state == EventState.HELD for event in told) or any(
        same.filter(state=EventState.HELD).exists() for same in twins[:1]
    )


def _checked(reason: str) -> str:
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Undecidable("Say why: a decision needs a reason.")
    if len(reason) > REASON_LENGTH:
        raise Undecidable(f"The reason is too long: at most {REASON_LENGTH:,} characters.")
    return reason


@transaction.atomic
def _decide(pk: int, verdict: Verdict, reason: str, author: User) -> Decision:
    # The row's lock: of two people deciding at once, the second sees what the first decided.
    event = InboundEvent.objects.select_for_update(of=("self",), no_key=True).select_related("source").get(pk=pk)
    if event.state != EventState.HELD:
        raise Undecidable(f"This event is not held: it is {event.get_state_display().lower()}.")
    decision = Decision.objects.create(
        event=event, verdict=verdict, reason=reason, author=author, decided_at=timezone.now()
    )
    write_log(Act.DECISION, user=author, of=decision)
    if verdict is Verdict.A_RETRY:
        event.state = EventState.IGNORED
    else:
        understood = understand_again(event.source, event, is_decided=True)
        event.state, event.subject = understood.state, understood.facts.subject or ""
        event.faults = [str(fault) for fault in understood.facts.faults]
        if understood.state is EventState.RECORDED:
            record(event.source_id, fold([understood.word()]), [event.pk])
    event.save(update_fields=("state", "subject", "faults"))
    return decision


@transaction.atomic
def _close(closed: ClaimedReward, verdict: Verdict, reason: str, author: User) -> Decision:
    # The source's lock before the row's, as in reading again: whatever else closes the claim has come before or waits.
    hold(closed.source_id)
    rows = ClaimedReward.objects.select_for_update(of=("self",), no_key=True).select_related("source")
    claim = rows.get(pk=closed.pk)
    if claim.status not in OPEN_TO[verdict]:
        raise Undecidable(f"This claim is {claim.get_status_display().lower()} already.")
    decision = Decision.objects.create(
        claim=claim, verdict=verdict, reason=reason, author=author, decided_at=timezone.now()
    )
    write_log(Act.DECISION, user=author, of=decision)
    body = staff.say(
        decision=str(decision.uuid),
        verdict=verdict,
        claim=claim.external_id,
        decided_at=decision.decided_at,
        author=author.pk,
    )
    keep_within(claim.source, [understand_staff(claim.source, Delivery(body=body))], origin=Origin.STAFF)
    return decision
