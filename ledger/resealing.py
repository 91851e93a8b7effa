"""
What is kept sealed, sealed anew with the first of the keys: so that an older one can be thrown away.

Each row by itself, and only if it still is what was read: whoever writes meanwhile wins, and nobody waits. What has the
first key's seal is passed by, so that one who was interrupted simply begins again.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from django.db import transaction
from django.db.models import Model

from ledger.models import RefusedDelivery, SecondFactor, WebhookSecret
from ledger.sealing import Unsealable, key_of, resealed

# Whatever has a column ``sealed``.
SEALED: tuple[type[Model], ...] = (WebhookSecret, SecondFactor, RefusedDelivery)
BATCH = 100  # rows in memory at once; one may have over a megabyte


class Seal(StrEnum):
    """Whose key a row is sealed with."""

    FIRST = "first"
    OLDER = "older"
    UNKNOWN = "unknown"  # no key of this installation opens it


def seals(model: type[Model], *, most: int | None = None) -> Counter[Seal]:
    """How many rows have which; ``most``: of the oldest so many."""
    counts: Counter[Seal] = Counter()
    for batch in _batches(model):
        counts.update(_seal(sealed) for _, sealed in batch)
        if most and counts.total() >= most:
            break
    return counts


def reseal(model: type[Model]) -> Iterator[Counter[Seal]]:
    """Seal anew what an older key has sealed, a batch a transaction; after each, what was found in it."""
    rows = model._default_manager
    for batch in _batches(model):
        found = [(pk, sealed, _seal(sealed)) for pk, sealed in batch]
        anew = [(pk, sealed, resealed(sealed)) for pk, sealed, seal in found if seal is Seal.OLDER]
        with transaction.atomic():
            for pk, before, after in anew:
                rows.filter(pk=pk, sealed=before).update(sealed=after)
        yield Counter(seal for *_, seal in found)


def _batches(model: type[Model]) -> Iterator[list[tuple[int, bytes]]]:
    rows = model._default_manager.order_by("pk").values_list("pk", "sealed")
    after = 0
    while batch := [(pk, bytes(sealed)) for pk, sealed in rows.filter(pk__gt=after)[:BATCH]]:
        yield batch
        after = batch[-1][0]


def _seal(sealed: bytes) -> Seal:
    try:
        return Seal.OLDER if key_of(sealed) else Seal.FIRST
    except Unsealable:
        return Seal.UNKNOWN
