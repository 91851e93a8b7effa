"""What a question costs: where few rows fit one of its filters, they are all that is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from ledger.filters.asked import Cost

MOST_FOUND = 50_000  # rows that are read and sorted in some 200 ms, where they are at hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """A filter or a period, its parameters, and the rows that fit it; with what it costs where these are many."""

    name: str
    parameters: Sequence[str]
    rows: QuerySet[Any]
    many: Cost

    def finds_few(self) -> bool:
        return self.rows.order_by().values("pk")[: MOST_FOUND + 1].count() <= MOST_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """``of`` each parameter. ``found_by``: the finder of few rows; ``many``: the parameters that found more."""

    of: Mapping[str, Cost] = field(default_factory=dict)
    found_by: str | None = None
    many: frozenset[str] = frozenset()


def weigh(costs: Mapping[str, Cost], finders: Iterable[Finder]) -> Costs:
    """Asks one finder after another, until one finds few."""
    found = dict(costs)
    many: set[str] = set()
    for finder in finders:
        is_few = finder.finds_few()
        found |= dict.fromkeys(finder.parameters, Cost.FINDS if is_few else finder.many)
        if is_few:
            return Costs(of=found, found_by=finder.name, many=frozenset(many))
        many |= set(finder.parameters)
    return Costs(of=found, many=frozenset(many))
