"""Two rows that may be one claim are said to be so, on the evidence; nothing else is."""

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.choices import Origin, Verdict
from ledger.decisions import close
from ledger.doubles import possibly_the_same
from ledger.inbox import Delivery, receive
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from tests.providers.fixture_files import fixture
from tests.roles import as_owner
from tests.sources import add_source

pytestmark = pytest.mark.django_db

GIFT_CARD, GIFT_CARD_ROW = "customer.claimed_reward__gift_card", "transactions.claimed_reward__gift_card"
FULFILMENT = b'{"reward_id": 19, "reward_identifier": "signed-print", "customer_id": 81204}'
ROW = "transactions.claimed_reward__product"


@pytest.fixture
def lion() -> Source:
    return add_source("loyaltylion")


def changed(name: str, **parts: Any) -> bytes:
    """A fixture with other parts: of each path, its value."""
    payload = orjson.loads(fixture("loyaltylion", name).payload)
    for path, value in parts.items():
        *steps, last = path.split("__")
        place = payload
        for step in steps:
            place = place[step]
        place[last] = value
    return orjson.dumps(payload)


def webhook(**parts: Any) -> bytes:
    return changed(GIFT_CARD, **{f"payload__properties__{path}": value for path, value in parts.items()})


def row(name: str = GIFT_CARD_ROW, **parts: Any) -> bytes:
    return changed(name, **{f"claimed_reward__{path}": value for path, value in parts.items()})


def doubles(source: Source, *bodies: bytes) -> list[tuple[str, str]]:
    """What is claimed twice, maybe: each pair once, and only if both say so of the other."""
    receive(source, [Delivery(body=body) for body in bodies], origin=Origin.IMPORT)
    pairs = [
        (claim.external_id, double.claim.external_id)
        for claim in ClaimedReward.objects.all()
        for double in possibly_the_same(claim)
    ]
    assert {(other, one) for one, other in pairs} == set(pairs)
    return sorted((one, other) for one, other in pairs if one < other)


WEBHOOKS = "event:5b1e7c0a-2f63-4d8e-9a47-000000000002"


def test_gift_card_of_a_webhook_and_of_an_export_is_possibly_the_same(lion: Source) -> None:
    assert doubles(lion, webhook(), row()) == [("claim:55051", WEBHOOKS)]
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id=WEBHOOKS))
    assert (double.alike, double.apart.total_seconds()) == (("title", "value"), 5)
    assert ClaimedReward.objects.count() == 2


def test_code_that_ends_as_the_webhook_said_is_evidence(lion: Source) -> None:
    body = row(redeemable__code="GIFT-77-9Q4Z", reward__title="Another name")
    assert doubles(lion, webhook(), body) == [("code:81204:GIFT-77-9Q4Z", WEBHOOKS)]
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id=WEBHOOKS))
    assert double.alike == ("value", "code")


@pytest.mark.parametrize(
    "parts",
    [
        {"redeemable__code": "GIFT-77-0000"},
        {"redeemable__initial_value": 50},
        {"redeemable__currency": "usd"},
        {"reward__kind": "cart_discount_voucher"},
        {"claimed_at": "2025-05-07T00:00:00Z"},
        {"claimed_at": "2025-04-30T00:00:00Z"},
    ],
    ids=lambda parts: " ".join(map(str, next(iter(parts.items())))),
)
def test_what_speaks_against_it_is_enough(lion: Source, parts: dict[str, Any]) -> None:
    assert doubles(lion, webhook(), row(**parts)) == []


def test_nothing_alike_is_no_evidence(lion: Source) -> None:
    untold: dict[str, Any] = {"reward__title": None, "redeemable__initial_value": None}
    assert doubles(lion, webhook(), row(**untold)) == []


def test_claim_of_another_customer_is_another(lion: Source) -> None:
    assert doubles(lion, webhook(), changed(GIFT_CARD_ROW, customer__id=81205)) == []


def test_two_that_one_channel_tells_of_are_two(lion: Source) -> None:
    second = orjson.dumps(orjson.loads(webhook()) | {"id": "another"})
    assert doubles(lion, webhook(), second) == []
    third = orjson.dumps(orjson.loads(row(id=55052)) | {"id": 900123})
    assert doubles(lion, row(), third) == [
        ("claim:55051", "event:5b1e7c0a-2f63-4d8e-9a47-000000000002"),
        ("claim:55051", "event:another"),
        ("claim:55052", "event:5b1e7c0a-2f63-4d8e-9a47-000000000002"),
        ("claim:55052", "event:another"),
    ]


def test_claim_that_a_code_joins_is_one_and_no_double_of_others(lion: Source) -> None:
    bodies = [
        fixture("loyaltylion", name).payload for name in ("customer.claimed_reward", "transactions.claimed_reward")
    ]
    other = changed("customer.claimed_reward", id="another", payload__properties__voucher_code="LL-OTHER1")
    assert doubles(lion, *bodies, other) == []
    assert ClaimedReward.objects.count() == 2


def test_custom_reward_is_told_by_its_reward_id_though_its_titles_differ(lion: Source) -> None:
    exported = {"reward__id": 19, "reward__kind": "custom", "reward__title": "A signed print"}
    body = row(ROW, claimed_at=timezone.now().isoformat(), **exported)
    ((own, stand_in),) = doubles(lion, body, FULFILMENT)
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id=stand_in))
    assert (double.claim.external_id, double.alike) == (own, ("reward",))


