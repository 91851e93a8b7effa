"""What a list of claims adds up to, where that is quickly had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ledger.admin import show
from ledger.choices import ClaimStatus
from ledger.models.fields import MONEY_PLACES
from ledger.sql.totals import added

MOST = 10_000  # claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Claims of one currency and status. Points and value are those that are said."""

    currency: str | None
    status: str
    claims: int
    with_points: int
    points: int
    with_value: int
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    parts: Sequence[Part]

    @property
    def claims(self) -> int:
        return sum(part.claims for part in self.parts)

    @property
    def is_cut(self) -> bool:
        return self.claims > MOST

    @property
    def sums(self) -> Sequence[str]:
        return list(_sums(self.parts))

    @property
    def unsaid(self) -> str:
        """How many say nothing of what they cost: what is unknown is not added as 0."""
        unsaid = self.claims - sum(part.with_points for part in self.parts)
        return f"{show.number(unsaid)} without points" if 0 < unsaid < self.claims else ""

    @property
    def reversed(self) -> str:
        """What of it was taken back, where that is not all."""
        back = [part for part in self.parts if part.status == ClaimStatus.REVERSED]
        claims = sum(part.claims for part in back)
        if not 0 < claims < self.claims:
            return ""
        return ", ".join([f"{show.number(claims)} reversed", *_sums(back)])


def totals(rows: QuerySet[Any]) -> Totals:
    return Totals(parts=[_part(line) for line in added(rows, most=MOST + 1)])


def _part(line: Sequence[Any]) -> Part:
    currency, status, claims, with_points, points, with_value, value = line
    return Part(
        currency=currency,
        status=status,
        claims=claims,
        with_points=with_points,
        points=int(points or 0),
        with_value=with_value,
        value=Decimal(value or 0).scaleb(-MONEY_PLACES),
    )


def _sums(parts: Sequence[Part]) -> Iterator[str]:
    """Points, and the value in each currency; of what nobody has said there is no sum."""
    if any(part.with_points for part in parts):
        yield show.points(sum(part.points for part in parts))
    for currency in sorted({part.currency or "" for part in parts if part.with_value}):
        worth = sum((part.value for part in parts if (part.currency or "") == currency), Decimal())
        yield show.money(worth, currency)
