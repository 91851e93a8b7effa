"""The samples tell the whole story: what each provider sends of a claim before, with and after it."""

from datetime import UTC, datetime
from random import Random

import pytest

from ledger.choices import RedemptionStatus, VoucherKind
from ledger.facts import Facts
from ledger.providers import all_providers
from tests.providers.reading import Outcome, outcome

SPAN = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 3, 1, tzinfo=UTC)}
TOLD = {
    "voucherify": {
        "campaign.created",
        "customer.created",
        "customer.updated",
        "customer.rewarded",
        "customer.reward_redemptions.created",
        "customer.reward_redemptions.pending",
        "customer.reward_redemptions.completed",
        "customer.reward_redemptions.rolledback",
        "customer.segment.entered",
        "publication.succeeded",
        "redemption.succeeded",
        "redemption.failed",
        "redemption.rollback.succeeded",
        "voucher.gift.transaction.created",
        "voucher.loyalty_card.points_added",
        "voucher.loyalty_card.points_expired",
        "voucher.loyalty_card.transaction.created",
    },
    "loyaltylion": {
        "customers/update",
        "program_events/customer.claimed_reward",
        "program_events/customer.enrolled",
        "program_events/customer.points_earned",
        "program_events/customer.rule_completed",
        "program_events/customer.tier_upgraded",
        "rewards/store_fulfilment",
    },
}


def told(slug: str, *, seed: int = 11, count: int = 1500) -> list[Outcome]:
    provider = all_providers()[slug]
    bodies = provider.sample(Random(seed), **SPAN, count=count)  # noqa: S311 - no secret
    return [outcome(provider, body) for body in bodies]


def facts(slug: str) -> list[Facts]:
    return [one.facts for one in told(slug) if one.facts]


@pytest.mark.parametrize("slug", sorted(TOLD))
def test_sample_tells_every_type_of_event(slug: str) -> None:
    assert {one.envelope.event_type for one in told(slug) if one.envelope} == TOLD[slug]


@pytest.mark.parametrize("slug", sorted(TOLD))
@pytest.mark.parametrize("seed", range(5))
def test_first_act_of_a_sample_is_a_claim(slug: str, seed: int) -> None:
    assert any(one.facts and one.facts.claims for one in told(slug, seed=seed, count=5))


def test_vouchers_used_are_those_that_claims_granted_and_that_were_published_to_their_claimants() -> None:
    said = facts("voucherify")
    claimant = {claim.granted_voucher: claim.customer for one in said for claim in one.claims if claim.granted_voucher}
    holder = {voucher.external_id: voucher.holder for one in said for voucher in one.vouchers if voucher.holder}
    uses = [(use, one) for one in said for use in one.redemptions if not one.claims]
    used = {use.voucher: use.customer for use, _ in uses if use.status is RedemptionStatus.REDEEMED and use.voucher}
    kinds = {voucher.kind for _, one in uses for voucher in one.vouchers if voucher.external_id in used}
    assert kinds == {VoucherKind.DISCOUNT, VoucherKind.GIFT_CARD}
    assert used.items() <= claimant.items()
    assert {voucher: holder.get(voucher) for voucher in used} == used
