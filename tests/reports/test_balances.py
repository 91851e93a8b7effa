"""Balances: what customers hold and have not used, each time counted anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ledger.choices import Held, RedemptionStatus
from ledger.facts import ClaimFacts, Facts, RedemptionFacts, VoucherFacts
from ledger.filters import ClaimFilters
from ledger.folding import Word, fold
from ledger.models import Balance, ClaimedReward, InboundEvent, Source
from ledger.recording import record
from ledger.reports import balances, count_balances
from tests.sources import add_source

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 15, 12, tzinfo=UTC)


def told(source: Source, facts: Facts, *, at: datetime) -> None:
    event = InboundEvent.objects.create(
        source=source, external_id="e", state="recorded", origin="import", received_at=at
    )
    record(
        source.pk,
        fold([Word(facts=facts, event_id="e", sha256=b"", time=at, received_at=at, currency="EUR")]),
        [event.pk],
    )


def coupons(names: Sequence[str]) -> Facts:
    """Each is claimed once."""
    return Facts(
        vouchers=tuple(VoucherFacts(external_id=name, kind="discount") for name in names),  # type: ignore[arg-type]
        claims=tuple(
            ClaimFacts(external_id=name, granted_voucher=name, value=Decimal("0.7"), claimed_at=MARCH) for name in names
        ),
    )


def test_balances_are_what_is_held_and_not_used() -> None:
    source = add_source("stamply")
    facts = Facts(
        vouchers=(
            VoucherFacts(external_id="card", kind="loyalty_card", points_balance=850),  # type: ignore[arg-type]
            VoucherFacts(external_id="old card", kind="loyalty_card", points_balance=99, active=False),  # type: ignore[arg-type]
            VoucherFacts(external_id="gift", kind="gift_card", balance=Decimal("12.5"), currency="EUR"),  # type: ignore[arg-type]
            VoucherFacts(external_id="new gift", kind="gift_card"),  # type: ignore[arg-type]
            VoucherFacts(external_id="kept", kind="discount"),  # type: ignore[arg-type]
            VoucherFacts(external_id="used", kind="discount"),  # type: ignore[arg-type]
        ),
        redemptions=(RedemptionFacts(external_id="use", voucher="used", status="redeemed"),),  # type: ignore[arg-type]
        claims=tuple(
            ClaimFacts(external_id=name, granted_voucher=name, value=Decimal("0.7"), claimed_at=MARCH)
            for name in ("kept", "used", "gift")
        ),
    )
    now = datetime.now(UTC)
    told(source, facts, at=now - timedelta(days=45))
    assert list(balances()) == []
    count_balances()
    counted_at = count_balances()
    months = (now - MARCH).days // 30
    counted = balances().values_list("held", "currency", "months", "vouchers", "unknown", "points", "ten_thousandths")
    assert set(counted) == {
        (Held.MONEY, "EUR", 1, 1, 0, None, 125_000),
        (Held.MONEY, None, None, 1, 1, None, None),
        (Held.POINTS, None, 1, 1, 0, 850, None),
        (Held.UNUSED, "EUR", months, 1, 0, None, 7_000),
    }
    assert {balance.counted_at for balance in balances()} == {counted_at}


def test_voucher_is_used_where_the_filter_says_so() -> None:
    """Redeemed, that is: not where it failed or was rolled back, nor where nobody has said what became of it."""
    source = add_source("stamply")
    statuses = {"untold": None, **{str(status): status for status in RedemptionStatus}}
    uses = tuple(RedemptionFacts(external_id=name, voucher=name, status=status) for name, status in statuses.items())
    told(source, replace(coupons(["never", *statuses]), redemptions=uses), at=MARCH)
    count_balances()
    march = {"claimed_after": "2025-03-01", "claimed_before": "2025-03-31"}
    unused = ClaimFilters({"voucher_used": "false"} | march, queryset=ClaimedReward.objects.all()).qs
    assert {claim.external_id for claim in unused} == {"never", "untold", "failed", "reversed"}
    assert [balance.vouchers for balance in balances()] == [4]


def test_last_count_is_told_alone_where_two_counted_at_once() -> None:
    source = add_source("stamply")
    told(source, coupons(["kept"]), at=MARCH)
    counted_at = count_balances()
    (kept,) = balances()
    # The other began before, and its rows could not be seen when this one deleted what was there.
    Balance.objects.create(
        counted_at=counted_at - timedelta(seconds=1),
        held=kept.held,
        source=source,
        currency="EUR",
        months=0,
        vouchers=7,
        unknown=0,
    )
    assert list(balances()) == [kept]
    count_balances()
    assert Balance.objects.count() == 1
