"""A believable history of a LoyaltyLion site: customers claim vouchers and gift cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from string import ascii_uppercase, digits
from typing import Any
from uuid import UUID

import orjson

from ledger.sampling import Person, moments, person, stamp, token, weighted

CLAIMS_PER_CUSTOMER = 8
# What is told of. Nothing reads the last: a site may subscribe to more than the ledger keeps.
DEEDS = (
    (0.88, "claimed"),
    (0.08, "updated"),
    (0.04, "rule_completed"),
)
# The reward, its share, its points and what the webhook says of it.
REWARDS: tuple[tuple[float, int, dict[str, Any]], ...] = (
    (22, 500, {"title": "5 off your order", "discount_type": "flat", "discount_amount": 5}),
    (16, 900, {"title": "10 off your order", "discount_type": "flat", "discount_amount": 10}),
    (6, 1700, {"title": "20 off your order", "discount_type": "flat", "discount_amount": 20}),
    (3, 300, {"title": "A little something off", "discount_type": "flat", "discount_amount": 2.5}),
    (12, 600, {"title": "10% off", "discount_type": "percentage", "discount_amount": 10}),
    (7, 850, {"title": "15% off for regulars", "discount_type": "percentage", "discount_amount": 15}),
    (3, 1500, {"title": "25% off one order", "discount_type": "percentage", "discount_amount": 25}),
    (7, 1000, {"title": "Gift card 10", "currency": "EUR", "initial_value": 10}),
    (4, 2500, {"title": "Gift card 25", "currency": "EUR", "initial_value": 25}),
    (1, 5000, {"title": "Gift card 50", "currency": "EUR", "initial_value": 50}),
)
TIERS = (("Bronze", 0), ("Silver", 1500), ("Gold", 6000))
HEX = digits + "abcdef"


@dataclass(slots=True, kw_only=True)
class Customer:
    """A member of the site's programme."""

    person: Person
    id: int
    merchant_id: str
    enrolled_at: datetime
    points: int
    spent: int = 0
    claims: int = 0

    def as_sent(self, moment: datetime) -> dict[str, Any]:
        return {
            "id": self.id,
            "merchant_id": self.merchant_id,
            "email": self.person.email,
            "points_approved": self.points,
            "points_pending": 0,
            "points_spent": self.spent,
            "rewards_claimed": self.claims,
            "properties": {
                "name": self.person.name,
                "first_name": self.person.first_name,
                "last_name": self.person.last_name,
            },
            "metadata": {},
            "birthday": None,
            "blocked": False,
            "guest": False,
            "enrolled": True,
            "enrolled_at": stamp(self.enrolled_at),
            "loyalty_tier_membership": self._membership(),
            "updated_at": stamp(moment),
        }

    def _membership(self) -> dict[str, Any]:
        number = max(number for number, (_, bound) in enumerate(TIERS) if bound <= self.points + self.spent)
        name, bound = TIERS[number]
        tier = {"id": 100 + number, "name": name, "position": number, "lower_bound": f"{bound}.00"}
        return {"started_at": stamp(self.enrolled_at), "expires_at": None, "manual": False, "loyalty_tier": tier}


def sample(rng: Random, *, since: datetime, until: datetime, count: int) -> Iterator[bytes]:
    """``count`` deliveries in the order of their times."""
    site = Site(rng)
    for moment in moments(rng, since=since, until=until, count=count):
        yield orjson.dumps(getattr(site, weighted(rng, DEEDS))(moment))


class Site:
    """Its customers; each method is a deed of theirs, and gives the delivery that tells of it."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.customers: list[Customer] = []

    def claimed(self, moment: datetime) -> dict[str, Any]:
        """Points buy a voucher or a gift card."""
        customer = self._customer(moment)
        _, points, reward = self.rng.choices(REWARDS, [share for share, *_ in REWARDS])[0]
        if customer.points < points:
            customer.points = points + self.rng.randrange(0, 800, 10)
        customer.points -= points
        customer.spent += points
        customer.claims += 1
        said = {"customer": customer.as_sent(moment), "reward_type": "voucher"} | reward
        if "initial_value" in reward:
            said |= {"reward_type": "gift_card", "balance": reward["initial_value"]}
            said["gift_card_last_characters"] = token(self.rng, 4, digits)
        else:
            said["voucher_code"] = f"LL-{token(self.rng, 8, ascii_uppercase + digits)}"
        return self._delivery("program_events/customer.claimed_reward", moment) | {"payload": {"properties": said}}

    def updated(self, moment: datetime) -> dict[str, Any]:
        """A customer has been shopping."""
        customer = self._customer(moment)
        customer.points += self.rng.randrange(10, 600)
        return self._delivery("customers/update", moment) | {"customer": customer.as_sent(moment)}

    def rule_completed(self, moment: datetime) -> dict[str, Any]:
        """A customer did something that earns points."""
        said = {"customer": self._customer(moment).as_sent(moment), "rule": {"id": 7, "title": "Write a review"}}
        return self._delivery("program_events/customer.rule_completed", moment) | {"payload": {"properties": said}}

    def _customer(self, moment: datetime) -> Customer:
        """Now and then somebody new; else somebody known, the early ones more often."""
        if self.customers and self.rng.random() > 1 / CLAIMS_PER_CUSTOMER:
            return self.customers[int(len(self.customers) * self.rng.random() ** 1.4)]
        number = len(self.customers)
        customer = Customer(
            person=person(self.rng),
            id=48_000 + 7 * number,
            merchant_id=str(6_120_004_711 + 13 * number),
            enrolled_at=moment - timedelta(days=self.rng.expovariate(1 / 200)),
            points=self.rng.randrange(100, 1800, 10),
        )
        self.customers.append(customer)
        return customer

    def _delivery(self, topic: str, moment: datetime) -> dict[str, Any]:
        event_id = UUID(int=self.rng.getrandbits(128), version=4)
        return {"id": str(event_id), "topic": topic, "created_at": stamp(moment)}
