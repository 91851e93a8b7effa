"""What each of Voucherify's events means: event type → reader."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from ledger.choices import ClaimStatus, RedemptionStatus
from ledger.facts import ClaimFacts, Facts, RedemptionFacts
from ledger.providers import Reader
from ledger.providers.voucherify import mirrors
from ledger.providers.voucherify.bodies import Redeemed, Redemption, Rollback, RolledBack, Use, Voucher
from ledger.providers.voucherify.claims import claim, earned_by, when
from ledger.providers.voucherify.mirrors import customer_id, voucher_kind
from ledger.providers.voucherify.reading import Said, reader
from ledger.providers.voucherify.words import FAILED_IDS, FAILURE, ROLLED_BACK, spelt

NOTHING = Use()
Undone = TypeVar("Undone", ClaimFacts, RedemptionFacts)


def rewarded(said: Said[Redeemed]) -> Facts:
    """A reward was claimed: a redemption paid for it, and somebody claimed it."""
    if said.body.redemption is None:
        raise said.lacks("redemption.id")
    return _redeemed(said, said.body.redemption, is_claim=True)


def redeemed(said: Said[Redeemed]) -> Facts:
    """A voucher was used; a claim only where the redemption names a reward."""
    sent = said.body.redemption
    if sent is None:
        raise said.lacks("redemption.id")
    return _redeemed(said, sent, is_claim=sent.reward is not None)


def _redeemed(said: Said[Redeemed], sent: Redemption, *, is_claim: bool) -> Facts:
    voucher = _voucher(said.body)
    use = mirrors.redemption(sent, customer=_customer(said.body), voucher=voucher)
    if not is_claim or use.status is RedemptionStatus.FAILED:
        return _facts(said, sent, use=use)
    if use.customer is None:
        raise said.lacks("customer.id")
    return _facts(said, sent, use=use, claims=(_claim(said, sent, use=use, reported=said.envelope.time),))


def rolled_back(said: Said[RolledBack]) -> Facts:
    """A use of a voucher was undone. The rollback alone says so: the redemption beside it may still be SUCCEEDED."""
    body, rollback = said.body, said.body.redemption_rollback
    if rollback is None:
        raise said.lacks("redemption_rollback.redemption")
    sent = body.redemption
    if sent is None or sent.id != rollback.redemption:
        sent = Redemption.model_construct(id=rollback.redemption)
    customer = _customer(body) or customer_id(rollback.customer) or rollback.customer_id
    use = mirrors.redemption(sent, customer=customer, voucher=_voucher(body) or rollback.voucher)
    claims = [_claim(said, sent, use=use, reported=None)] if sent.reward and use.customer else []
    return _facts(
        said,
        sent,
        use=_reversed(use, rollback, said, status=RedemptionStatus.REVERSED, reversal_id=rollback.id),
        claims=tuple(_reversed(claim, rollback, said, status=ClaimStatus.REVERSED) for claim in claims),
        rollback=rollback,
    )


def _facts(
    said: Said[Redeemed],
    sent: Redemption,
    *,
    use: RedemptionFacts,
    claims: tuple[ClaimFacts, ...] = (),
    rollback: Use = NOTHING,
) -> Facts:
    """The redemption, the claim if it is one, and all that the body names besides: what tells more comes first."""
    body = said.body
    granted = [reward.voucher for reward in (sent.reward, body.reward) if reward]
    return Facts(
        subject=sent.id,
        customers=mirrors.customers(body.customer, body.holder, rollback.customer, sent.customer),
        campaigns=mirrors.campaigns(body.campaign, body.voucher, rollback.voucher, sent.voucher, *granted),
        vouchers=mirrors.vouchers(body.voucher, rollback.voucher, sent.voucher, *granted),
        redemptions=(use,),
        claims=claims,
        faults=said.faults,
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
    if rollback.result == FAILURE or (rollback.id or "").startswith(FAILED_IDS):
        return undone
    return replace(
        undone,
        provider_status=undone.provider_status if spelt(undone.provider_status) == ROLLED_BACK else None,
        reversed_at=rollback.date or said.envelope.time,
        reason=rollback.reason or None,
        **reversal,
    )


def _customer(body: Redeemed) -> str | None:
    """Who acted: each place may be null while another one is set."""
    sent = body.redemption
    found = customer_id(body.customer) or customer_id(body.holder)
    return found or (sent and (customer_id(sent.customer) or sent.customer_id)) or None


def _voucher(body: Redeemed) -> Voucher | None:
    """What was used: the description that tells its kind, the redemption's own may not."""
    sent = [voucher for voucher in (body.voucher, body.redemption and body.redemption.voucher) if voucher]
    return next((voucher for voucher in sent if voucher_kind(voucher)), sent[0] if sent else None)


READERS: Mapping[str, Reader] = {
    "customer.rewarded": reader(Redeemed, rewarded),
    "redemption.succeeded": reader(Redeemed, redeemed),
    "redemption.rollback.succeeded": reader(RolledBack, rolled_back),
}
