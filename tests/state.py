"""What the ledger amounts to, free of our own ids and of when we learnt it."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey

from ledger.models import ClaimedReward, LedgerEntry, Mirror
from ledger.sql.mirrors import MIRRORS, said_fields
from ledger.sql.statements import STATED

Statements = set[tuple[Any, ...]]
Mirrors = dict[str, dict[tuple[str, str], dict[str, Any]]]
Sums = dict[tuple[Any, ...], tuple[int, int, Decimal]]

DIMENSIONS = ("source", "claim", "side", "campaign", "customer", "kind", "title", "currency", "occurred_at")


def mirrors() -> Mirrors:
    """Every mirrored row with its fields and stamps; references by the provider's id."""
    return {mirror.__name__: dict(map(_row, _all(mirror))) for mirror in MIRRORS}


def sums() -> Sums:
    """Quantity, points and value of the entries by every dimension; what adds up to nothing is left out."""
    quantities: Counter[tuple[Any, ...]] = Counter()
    points: Counter[tuple[Any, ...]] = Counter()
    values: dict[tuple[Any, ...], Decimal] = {}
    for entry in LedgerEntry.objects.select_related("claim", "campaign", "customer", "source"):
        key = tuple(_plain(getattr(entry, dimension)) for dimension in DIMENSIONS)
        quantities[key] += entry.quantity
        points[key] += entry.points or 0
        values[key] = values.get(key, Decimal(0)) + (entry.value or 0)
    totals = {key: (quantities[key], points[key], values[key]) for key in quantities}
    return {key: total for key, total in totals.items() if any(total)}


def statements() -> Statements:
    """Every movement and reading; references by the provider's id."""
    told = set()
    for model in STATED:
        references = [field.name for field in said_fields(model) if isinstance(field, ForeignKey)]
        for row in model._default_manager.select_related(*references):
            names = ["external_id"] if hasattr(row, "external_id") else []
            names += [field.name for field in said_fields(model)]
            told.add((model.__name__, *(_plain(getattr(row, name)) for name in names)))
    return told


def due() -> Sums:
    """What the entries must add up to, told from the mirrors alone."""
    totals = {}
    for claim in ClaimedReward.objects.exclude(status="annulled").select_related("campaign", "customer", "source"):
        sides = {"claimed": (1, claim.claimed_at)}
        if claim.status == "reversed":
            sides["reversed"] = (-1, claim.reversed_at or claim.claimed_at)
        for side, (sign, at) in sides.items():
            currency = claim.currency if claim.value is not None else None
            place = (claim.campaign, claim.customer, claim.kind, claim.title, currency, at)
            key = tuple(map(_plain, (claim.source, claim, side, *place)))
            totals[key] = (sign, sign * (claim.points or 0), sign * (claim.value or Decimal(0)))
    return totals


def _all(mirror: type[Mirror]) -> Any:
    references = [field.name for field in said_fields(mirror) if isinstance(field, ForeignKey)]
    return mirror._default_manager.select_related("source", *references)


def _row(row: Mirror) -> tuple[tuple[str, str], dict[str, Any]]:
    fields = {field.name: _plain(getattr(row, field.name)) for field in said_fields(type(row))}
    return (row.source.slug, row.external_id), fields | {"said": row.said}


def _plain(value: Any) -> Any:
    if isinstance(value, Mirror):
        return value.external_id
    return getattr(value, "slug", value)
