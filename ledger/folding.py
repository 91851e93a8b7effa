"""
Words brought down to rows: what a batch of events says of each thing, before the database is asked anything.

The same rows whatever the order of the words: on each field the word with the greatest stamp stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, cast

import orjson
from django.db.models import ForeignKey, Model

from ledger.choices import ClaimStatus, Precision, RedemptionStatus
from ledger.facts import (
    CampaignFacts,
    ClaimFacts,
    CustomerFacts,
    Facts,
    MovementFacts,
    ReadingFacts,
    RedemptionFacts,
    VoucherFacts,
)
from ledger.models import Campaign, ClaimedReward, Customer, Mirror, Movement, Reading, Redemption, Voucher
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from ledger.sql.mirrors import name, said_fields

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]  # of each mirror by the provider's id
Batch = Mapping[str, Sequence[Row]]  # the rows of each mirror
Thing = CustomerFacts | CampaignFacts | VoucherFacts | RedemptionFacts | ClaimFacts
Statement = MovementFacts | ReadingFacts

MIRROR_OF: Mapping[type[Thing], type[Mirror]] = {
    CustomerFacts: Customer,
    CampaignFacts: Campaign,
    VoucherFacts: Voucher,
    RedemptionFacts: Redemption,
    ClaimFacts: ClaimedReward,
}
STATEMENT_OF: Mapping[type[Statement], type[Model]] = {
    MovementFacts: Movement,
    ReadingFacts: Reading,
}

# A weightier word stands against a newer one: what is undone stays undone, an exact time beats a reported one, and a
# currency that is named beats the source's.
WEIGHTS: Mapping[str, int] = {
    RedemptionStatus.FAILED: 0,
    RedemptionStatus.REDEEMED: 1,
    RedemptionStatus.REVERSED: 2,
    ClaimStatus.CLAIMED: 0,
    ClaimStatus.FULFILLED: 1,
    ClaimStatus.REVERSED: 2,
    Precision.RECEIVED: 0,
    Precision.REPORTED: 1,
    Precision.EXACT: 2,
}
LIGHTEST = "-"  # sorts before every number
ENDS = frozenset({ClaimStatus.FULFILLED, ClaimStatus.REVERSED})
NAMED = 1  # a currency that the event names
WEIGHED_BY = {
    "status": "status",
    "claimed_at": "claimed_at_precision",
    "claimed_at_precision": "claimed_at_precision",
    "currency": "currency",
}
MONEY = frozenset({"amount", "balance", "value", "order_amount"})
FOLDED = {"name": "name_folded"}  # said by the same word, to be found by
OLDEST = datetime.min.replace(tzinfo=UTC)

# As the batch's JSON has them: times without a zone, in UTC.
PLAIN: Mapping[type, Callable[[Any], str]] = {
    datetime: lambda time: str(time.astimezone(UTC).replace(tzinfo=None)),
    Decimal: str,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one event says, and what decides whether it stands."""

    facts: Facts
    event_id: str
    sha256: bytes
    time: datetime | None  # None: older than any
    received_at: datetime
    currency: str | None  # of amounts that come without one

    def stamp(self) -> str:
        """Sorts words by time, then by event. Readable: who said it, and when."""
        return f"{_sortable(self.time or OLDEST)} {self.event_id} {self.sha256.hex()[:8]}"


def fold(words: Sequence[Word]) -> Batch:
    """
    One row for each thing that the words speak of, with the greatest word on each field; in the order of their keys, in
    which every transaction takes its locks.

    A row's ``event`` is the place of its newest word in the batch, counted from 1. What is only referred to gets a row
    as well, with nothing said.
    """
    rows: Rows = {}
    newest: dict[int, str] = {}
    for place, word in enumerate(words, 1):
        stamp = word.stamp()
        for thing in _things(word):
            row = _row(rows, MIRROR_OF[type(thing)], thing.external_id, place)
            for named in (row, *_referred(rows, MIRROR_OF[type(thing)], thing, place)):
                if stamp > newest.get(id(named), ""):
                    newest[id(named)] = stamp
                    named["event"] = place
            _say(row, thing, word, stamp)
        for movement in word.facts.movements:
            _state(rows, movement, word, place)
        for reading in word.facts.readings:
            _state(rows, reading, word, place)
    return {mirror: [row for _, row in sorted(of_mirror.items())] for mirror, of_mirror in rows.items()}


