"""The rewards, campaigns and customers of which there is most."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import connection

from ledger.reports.answers import Numbers, Totals
from ledger.reports.moments import settle
from ledger.reports.questions import Dimension, Summary, Unanswerable
from ledger.reports.summaries import check_bound, fitting, plan, providers_of_sources, rolled_zones
from ledger.sql import tops as sql
from ledger.sql.rollups import TEN_THOUSANDTHS
from ledger.sql.run import Line, lines
from ledger.sql.summaries import Plan

MOST = 1000


class Rank(StrEnum):
    """What there is most of, without what was reversed; as far as it is known."""

    CLAIMS = "claims"
    POINTS = "points"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``of`` is a campaign's or a customer's id, or a title."""

    of: int | str
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The first places, the greatest first."""

    as_of: datetime
    places: Sequence[Place]


# Of a summary's lines, and of entries.
RANKS = {
    Rank.CLAIMS: "claims - reversals",
    Rank.POINTS: "points - points_back",
    Rank.VALUE: "value - value_back",
}
OF_ENTRIES = {
    Rank.CLAIMS: "entry.quantity",
    Rank.POINTS: "entry.points",
    Rank.VALUE: TEN_THOUSANDTHS,
}


def top(question: Summary, of: Dimension, *, rank: Rank = Rank.CLAIMS, most: int = 10) -> Top:
    """
    Of a question's period and filters. What is unknown has no place.

    Raises Unanswerable, also for values of more currencies than one.
    """
    rank = _checked(question, rank, most)
    asked = replace(question, by=(of,), period=None)
    as_of = settle(asked.as_of)
    planned = plan(asked, as_of, providers_of_sources(), rolled_zones())
    check_bound(planned)
    of_providers = asked.by == (Dimension.PROVIDER,)
    return _top(as_of, lines(*sql.best(planned, RANKS[rank], most, connection, of_providers=of_providers)))


def top_customers(question: Summary, *, rank: Rank = Rank.CLAIMS, most: int = 10) -> Top:
    """
    The same of customers, who are counted from the entries: a million of those in about a second, two million at most.

    Raises Unanswerable.
    """
    rank = _checked(question, rank, most)
    as_of = settle(question.as_of)
    planned = Plan(
        zone=question.zone,
        filters=fitting(question, providers_of_sources()),
        as_of=as_of,
        stretches=[(question.begins, question.ends)],
    )
    check_bound(planned)
    return _top(as_of, lines(*sql.best_customers(planned, OF_ENTRIES[rank], most, connection)))


def _top(as_of: datetime, found: Iterable[Line]) -> Top:
    places: defaultdict[int | str, dict[str, Numbers]] = defaultdict(dict)
    for place, currency, *numbers in found:
        places[place][currency] = numbers
    return Top(as_of=as_of, places=[Place(of=of, totals=Totals(of_currencies=sums)) for of, sums in places.items()])


def _checked(question: Summary, rank: Rank, most: int) -> Rank:
    if rank not in RANKS:
        raise Unanswerable(f"{rank!r} is no rank: expected one of {', '.join(Rank)}.")
    if not 0 < most <= MOST:
        raise Unanswerable(f"Of 1 to {MOST} places, not {most}.")
    currencies = {*(question.currencies or ())}
    if rank == Rank.VALUE and (len(currencies) != 1 or None in currencies):
        raise Unanswerable("Values are compared within one currency: say which.")
    return Rank(rank)
