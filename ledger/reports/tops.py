"""The rewards, campaigns and customers of which there is most."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db import connection

from ledger.reports.answers import Totals, totals
from ledger.reports.moments import settle
from ledger.reports.questions import Dimension, Summary, Unanswerable
from ledger.reports.summaries import filters, summarize
from ledger.sql import summaries as sql
from ledger.sql.rollups import TEN_THOUSANDTHS
from ledger.sql.run import lines
from ledger.sql.summaries import Plan

MOST = 1000


class Rank(StrEnum):
    """What there is most of, without what was reversed."""

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


RANKS = {
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
    answer = summarize(replace(question, by=(of,), period=None, customers=False))
    known = [Place(of=row.group[of] or "", totals=row.totals) for row in answer.rows if row.group[of] is not None]
    places = sorted(known, key=lambda place: (-_ranked(place.totals, rank), str(place.of)))
    return Top(as_of=answer.as_of, places=[place for place in places[:most] if _ranked(place.totals, rank) > 0])


def top_customers(question: Summary, *, rank: Rank = Rank.CLAIMS, most: int = 10) -> Top:
    """
    The same of customers, who are counted from the entries: a million of those in about a second.

    Raises Unanswerable.
    """
    rank = _checked(question, rank, most)
    as_of = settle(question.as_of)
    plan = Plan(
        zone=question.zone, filters=filters(question), as_of=as_of, stretches=[(question.begins, question.ends)]
    )
    counts: defaultdict[int, list[tuple[str, Sequence[int]]]] = defaultdict(list)
    for customer, currency, *numbers in lines(*sql.best_customers(plan, RANKS[rank], most, connection)):
        counts[customer].append((currency, numbers))
    return Top(as_of=as_of, places=[Place(of=one, totals=totals(count)) for one, count in counts.items()])


def _checked(question: Summary, rank: Rank, most: int) -> Rank:
    if rank not in RANKS:
        raise Unanswerable(f"{rank!r} is no rank: expected one of {', '.join(Rank)}.")
    if not 0 < most <= MOST:
        raise Unanswerable(f"Of 1 to {MOST} places, not {most}.")
    if rank == Rank.VALUE and len({*(question.currencies or ())} - {None}) != 1:
        raise Unanswerable("Values are compared within one currency: name it in currencies.")
    return Rank(rank)


def _ranked(of: Totals, rank: Rank) -> Decimal:
    """Unknown is no place ahead of what is known."""
    if rank is Rank.VALUE:
        return sum((value.net or Decimal(0) for value in of.values.values()), Decimal(0))
    return Decimal(of.net if rank is Rank.CLAIMS else of.points.net or 0)
