"""
Where a value stands in what came in: by what it is, however the two spell it.

A moment is the same in every zone, an amount in major and in minor units. What is hidden is like nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Field, Model

from ledger.access import HIDDEN
from ledger.admin import show

Key = tuple[str, object]
LONGEST = 40  # characters of a number or a time
CALLED = ("external_id", "merchant_ref", "code")  # what another thing is named by


class Spelt(str):
    """A number, as it is spelt."""

    __slots__ = ()


def of_leaf(leaf: Any) -> Iterator[Key]:
    """What one value of a payload may be."""
    if isinstance(leaf, Spelt):
        yield from _number(leaf)
    elif isinstance(leaf, str) and leaf not in {"", HIDDEN}:
        yield "text", leaf
        yield from _time(leaf)


def of_value(thing: Model, field: "Field[Any, Any]", *, minor: int) -> set[Key]:
    """
    What a field's value may look like there; of money, so many of its provider's units as ``minor`` tells.

    Words of our own vocabulary and yes or no would be found anywhere.
    """
    value = getattr(thing, field.name)
    if field.choices or isinstance(value, bool):
        return set()
    if isinstance(value, Model):
        return {("text", name) for name in (getattr(value, called, None) for called in CALLED) if _tells(name)}
    if isinstance(value, datetime):
        return {("time", value)}
    if isinstance(value, Decimal):
        return {("number", value * minor)}
    if isinstance(value, int):
        return {("number", Decimal(value))}
    return {("text", value)} if _tells(value) else set()


def _tells(text: object) -> bool:
    return isinstance(text, str) and text not in {"", HIDDEN}


def _number(text: str) -> Iterator[Key]:
    try:
        number = Decimal(text) if len(text) <= LONGEST else None
    except InvalidOperation:
        return
    if number is not None and number.is_finite():
        yield "number", number


def _time(text: str) -> Iterator[Key]:
    try:
        moment = datetime.fromisoformat(text) if len(text) <= LONGEST else None
    except ValueError:
        return
    if moment and moment.tzinfo and moment.year > show.OLDEST_YEAR:
        yield "time", moment
