"""The sample's invented site: each act of its customers gives what is told of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from string import ascii_uppercase, digits
from typing import Any

from ledger.providers.loyaltylion.sample.members import Customer
from ledger.sampling import People, Telling, stamp, token

ACTS_PER_CUSTOMER = 9
BARE = frozenset({"rewards/store_fulfilment"})  # comes without an envelope
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
CUSTOM = (("signed-print", 800), ("workshop-seat", 1600), ("tree-planted", 250))
CUSTOM_SHARE = 0.3  # of the acts once there are custom rewards
OFFERED = [{"id": 12, "title": "5 off your order", "point_cost": 500}]


class Site:
    """Its customers. A custom reward's claim has no time of its own, so it is told of in the last days alone."""

    def __init__(self, rng: Random, *, custom_since: datetime) -> None:
        self.rng = rng
        self.people = People(rng)
        self.custom_since = custom_since
        self.customers: list[Customer] = []
        # How often what happens. Nothing reads the last: a site may subscribe to more than the ledger keeps.
        self.acts: tuple[tuple[float, Callable[[datetime], list[Telling]]], ...] = (
            (0.73, self.claim),
            (0.14, self.earn),
            (0.09, self.update),
            (0.04, self.review),
        )

    def act(self, moment: datetime) -> list[Telling]:
        """Somebody does something. The first act of all is a claim."""
        if not self.customers:
            return self.claim(moment)
        if moment >= self.custom_since and self.rng.random() < CUSTOM_SHARE:
            return self.fulfil(moment)
        share, acts = zip(*self.acts, strict=True)
        chosen: Callable[[datetime], list[Telling]] = self.rng.choices(acts, share)[0]
        return chosen(moment)

    def claim(self, moment: datetime) -> list[Telling]:
        """Points buy a voucher or a gift card."""
        customer, told = self._somebody(moment)
        _, points, reward = self.rng.choices(REWARDS, [share for share, *_ in REWARDS])[0]
        told += self._afforded(customer, points, moment)
        customer.pay(points, moment)
        said = {"customer": customer.as_sent(), "reward_type": "voucher"} | reward
        if "initial_value" in reward:
            said |= {"reward_type": "gift_card", "balance": reward["initial_value"]}
            said["gift_card_last_characters"] = token(self.rng, 4, digits)
        else:
            said["voucher_code"] = f"LL-{token(self.rng, 8, ascii_uppercase + digits)}"
        return [*told, _of_program("claimed_reward", said)]

    def fulfil(self, moment: datetime) -> list[Telling]:
        """Points buy a custom reward. To the letter the same for one customer and reward, so nobody buys one twice."""
        customer, told = self._somebody(moment)
        reward_id = self.rng.randrange(len(CUSTOM))
        name, points = CUSTOM[reward_id]
        if name in customer.fulfilments:
            return told + self._earned(customer, 60, moment)
        customer.fulfilments.add(name)
        told += self._afforded(customer, points, moment)
        customer.pay(points, moment)
        body = {
            "test": False,
            "reward_id": 60 + reward_id,
            "reward_identifier": name,
            "customer_id": customer.id,
            "customer_merchant_id": customer.merchant_id,
            "customer_email": customer.person.email,
        }
        return [*told, ("rewards/store_fulfilment", body)]

    def earn(self, moment: datetime) -> list[Telling]:
        customer, told = self._somebody(moment)
        return told + self._earned(customer, self.rng.randrange(10, 600), moment)

    def update(self, moment: datetime) -> list[Telling]:
        """What a customer has is told again."""
        customer, told = self._somebody(moment)
        return [*told, ("customers/update", {"customer": customer.as_sent()})]

    def review(self, moment: datetime) -> list[Telling]:
        customer, told = self._somebody(moment)
        said = {"customer": customer.as_sent(), "rule": {"id": 7, "title": "Write a review"}}
        return [*told, _of_program("rule_completed", said)]

    def _afforded(self, customer: Customer, points: int, moment: datetime) -> list[Telling]:
        """Whoever can't afford it earns some before."""
        if customer.points >= points:
            return []
        return self._earned(customer, points - customer.points + self.rng.randrange(0, 1500, 10), moment)

    def _earned(self, customer: Customer, points: int, moment: datetime) -> list[Telling]:
        """An order is paid; the word of it comes five minutes later."""
        previous = customer.earn(points, moment)
        order = {
            "id": self.rng.randrange(10**6, 10**7),
            "points_approved": points,
            "created_at": stamp(moment - timedelta(minutes=5)),
            "resource": "activity",
            "activity": {"id": self.rng.randrange(10**4, 10**5), "rule": {"id": 3, "title": "Buy something"}},
        }
        said = {"customer": customer.as_sent(), "transaction": order, "available_rewards": OFFERED}
        told = [_of_program("points_earned", said)]
        if previous:
            tiers = {"previous_tier": {"name": previous}, "new_tier": customer.tier}
            told.append(_of_program("tier_upgraded", {"customer": customer.as_sent(), **tiers}))
        return told

    def _somebody(self, moment: datetime) -> tuple[Customer, list[Telling]]:
        """Now and then somebody new, and word of that; else somebody known, the early ones more often."""
        if self.customers and self.rng.random() >= 1 / ACTS_PER_CUSTOMER:
            return self.customers[int(len(self.customers) * self.rng.random() ** 1.4)], []
        is_new = bool(self.customers) and self.rng.random() < 0.4
        number = len(self.customers)
        who = self.people.somebody_new()
        customer = Customer(
            person=who,
            id=48_000 + 7 * number,
            merchant_id=who.shop_id or str(6_120_004_711 + 13 * number),
            enrolled_at=moment if is_new else moment - timedelta(days=self.rng.expovariate(1 / 200)),
            changed=moment,
            points=100 if is_new else self.rng.randrange(100, 1800, 10),
        )
        self.customers.append(customer)
        return customer, [_of_program("enrolled", {"customer": customer.as_sent()})] if is_new else []


def _of_program(name: str, said: dict[str, Any]) -> Telling:
    return f"program_events/customer.{name}", {"payload": {"properties": said}}
