"""Uses of vouchers, the claims that they pay for, and their undoing."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from ledger.choices import ClaimStatus, RedemptionStatus
from ledger.facts import ClaimFacts, Facts, RedemptionFacts
from ledger.providers.voucherify import mirrors
from ledger.providers.voucherify.bodies import Redeemed, Redemption, Rollback, RolledBack, Use, Voucher
from ledger.providers.voucherify.claims import claim, earned_by, when
from ledger.providers.voucherify.mirrors import customer_id, voucher_kind
from ledger.providers.voucherify.orders import child_undone_by, is_stack
from ledger.providers.voucherify.reading import Said
from ledger.providers.voucherify.words import FAILED_IDS, FAILURE, NO_VOUCHERS, ROLLED_BACK, spelt

NOTHING = Use()
Undone = TypeVar("Undone", ClaimFacts, RedemptionFacts)


def rewarded(said: Said[Redeemed]) -> Facts:
    """A reward was claimed: a redemption paid for it, and somebody claimed it."""
    return used(said, is_claim=True)


def redeemed(said: Said[Redeemed]) -> Facts:
    """A voucher was used; a claim only where the redemption names a reward."""
    sent = said.body.redemption
    return used(said, is_claim=sent is not None and sent.reward is not None)


def failed(said: Said[Redeemed]) -> Facts:
    """A voucher could not be used."""
    return used(said, is_claim=False, status=RedemptionStatus.FAILED)


def used(
    said: Said[Redeemed], *, is_claim: bool, has_claimant: bool = True, status: RedemptionStatus | None = None
) -> Facts:
    """A redemption and, if it is one, the claim. Where ``has_claimant``, a claim must say whose it is."""
    sent = said.body.redemption
    if sent is None:
        raise said.lacks("redemption.id")
    use = mirrors.redemption(sent, customer=_customer(said.body), voucher=_voucher(said.body))
    use = replace(use, status=status) if status else use
    if use.status is RedemptionStatus.FAILED:
        return _facts(said, sent, uses=(use,))
    if is_claim:
        if has_claimant and use.customer is None:
            raise said.lacks("customer.id")
        return _facts(said, sent, uses=(use,), claims=(_claim(said, sent, use=use, reported=said.envelope.time),))
    # Besides those of a stack's redeemables there is one of the whole stack. It uses no voucher itself; nor does a
    # promotion.
    return _facts(said, sent, uses=(use,) if use.voucher else ())


def rolled_back(said: Said[RolledBack]) -> Facts:
    """A use of a voucher was undone. The rollback alone says so: the redemption beside it may still be SUCCEEDED."""
    return undone(said)


def not_rolled_back(said: Said[RolledBack]) -> Facts:
    """A rollback failed: whatever else it says, it undid nothing."""
    return undone(said, is_failed=True)


def undone(said: Said[RolledBack], *, is_failed: bool = False, has_claimant: bool = True) -> Facts:
    """What a rollback says of a redemption and, if that is one, of the claim."""
    body, rollback = said.body, said.body.redemption_rollback
    if rollback is None:
        raise said.lacks("redemption_rollback.redemption")
    sent = _original(body, rollback)
    is_guessed = sent is not body.redemption and sent.id != rollback.redemption
    customer = _customer(body) or customer_id(rollback.customer) or rollback.customer_id
    voucher = None if is_guessed else _voucher(body) or rollback.voucher
    use = mirrors.redemption(sent, customer=customer, voucher=voucher)
    if is_failed or rollback.result == FAILURE or (rollback.id or "").startswith(FAILED_IDS):
        return _facts(said, sent, uses=(_still(use),) if use.voucher else (), rollback=rollback)
    reward = None if is_guessed else sent.reward or body.reward
    is_claim = bool(reward) and bool(use.customer or not has_claimant)
    claims = (_claim(said, sent, use=use, reported=None),) if is_claim else ()
    if not (is_claim or use.voucher) and _uses_none(sent, rollback):
        return _facts(said, sent, rollback=rollback)
    reversal_id = None if is_guessed else rollback.id
    return _facts(
        said,
        sent,
        uses=(_reversed(use, rollback, said, status=RedemptionStatus.REVERSED, reversal_id=reversal_id),),
        claims=tuple(_reversed(claim, rollback, said, status=ClaimStatus.REVERSED) for claim in claims),
        rollback=rollback,
    )


def _original(body: RolledBack, rollback: Rollback) -> Redemption:
    """
    What is undone: the redemption beside the rollback, where that is named or is of the stack that is.

    An exported rollback has none beside it. Where it names a stack the child is a guess: that it is undone is sure, a
    stack being rolled back whole, but not that the rollback's id, voucher and reward are its own.
    """
    sent = body.redemption
    if sent and sent.redemption == rollback.redemption:
        return sent
    child = child_undone_by(rollback, rollback.order or (sent.order if sent else None))
    if sent and sent.id == rollback.redemption and not child:
        return sent
    return Redemption.model_construct(id=child or rollback.redemption)


def _uses_none(sent: Redemption, rollback: Rollback) -> bool:
    """
    Whether it is said that there was no voucher: with a whole stack, whose children have rollbacks of their own, and
    with a promotion.

    One that just names none is believed: its reversal may be a claim's.
    """
    return rollback.related_object_type in NO_VOUCHERS or is_stack(rollback.order or sent.order, sent.id)


def _still(use: RedemptionFacts) -> RedemptionFacts:
    """The redemption whose rollback failed, maybe since it had been rolled back before: another event's word."""
    if use.status is RedemptionStatus.REDEEMED and spelt(use.provider_status) == "SUCCEEDED":
        return use
    return replace(use, status=None, provider_status=None, reversal_id=None, reversed_at=None)


