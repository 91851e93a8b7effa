"""What the filtered claims add up to, where that is quickly had."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from ledger.models import ClaimedReward, Source
from tests.admin.test_pages import read
from tests.admin.test_paging import listed
from tests.admin.world import list_address, things

LIST = list_address(ClaimedReward)


def test_the_filtered_claims_are_added_up_exactly_by_currency(staff: Client, source: Source) -> None:
    claim = things(source)[ClaimedReward]
    worth = [
        ("0.1", "EUR", 10, "claimed"),
        ("0.2", "EUR", None, "reversed"),
        ("7", "GBP", 5, "reversed"),
        (None, None, 1, "claimed"),
    ]
    for number, (value, currency, points, status) in enumerate(worth):
        claim.pk, claim.external_id, claim.points, claim.status = None, f"claim {number}", points, status
        claim.value, claim.currency = value and Decimal(value), currency
        claim.save(force_insert=True)

    text = read(staff, f"{LIST}?claimed_after=2026-03-01")

    assert "5 claims 1,266 points 29.30 EUR 7.00 GBP 1 without points" in text
    assert "of which 3 reversed, 1,255 points, 29.20 EUR, 7.00 GBP" in text
    assert "2 claims 11 points 0.10 EUR" in read(staff, f"{LIST}?status=claimed")


def test_what_nobody_has_said_is_no_sum(staff: Client, source: Source) -> None:
    things(source)
    ClaimedReward.objects.update(points=None, value=None)

    totals = listed(staff, f"{LIST}?status=reversed").totals
    assert (totals.claims, totals.sums, totals.reversed) == (1, [], "")


def test_where_it_is_not_quick_a_word_stands_for_the_totals(
    staff: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.admin.totals.MOST", 2)
    monkeypatch.setattr("ledger.admin.claims.MOST", 2)
    for number in range(3):
        things(source, number=number)

    assert "2+ claims too many to add up here" in read(staff, f"{LIST}?status=reversed")
    monkeypatch.setattr("ledger.admin.claims.ClaimedRewardAdmin.list_per_page", 2)
    year = (timezone.now() - timedelta(days=365)).isoformat()
    assert "2+ claims too many to add up here" in read(
        staff, f"{LIST}?{urlencode({'claimed_after': year, 'points_min': 1})}"
    )
    # All claims there are, are for reports to add up.
    assert listed(staff, LIST).totals is None
