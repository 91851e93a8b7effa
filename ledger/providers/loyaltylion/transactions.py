"""
Claims as LoyaltyLion's list of transactions tells them: what was paid, exactly when, and whether it was undone.

https://developers.loyaltylion.com/api-reference/v2/resources/transactions/list-transactions
"""

from typing import Any

from ledger.choices import ClaimStatus, Precision, RewardKind, VoucherKind
from ledger.facts import ClaimFacts, Facts, Fault, VoucherFacts
from ledger.payload import made_id, read
from ledger.payload.tables import as_json, cells
from ledger.providers import Envelope
from ledger.providers.loyaltylion.bodies import Claim, Redeemable, Reward, Transaction
from ledger.providers.loyaltylion.customers import customer
from ledger.providers.loyaltylion.discounts import discount_type, worth
from ledger.providers.loyaltylion.envelope import Shape
from ledger.providers.loyaltylion.words import STATES, VOUCHER_KINDS, reward_kind

NO_REWARD, NOTHING_GIVEN = Reward(), Redeemable()


def claimed_reward_row(payload: bytes, envelope: Envelope) -> Facts:
    """
    A claim or its undoing: two transactions, which both show the claim as it is now.

    The customer's counters in it are of no known time, so they are no readings.
    """
    text = as_json(cells(payload), Transaction) if envelope.shape == Shape.TABLE else payload
    sent, faults = read(Transaction, text, vital=Transaction.vital)
    claimed, given = sent.claimed_reward, sent.claimed_reward.redeemable or NOTHING_GIVEN
    # The webhook's id of the same claim, where there is a code.
    by_code = made_id("code", sent.customer.id, given.code) if given.code else None
    claim_id = by_code or made_id("claim", claimed.id)
    voucher = _granted(sent, claim_id)
    return Facts(
        subject=claim_id,
        customers=(customer(sent.customer),),
        vouchers=(voucher,) if voucher else (),
        claims=(_claim(sent, claim_id=claim_id, voucher=voucher, faults=faults),),
        faults=faults,
    )


def _claim(sent: Transaction, *, claim_id: str, voucher: VoucherFacts | None, faults: tuple[Fault, ...]) -> ClaimFacts:
    claimed = sent.claimed_reward
    reward, given = claimed.reward or NO_REWARD, claimed.redeemable or NOTHING_GIVEN
    discount = worth(reward.discount_type, given.discount_amount, reward.discount_amount, faults=faults)
    return ClaimFacts(
        external_id=claim_id,
        customer=sent.customer.id,
        granted_voucher=voucher.external_id if voucher else None,
        title=reward.title or None,
        kind=_kind(claimed),
        provider_id=claimed.id,
        provider_kind=reward.kind or reward.method or given.redeemable_type,
        reward_id=reward.id,
        product_id=given.product.id if given.product else None,
        points=claimed.point_cost,
        currency=given.currency,
        value=discount if given.initial_value is None else given.initial_value,
        **_reduction(reward, given),
        **_state(sent),
        **_when(sent),
    )


def _when(sent: Transaction) -> dict[str, Any]:
    """The claim's time; where it has none that of the transaction, unless that is its undoing, or may be."""
    if sent.claimed_reward.claimed_at:
        return {"claimed_at": sent.claimed_reward.claimed_at, "claimed_at_precision": Precision.EXACT}
    points, is_reversed = sent.points_approved or 0, _status(sent) is ClaimStatus.REVERSED
    at = sent.created_at if points < 0 or (points == 0 and not is_reversed) else None
    return {"claimed_at": at, "claimed_at_precision": Precision.REPORTED if at else None}


def _state(sent: Transaction) -> dict[str, Any]:
    """Where points come back the transaction is the undoing; in the other one only the state tells of it."""
    status = _status(sent)
    is_undoing = status is ClaimStatus.REVERSED and (sent.points_approved or 0) > 0
    reversed_at = sent.created_at if is_undoing else None
    return {"status": status, "provider_status": sent.claimed_reward.state, "reversed_at": reversed_at}


def _status(sent: Transaction) -> ClaimStatus | None:
    return STATES.get((sent.claimed_reward.state or "").strip().lower())


def _reduction(reward: Reward, given: Redeemable) -> dict[str, Any]:
    discount = reward.discount_amount if given.discount_amount is None else given.discount_amount
    return {"discount_type": discount_type(reward.discount_type), "discount": discount}


def _granted(sent: Transaction, claim_id: str) -> VoucherFacts | None:
    given, kind = sent.claimed_reward.redeemable or NOTHING_GIVEN, _kind(sent.claimed_reward)
    if not (kind is RewardKind.GIFT_CARD or given.code):
        return None
    return VoucherFacts(
        external_id=made_id("code", given.code) if given.code else made_id("claim", claim_id),
        code=given.code or None,
        kind=VOUCHER_KINDS.get(kind, VoucherKind.OTHER) if kind else None,
        holder=sent.customer.id,
        amount=given.initial_value,
        balance=given.balance,
        currency=given.currency,
        expires_at=given.expires_on,
        **_reduction(sent.claimed_reward.reward or NO_REWARD, given),
    )


def _kind(claimed: Claim) -> RewardKind | None:
    reward, given = claimed.reward or NO_REWARD, claimed.redeemable or NOTHING_GIVEN
    return reward_kind(reward.kind, reward.method, given.redeemable_type)
