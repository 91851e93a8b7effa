"""The sample's customers, with their loyalty cards and what is on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ledger.providers.voucherify.sample.catalogue import PROGRAMMES, Programme
from ledger.sampling import People, Person, Telling, stamp, token

ACTS_PER_MEMBER = 10


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
    changed: datetime  # the card
    points: int  # ever put on it
    balance: int
    has_moved: bool = False

    def change(self, points: int, moment: datetime, *, is_refund: bool = False) -> None:
        self.balance += points
        self.points += points if points > 0 and not is_refund else 0
        # Of two changes in one act the second comes after the first.
        self.changed = max(moment, self.changed + timedelta(milliseconds=1))

    def as_customer(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.person.name,
            "email": self.person.email,
            "source_id": self.source_id,
            "metadata": {"newsletter": "no"} if self.has_moved else {},
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
            "updated_at": stamp(self.changed, decimals=6),
            "object": "voucher",
        }


class Members:
    """Everybody whom the history has named."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.people = People(rng)
        self.known: list[Member] = []
        self.launched: set[str] = set()

    def somebody(self, moment: datetime) -> tuple[Member, list[Telling]]:
        """Now and then somebody new, and word of that; else somebody known, the early ones more often."""
        if self.known and self.rng.random() >= 1 / ACTS_PER_MEMBER:
            return self.known[int(len(self.known) * self.rng.random() ** 1.4)], []
        member = self._new(moment)
        self.known.append(member)
        return member, self._arrival(member)

    def _arrival(self, member: Member) -> list[Telling]:
        """Those who joined before the history begins come without a word."""
        if member.joined < member.changed:
            return []
        told: list[Telling] = [("customer.created", {"customer": member.as_customer()})]
        if member.programme.is_new and member.programme.id not in self.launched:
            self.launched.add(member.programme.id)
            campaign = member.programme.as_campaign() | {"type": "AUTO_UPDATE", "is_referral_code": False}
            told.insert(0, ("campaign.created", {"campaign": campaign}))
        return told

    def _new(self, moment: datetime) -> Member:
        programme = self.rng.choices(PROGRAMMES, [programme.share for programme in PROGRAMMES])[0]
        is_new = programme.is_new or self.rng.random() < 0.4
        points = 100 if is_new else self.rng.randrange(100, 1600, 10)
        who = self.people.somebody_new()
        return Member(
            person=who,
            id=f"cust_{token(self.rng, 24)}",
            source_id=who.shop_id or f"shop-{self.rng.randrange(10**6, 10**7)}",
            card_id=f"v_{token(self.rng, 32)}",
            code=f"{programme.code_prefix}-{token(self.rng, 8)}",
            programme=programme,
            joined=moment if is_new else moment - timedelta(days=self.rng.expovariate(1 / 200)),
            changed=moment,
            points=points,
            balance=points,
        )
