"""What the shops know of their own claims, to compare the ledger with. It knows nothing of how events are read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Terms:
    """All that the ledger adds up by."""

    source: str
    campaign: str | None
    kind: str
    title: str
    currency: str | None
    customer: str


@dataclass(kw_only=True)
class Claim:
    terms: Terms
    points: int | None
    value: Decimal | None
    is_reversed: bool = False


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of one side: how many, and of how much."""

    quantity: int
    points: int
    value: Decimal

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            quantity=self.quantity + other.quantity, points=self.points + other.points, value=self.value + other.value
        )


Totals = Mapping[tuple[Terms, str], Sums]  # by terms and side
NOTHING = Sums(quantity=0, points=0, value=Decimal(0))


@dataclass(kw_only=True)
class Book:
    """By source, and by its own ids."""

    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    uses: set[tuple[str, str]] = field(default_factory=set)  # of vouchers that gave nothing
    events: Counter[str] = field(default_factory=Counter)  # how many were written, by source

    def totals(self) -> Totals:
        found: dict[tuple[Terms, str], Sums] = {}
        for claim in self.claims.values():
            for side, sums in _sides(claim):
                key = (claim.terms, side)
                found[key] = found.get(key, NOTHING) + sums
        return found


def _sides(claim: Claim) -> Iterable[tuple[str, Sums]]:
    sums = Sums(quantity=1, points=claim.points or 0, value=claim.value or Decimal(0))
    yield "claimed", sums
    if claim.is_reversed:
        yield "reversed", Sums(quantity=-1, points=-sums.points, value=-sums.value)


def differences(book: Totals, ledger: Totals) -> list[str]:
    """Where the two differ, a line each."""
    return [
        f"{side} of {terms}: the shops have {book.get((terms, side))}, the ledger {ledger.get((terms, side))}"
        for terms, side in sorted({*book, *ledger}, key=repr)
        if book.get((terms, side)) != ledger.get((terms, side))
    ]