def _facts(
    said: Said[Redeemed],
    sent: Redemption,
    *,
    uses: tuple[RedemptionFacts, ...] = (),
    claims: tuple[ClaimFacts, ...] = (),
    rollback: Use = NOTHING,
) -> Facts:
    """All that the body names besides, too: what tells more comes first."""
    body = said.body
    granted = [reward.voucher for reward in (sent.reward, body.reward) if reward]
    return Facts(
        subject=sent.id,
        customers=mirrors.customers(body.customer, body.holder, rollback.customer, sent.customer),
        campaigns=mirrors.campaigns(body.campaign, body.voucher, rollback.voucher, sent.voucher, *granted),
        redemptions=uses,
        claims=claims,
        faults=said.faults,
        **mirrors.of_vouchers(body.voucher, rollback.voucher, sent.voucher, *granted),
    )


def _claim(said: Said[Redeemed], sent: Redemption, *, use: RedemptionFacts, reported: datetime | None) -> ClaimFacts:
    body, voucher = said.body, _voucher(said.body)
    holder = customer_id(body.holder) or (voucher and voucher.holder_id)
    return claim(
        sent,
        use=use,
        reward=body.reward,
        voucher=voucher,
        holder=holder if holder != use.customer else None,
        campaign=(body.campaign and body.campaign.id) or (voucher and voucher.campaign_id),
        earned_by=earned_by(body.referral_tier, body.custom_event),
        **when(sent.date, reported),
    )


def _reversed(undone: Undone, rollback: Rollback, said: Said[RolledBack], **reversal: Any) -> Undone:
    return replace(
        undone,
        provider_status=undone.provider_status if spelt(undone.provider_status) == ROLLED_BACK else None,
        reversed_at=rollback.date or said.envelope.time,
        reason=rollback.reason or None,
        **reversal,
    )


def _customer(body: Redeemed) -> str | None:
    """Who acted: each place may be null while another one is set. The voucher's holder may be another, and is last."""
    sent = body.redemption
    found = customer_id(body.customer) or (sent and (customer_id(sent.customer) or sent.customer_id))
    return found or customer_id(body.holder)


def _voucher(body: Redeemed) -> Voucher | None:
    """What was used: the description that tells its kind, the redemption's own may not."""
    sent = [voucher for voucher in (body.voucher, body.redemption and body.redemption.voucher) if voucher]
    return next((voucher for voucher in sent if voucher_kind(voucher)), sent[0] if sent else None)
