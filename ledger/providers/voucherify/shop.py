"""The sample's invented shop: each method is a deed of its customers, and gives the delivery that tells of it."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ledger.providers.voucherify.catalogue import PROGRAMMES, REWARDS, Programme, Reward, made_up
from ledger.sampling import Person, person, stamp, token

CLAIMS_PER_MEMBER = 8
DISTRIBUTED = 0.06  # of claims are told of by a distribution, whose type is whatever its maker typed
REASONS = ("Returned goods", "Claimed by mistake", "Out of stock", "Customer changed their mind", None)
HEX = "0123456789abcdef"
TARGET = "https://ledger.example.com/"
SOURCES = {
    "webhook": {"id": made_up("wh", "ledger"), "object": "webhook", "target_url": TARGET},
    "distribution": {"id": made_up("distr", "ledger"), "object": "distribution", "target_url": TARGET},
}


@dataclass(slots=True, kw_only=True)
class Member:
    """A customer with a loyalty card."""

    person: Person
    id: str
    source_id: str
    card_id: str
    code: str
    programme: Programme
    joined: datetime
    points: int  # ever put on the card
    balance: int

    def as_customer(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.person.name,
            "email": self.person.email,
            "source_id": self.source_id,
            "metadata": {},
            "object": "customer",
        }

    def as_card(self) -> dict[str, Any]:
        return {
            "id": self.card_id,
            "code": self.code,
            "loyalty_card": {"points": self.points, "balance": self.balance},
            "type": "LOYALTY_CARD",
            "campaign": self.programme.name,
            "campaign_id": self.programme.id,
            "is_referral_code": False,
            "holder_id": self.id,
            "active": True,
            "created_at": stamp(self.joined, decimals=6),
            "object": "voucher",
        }


@dataclass(slots=True, kw_only=True, eq=False)
class Claim:
    """What a rollback, and the use of what was granted, have to know of a claim."""

    member: Member
    redemption: dict[str, Any]
    coupon: dict[str, Any]
    is_undone: bool = False


class Shop:
    """Its customers, and what they have claimed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.members: list[Member] = []
        self.claims: dict[int, Claim] = {}
        self.coupons: deque[Claim] = deque(maxlen=40)  # the last claims of coupons that have not been used

    def claim(self, moment: datetime, number: int) -> dict[str, Any]:
        """Points buy a reward."""
        member, reward = self._member(moment), self._reward()
        self._pay(member, reward.points)
        granted = self._granted(reward, member)
        redemption = self._redemption(member, moment)
        redemption |= {"amount": reward.points, "reward": granted | {"type": reward.type}}
        claim = Claim(member=member, redemption=redemption, coupon=granted.get("voucher", {}))
        self.claims[number] = claim
        if "discount" in claim.coupon:
            self.coupons.append(claim)
        body = self._body(member) | {
            "redemption": redemption,
            # Outside Voucherify calls whatever is not money CAMPAIGN.
            "reward": granted | {"type": "COIN" if reward.type == "COIN" else "CAMPAIGN"},
            "referral_tier": None,
            "balance": None,
            "custom_event": None,
        }
        return self._delivery("customer.rewarded", moment, body)

    def rollback(self, moment: datetime, number: int) -> dict[str, Any]:
        """A claim is undone: the points go back to the card, a coupon that was granted is gone."""
        claim = self.claims.pop(number)
        member, original = claim.member, claim.redemption
        member.balance += original["amount"]
        claim.is_undone = True
        rollback = self._redemption(member, moment) | {
            "id": f"rr_{self._hex(18)}",
            "amount": -original["amount"],
            "redemption": original["id"],
            "reason": self.rng.choice(REASONS),
            "order": None,
            "object": "redemption_rollback",
        }
        untold = {name: part for name, part in original.items() if name != "reward"}
        body = self._body(member) | {"redemption": untold, "redemption_rollback": rollback}
        return self._delivery("redemption.rollback.succeeded", moment, body)

    def use(self, moment: datetime, number: int) -> dict[str, Any]:
        """A coupon that was claimed is used; where nobody has one left, one is claimed."""
        usable = [claim for claim in self.coupons if not claim.is_undone]
        if not usable:
            return self.claim(moment, number)
        claim = self.rng.choice(usable)
        self.coupons.remove(claim)
        member, coupon = claim.member, claim.coupon
        redemption = self._redemption(member, moment) | {"voucher": coupon, "order": self._order(member, moment)}
        campaign = {"id": coupon["campaign_id"], "name": coupon["campaign"], "campaign_type": "DISCOUNT_COUPONS"}
        body = {"customer": member.as_customer(), "holder": None, "voucher": coupon, "campaign": campaign}
        return self._delivery("redemption.succeeded", moment, body | {"redemption": redemption})

    def order(self, moment: datetime, _number: int) -> dict[str, Any]:
        """An order is paid, which earns points."""
        member = self._member(moment)
        order = self._order(member, moment)
        earned = order["amount"] // 20
        member.points, member.balance = member.points + earned, member.balance + earned
        return self._delivery("customer.order.paid", moment, {"customer": member.as_customer(), "order": order})

    def segment(self, moment: datetime, _number: int) -> dict[str, Any]:
        """A customer enters a segment."""
        segment = {"id": made_up("seg", "regulars"), "name": "Regulars", "object": "segment"}
        body = {"customer": self._member(moment).as_customer(), "segment": segment}
        return self._delivery("customer.segment.entered", moment, body)

    def _member(self, moment: datetime) -> Member:
        """Now and then somebody new; else somebody known, the early ones more often."""
        if not self.members or self.rng.random() < 1 / CLAIMS_PER_MEMBER:
            self.members.append(self._joining(moment))
            return self.members[-1]
        return self.members[int(len(self.members) * self.rng.random() ** 1.4)]

    def _joining(self, moment: datetime) -> Member:
        programme = self.rng.choices(PROGRAMMES, [programme.share for programme in PROGRAMMES])[0]
        points = self.rng.randrange(100, 1600, 10)
        return Member(
            person=person(self.rng),
            id=f"cust_{token(self.rng, 24)}",
            source_id=f"shop-{self.rng.randrange(10**6, 10**7)}",
            card_id=f"v_{token(self.rng, 32)}",
            code=f"{programme.code_prefix}-{token(self.rng, 8)}",
            programme=programme,
            joined=moment - timedelta(days=self.rng.expovariate(1 / 200)),
            points=points,
            balance=points,
        )

    def _reward(self) -> Reward:
        return self.rng.choices(REWARDS, [reward.share for reward in REWARDS])[0]

    def _pay(self, member: Member, points: int) -> None:
        """Whoever can't afford it has been shopping since."""
        if member.balance < points:
            earned = points - member.balance + self.rng.randrange(0, 1500, 10)
            member.points, member.balance = member.points + earned, member.balance + earned
        member.balance -= points

    def _granted(self, reward: Reward, member: Member) -> dict[str, Any]:
        granted = {
            "id": made_up("rew", reward.name),
            "assignment_id": made_up("rewa", f"{member.programme.name} {reward.name}"),
            "name": reward.name,
            "object": "reward",
            **reward.details,
        }
        if "voucher" in granted:
            own = {"id": f"v_{token(self.rng, 32)}", "code": token(self.rng, 10).upper(), "holder_id": member.id}
            granted["voucher"] = own | granted["voucher"] | {"active": True, "object": "voucher"}
        return granted

    def _redemption(self, member: Member, moment: datetime) -> dict[str, Any]:
        """What every redemption says; it happens shortly before there is word of it."""
        date = moment - timedelta(milliseconds=self.rng.randrange(200, 4000))
        return {
            "id": f"r_{self._hex(18)}",
            "customer_id": member.id,
            "tracking_id": f"track_{token(self.rng, 22)}==",
            "date": stamp(date, decimals=self.rng.choice((3, 6))),
            "order": self._order(member, date) if self.rng.random() < 0.6 else None,
            "customer": member.as_customer(),
            "result": "SUCCESS",
            "status": "SUCCEEDED",
            "voucher": member.as_card(),
            "metadata": {"channel": self.rng.choice(("web", "app", "till"))},
            "object": "redemption",
        }

    def _order(self, member: Member, moment: datetime) -> dict[str, Any]:
        cents = round(self.rng.lognormvariate(8.3, 0.6)) // 5 * 5
        return {
            "id": f"ord_{token(self.rng, 24)}",
            "source_id": f"WEB-{self.rng.randrange(10**5, 10**6)}",
            "status": "PAID",
            "customer_id": member.id,
            "amount": cents,
            "total_amount": cents,
            "created_at": stamp(moment, decimals=6),
            "object": "order",
        }

    def _body(self, member: Member) -> dict[str, Any]:
        customer, programme = member.as_customer(), member.programme
        campaign = {"id": programme.id, "name": programme.name, "campaign_type": "LOYALTY_PROGRAM"}
        return {"customer": customer, "holder": customer, "voucher": member.as_card(), "campaign": campaign}

    def _delivery(self, kind: str, moment: datetime, body: dict[str, Any]) -> dict[str, Any]:
        """The envelope: the event, and a little later its send-out."""
        is_distributed = kind == "customer.rewarded" and self.rng.random() < DISTRIBUTED
        return {
            "id": f"whs_{self._hex(18)}",
            "project_id": made_up("proj", "sample"),
            "created_at": stamp(moment + timedelta(milliseconds=self.rng.randrange(300, 2500))),
            "type": "Reward claimed" if is_distributed else kind,
            "data": body,
            "source": SOURCES["distribution" if is_distributed else "webhook"],
            "event": {
                "id": f"ev{'red' if kind.startswith('redemption') else 'cus'}_{self._hex(18)}",
                "type": kind,
                "created_at": stamp(moment),
                "group_id": f"v-{self._hex(18)}",
                "event_source": {"channel": "INTERNAL"},
            },
        }

    def _hex(self, length: int) -> str:
        return token(self.rng, length, HEX)
