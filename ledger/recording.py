"""
The one writer of mirrors and entries: words in, rows out.

``fold`` brings a batch of words down to one row a thing; ``record`` writes them in a number of statements that does not
depend on the batch's size. The end is the same in whatever order, and in whatever batches, the words come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import ForeignKey

from ledger.choices import ClaimStatus, Precision, RedemptionStatus
from ledger.facts import CampaignFacts, ClaimFacts, CustomerFacts, Facts, RedemptionFacts, VoucherFacts
from ledger.models import Campaign, ClaimedReward, Customer, Mirror, Redemption, Voucher
from ledger.sql.dialects import SQLITE
from ledger.sql.mirrors import name, said_fields
from ledger.sql.writer import recording_function, statements

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]  # of each mirror by the provider's id
Batch = Mapping[str, Sequence[Row]]  # the rows of each mirror
Thing = CustomerFacts | CampaignFacts | VoucherFacts | RedemptionFacts | ClaimFacts

MIRROR_OF: Mapping[type[Thing], type[Mirror]] = {
    CustomerFacts: Customer,
    CampaignFacts: Campaign,
    VoucherFacts: Voucher,
    RedemptionFacts: Redemption,
    ClaimFacts: ClaimedReward,
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
WEIGHED_BY = {"status": "status", "claimed_at": "claimed_at_precision", "claimed_at_precision": "claimed_at_precision"}
MONEY = frozenset({"amount", "balance", "value", "order_amount"})
OLDEST = datetime.min.replace(tzinfo=UTC)


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
    One row for each thing that the words speak of, with the greatest word on each field.

    A row's ``event`` is the place of its newest word in the batch, counted from 1. What is only referred to gets a row
    as well, with nothing said.
    """
    rows: Rows = {}
    for place, word in enumerate(words, 1):
        stamp = word.stamp()
        for thing in _things(word):
            for mirror, external_id in _named(thing):
                row = _row(rows, mirror, external_id)
                if stamp > row["newest"]:
                    row |= {"newest": stamp, "event": place}
            _say(_row(rows, MIRROR_OF[type(thing)], thing.external_id), thing, word, stamp)
    for row in (row for of_mirror in rows.values() for row in of_mirror.values()):
        del row["newest"]
    return {mirror: list(of_mirror.values()) for mirror, of_mirror in rows.items()}


def record(source_id: int, batch: Batch, events: Sequence[int]) -> None:
    """Write what the events say, in the caller's transaction. ``events`` are their ids by their place in the batch."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            function, _ = recording_function()
            cursor.execute(f"SELECT {function}(%s, %s, %s)", [source_id, as_json(batch), list(events)])
            return
        given = {mirror: as_json(rows) for mirror, rows in batch.items()}
        missing = dict.fromkeys(map(name, MIRROR_OF.values()), "[]")
        parameters: dict[str, str | int] = {**missing, **given, "source": source_id, "events": as_json(events)}
        for mirrors, text in _sqlite_statements():
            if any(mirror in batch for mirror in mirrors):
                cursor.execute(text, parameters)


def as_json(value: object) -> str:
    """As the writer's SQL reads it."""
    return orjson.dumps(value).decode()


def _things(word: Word) -> tuple[Thing, ...]:
    said = word.facts
    return (*said.customers, *said.campaigns, *said.vouchers, *said.redemptions, *said.claims)


def _unsaid(thing: Thing, word: Word) -> Iterator[tuple[str, Any]]:
    """What goes without saying, as words of the least weight."""
    if isinstance(thing, ClaimFacts):
        yield "status", ClaimStatus.CLAIMED
        yield "claimed_at", word.received_at
        yield "claimed_at_precision", Precision.RECEIVED
    if word.currency and any(getattr(thing, field, None) is not None for field in MONEY):
        yield "currency", word.currency


def _named(thing: Thing) -> Iterator[tuple[type[Mirror], str]]:
    """The thing itself, and those that it refers to."""
    mirror = MIRROR_OF[type(thing)]
    yield mirror, thing.external_id
    for field, parent in _parents(mirror):
        if (external_id := getattr(thing, field)) is not None:
            yield parent, external_id


def _row(rows: Rows, mirror: type[Mirror], external_id: str) -> Row:
    of_mirror = rows.setdefault(name(mirror), {})
    return of_mirror.setdefault(external_id, {"external_id": external_id, "said": {}, "event": 0, "newest": ""})


def _say(row: Row, thing: Thing, word: Word, stamp: str) -> None:
    for field, value in _unsaid(thing, word):
        _stand(row, field, value, f"0 {stamp}")
    for field in _fields(type(thing)):
        if (value := getattr(thing, field)) is not None:
            # A campaign is named by every event of it. So that it is written once an hour, not once an event, its
            # words tell the hour only, and within it the greater value stands.
            spoken = f"{stamp[:13]} {value}" if isinstance(thing, CampaignFacts) else stamp
            _stand(row, field, value, f"{_weight(thing, field)} {spoken}")


def _stand(row: Row, field: str, value: object, stamp: str) -> None:
    if stamp > row["said"].get(field, ""):
        row["said"][field] = stamp
        row[field] = _plain(value)


def _weight(thing: Thing, field: str) -> int:
    if field in WEIGHED_BY:
        return WEIGHTS[getattr(thing, WEIGHED_BY[field])]
    return 1 if field == "currency" else 0


@cache
def _fields(of: type[Thing]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of) if field.name != "external_id")


@cache
def _parents(mirror: type[Mirror]) -> tuple[tuple[str, type[Mirror]], ...]:
    return tuple((field.name, field.related_model) for field in said_fields(mirror) if isinstance(field, ForeignKey))


@cache
def _sqlite_statements() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(statements(SQLITE))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case Decimal():
            return str(value)
    return value


def _sortable(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
