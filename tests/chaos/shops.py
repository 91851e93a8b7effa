"""Two shops and what happens in them: stories, each of some events that are to be delivered or exported."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos.book import Book, Claim, Terms

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
CUSTOMERS, CAMPAIGNS = 400, 12
HEXADECIMAL = "0123456789abcdef"


@dataclass(frozen=True, kw_only=True)
class Event:
    """As the provider sends it, or as its export has it."""

    source: str
    body: bytes
    is_exported: bool = False


@dataclass(frozen=True, kw_only=True)
class Shop:
    """An account at a provider, and the schedule by which that delivers again: seconds after the first time."""

    source: str
    provider: str
    currency: str
    retries: Sequence[float]


# Voucherify tries again after 1, 2, 4 … minutes, twelve times; LoyaltyLion thirty times, it does not say when. Here a
# minute is a tenth of a second.
VOUCHERIFY = Shop(
    source="fjord", provider="voucherify", currency="EUR", retries=[*(0.1 * 2**n for n in range(11)), 144.0]
)
LOYALTYLION = Shop(
    source="pride", provider="loyaltylion", currency="USD", retries=[min(0.25 * 1.3**n, 10.0) for n in range(30)]
)
SHOPS = (VOUCHERIFY, LOYALTYLION)


def stories(rng: Random, book: Book) -> Iterator[Sequence[Event]]:
    """Without end. What a story comes to is in the book before it is told."""
    tellers = (_given_product, _given_coupon, _stack, _coupon_claimed, _gift_card_claimed)
    while True:
        (teller,) = rng.choices(tellers, (4, 4, 2, 4, 1))
        events = teller(rng, book)
        for event in events:
            book.events[event.source] += 1
        yield events


def _given_product(rng: Random, book: Book) -> list[Event]:
    """Points for a product; some are undone."""
    story = _Story(rng, campaign=True)
    points, title = rng.randrange(50, 2000), f"Brass Reading Lamp {rng.randrange(4)}"
    changes = {"Brass Reading Lamp": title, "points": str(points)}
    redemption = story.name("r_0f4a9c21d7e8b05f66")
    claim = Claim(terms=story.terms("product", title, None), points=points, value=None)
    events = [story.told("customer.rewarded", changes)]
    if rng.random() < 0.3:
        claim.is_reversed = True
        events.append(story.told("redemption.rollback.succeeded", changes))
    book.claims[VOUCHERIFY.source, redemption] = claim
    return events


def _given_coupon(rng: Random, book: Book) -> list[Event]:
    """Points for a coupon, told in three ways; some are undone."""
    story = _Story(rng, campaign=True)
    points = rng.randrange(50, 2000)
    changes = {"points": str(points)}
    redemption = story.name("r_0f4c77b1e0942a3d58")
    claim = Claim(terms=story.terms("discount", "12.50 off", "EUR"), points=points, value=Decimal("12.5"))
    names = [
        "redemption.succeeded__reward",
        "customer.reward_redemptions.completed",
        "voucher.loyalty_card.transaction.created__claim",
    ]
    if rng.random() < 0.3:
        claim.is_reversed = True
        names.append("redemption.rollback.succeeded__reward")
    book.claims[VOUCHERIFY.source, redemption] = claim
    return [story.told(name, changes) for name in names]


def _stack(rng: Random, book: Book) -> list[Event]:
    """Two vouchers used at once are three events and no claim."""
    story = _Story(rng, campaign=False)
    for used in ("r_0fa00000000000001", "r_0fa00000000000002"):
        book.uses.add((VOUCHERIFY.source, story.name(used)))
    return [story.told(f"redemption.succeeded__stack_{part}", {}) for part in ("whole", "coupon", "gift_card")]


def _coupon_claimed(rng: Random, book: Book) -> list[Event]:
    """A webhook that knows no points, and the export that does; some are void there."""
    customer, code, number = rng.randrange(CUSTOMERS), f"LL-{_token(rng, 10)}", rng.randrange(1, 10**12)
    points, value = rng.randrange(50, 2000), Decimal(rng.randrange(100, 9999)) / 100
    told = _loaded("loyaltylion", "customer.claimed_reward__fixed")
    told["id"] = f"chaos-{number:012}"
    properties = told["payload"]["properties"]
    properties |= {"voucher_code": code, "discount_amount": float(value), "title": "A little off"}
    properties["customer"] |= {"id": customer, "merchant_id": str(customer), "email": f"{customer}@example.com"}
    claim = Claim(
        terms=Terms(
            source=LOYALTYLION.source,
            campaign=None,
            kind="discount",
            title="A little off",
            currency="USD",
            customer=str(customer),
        ),
        points=None,
        value=value,
    )
    events = [_event(told)]
    if rng.random() < 0.6:
        claim.points, claim.is_reversed = points, rng.random() < 0.2
        events.append(_exported(rng, customer, code, number, claim))
    book.claims[LOYALTYLION.source, f"code:{customer}:{code}"] = claim
    return events


def _exported(rng: Random, customer: int, code: str, number: int, claim: Claim) -> Event:
    record = _loaded("loyaltylion", "transactions.claimed_reward")
    record["id"] = number
    record["customer"] |= {"id": customer, "merchant_id": str(customer), "email": f"{customer}@example.com"}
    record["points_approved"] = -(claim.points or 0)
    of_claim = record["claimed_reward"]
    of_claim |= {"id": number, "point_cost": claim.points, "state": "void" if claim.is_reversed else "approved"}
    of_claim["redeemable"] |= {"code": code}
    of_claim["reward"] |= {
        "title": "A little off",
        "point_cost": claim.points,
        "discount_amount": float(claim.value or 0),
        "id": rng.randrange(1, 9),
    }
    return _event(record, is_exported=True)


def _gift_card_claimed(rng: Random, book: Book) -> list[Event]:
    """It has no code: the event's own id is the claim's."""
    customer, number, value = rng.randrange(CUSTOMERS), rng.randrange(1, 10**12), rng.randrange(5, 200)
    told = _loaded("loyaltylion", "customer.claimed_reward__gift_card")
    told["id"] = f"chaos-{number:012}"
    properties = told["payload"]["properties"]
    properties |= {"initial_value": value, "balance": value}
    properties["customer"] |= {"id": customer, "merchant_id": str(customer), "email": f"{customer}@example.com"}
    terms = Terms(
        source=LOYALTYLION.source,
        campaign=None,
        kind="gift_card",
        title="€25 gift card",
        currency="EUR",
        customer=str(customer),
    )
    book.claims[LOYALTYLION.source, f"event:{told['id']}"] = Claim(terms=terms, points=None, value=Decimal(value))
    return [_event(told)]


class _Story:
    """
    What happens once to somebody at Voucherify: the fixtures' ids are other ones in every story, the same in all of
    its events.
    """

    # Of an event, a redemption, a voucher, a transaction …; not of the project, a campaign or a reward.
    IDS = re.compile(r"\b(?:whs|evcus|evred|evvou|r|rr|vtx|v|rewr|pub|ord)_[A-Za-z0-9]{8,}")
    POINTS = re.compile(r'("(?:amount|points)": -?)(?:300|500)\b')
    CUSTOMER = "cust_7Qd0mFzKpX2vYhBn4tLs9wRa"
    CAMPAIGN = "camp_Hb6RtYw2QzLm8KvPc0NxJd4S"

    def __init__(self, rng: Random, *, campaign: bool) -> None:
        self.token = _token(rng, 16)
        self.customer = f"cust_{rng.randrange(CUSTOMERS):024}"
        self.campaign = f"camp_{rng.randrange(CAMPAIGNS):024}" if campaign else None

    def name(self, of_fixture: str) -> str:
        prefix, _, rest = of_fixture.partition("_")
        return f"{prefix}_{self.token}{rest[-6:]}"

    def terms(self, kind: str, title: str, currency: str | None) -> Terms:
        return Terms(
            source=VOUCHERIFY.source,
            campaign=self.campaign,
            kind=kind,
            title=title,
            currency=currency,
            customer=self.customer,
        )

    def told(self, fixture: str, changes: Mapping[str, str]) -> Event:
        text = _text("voucherify", fixture)
        codes = {code: f"{code}-{self.token}" for code in ("FJORD-8K2M", "SAVE-7HQ2-PD", "GIFT-2Z7Q")}
        people = {self.CUSTOMER: self.customer, "nw-40117": self.customer[-6:], "maya.lindqvist": self.customer}
        campaigns = {self.CAMPAIGN: self.campaign} if self.campaign else {}
        for old, new in {**changes, **codes, **people, **campaigns}.items():
            text = self.POINTS.sub(rf"\g<1>{new}", text) if old == "points" else text.replace(old, new)
        body = self.IDS.sub(lambda found: self.name(found[0]), text)
        return Event(source=VOUCHERIFY.source, body=body.encode())


def _event(told: object, *, is_exported: bool = False) -> Event:
    return Event(source=LOYALTYLION.source, body=json.dumps(told).encode(), is_exported=is_exported)


def _loaded(provider: str, fixture: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_text(provider, fixture))
    return loaded


@cache
def _text(provider: str, fixture: str) -> str:
    return (FIXTURES / provider / f"{fixture}.json").read_text(encoding="utf-8")


def _token(rng: Random, length: int) -> str:
    return "".join(rng.choices(HEXADECIMAL, k=length))
