"""A small random ledger to look for things in: few values, so that they meet, and every column sometimes unknown."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any

from ledger.choices import ClaimStatus, EventState, MovementKind, RedemptionStatus, RewardKind, VoucherKind
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Mirror,
    Movement,
    Redemption,
    Source,
    Voucher,
)
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from tests.sources import add_source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = ("r_0a1", "cust_0a1", "v_0a1", "1001", "7", "x%_'\"")
EMAILS = ("john.smith@example.com", "John.Smith@Example.com", "maria@mail.test")
NAMES = ("John Smith", "Smith John", "José Müller", "Jane Smithers", "John Paul Smith", "Ana O'Neil", "李 明")
REFS = ("1001", "nw-40117", "maria@mail.test")
CODES = ("SAVE-10", "save-10", "FJORD-8K2M", "1001")
ORDERS = ("1001", "#1001", "ord_0a1", "WEB-20991")
METADATA: tuple[dict[str, Any], ...] = (
    {"store": "berlin", "till": 7, "gift": True, "no": None},
    {"store": "7", "a.b": 'x"y'},
    {"till": "7"},
    {},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    sources: list[Source]
    customers: list[Customer]
    campaigns: list[Campaign]
    vouchers: list[Voucher]
    redemptions: list[Redemption]
    claims: list[ClaimedReward]
    entries: list[LedgerEntry]
    movements: list[Movement]
    events: list[InboundEvent]


def world(seed: int, *, size: int = 12) -> World:
    """The same again for the same seed."""
    rng = Random(seed)  # noqa: S311 - the same again
    sources = [add_source(provider, slug=f"{provider}-{seed}") for provider in ("voucherify", "loyaltylion", "stamply")]
    people = _customers(rng, sources, size)
    campaigns = _make(Campaign, rng, sources, 4, lambda: {"name": None})
    vouchers = _vouchers(rng, sources, size, people, campaigns)
    uses = _redemptions(rng, sources, size, people, vouchers)
    claims = _claims(rng, sources, 3 * size, people, campaigns, vouchers, uses)
    events = _events(rng, sources, size)
    return World(
        sources=sources,
        customers=people,
        campaigns=campaigns,
        vouchers=vouchers,
        redemptions=uses,
        claims=claims,
        entries=_entries(rng, claims, events),
        movements=_movements(rng, size, vouchers, uses, events),
        events=events,
    )


def _or_none(rng: Random, values: Any) -> Any:
    return rng.choice([None, *values])


def _moment(rng: Random) -> datetime:
    """Some of the moments are the same."""
    return NOON + timedelta(hours=12 * rng.randrange(-20, 20))


def _make(model: type[Any], rng: Random, sources: list[Source], count: int, fields: Any) -> list[Any]:
    """With an id that may be another thing's, or the same source's of another kind."""
    keys = [
        (source, external_id) for source in sources for external_id in dict.fromkeys((*IDS, *map(str, range(count))))
    ]
    rows = [
        model(source=source, external_id=external_id, said={}, **fields())
        for source, external_id in rng.sample(keys, count)
    ]
    return list(model.objects.bulk_create(rows))


def _customers(rng: Random, sources: list[Source], size: int) -> list[Customer]:
    def fields() -> dict[str, Any]:
        name = _or_none(rng, NAMES)
        return {
            "name": name,
            "name_folded": name and folded(name, length=TEXT_LENGTH),
            "email": _or_none(rng, EMAILS),
            "merchant_ref": _or_none(rng, REFS),
            "metadata": _or_none(rng, METADATA),
        }

    return _make(Customer, rng, sources, size, fields)


def _vouchers(rng: Random, sources: list[Source], size: int, people: Any, campaigns: Any) -> list[Voucher]:
    def fields() -> dict[str, Any]:
        return {
            "code": _or_none(rng, CODES),
            "kind": _or_none(rng, VoucherKind),
            "holder": _or_none(rng, people),
            "campaign": _or_none(rng, campaigns),
            "active": _or_none(rng, (True, False)),
        }

    return _make(Voucher, rng, sources, size, fields)


def _redemptions(rng: Random, sources: list[Source], size: int, people: Any, vouchers: Any) -> list[Redemption]:
    def fields() -> dict[str, Any]:
        return {
            "customer": _or_none(rng, people),
            "voucher": _or_none(rng, vouchers),
            "order_id": _or_none(rng, ORDERS),
            "status": _or_none(rng, RedemptionStatus),
            "reversal_id": _or_none(rng, ("rr_1", "rr_2")),
        }

    return _make(Redemption, rng, sources, size, fields)


def _claims(rng: Random, sources: list[Source], size: int, *parents: list[Any]) -> list[ClaimedReward]:
    people, campaigns, vouchers, uses = parents

    def fields() -> dict[str, Any]:
        return {
            "customer": _or_none(rng, people),
            "campaign": _or_none(rng, campaigns),
            "granted_voucher": _or_none(rng, vouchers),
            "loyalty_card": _or_none(rng, vouchers),
            "redemption": _or_none(rng, uses),
            "kind": _or_none(rng, RewardKind),
            "status": rng.choice(list(ClaimStatus)),
            "points": _or_none(rng, (0, 5, 500)),
            "value": _or_none(rng, (Decimal(0), Decimal("9.99"), Decimal(10))),
            "currency": _or_none(rng, ("EUR", "SEK")),
            "order_id": _or_none(rng, ORDERS),
            "order_ref": _or_none(rng, ORDERS),
            "metadata": _or_none(rng, METADATA),
            "claimed_at": _moment(rng),
            "claimed_at_precision": "exact",
        }

    return _make(ClaimedReward, rng, sources, size, fields)


def _events(rng: Random, sources: list[Source], size: int) -> list[InboundEvent]:
    def fields() -> dict[str, Any]:
        body = rng.randbytes(8)
        return {
            "sha256": sha256(body).digest(),
            "body": body,
            "event_type": rng.choice(("customer.rewarded", "redemption.succeeded", "")),
            "state": rng.choice(list(EventState)),
            "origin": rng.choice(("webhook", "import")),
            "subject": rng.choice(("", *IDS)),
            "received_at": _moment(rng),
        }

    keys = [
        (source, external_id) for source in sources for external_id in dict.fromkeys((*IDS, *map(str, range(size))))
    ]
    rows = [
        InboundEvent(source=source, external_id=external_id, **fields())
        for source, external_id in rng.sample(keys, size)
    ]
    return list(InboundEvent.objects.bulk_create(rows))


def _entries(rng: Random, claims: list[ClaimedReward], events: list[InboundEvent]) -> list[LedgerEntry]:
    copied = ("source", "points", "value", "currency", "campaign", "customer", "kind")
    rows = [
        LedgerEntry(
            claim=claim,
            side=side,
            ordinal=1,
            quantity=sign,
            occurred_at=claim.claimed_at,
            recorded_at=_moment(rng),
            event=rng.choice(events),
            **{name: getattr(claim, name) for name in copied},
        )
        for claim in claims
        for side, sign in rng.choice(((), (("claimed", 1),), (("claimed", 1), ("reversed", -1))))
    ]
    return list(LedgerEntry.objects.bulk_create(rows))


def _movements(rng: Random, size: int, vouchers: Any, uses: Any, events: Any) -> list[Movement]:
    rows = []
    for number in range(size):
        voucher = rng.choice(vouchers)
        rows.append(
            Movement(
                source=voucher.source,
                external_id=rng.choice(IDS),
                digest=f"{number:032}",
                voucher=voucher,
                redemption=_or_none(rng, uses),
                kind=rng.choice(list(MovementKind)),
                occurred_at=_moment(rng),
                recorded_at=_moment(rng),
                event=rng.choice(events),
            )
        )
    return list(Movement.objects.bulk_create(rows))


def at_its_source(thing: Mirror | InboundEvent) -> tuple[int, str]:
    return thing.source_id, thing.external_id