def _things(word: Word) -> tuple[Thing, ...]:
    said = word.facts
    return (*said.customers, *said.campaigns, *said.vouchers, *said.redemptions, *said.claims)


def _unsaid(thing: Thing, word: Word, stamp: str) -> Iterator[tuple[str, Any, str]]:
    """What goes without saying, as words of the least weight."""
    light = f"0 {stamp}"
    if isinstance(thing, ClaimFacts):
        # When word of a claim's end came here says nothing of its beginning, and stands only where nothing else does.
        begun = f"{LIGHTEST} {stamp}" if thing.status in ENDS else light
        yield "status", ClaimStatus.CLAIMED, light
        yield "claimed_at", word.received_at, begun
        yield "claimed_at_precision", Precision.RECEIVED, begun
    if word.currency and any(getattr(thing, field, None) is not None for field in MONEY):
        yield "currency", word.currency, light


def _referred(rows: Rows, model: type[Model], thing: Thing | Statement, place: int) -> Iterator[Row]:
    for field, parent in _parents(model):
        if (external_id := getattr(thing, field)) is not None:
            yield _row(rows, parent, external_id, place)


def _row(rows: Rows, mirror: type[Mirror], external_id: str, place: int) -> Row:
    of_mirror = rows.setdefault(name(mirror), {})
    return of_mirror.setdefault(external_id, {"external_id": external_id, "said": {}, "event": place})


def _say(row: Row, thing: Thing, word: Word, stamp: str) -> None:
    # A campaign is named by every event of it. So that it is written once an hour, not once an event, its words tell
    # the hour only, and within it the greater value stands.
    is_hourly = isinstance(thing, CampaignFacts)
    light = f"0 {stamp}"
    for field, value, lightest in _unsaid(thing, word, stamp):
        _stand(row, field, value, lightest)
    names, values_of = _fields(type(thing))  # type: ignore[arg-type]  # a class of a union is hashable
    for field, value in zip(names, values_of(thing), strict=True):
        if value is None:
            continue
        spoken = f"0 {stamp[:13]} {value}" if is_hourly else light
        if field in WEIGHED_BY:
            spoken = f"{WEIGHTS.get(getattr(thing, WEIGHED_BY[field]), NAMED)} {stamp}"
        _stand(row, field, value, spoken)
        if field in FOLDED:
            _stand(row, FOLDED[field], folded(value, length=TEXT_LENGTH), spoken)


def _state(rows: Rows, stated: Statement, word: Word, place: int) -> None:
    """What is stated once and for all has all that it says for its key."""
    model = STATEMENT_OF[type(stated)]
    at = word.time or word.received_at
    said = {field.name: getattr(stated, field.name) for field in fields(stated)}
    if isinstance(stated, ReadingFacts):
        said |= {"stated_at": said.pop("at") or at}
        has_money = stated.counter in MONEY
    else:
        said |= {"occurred_at": stated.occurred_at or at}
        has_money = stated.amount is not None or stated.balance is not None
    if has_money and stated.currency is None:
        said["currency"] = word.currency
    row = {name: PLAIN.get(type(value), _as_it_is)(value) for name, value in said.items() if value is not None}
    digest = sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    if isinstance(stated, MovementFacts):
        row["digest"] = digest
    rows.setdefault(name(model), {}).setdefault(digest, {"external_id": digest, **row, "event": place})
    list(_referred(rows, model, stated, place))


def _as_it_is(value: object) -> object:
    return value


def _stand(row: Row, field: str, value: object, stamp: str) -> None:
    said = row["said"]
    if stamp > said.get(field, ""):
        said[field] = stamp
        plain = PLAIN.get(type(value))
        row[field] = plain(value) if plain else value


@cache
def _fields(of: type[Thing]) -> tuple[tuple[str, ...], Callable[[Thing], tuple[Any, ...]]]:
    """The fields, and what gets their values."""
    names = tuple(field.name for field in fields(of) if field.name != "external_id")
    return names, attrgetter(*names)


@cache
def _parents(model: type[Model]) -> tuple[tuple[str, type[Mirror]], ...]:
    references = (field for field in said_fields(model) if isinstance(field, ForeignKey))
    return tuple((field.name, cast("type[Mirror]", field.related_model)) for field in references)


def _sortable(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
