"""How far the giving of a claimed reward has come."""

from typing import Any

from ledger.choices import ClaimStatus, Precision, RewardKind, VoucherKind
from ledger.facts import ClaimFacts, Facts
from ledger.providers.voucherify import mirrors
from ledger.providers.voucherify.bodies import Assignment, Reward, RewardRedeemed, RewardRedemption, Voucher
from ledger.providers.voucherify.claims import granted
from ledger.providers.voucherify.mirrors import customer_id, voucher_id, voucher_kind
from ledger.providers.voucherify.reading import Said
from ledger.providers.voucherify.told import handed_out
from ledger.providers.voucherify.words import CLAIM_STATUSES, OF_REDEMPTION, spelt

NO_ASSIGNMENT = Assignment()


def reward_redeemed(said: Said[RewardRedeemed]) -> Facts:
    """
    A claim's state, whatever the event is called.

    The claim is that of the redemption that paid for it, where the event says that one did.
    """
    body, sent = said.body, said.body.reward_redemption
    claim_id = sent and (_redemption(sent) or sent.id)
    if not (sent and claim_id):
        raise said.lacks("reward_redemption.id")
    customer = customer_id(body.customer) or customer_id(body.holder) or sent.customer_id
    if customer is None:
        raise said.lacks("customer.id")
    reward = _reward(body)
    published = body.publication.customer if body.publication else None
    vouchers = (*handed_out(body), reward.voucher)
    return Facts(
        subject=claim_id,
        customers=mirrors.customers(body.customer, body.holder, published),
        campaigns=mirrors.campaigns(body.campaign, *vouchers),
        claims=(_claim(said, sent, claim_id=claim_id, customer=customer, reward=reward),),
        faults=said.faults,
        **mirrors.of_vouchers(*vouchers),
    )


def _claim(
    said: Said[RewardRedeemed], sent: RewardRedemption, *, claim_id: str, customer: str, reward: Reward
) -> ClaimFacts:
    body, voucher = said.body, said.body.voucher or Voucher()
    holder = customer_id(body.holder) or voucher.holder_id
    assignment = body.reward_assignment or NO_ASSIGNMENT
    given = granted(Reward(), reward)
    given["reward_id"] = given["reward_id"] or assignment.reward_id
    given["assignment_id"] = given["assignment_id"] or sent.reward_assignment_id or assignment.id
    return ClaimFacts(
        external_id=claim_id,
        customer=customer,
        holder=holder if holder != customer else None,
        redemption=_redemption(sent),
        loyalty_card=voucher_id(voucher) if voucher_kind(voucher) is VoucherKind.LOYALTY_CARD else None,
        campaign=(body.campaign and body.campaign.id) or sent.campaign_id or voucher.campaign_id,
        points=_price(assignment, sent) if given["kind"] is not RewardKind.CREDIT else None,
        **_state(said, sent),
        **_when(sent),
        **given,
    )


def _redemption(sent: RewardRedemption) -> str | None:
    """What paid for it; it may also come of a referral, whose event is its source then."""
    return sent.source_id if (sent.source_type or "").strip().lower() == OF_REDEMPTION else None


def _reward(body: RewardRedeemed) -> Reward:
    """With what was handed out for it, unless that is the card that paid."""
    reward = body.reward or Reward()
    published = body.publication.voucher if body.publication else None
    if reward.voucher or published is None or voucher_id(published) == voucher_id(body.voucher):
        return reward
    return reward.model_copy(update={"voucher": published})


def _price(assignment: Assignment, sent: RewardRedemption) -> int | None:
    """What the reward costs is what was paid for it, unless the price has changed since."""
    price = assignment.parameters.loyalty if assignment.parameters else None
    is_later = assignment.updated_at and sent.created_at and assignment.updated_at > sent.created_at
    return None if price is None or is_later else price.points


def _state(said: Said[RewardRedeemed], sent: RewardRedemption) -> dict[str, Any]:
    status = CLAIM_STATUSES.get(spelt(sent.state), ClaimStatus.CLAIMED) if sent.state else None
    is_reversed = status is ClaimStatus.REVERSED
    return {
        "status": status,
        "provider_status": sent.state,
        "reversed_at": (sent.updated_at or said.envelope.time) if is_reversed else None,
    }


def _when(sent: RewardRedemption) -> dict[str, Any]:
    """Shortly after the redemption, which has the claim's own time; where there is none, this is it."""
    precision = Precision.REPORTED if _redemption(sent) else Precision.EXACT
    return {"claimed_at": sent.created_at, "claimed_at_precision": precision if sent.created_at else None}
