"""
How a writer with Django's ORM usually is: each thing looked up or made by itself, in one transaction an event; and one
that takes care, by `bulk_create` and `bulk_update` of many events' things. Neither minds whose word is the newest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from ledger.choices import ClaimStatus, EntrySide, EventState, Origin, Precision
from ledger.facts import MovementFacts, ReadingFacts
from ledger.folding import MIRROR_OF, MONEY, STATEMENT_OF, Thing
from ledger.inbox import Understood
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Mirror, Movement, Reading, Source

Parent = Callable[[Any, str], Any]  # the row of a model that has such an external id

MODEL_OF: Mapping[type[Any], type[models.Model]] = {**MIRROR_OF, **STATEMENT_OF}
RECORDED = EventState.RECORDED
NEEDED = {"status": ClaimStatus.CLAIMED, "claimed_at_precision": Precision.RECEIVED}


def write(source: Source, one: Understood) -> InboundEvent:
    """Keep an event and all that it says; the last word stands, whatever its time."""
    with transaction.atomic():
        event, is_new = InboundEvent.objects.get_or_create(
            source=source,
            external_id=one.event_id,
            sha256=one.sha256,
            defaults=_kept(one),
        )
        if is_new and one.state is RECORDED:
            _record(source, one, event)
    return event


def write_many(source: Source, many: Sequence[Understood]) -> None:
    """Keep those events that are not there yet, and all that they say."""
    with transaction.atomic():
        there = InboundEvent.objects.filter(source=source, sha256__in=[one.sha256 for one in many])
        known = {(external_id, bytes(digest)) for external_id, digest in there.values_list("external_id", "sha256")}
        new = {(one.event_id, one.sha256): one for one in many if (one.event_id, one.sha256) not in known}
        kept = InboundEvent.objects.bulk_create(
            InboundEvent(source=source, external_id=one.event_id, sha256=one.sha256, **_kept(one))
            for one in new.values()
        )
        recorded = [(one, event) for one, event in zip(new.values(), kept, strict=True) if one.state is RECORDED]
        rows = _mirrors(source, [one for one, _ in recorded])
        of_claim = {claim.external_id: event for one, event in recorded for claim in one.facts.claims}
        Movement.objects.bulk_create(
            (
                Movement(source=source, external_id=movement.external_id, **_moved(movement, one, event, rows.parent))
                for one, event in recorded
                for movement in one.facts.movements
            ),
            ignore_conflicts=True,
        )
        Reading.objects.bulk_create(
            (
                Reading(source=source, event=event, recorded_at=timezone.now(), **_stated(reading, one, rows.parent))
                for one, event in recorded
                for reading in one.facts.readings
            ),
            ignore_conflicts=True,
        )
        LedgerEntry.objects.bulk_create(
            (
                LedgerEntry(claim=rows.parent(ClaimedReward, name), ordinal=1, side=side, **values)
                for name, event in of_claim.items()
                for side, values in _postings(rows.parent(ClaimedReward, name), event)
            ),
            ignore_conflicts=True,
        )


class _Rows:
    """Mirrors that are in memory, by what the provider calls them."""

    def __init__(self) -> None:
        self.of: dict[type[Mirror], dict[str, Mirror]] = {}

    def parent(self, model: Any, external_id: str) -> Any:
        return self.of[model][external_id]


def _mirrors(source: Source, many: Sequence[Understood]) -> _Rows:
    """Model by model, those first that others refer to."""
    rows, named = _Rows(), _named(many)
    said: dict[type[Mirror], list[tuple[Thing, Understood]]] = {}
    for one in many:
        for thing in _things(one):
            said.setdefault(MIRROR_OF[type(thing)], []).append((thing, one))
    for model in MIRROR_OF.values():
        names = named.get(model, {})
        there = {row.external_id: row for row in model._default_manager.filter(source=source, external_id__in=names)}
        made = {
            name: model(source=source, external_id=name, **_needed(model, one))
            for name, one in names.items()
            if name not in there
        }
        rows.of[model] = there | made
        changed: set[str] = set()
        for thing, one in said.get(model, ()):
            for name, value in _values(model, thing, one, rows.parent).items():
                setattr(rows.of[model][thing.external_id], name, value)
                changed.add(name)
        model._default_manager.bulk_create(made.values())
        if there and changed:
            model._default_manager.bulk_update(there.values(), changed, batch_size=500)
    return rows


def _named(many: Sequence[Understood]) -> dict[type[Any], dict[str, Understood]]:
    """Each thing that is told of or referred to, and the first event that does."""
    named: dict[type[Any], dict[str, Understood]] = {}
    for one in many:
        for thing in _things(one):
            named.setdefault(MIRROR_OF[type(thing)], {}).setdefault(thing.external_id, one)
        for told in (*_things(one), *one.facts.movements, *one.facts.readings):
            for parent, external_id in _parents(MODEL_OF[type(told)], told):
                named.setdefault(parent, {}).setdefault(external_id, one)
    return named


def _kept(one: Understood) -> dict[str, Any]:
    return {
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
    }


def _things(one: Understood) -> tuple[Thing, ...]:
    said = one.facts
    return (*said.customers, *said.campaigns, *said.vouchers, *said.redemptions, *said.claims)


def _record(source: Source, one: Understood, event: InboundEvent) -> None:
    def parent(model: Any, external_id: str) -> Mirror:
        return _mirror(source, model, external_id, one, {})

    for thing in _things(one):
        model = MIRROR_OF[type(thing)]
        row = _mirror(source, model, thing.external_id, one, _values(model, thing, one, parent))
        if isinstance(row, ClaimedReward):
            for side, values in _postings(row, event):
                LedgerEntry.objects.get_or_create(claim=row, side=side, ordinal=1, defaults=values)
    for movement in one.facts.movements:
        values = _moved(movement, one, event, parent)
        Movement.objects.get_or_create(source=source, external_id=movement.external_id, defaults=values)
    for reading in one.facts.readings:
        key = _stated(reading, one, parent)
        Reading.objects.get_or_create(source=source, **key, defaults={"event": event, "recorded_at": timezone.now()})


def _moved(movement: MovementFacts, one: Understood, event: InboundEvent, parent: Parent) -> dict[str, Any]:
    at = movement.occurred_at or one.envelope.time or one.received_at
    return _values(Movement, movement, one, parent) | {
        "occurred_at": at,
        "event": event,
        "recorded_at": timezone.now(),
    }


def _stated(reading: ReadingFacts, one: Understood, parent: Parent) -> dict[str, Any]:
    said = _values(Reading, reading, one, parent)
    return said | {"stated_at": said.pop("at", None) or one.envelope.time or one.received_at}


def _needed(model: type[Mirror], one: Understood) -> dict[str, Any]:
    return NEEDED | {"claimed_at": one.received_at} if model is ClaimedReward else {}


def _mirror(source: Source, model: type[Mirror], external_id: str, one: Understood, said: dict[str, Any]) -> Mirror:
    needed = _needed(model, one)
    row, is_new = model._default_manager.get_or_create(source=source, external_id=external_id, defaults=needed | said)
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not is_new and changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=changed)
    return row


def _values(model: type[models.Model], thing: Any, one: Understood, parent: Parent) -> dict[str, Any]:
    said = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name != "external_id"}
    said = {name: value for name, value in said.items() if value is not None}
    if not MONEY.isdisjoint(said):
        said.setdefault("currency", one.currency)
    return said | {name: parent(of, said[name]) for name, of in _references(model) if name in said}


def _references(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    """Its foreign keys to mirrors."""
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey) and field.related_model in MIRROR_OF.values():
            yield field.name, field.related_model


def _parents(model: type[models.Model], thing: Any) -> Iterator[tuple[Any, str]]:
    for name, parent in _references(model):
        if external_id := getattr(thing, name, None):
            yield parent, external_id


def _postings(claim: ClaimedReward, event: InboundEvent) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sides of a claim, and what an entry of each says."""
    sides = [(EntrySide.CLAIMED, 1, claim.claimed_at)]
    if claim.status == ClaimStatus.REVERSED:
        sides.append((EntrySide.REVERSED, -1, claim.reversed_at or claim.claimed_at))
    for side, sign, at in sides:
        yield (
            side,
            {
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
            },
        )
