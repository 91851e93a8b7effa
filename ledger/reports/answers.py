"""What is answered: claims, reversals, points and money, and how much of it nobody has said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from itertools import repeat
from operator import add
from typing import Any, Generic, TypeVar

from ledger.reports.questions import Dimension
from ledger.sql.rollups import MEASURES

Number = TypeVar("Number", int, Decimal)
Numbers = Sequence[int]  # as ``MEASURES`` has them
Key = tuple[date | datetime | None, tuple[Any, ...]]  # a period, a group

PLACE = {name: place for place, name in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Generic[Number]):
    """Of points, or of money in one currency: of those claims of which it is known. None: of none it is."""

    claimed: Number | None
    reversed: Number | None

    @property
    def net(self) -> Number | None:
        """
        What was spent or given and not taken back; as far as it is known.

        None where one of the two is not known at all: no other number would be true. Places are given by what is known.
        """
        if self.claimed is None or self.reversed is None:
            return None
        return self.claimed - self.reversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Of how many claims, and of how many reversals, a number is unknown."""

    claims: int
    reversals: int


@dataclass(slots=True, kw_only=True)  # frozen, one takes a microsecond longer to make, and a report has thousands
class Totals:
    """The numbers of a period and group. Money is by its currency, and never added up with another's."""

    of_currencies: Mapping[str, Numbers]  # what has no value, or none that is known, stands under ""
    customers: int | None = None  # who claimed anything; None: not asked for

    @property
    def claims(self) -> int:
        return self._sum("claims")

    @property
    def reversals(self) -> int:
        return self._sum("reversals")

    @property
    def net(self) -> int:
        return self.claims - self.reversals

    @property
    def points(self) -> Sum[int]:
        unknown = self.points_unknown
        return Sum(
            claimed=None if 0 != unknown.claims == self.claims else self._sum("points"),
            reversed=None if 0 != unknown.reversals == self.reversals else self._sum("points_back"),
        )

    @property
    def points_unknown(self) -> Unknown:
        return Unknown(claims=self._sum("points_unknown"), reversals=self._sum("points_back_unknown"))

    @property
    def values(self) -> Mapping[str, Sum[Decimal]]:
        """Of what is known; a currency has no sum where nothing is."""
        return {
            code: Sum(claimed=_money(numbers[PLACE["value"]]), reversed=_money(numbers[PLACE["value_back"]]))
            for code, numbers in self.of_currencies.items()
            if code
        }

    @property
    def value_unknown(self) -> Unknown:
        return Unknown(claims=self._sum("value_unknown"), reversals=self._sum("value_back_unknown"))

    def __add__(self, other: "Totals") -> "Totals":
        """Of both; customers, who may be the same, are not added up."""
        both = dict(self.of_currencies)
        for code, numbers in other.of_currencies.items():
            both[code] = added(both[code], numbers) if code in both else numbers
        return Totals(of_currencies=both)

    def _sum(self, measure: str) -> int:
        place = PLACE[measure]
        return sum([numbers[place] for numbers in self.of_currencies.values()])


NOTHING = Totals(of_currencies={})


@dataclass(slots=True, kw_only=True)
class Row:
    """Totals of a period and a group."""

    period: date | datetime | None  # its first day, or when its hour began; None: not by period
    group: Mapping[Dimension, int | str | None]  # a source's and a campaign's are ids; None: unknown
    totals: Totals


@dataclass(frozen=True, kw_only=True)
class Counted:
    """
    What was added up, for each period and group. To make thousands of rows of it takes as long as to count them.

    ``keys``: a row's period, and a value for each of ``by``; ``sums`` and ``customers`` are in the same order.
    """

    by: Sequence[Dimension]
    keys: Sequence[Key]
    sums: Sequence[Mapping[str, Numbers]]  # by currency
    customers: Sequence[int] | None = None  # None: not asked for

    @cached_property
    def rows(self) -> Sequence[Row]:
        group_of = cache(lambda group: dict(zip(self.by, group, strict=True)))
        customers = repeat(None) if self.customers is None else self.customers
        return [
            Row(period=period, group=group_of(group), totals=Totals(of_currencies=sums, customers=number))
            for (period, group), sums, number in zip(self.keys, self.sums, customers, strict=False)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the ledger amounted to at a moment; the question asked again with that ``as_of`` has the same answer."""

    as_of: datetime
    counted: Counted
    counted_before: Counted | None = None  # of the period before; None: not asked for

    @property
    def rows(self) -> Sequence[Row]:
        return self.counted.rows

    @property
    def before(self) -> Sequence[Row] | None:
        return None if self.counted_before is None else self.counted_before.rows


def added(numbers: Numbers, more: Numbers) -> Numbers:
    return tuple(map(add, numbers, more))


def _money(ten_thousandths: int) -> Decimal:
    return Decimal(ten_thousandths).scaleb(-4)
