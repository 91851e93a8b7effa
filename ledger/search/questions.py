"""Which columns are asked for a text as it stands. Each has an index, and so has every spelling of the question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q

from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, Movement, Redemption, Source, Voucher
from ledger.sql.spelt import codes, emails, has_email, has_id, has_subject


class Kind(StrEnum):
    """What was found, by what it is to who looks for it; the likeliest first."""

    CLAIM = "claim"
    ORDER = "order"  # a claim or redemption by its order
    CUSTOMER = "customer"
    VOUCHER = "voucher"
    REDEMPTION = "redemption"
    MOVEMENT = "movement"
    EVENT = "event"
    CAMPAIGN = "campaign"


Sources = Mapping[int, Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column with an index of its own."""

    name: str
    kind: Kind

    def spelt(self, text: str) -> Iterable[str]:
        """As it may stand in the column."""
        return (text,)

    def read(self, value: str) -> str:
        """A value of the column as a text is spelt."""
        return value

    def asked(self, spellings: Iterable[str], sources: Iterable[int]) -> Q:  # noqa: ARG002 - of which an id is one
        return Q(**{f"{self.name}__in": sorted(spellings)})


class Code(Column):
    def spelt(self, text: str) -> Iterable[str]:
        return codes(text)


class Email(Column):
    """In any case; it is kept as the provider says it."""

    def spelt(self, text: str) -> Iterable[str]:
        return emails(text)

    def read(self, value: str) -> str:
        return value.lower()

    def asked(self, spellings: Iterable[str], sources: Iterable[int]) -> Q:  # noqa: ARG002 - as above
        return has_email(spellings)


class OfSource(Column):
    """A provider's id."""

    def asked(self, spellings: Iterable[str], sources: Iterable[int]) -> Q:
        return has_id(self.name, spellings, sources)


class Subject(Column):
    def asked(self, spellings: Iterable[str], sources: Iterable[int]) -> Q:
        return has_subject(spellings, sources)


def _id(kind: Kind) -> Column:
    return OfSource(name="external_id", kind=kind)


QUESTIONS: Mapping[type[Model], tuple[Column, ...]] = {
    ClaimedReward: (
        _id(Kind.CLAIM),
        Column(name="order_id", kind=Kind.ORDER),
        Column(name="order_ref", kind=Kind.ORDER),
    ),
    Customer: (
        Email(name="email", kind=Kind.CUSTOMER),
        Column(name="merchant_ref", kind=Kind.CUSTOMER),
        _id(Kind.CUSTOMER),
    ),
    Voucher: (Code(name="code", kind=Kind.VOUCHER), _id(Kind.VOUCHER)),
    Redemption: (
        _id(Kind.REDEMPTION),
        Column(name="reversal_id", kind=Kind.REDEMPTION),
        Column(name="order_id", kind=Kind.ORDER),
    ),
    Movement: (_id(Kind.MOVEMENT),),
    InboundEvent: (_id(Kind.EVENT), Subject(name="subject", kind=Kind.EVENT)),
    Campaign: (_id(Kind.CAMPAIGN),),
}
# What a hit does not show.
HEAVY: Mapping[type[Model], tuple[str, ...]] = {
    ClaimedReward: ("said", "metadata"),
    Customer: ("said", "metadata"),
    Voucher: ("said",),
    Redemption: ("said",),
    Campaign: ("said",),
    InboundEvent: ("body", "headers", "faults"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row, the column that answered, and what was typed of it."""

    row: Any
    column: Column
    typed: str


def fetch(model: type[Model], wanted: Q, sources: Sources, *, most: int) -> list[Any]:
    """With what is needed to show a hit; its source is at hand."""
    rows = model._default_manager.defer(*HEAVY.get(model, ()))
    found: list[Any] = list(rows.filter(wanted)[:most])
    for row in found:
        if source := sources.get(row.source_id):
            row.source = source
    return found


def ask(model: type[Model], texts: Iterable[str], sources: Sources, *, most: int) -> tuple[list[Match], bool]:
    """Rows that have one of the texts in a column of the model's, in one query; and whether there are more."""
    spellings = {
        column: {spelt: text for text in reversed(list(texts)) for spelt in column.spelt(text)}
        for column in QUESTIONS[model]
    }
    asked = Q(*(column.asked(spelt, sorted(sources)) for column, spelt in spellings.items()), _connector=Q.OR)
    found = fetch(model, asked, sources, most=most + 1)
    matches = [match for row in found[:most] for match in _matches(row, spellings)]
    return matches, len(found) > most


def _matches(row: Any, spellings: Mapping[Column, Mapping[str, str]]) -> Iterator[Match]:
    """The first column that has it speaks for the row."""
    for column, spelt in spellings.items():
        value = getattr(row, column.name)
        if value and (typed := spelt.get(column.read(value))):
            yield Match(row=row, column=column, typed=typed)
            return
