"""The sample's invented shop: what its customers do by themselves. What follows from a claim is in ``aftermath``."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from ledger.providers.voucherify.sample.aftermath import Aftermath, Claim
from ledger.providers.voucherify.sample.bodies import balance, moved, of_card
from ledger.providers.voucherify.sample.catalogue import REWARDS, Reward, made_up
from ledger.providers.voucherify.sample.members import Member, Members
from ledger.providers.voucherify.sample.redemptions import order, redemption
from ledger.providers.voucherify.sample.wrapping import hexadecimal
from ledger.sampling import Diary, Telling, token

SORRY = ("Sorry for the delay", "Happy birthday", "Lost card, taken over from paper")
FAILURES = (
    ("quantity_exceeded", "Voucher has been used up."),
    ("voucher_expired", "Voucher has expired."),
    ("resource_not_found", "Cannot find a voucher with this code."),
)


class Shop:
    """Each act of a customer gives what is told of it."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.diary = Diary()
        self.members = Members(rng)
        self.aftermath = Aftermath(rng, self.diary)
        # How often what happens by itself. Nothing reads an event of a segment: a project sends more than is kept.
        self.acts: tuple[tuple[float, Callable[[datetime], list[Telling]]], ...] = (
            (0.76, self.claim),
            (0.1, self.earn),
            (0.02, self.add),
            (0.03, self.expire),
            (0.03, self.fail),
            (0.03, self.move),
            (0.03, self.segment),
        )

    def act(self, moment: datetime) -> list[Telling]:
        """Somebody does something. The first act of all is a claim."""
        share, acts = zip(*self.acts, strict=True)
        chosen: Callable[[datetime], list[Telling]] = self.rng.choices(acts, share)[0]
        return chosen(moment) if self.members.known else self.claim(moment)

    def claim(self, moment: datetime) -> list[Telling]:
        """Points buy a reward; whoever can't afford it goes shopping first."""
        member, told = self.members.somebody(moment)
        reward = self.rng.choices(REWARDS, [reward.share for reward in REWARDS])[0]
        if member.balance < reward.points:
            told += self._earned(member, reward.points - member.balance + self.rng.randrange(0, 1500, 10), moment)
        granted = self._granted(reward)
        paid = redemption(self.rng, member, moment)
        member.change(-reward.points, moment)
        paid |= {"amount": reward.points, "voucher": member.as_card(), "reward": granted | {"type": reward.type}}
        # Outside Voucherify calls whatever is not money CAMPAIGN.
        outer = granted | {"type": "COIN" if reward.type == "COIN" else "CAMPAIGN"}
        nothing = {"referral_tier": None, "balance": None, "custom_event": None}
        body = of_card(member) | {"redemption": paid, "reward": outer, **nothing}
        claim = Claim(member=member, redemption=paid, reward=outer, voucher=granted.get("voucher"))
        line = moved(member, self._number(), "POINTS_REDEMPTION", -reward.points, redemption=paid, reward=outer)
        return [*told, ("customer.rewarded", body), line, *self.aftermath.of(claim, moment)]

    def earn(self, moment: datetime) -> list[Telling]:
        member, told = self.members.somebody(moment)
        return told + self._earned(member, self.rng.randrange(10, 400), moment)

    def add(self, moment: datetime) -> list[Telling]:
        """Somebody at the shop puts points on a card."""
        member, told = self.members.somebody(moment)
        points = self.rng.randrange(50, 301, 50)
        member.change(points, moment)
        body = of_card(member) | {"balance": balance(member, points, operation_type="MANUAL")}
        reason = self.rng.choice(SORRY)
        line = moved(member, self._number(), "POINTS_ADDITION", points, reason=reason)
        return [*told, line, ("voucher.loyalty_card.points_added", body)]

    def expire(self, moment: datetime) -> list[Telling]:
        """Old points are lost."""
        member, told = self.members.somebody(moment)
        points = -(member.balance // 3)
        if points == 0:
            return told + self._earned(member, 120, moment)
        member.change(points, moment)
        body = of_card(member) | {"balance": balance(member, points)}
        line = moved(member, self._number(), "POINTS_EXPIRATION", points)
        return [*told, line, ("voucher.loyalty_card.points_expired", body)]

    def fail(self, moment: datetime) -> list[Telling]:
        """Somebody types a code that is of no use: of such an event little is said."""
        member, told = self.members.somebody(moment)
        code, message = self.rng.choice(FAILURES)
        failed = redemption(self.rng, member, moment) | {"voucher": None, "order": None}
        failed |= {"id": f"rf_{self._number()}", "result": "FAILURE", "status": "FAILED", "amount": None}
        failed |= {"failure_code": code, "failure_message": message}
        nothing = dict.fromkeys(("order", "holder", "voucher", "campaign"))
        return [*told, ("redemption.failed", {"customer": member.as_customer(), "redemption": failed, **nothing})]

    def move(self, moment: datetime) -> list[Telling]:
        """A customer changes what the shop knows of them."""
        member, told = self.members.somebody(moment)
        member.has_moved = True
        return [*told, ("customer.updated", {"customer": member.as_customer()})]

    def segment(self, moment: datetime) -> list[Telling]:
        segment = {"id": made_up("seg", "regulars"), "name": "Regulars", "object": "segment"}
        member, told = self.members.somebody(moment)
        return [*told, ("customer.segment.entered", {"customer": member.as_customer(), "segment": segment})]

    def _earned(self, member: Member, points: int, moment: datetime) -> list[Telling]:
        """An order was paid."""
        member.change(points, moment)
        paid = order(self.rng, member, moment, cents=20 * points)
        return [moved(member, self._number(), "POINTS_ACCRUAL", points, order=paid)]

    def _granted(self, reward: Reward) -> dict[str, Any]:
        granted = {
            "id": made_up("rew", reward.name),
            "assignment_id": made_up("rewa", reward.name),
            "name": reward.name,
            "object": "reward",
            **reward.details,
        }
        if "voucher" in granted:
            # Whose it is tells the publication.
            own = {"id": f"v_{token(self.rng, 32)}", "code": token(self.rng, 10).upper()}
            granted["voucher"] = own | granted["voucher"] | {"active": True, "object": "voucher"}
        return granted

    def _number(self) -> str:
        return hexadecimal(self.rng)
