"""The sample's customers: members of the site's programme, with their counters."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ledger.sampling import Person, stamp

TIERS = (("Bronze", 0), ("Silver", 1500), ("Gold", 6000))


@dataclass(slots=True, kw_only=True)
class Customer:
    """A member of the site's programme."""

    person: Person
    id: int
    merchant_id: str
    enrolled_at: datetime
    changed: datetime
    points: int
    spent: int = 0
    claims: int = 0
    fulfilments: set[str] = field(default_factory=set)

    def pay(self, points: int, moment: datetime) -> None:
        self.points -= points
        self.spent += points
        self.claims += 1
        self._change(moment)

    def earn(self, points: int, moment: datetime) -> str | None:
        """The tier that this leads up to, if it does."""
        before = self.tier["name"]
        self.points += points
        self._change(moment)
        return None if self.tier["name"] == before else before

    def _change(self, moment: datetime) -> None:
        # Of two changes in one act the second comes after the first.
        self.changed = max(moment, self.changed + timedelta(milliseconds=1))

    def as_sent(self) -> dict[str, Any]:
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
            "updated_at": stamp(self.changed),
        }

    @property
    def tier(self) -> dict[str, Any]:
        number = max(number for number, (_, bound) in enumerate(TIERS) if bound <= self.points + self.spent)
        name, bound = TIERS[number]
        return {"id": 100 + number, "name": name, "position": number, "lower_bound": f"{bound}.00"}

    def _membership(self) -> dict[str, Any]:
        started = stamp(self.enrolled_at)
        return {"started_at": started, "expires_at": None, "manual": False, "loyalty_tier": self.tier}
