"""``?count=``: how many rows a list has. Nobody who does not ask for it pays for it."""

from enum import StrEnum
from typing import Any

from django.db import OperationalError
from django.db.models import QuerySet

from ledger.api.problems import UNCOUNTABLE, Fault, Problem
from ledger.filters.fields import word
from ledger.sql.counts import planned

MOST_EXACTLY = 1_000_000
MOST_UNPLANNED = 100_000  # where there is no planner to ask


class Count(StrEnum):
    NONE = "none"
    ESTIMATE = "estimate"
    EXACT = "exact"


class Certainty(StrEnum):
    """What a number of rows is."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    AT_LEAST = "at_least"


read = word(Count)().clean


def count(rows: QuerySet[Any], how: Count) -> dict[str, Any] | None:
    """Raises Problem where they are too many."""
    if how is Count.NONE:
        return None
    return _exact(rows) if how is Count.EXACT else _estimate(rows)


def _exact(rows: QuerySet[Any]) -> dict[str, Any]:
    try:
        found = _counted(rows, most=MOST_EXACTLY)
    except OperationalError:
        raise _uncountable("They could not be counted in time.") from None
    if found > MOST_EXACTLY:
        raise _uncountable(f"There are more than {MOST_EXACTLY:,} rows.")
    return {"rows": found, "is": Certainty.EXACT.value}


def _estimate(rows: QuerySet[Any]) -> dict[str, Any]:
    if (expected := planned(rows)) is not None:
        return {"rows": expected, "is": Certainty.ESTIMATE.value}
    found = _counted(rows, most=MOST_UNPLANNED)
    is_all = found <= MOST_UNPLANNED
    return {"rows": min(found, MOST_UNPLANNED), "is": (Certainty.EXACT if is_all else Certainty.AT_LEAST).value}


def _counted(rows: QuerySet[Any], *, most: int) -> int:
    """Not further than one more than so many."""
    return rows.order_by()[: most + 1].count()


def _uncountable(detail: str) -> Problem:
    return Problem(UNCOUNTABLE, f"{detail} {UNCOUNTABLE.meaning}", faults=[Fault(parameter="count", detail=detail)])
