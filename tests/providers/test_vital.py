"""What may be absent but not unreadable: without it a claim would be counted wrong, so the event fails."""

from typing import Any

import orjson
import pytest

from ledger.providers import all_providers
from tests.providers.fixture_files import Fixture, fixtures
from tests.providers.reading import outcome

UNREADABLE = ["neither a number", "nor a text"]

VITAL = [
    ("loyaltylion", "program_events/customer.claimed_reward", ("initial_value",)),
    ("loyaltylion", "program_events/customer.claimed_reward", ("voucher_code",)),
    ("loyaltylion", "rewards/store_fulfilment", ("test",)),
    ("loyaltylion", "transactions/claimed_reward", ("$", "points_approved")),
    ("loyaltylion", "transactions/claimed_reward", ("claimed_reward", "point_cost")),
    ("loyaltylion", "transactions/claimed_reward", ("claimed_reward", "state")),
    ("loyaltylion", "transactions/claimed_reward", ("redeemable", "code")),
    ("loyaltylion", "transactions/claimed_reward", ("redeemable", "initial_value")),
    ("voucherify", "redemption.succeeded", ("data", "redemption", "amount")),
    ("voucherify", "customer.reward_redemptions.completed", ("reward_redemption", "id")),
    ("voucherify", "customer.reward_redemptions.completed", ("reward_redemption", "source_id")),
    ("voucherify", "customer.reward_redemptions.completed", ("reward_redemption", "source_type")),
    ("voucherify", "voucher.loyalty_card.transaction.created", ("transaction", "id")),
    ("voucherify", "voucher.loyalty_card.transaction.created", ("details", "balance", "points")),
    ("voucherify", "customer.rewarded", ("reward", "voucher", "gift", "amount")),
    ("voucherify", "customer.rewarded", ("reward", "parameters", "campaign", "balance")),
    ("voucherify", "redemption", ("$", "amount")),
    ("voucherify", "voucher_transaction", ("details", "balance", "points")),
]


@pytest.mark.parametrize(
    ("slug", "event_type", "ending"), VITAL, ids=lambda value: ".".join(value) if isinstance(value, tuple) else value
)
def test_what_is_vital_may_not_be_unreadable(slug: str, event_type: str, ending: tuple[str, ...]) -> None:
    provider = all_providers()[slug]
    tried = [(one, body) for one in _recorded(slug, event_type) if (body := _with_unreadable(one, ending)) is not None]
    assert tried
    for one, body in tried:
        found = outcome(provider, body, one.headers)
        assert (found.state, any(fault.path.endswith(ending[-1]) for fault in found.faults)) == ("failed", True), one


def _recorded(slug: str, event_type: str) -> list[Fixture]:
    wanted = (slug, "recorded", event_type)
    every = (one for one in fixtures() if not one.is_table)
    return [one for one in every if (one.provider, one.state, one.meaning.get("event_type")) == wanted]


def _with_unreadable(one: Fixture, ending: tuple[str, ...]) -> bytes | None:
    """The payload with the value at the first path that ends so made unreadable; None where it has no such path."""
    payload = orjson.loads(one.payload)
    is_spoilt = _spoil({"$": payload}, ending)
    return orjson.dumps(payload) if is_spoilt else None


def _spoil(value: Any, ending: tuple[str, ...]) -> bool:
    if not isinstance(value, dict):
        return False
    inside: Any = value
    for step in ending[:-1]:
        inside = inside.get(step) if isinstance(inside, dict) else None
    if isinstance(inside, dict) and inside.get(ending[-1]) is not None:
        inside[ending[-1]] = UNREADABLE
        return True
    return any(_spoil(nested, ending) for nested in value.values())
