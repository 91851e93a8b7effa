"""
The oddities of the two providers, and what holds each.

A fixture names the oddities that it shows in its ``traps``. The others are no matter of reading: a test holds each.
"""

from pathlib import Path

import pytest

from ledger.choices import RewardKind
from ledger.providers import all_providers
from tests.providers.fixture_files import fixtures

TESTS = Path(__file__).parent.parent

SHOWN = {
    "voucherify": {
        "V1": "no envelope, or a body of the user's own making",
        "V2": "the outer type is whatever its maker typed, or empty",
        "V3": "id is the send-out, event.id the event",
        "V4": "the envelope of 2018, where id is the event",
        "V5": "a body may have an event of its own",
        "V6": "event.entity_id may be missing",
        "V7": "several events tell of one claim",
        "V8": "a reward redemption's source may be no redemption",
        "V9": "reward.type contradicts the reward's shape and the redemption's own word",
        "V10": "the event called created says PENDING",
        "V11": "the same type comes from webhooks and from distributions",
        "V12": "ROLLED BACK, ROLLED_BACK or still SUCCEEDED",
        "V13": "failed redemptions make no claim",
        "V14": "balance has four shapes",
        "V15": "one amount for points, money, or nothing; negative in rollbacks",
        "V16": "customer, holder and ids may each be null",
        "V17": "three decimals and six, and blanks in dates",
        "V18": "words that nobody knew",
        "V21": "payloads that nobody knew",
        "V23": "lists and tables tell what webhooks did not",
        "V24": "codes and campaigns that are null, keys that are new",
        "V25": "tables have money in major units",
    },
    "loyaltylion": {
        "L1": "four shapes; the topic in the body or in a header",
        "L2": "payload.id is not the event's",
        "L3": "a claim has no id of its own; its code joins it to the transaction",
        "L4": "required fields are absent, or null",
        "L5": "the title contradicts the amount; amounts are whole, decimal or text",
        "L6": "what webhooks don't send comes with the transactions",
        "L7": "only transactions tell of voided claims",
        "L8": "a store fulfilment has neither id nor date, is typed otherwise than shown, or a test",
        "L9": "a store fulfilment is claimed, not fulfilled",
        "L12": "flat is called fixed elsewhere; new words and states",
        "L13": "a blank in dates",
        "L14": "ids are numbers or text",
        "L15": "published examples are not JSON",
        "L17": "the date is that of sending",
    },
}

# The others, and the test that holds each.
HELD = {
    "voucherify": {
        "V19": ("providers/test_signatures.py", "test_published_vectors"),
        "V20": ("test_webhooks.py", "test_every_live_secret_is_accepted_and_a_retired_one_is_not"),
        "V22": ("providers/test_traps.py", "test_administrators_are_told_when_a_provider_gives_up"),
    },
    "loyaltylion": {
        "L10": ("providers/test_traps.py", "test_administrators_are_told_when_a_provider_gives_up"),
        "L11": ("test_webhooks.py", "test_every_live_secret_is_accepted_and_a_retired_one_is_not"),
        "L16": ("test_inbox.py", "test_fixtures_in_any_order_repeated_and_in_any_batches_end_the_same"),
    },
}


@pytest.mark.parametrize("provider", SHOWN)
def test_every_oddity_has_a_fixture(provider: str) -> None:
    shown = {
        trap for fixture in fixtures() if fixture.provider == provider for trap in fixture.meaning.get("traps", [])
    }
    assert shown == set(SHOWN[provider])


@pytest.mark.parametrize("provider", HELD)
def test_every_other_oddity_has_a_test(provider: str) -> None:
    for module, test in HELD[provider].values():
        assert f"def {test}(" in (TESTS / module).read_text("utf-8")


@pytest.mark.parametrize(("provider", "letter", "count"), [("voucherify", "V", 25), ("loyaltylion", "L", 17)])
def test_no_oddity_is_forgotten(provider: str, letter: str, count: int) -> None:
    assert SHOWN[provider].keys() | HELD[provider].keys() == {f"{letter}{number}" for number in range(1, count + 1)}


def test_loyaltylion_sends_word_of_vouchers_gift_cards_and_custom_rewards_only() -> None:
    """L6."""
    unsent = all_providers()["loyaltylion"].unsent_kinds
    assert set(RewardKind) - unsent == {RewardKind.DISCOUNT, RewardKind.GIFT_CARD, RewardKind.CUSTOM}


def test_administrators_are_told_what_an_answer_means_to_loyaltylion() -> None:
    """L9."""
    assert any("store_fulfilment" in step and "2xx" in step for step in all_providers()["loyaltylion"].set_up)


@pytest.mark.parametrize(("provider", "failures"), [("voucherify", "12"), ("loyaltylion", "30")])
def test_administrators_are_told_when_a_provider_gives_up(provider: str, failures: str) -> None:
    """V22 and L10: it says nothing then."""
    assert failures in all_providers()[provider].gives_up
