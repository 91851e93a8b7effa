"""What is answered: claims, reversals, points and money, and how much of it nobody has said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import add
from typing import Generic, TypeVar

from ledger.reports.questions import Dimension
from ledger.sql.rollups import MEASURES

Number = TypeVar("Number", int, Decimal)
Pair = tuple[int, int]  # claimed, reversed

PLACE = {name: place for place, name in enumerate(MEASURES)}
NONE: Pair = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Generic[Number]):
    """Of points, or of money in one currency: of those claims of which it is known. None: of none it is."""

    claimed: Number | None
    reversed: Number | None

    @property
    def net(self) -> Number | None:
        """What was spent or given and not taken back; as far as it is known."""
        if self.claimed is None or self.reversed is None:
            return None
        return self.claimed - self.reversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Of how many claims, and of how many reversals, a number is unknown."""

    claims: int
    reversals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The numbers of a period and group. Money is by its currency, and never added up with another's."""

    numbers: Sequence[int]  # as ``MEASURES`` has them; the values of all currencies mean nothing
    money: Mapping[str, Pair]  # by currency, in ten-thousandths
    customers: int | None = None  # who claimed anything; None: not asked for

    @property
    def claims(self) -> int:
        return self.numbers[PLACE["claims"]]

    @property
    def reversals(self) -> int:
        return self.numbers[PLACE["reversals"]]

    @property
    def net(self) -> int:
        return self.claims - self.reversals

    @property
    def points(self) -> Sum[int]:
        unknown = self.points_unknown
        return Sum(
            claimed=None if 0 != unknown.claims == self.claims else self.numbers[PLACE["points"]],
            reversed=None if 0 != unknown.reversals == self.reversals else self.numbers[PLACE["points_back"]],
        )

    @property
    def points_unknown(self) -> Unknown:
        return self._unknown("points_unknown", "points_back_unknown")

    @property
    def values(self) -> Mapping[str, Sum[Decimal]]:
        """Of what is known; a currency has no sum where nothing is."""
        return {
            code: Sum(claimed=_money(claimed), reversed=_money(back)) for code, (claimed, back) in self.money.items()
        }

    @property
    def value_unknown(self) -> Unknown:
        return self._unknown("value_unknown", "value_back_unknown")

    def __add__(self, other: "Totals") -> "Totals":
        """Of both; customers, who may be the same, are not added up."""
        money = {
            code: (self.money.get(code, NONE)[0] + more[0], self.money.get(code, NONE)[1] + more[1])
            for code, more in other.money.items()
        }
        return Totals(numbers=[*map(add, self.numbers, other.numbers)], money={**self.money, **money})

    def _unknown(self, claimed: str, back: str) -> Unknown:
        return Unknown(claims=self.numbers[PLACE[claimed]], reversals=self.numbers[PLACE[back]])


NOTHING = Totals(numbers=[0] * len(MEASURES), money={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Totals of a period and a group."""

    period: date | datetime | None  # its first day, or when its hour began; None: not by period
    group: Mapping[Dimension, int | str | None]  # a source's and a campaign's are ids; None: unknown
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the ledger amounted to at a moment; the question asked again with that ``as_of`` has the same answer."""

    as_of: datetime
    rows: Sequence[Row]
    before: Sequence[Row] | None = None  # of the period before; None: not asked for


def totals(lines: Iterable[tuple[str, Sequence[int]]], customers: int | None = None) -> Totals:
    """Of a group's currencies, each with its sums. What stands under an unknown currency has no value."""
    (currency, numbers), *others = lines
    money = {currency: _pair(numbers)} if currency else {}
    for currency, more in others:
        numbers = [*map(add, numbers, more)]
        money[currency] = _pair(more)
    return Totals(numbers=numbers, money=money, customers=customers)


def _pair(numbers: Sequence[int]) -> Pair:
    return numbers[PLACE["value"]], numbers[PLACE["value_back"]]


def _money(ten_thousandths: int) -> Decimal:
    return Decimal(ten_thousandths).scaleb(-4)
