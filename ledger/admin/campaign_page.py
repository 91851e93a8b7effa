"""A campaign in numbers: its claims over time, what they were for and whose, by the newest of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.charts import Chart, Column, Name, bars
from ledger.admin.page import may_see
from ledger.admin.spans import counted
from ledger.admin.tiles import Tile
from ledger.choices import ClaimStatus
from ledger.models import Campaign, ClaimedReward, Customer

MOST = 1000  # claims that are looked at
TOP = 5


class Claim(NamedTuple):
    """As much of one as is counted."""

    claimed_at: datetime
    title: str | None
    customer: int | None
    points: int | None
    is_reversed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The most frequent, each with how often."""

    title: str
    rows: Sequence[tuple[Any, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    tiles: Sequence[Tile]
    chart: Chart | None
    rankings: Sequence[Ranking]
    is_cut: bool
    most: int


def numbers(request: HttpRequest, campaign: Campaign) -> Numbers | None:
    """In two queries, by the index ``ledger_claim_by_campaign``; None to those who may not see claims."""
    if not may_see(request, ClaimedReward):
        return None
    found = _newest(campaign)
    claims = found[:MOST]
    span, counts = counted([claim.claimed_at for claim in claims])
    return Numbers(
        tiles=_tiles(claims),
        chart=bars(
            f"Claims by {span.value.lower().removesuffix(' of')}",
            [Column(label=label, numbers=[count]) for label, count in counts],
            [Name(text="Claims")],
            head=span.value,
        ),
        rankings=[_rewards(claims), *_customers(request, claims)],
        is_cut=len(found) > MOST,
        most=MOST,
    )


def _newest(campaign: Campaign) -> list[Claim]:
    rows = ClaimedReward.objects.filter(campaign=campaign).exclude(status=ClaimStatus.ANNULLED).order_by("-claimed_at")
    columns = rows.values_list("claimed_at", "title", "customer", "points", "status")[: MOST + 1]
    return [
        Claim(at, title, customer, points, status == ClaimStatus.REVERSED)
        for at, title, customer, points, status in columns
    ]


def _tiles(claims: Sequence[Claim]) -> list[Tile]:
    paid = [claim.points for claim in claims if claim.points is not None and not claim.is_reversed]
    people = {claim.customer for claim in claims if claim.customer}
    undone = sum(claim.is_reversed for claim in claims)
    points = [Tile(name="Points paid", number=show.number(sum(paid)), word="reversed claims left out")]
    return [
        Tile(name="Claims", number=f"{len(claims):,}", word=f"{undone:,} reversed"),
        Tile(name="Customers", number=f"{len(people):,}", word="who claimed"),
        *(points if paid else ()),
    ]


def _rewards(claims: Sequence[Claim]) -> Ranking:
    counted = Counter(claim.title for claim in claims if claim.title)
    return Ranking(title="Top rewards", rows=counted.most_common(TOP))


def _customers(request: HttpRequest, claims: Sequence[Claim]) -> list[Ranking]:
    if not may_see(request, Customer):
        return []
    counted = Counter(claim.customer for claim in claims if claim.customer).most_common(TOP)
    people = Customer.objects.defer("said", "metadata").select_related("source").in_bulk([pk for pk, _ in counted])
    viewer = Viewer.at(request)
    rows = [(show.link(veiled(viewer, people[pk])), count) for pk, count in counted]
    return [Ranking(title="Customers who claimed most", rows=rows)]
