"""Columns that several models share, and the closed lists as constraints."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q

TEXT_LENGTH = 255  # of ids, names and titles: the parser bounds them to this
MONEY_DIGITS = 15  # what a double holds exactly, which is what SQLite keeps
MONEY_PLACES = 4


def Text(**options: Any) -> models.CharField[str | None, str | None]:  # noqa: N802 - reads as the column's type
    """A text that may be unknown."""
    return models.CharField(max_length=TEXT_LENGTH, null=True, blank=True, **options)


def Money(**options: Any) -> models.DecimalField[Any, Any]:  # noqa: N802
    """An amount in major units that may be unknown."""
    return models.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, null=True, blank=True, **options)


def Currency(**options: Any) -> models.CharField[str | None, str | None]:  # noqa: N802
    """An ISO 4217 code."""
    return models.CharField(max_length=3, null=True, blank=True, **options)


def Word(vocabulary: type[StrEnum], **options: Any) -> models.CharField[str | None, str | None]:  # noqa: N802
    """One word of a closed list."""
    return models.CharField(max_length=20, choices=labels(vocabulary), **options)


def labels(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of a list as people read them."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in vocabulary]


def one_of(model: str, field: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """Nothing but the words of the list, or unknown where the column allows it."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": [word.value for word in vocabulary]}),
        name=f"ledger_{model}_{field}_is_known",
    )
