"""How a writer with Django's ORM usually is: each thing looked up or made by itself, in one transaction an event."""

from dataclasses import fields
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from ledger.choices import ClaimStatus, EntrySide, EventState, Origin, Precision
from ledger.folding import MIRROR_OF, MONEY, Thing
from ledger.inbox import Understood
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Mirror, Movement, Reading, Source

NEEDED = {"status": ClaimStatus.CLAIMED, "claimed_at_precision": Precision.RECEIVED}


def write(source: Source, one: Understood) -> InboundEvent:
    """Keep an event and all that it says; the last word stands, whatever its time."""
    with transaction.atomic():
        event, is_new = InboundEvent.objects.get_or_create(
            source=source,
            external_id=one.event_id,
            sha256=one.sha256,
            defaults={
                "event_type": one.envelope.event_type,
                "state": one.state,
                "origin": Origin.WEBHOOK,
                "subject": one.facts.subject or "",
                "body": one.delivery.body,
                "headers": dict(one.delivery.headers),
                "address": one.delivery.address,
                "secret_id": one.delivery.secret_id,
                "body_form": one.delivery.body_form,
                "currency": one.currency,
                "sent_at": one.envelope.time,
                "received_at": one.received_at,
                "faults": [str(fault) for fault in one.facts.faults],
            },
        )
        if is_new and one.state is EventState.RECORDED:
            _record(source, one, event)
    return event


def _record(source: Source, one: Understood, event: InboundEvent) -> None:
    said = one.facts
    things: tuple[Thing, ...] = (*said.customers, *said.campaigns, *said.vouchers, *said.redemptions, *said.claims)
    for thing in things:
        model = MIRROR_OF[type(thing)]
        row = _mirror(source, model, thing.external_id, one, _values(source, model, thing, one))
        if isinstance(row, ClaimedReward):
            _post(row, event)
    at = one.envelope.time or one.received_at
    for movement in said.movements:
        values = _values(source, Movement, movement, one) | {"occurred_at": movement.occurred_at or at}
        values |= {"event": event, "recorded_at": timezone.now()}
        Movement.objects.get_or_create(source=source, external_id=movement.external_id, defaults=values)
    for reading in said.readings:
        key = _values(source, Reading, reading, one) | {"stated_at": reading.at or at}
        key.pop("at", None)
        Reading.objects.get_or_create(source=source, **key, defaults={"event": event, "recorded_at": timezone.now()})


def _mirror(source: Source, model: type[Mirror], external_id: str, one: Understood, said: dict[str, Any]) -> Mirror:
    needed: dict[str, Any] = NEEDED | {"claimed_at": one.received_at} if model is ClaimedReward else {}
    row, is_new = model._default_manager.get_or_create(source=source, external_id=external_id, defaults=needed | said)
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not is_new and changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=changed)
    return row


def _values(source: Source, model: type[models.Model], thing: Any, one: Understood) -> dict[str, Any]:
    said = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name != "external_id"}
    said = {name: value for name, value in said.items() if value is not None}
    if not MONEY.isdisjoint(said):
        said.setdefault("currency", one.currency)
    for name in said.keys() & {field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)}:
        parent = model._meta.get_field(name).related_model
        said[name] = _mirror(source, parent, said[name], one, {})  # type: ignore[arg-type]
    return said


def _post(claim: ClaimedReward, event: InboundEvent) -> None:
    sides = [(EntrySide.CLAIMED, 1, claim.claimed_at)]
    if claim.status == ClaimStatus.REVERSED:
        sides.append((EntrySide.REVERSED, -1, claim.reversed_at or claim.claimed_at))
    for side, sign, at in sides:
        values = {
            "source_id": claim.source_id,
            "quantity": sign,
            "points": claim.points and sign * claim.points,
            "value": claim.value and sign * claim.value,
            "currency": claim.currency if claim.value is not None else None,
            "campaign_id": claim.campaign_id,
            "customer_id": claim.customer_id,
            "kind": claim.kind,
            "title": claim.title,
            "occurred_at": at,
            "recorded_at": timezone.now(),
            "event": event,
        }
        LedgerEntry.objects.get_or_create(claim=claim, side=side, ordinal=1, defaults=values)
