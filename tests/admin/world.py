"""One of everything, linked to everything else; and where its pages are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.db.models import CharField, Model
from django.urls import reverse

from ledger.choices import EventState, Origin
from ledger.models import (
    AccessLogEntry,
    Alarm,
    Campaign,
    ClaimedReward,
    Customer,
    Decision,
    InboundEvent,
    LedgerEntry,
    Movement,
    Reading,
    Redemption,
    Refusal,
    RefusedDelivery,
    Source,
    Voucher,
    WebhookSecret,
)
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from ledger.refusing import TurnedAway, refuse
from ledger.signatures import SignedRequest

MODELS: tuple[type[Model], ...] = (
    Source,
    WebhookSecret,
    InboundEvent,
    Refusal,
    RefusedDelivery,
    Decision,
    Customer,
    Campaign,
    Voucher,
    Redemption,
    ClaimedReward,
    LedgerEntry,
    Movement,
    Reading,
    AccessLogEntry,
    Alarm,
)
SEEN_ONLY = tuple(model for model in MODELS if model is not Source)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Things = dict[type[Model], Any]


def list_address(model: type[Model]) -> str:
    return reverse(f"admin:ledger_{model._meta.model_name}_changelist")


def page_address(thing: Model, page: str = "change") -> str:
    return reverse(f"admin:ledger_{thing._meta.model_name}_{page}", args=[thing.pk])


def things(source: Source, *, number: int = 1, word: str = "plain") -> Things:
    """One of everything of the source. Every free text of it has the word in it."""
    made = _mirrors(source, number, word)
    event = _event(source, number, word)
    hour = NOON + timedelta(hours=number)
    return {
        **made,
        Source: source,
        WebhookSecret: event.secret,
        InboundEvent: event,
        LedgerEntry: _entry(made, event),
        Decision: _decision(made[ClaimedReward], word),
        Movement: _movement(made, event, number, word),
        Reading: Reading.objects.create(
            source=source,
            voucher=made[Voucher],
            counter="balance",
            number=Decimal(number),
            currency="EUR",
            stated_at=NOON,
            recorded_at=NOON,
            event=event,
        ),
        AccessLogEntry: AccessLogEntry.objects.create(
            at=NOON, user=User.objects.get(username=f"{word} author"), act="reveal", model=word[:50], reason=word
        ),
        Alarm: Alarm.objects.create(
            source=source, kind="silent", since=hour, opened_at=hour, seen_at=hour, closed_at=hour, said=word
        ),
        RefusedDelivery: _refused(source, word),
        Refusal: Refusal.objects.create(source=source, hour=hour, cause="no_secret", count=2),
    }


def arrived(source: Source, name: str, at: datetime, state: EventState = EventState.RECORDED) -> InboundEvent:
    """An event without a body."""
    given = {"origin": Origin.WEBHOOK, "body": b"", "sha256": name.encode(), "event_type": name}
    return InboundEvent.objects.create(source=source, external_id=name, received_at=at, state=state, **given)


def stamp(event_id: str, body: bytes, *, at: datetime = NOON, weight: int = 0) -> str:
    """As ``folding`` writes it."""
    time = at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    return f"{weight} {time} {event_id} {sha256(body).hexdigest()[:8]}"


def event_id(number: int, word: str) -> str:
    return f"{word} event {number}"


def body(number: int, word: str) -> bytes:
    return f'{{"number": {number}.50, "text": "{word}"}}'.encode()


def texts(model: type[Model], word: str) -> dict[str, str]:
    """Every column for free text."""
    fields = [field for field in model._meta.fields if isinstance(field, CharField) and not field.choices]
    return {field.name: f"{word} {field.name}" for field in fields if field.max_length == TEXT_LENGTH}


def _event(source: Source, number: int, word: str) -> InboundEvent:
    secret = WebhookSecret.of(source, f"{word} key", name=f"{word} secret {number}")
    secret.save()
    given = texts(InboundEvent, word) | {"external_id": event_id(number, word), "subject": f"{word} claim {number}"}
    return InboundEvent.objects.create(
        source=source,
        sha256=sha256(body(number, word)).digest(),
        state="failed",
        origin="webhook",
        body=body(number, word),
        headers={f"x-{word}": f"{word} header"},
        address="203.0.113.7",
        secret=secret,
        body_form=word[:20],
        sent_at=NOON,
        received_at=NOON,
        faults=[f"$.{word}: expected {word}"],
        **given,
    )


def _refused(source: Source, word: str) -> RefusedDelivery:
    request = SignedRequest(body=body(0, word), headers={f"x-{word}": f"{word} header"}, url="http://testserver/")
    refuse(source, TurnedAway(request=request, address="203.0.113.7", received_at=NOON), has_secret=True)
    return RefusedDelivery.objects.latest("pk")


def _entry(made: Things, event: InboundEvent) -> LedgerEntry:
    claim = made[ClaimedReward]
    same = ("source", "points", "value", "currency", "campaign", "customer", "kind", "title")
    return LedgerEntry.objects.create(
        claim=claim,
        side="claimed",
        ordinal=1,
        quantity=1,
        occurred_at=claim.claimed_at,
        recorded_at=NOON,
        event=event,
        **{name: getattr(claim, name) for name in same},
    )


def _movement(made: Things, event: InboundEvent, number: int, word: str) -> Movement:
    return Movement.objects.create(
        **texts(Movement, word) | {"external_id": f"{word} movement {number}"},
        source=event.source,
        digest="d" * 32,
        voucher=made[Voucher],
        customer=made[Customer],
        redemption=made[Redemption],
        kind="redemption",
        points=-1250,
        points_balance=850,
        occurred_at=NOON,
        recorded_at=NOON,
        event=event,
    )


def _decision(claim: ClaimedReward, word: str) -> Decision:
    author, _ = User.objects.get_or_create(username=f"{word} author")
    return Decision.objects.create(
        claim=claim, verdict="voided", reason=f"{word} reason", author=author, decided_at=NOON
    )


def _mirrors(source: Source, number: int, word: str) -> Things:
    said = {"name": stamp(event_id(number, word), body(number, word)), "title": stamp("lost", b"", weight=2)}

    def make(model: type[Any], what: str, **fields: Any) -> Any:
        given = texts(model, word) | {"external_id": f"{word} {what} {number}", "source": source, "said": said}
        return model.objects.create(**given | fields)

    found_by = {"name_folded": folded(f"{word} name", length=TEXT_LENGTH)}
    customer = make(Customer, "customer", metadata={word: word}, email=f"{word}@example.com", **found_by)
    campaign = make(Campaign, "campaign", **found_by)
    whose = {"campaign": campaign, "holder": customer}
    card, code = (
        make(Voucher, kind, kind=kind, code=f"{word} {kind}", **whose) for kind in ("loyalty_card", "discount")
    )
    use = make(Redemption, "redemption", customer=customer, voucher=card, status="reversed")
    paid = {"redemption": use, "loyalty_card": card, "granted_voucher": code, "points": 1250}
    worth = {"value": Decimal(29), "currency": "EUR", "kind": "product", "metadata": {word: [word]}}
    when = {"claimed_at": NOON + timedelta(minutes=number), "claimed_at_precision": "exact", "status": "reversed"}
    claim = make(ClaimedReward, "claim", customer=customer, **whose, **paid, **worth, **when)
    return {Customer: customer, Campaign: campaign, Voucher: code, Redemption: use, ClaimedReward: claim}
