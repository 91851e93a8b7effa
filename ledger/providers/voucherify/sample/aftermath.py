"""What follows from a claim: it is handed out, used, given or undone, at once or in the days after."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from ledger.providers.voucherify.sample.bodies import credits_moved, giving, moved, of_card, of_voucher, published
from ledger.providers.voucherify.sample.members import Member
from ledger.providers.voucherify.sample.redemptions import order, redemption
from ledger.providers.voucherify.sample.wrapping import hexadecimal
from ledger.sampling import Diary, Telling, later, stamp

USED = 0.45  # of the vouchers that were claimed, some day
USED_AGAIN = 0.5  # of the gift cards that have something left
UNDONE = 0.06
PREPARED = 0.5  # of the products, before they are given
GIVEN = 0.85
REASONS = ("Returned goods", "Claimed by mistake", "Out of stock", "Customer changed their mind", None)


@dataclass(slots=True, kw_only=True)
class Claim:
    """What happens later has to know of it."""

    member: Member
    redemption: dict[str, Any]
    reward: dict[str, Any]
    voucher: dict[str, Any] | None  # granted; with what is left on it
    given: dict[str, Any] | None = None  # the reward redemption, where there is word of one
    is_used: bool = False
    is_undone: bool = False


class Aftermath:
    def __init__(self, rng: Random, diary: Diary) -> None:
        self.rng = rng
        self.diary = diary

    def of(self, claim: Claim, moment: datetime) -> list[Telling]:
        """What is told with the claim. The rest is planned."""
        if self.rng.random() < UNDONE:
            self.diary.plan(later(self.rng, moment), partial(self.undo, claim))
        if claim.voucher:
            if self.rng.random() < USED:
                self.diary.plan(later(self.rng, moment), partial(self.use, claim))
            return [published(claim.member, self._number(), claim.voucher, moment)]
        return self._awaited(claim, moment) if "product" in claim.reward else []

    def _awaited(self, claim: Claim, moment: datetime) -> list[Telling]:
        """A product has to be given by somebody, and every step of that is told."""
        claim.given = {
            "id": f"rewr_{self._number()}",
            "state": "PENDING",
            "created_at": stamp(moment),
            "updated_at": None,
            "voucher_id": claim.member.card_id,
            "campaign_id": claim.member.programme.id,
            "customer_id": claim.member.id,
            "reward_assignment_id": claim.reward["assignment_id"],
            "source_id": claim.redemption["id"],
            "source_type": "redemption",
        }
        packed = later(self.rng, moment)
        if self.rng.random() < PREPARED:
            self.diary.plan(packed, partial(self._give, claim, "pending", "PENDING"))
        if self.rng.random() < GIVEN:
            self.diary.plan(later(self.rng, packed), partial(self._give, claim, "completed", "COMPLETED"))
        return [giving(claim.member, claim.reward, claim.given, "created")]

    def _give(self, claim: Claim, word: str, state: str, moment: datetime) -> list[Telling]:
        if claim.is_undone or claim.given is None:
            return []
        claim.is_used = state == "COMPLETED"
        claim.given = claim.given | {"state": state, "updated_at": stamp(moment)}
        return [giving(claim.member, claim.reward, claim.given, word)]

    def use(self, claim: Claim, moment: datetime) -> list[Telling]:
        """A coupon or gift card is used in the shop."""
        if claim.is_undone or claim.voucher is None:
            return []
        claim.is_used = True
        bought = order(self.rng, claim.member, moment)
        used = redemption(self.rng, claim.member, moment) | {"order": bought}
        if "gift" not in claim.voucher:
            return [self._used(claim, claim.voucher, used)]
        left = claim.voucher["gift"]["balance"]
        used["amount"] = min(left, bought["amount"])
        gift = claim.voucher["gift"] | {"balance": left - used["amount"]}
        claim.voucher = claim.voucher | {"gift": gift, "updated_at": stamp(moment, decimals=6)}
        if gift["balance"] and self.rng.random() < USED_AGAIN:
            self.diary.plan(later(self.rng, moment), partial(self.use, claim))
        told = self._used(claim, claim.voucher, used)
        return [told, credits_moved(claim.member, self._number(), claim.voucher, used)]

    def _used(self, claim: Claim, voucher: dict[str, Any], used: dict[str, Any]) -> Telling:
        used["voucher"] = voucher
        return "redemption.succeeded", of_voucher(claim.member, voucher) | {"redemption": used}

    def undo(self, claim: Claim, moment: datetime) -> list[Telling]:
        """Points go back to the card. What has been used or given stays so."""
        if claim.is_used:
            return []
        claim.is_undone = True
        member, original = claim.member, claim.redemption
        member.change(original["amount"], moment, is_refund=True)
        rollback = redemption(self.rng, member, moment) | {
            "id": f"rr_{self._number()}",
            "amount": -original["amount"],
            "redemption": original["id"],
            "reason": self.rng.choice(REASONS),
            "order": None,
            "voucher": member.as_card(),
            "object": "redemption_rollback",
        }
        # How things are now; how the card was when they paid is of no concern here.
        untold = {name: part for name, part in original.items() if name not in {"reward", "voucher"}}
        body = of_card(member) | {"redemption": untold, "redemption_rollback": rollback}
        line = moved(member, self._number(), "POINTS_REFUND", original["amount"], redemption=untold, rollback=rollback)
        told: list[Telling] = [("redemption.rollback.succeeded", body), line]
        if claim.given:
            claim.given = claim.given | {"state": "ROLLEDBACK", "updated_at": stamp(moment)}
            told.append(giving(member, claim.reward, claim.given, "rolledback"))
        return told

    def _number(self) -> str:
        return hexadecimal(self.rng)