@pytest.mark.parametrize("claimed_at", [None, "2025-05-09T12:00:00Z"])
def test_claim_that_an_export_names_anew_in_another_transaction_is_possibly_the_same(
    lion: Source, claimed_at: str | None
) -> None:
    """Both say the provider's own id of the claim, whatever time they give."""
    undone = row(redeemable__code="GIFT-77-9Q4Z", claimed_at=claimed_at, state="void")
    later = orjson.loads(undone) | {"id": 900131, "created_at": "2025-05-20T10:00:00Z", "points_approved": 250}
    pair = ("claim:55051", "code:81204:GIFT-77-9Q4Z")
    assert doubles(lion, row(), orjson.dumps(later)) == [pair]
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id=pair[0]))
    assert (double.alike[0], double.has_event_in_common) == ("claim", False)


def test_claims_that_the_provider_gives_ids_of_their_own_are_two(lion: Source) -> None:
    """Even where one event, come again, tells of either."""
    assert doubles(lion, row(), row(id=55052, redeemable__code="GIFT-77-9Q4Z")) == []


def test_nearest_in_time_are_compared_however_many_came_later(lion: Source) -> None:
    own = orjson.loads(row())
    later = [
        orjson.dumps(own | {"id": number, "claimed_reward": own["claimed_reward"] | {"id": number, "claimed_at": at}})
        for number, at in enumerate([f"2025-05-03T{at // 60:02}:{at % 60:02}:00Z" for at in range(120)], 1000)
    ]
    assert ("claim:55051", WEBHOOKS) in doubles(lion, webhook(), row(), *later)


def test_events_that_came_again_and_again_hide_no_other(lion: Source) -> None:
    again = [orjson.dumps(orjson.loads(webhook()) | {"attempt": number}) for number in range(2100)]
    assert doubles(lion, *again, row()) == [("claim:55051", WEBHOOKS)]
    third = orjson.dumps(orjson.loads(webhook()) | {"id": "another"})
    assert doubles(lion, third) == [("claim:55051", WEBHOOKS), ("claim:55051", "event:another")]


def test_export_that_names_a_claim_anew_when_it_has_a_code_is_possibly_the_same(lion: Source) -> None:
    assert doubles(lion, row(), row(redeemable__code="GIFT-77-9Q4Z")) == [("claim:55051", "code:81204:GIFT-77-9Q4Z")]
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id="claim:55051"))
    assert double.has_event_in_common


def test_reward_earned_and_reward_given_are_possibly_the_same_where_nothing_joins_them() -> None:
    source = add_source("voucherify")
    names = ("customer.rewarded", "customer.reward_redemptions.created")
    claimed, given = (orjson.loads(fixture("voucherify", name).payload) for name in names)
    given["data"]["reward_redemption"] |= {"source_id": "event_1", "source_type": "redemption_event"}
    assert doubles(source, orjson.dumps(claimed), orjson.dumps(given)) == [
        ("r_0f4a9c21d7e8b05f66", "rewr_Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8")
    ]


def test_one_of_two_that_staff_void_counts_no_more_and_stays_possibly_the_same(lion: Source) -> None:
    doubles(lion, webhook(), row())
    claim = ClaimedReward.objects.get(external_id=WEBHOOKS)
    close(claim, Verdict.VOIDED, reason="The export has it.", author=User.objects.create_user("ana"))
    counted = LedgerEntry.objects.filter(customer=claim.customer_id).values_list("quantity", flat=True)
    assert sum(counted) == 1
    assert [double.claim.status for double in possibly_the_same(claim)] == ["claimed"]
    (double,) = possibly_the_same(ClaimedReward.objects.get(external_id="claim:55051"))
    assert (double.claim.pk, double.claim.status) == (claim.pk, "reversed")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_claims_at_the_ends_of_the_calendar_are_compared(lion: Source, moment: str) -> None:
    told = orjson.dumps(orjson.loads(webhook()) | {"created_at": moment})
    assert doubles(lion, told, row(claimed_at=moment)) == [("claim:55051", WEBHOOKS)]


def test_it_takes_four_queries_that_indexes_answer(lion: Source) -> None:
    doubles(lion, webhook(), row())
    claim = ClaimedReward.objects.select_related("granted_voucher").get(external_id="claim:55051")
    _crowd(claim)
    with CaptureQueriesContext(connection) as asked:
        possibly_the_same(claim)
    plans = [_plan(query["sql"]) for query in asked.captured_queries]
    indexes = [*["ledger_claim_by_customer"] * 3, "ledger_event_by_subject"]
    assert all(index in plan for index, plan in zip(indexes, plans, strict=True)), plans


def _crowd(claim: ClaimedReward) -> None:
    """Others claim at that time as well, each with an event; and the planner knows."""
    names = [f"other {number}" for number in range(2000)]
    same = {
        "source": claim.source,
        "claimed_at": claim.claimed_at,
        "claimed_at_precision": "exact",
        "status": "claimed",
    }
    others = Customer.objects.bulk_create(Customer(source=claim.source, external_id=name) for name in names)
    ClaimedReward.objects.bulk_create(
        ClaimedReward(customer=other, external_id=other.external_id, **same) for other in others
    )
    kept = {"source": claim.source, "state": "recorded", "origin": "import", "received_at": claim.claimed_at}
    InboundEvent.objects.bulk_create(
        InboundEvent(external_id=name, subject=name, sha256=name.encode(), body=b"", **kept) for name in names
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return " ".join(str(line) for line in cursor.fetchall())
