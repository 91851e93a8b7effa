"""What finds lifts the bound on what is read only where it finds few; what finds many says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.filters import FILTERS
from ledger.models import ClaimedReward, Customer, LedgerEntry, Redemption
from tests.finding import World, world
from tests.sources import add_source
from tests.test_plans import LISTS

FEW = 5


@pytest.fixture
def made(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("ledger.filters.costs.MOST_FOUND", FEW)
    return world(0)


def asked(of: str, given: Any = None, *, is_whole: bool = False, **more: str) -> Any:
    model, order = LISTS[of]
    return FILTERS[of]((given or {}) | more, model._default_manager.order_by(*order), is_whole=is_whole)


def post(claim: ClaimedReward, **fields: Any) -> LedgerEntry:
    """Just now."""
    return LedgerEntry.objects.create(claim=claim, source=claim.source, recorded_at=timezone.now(), **fields)


def test_old_claims_are_found_by_when_they_were_recorded(made: World) -> None:
    """As after an import: all else that they have is old."""
    event, old = made.events[0], timezone.now() - timedelta(days=900)
    known, new = (
        next(claim for claim in made.claims if claim.entries.exists() is is_known) for is_known in (True, False)
    )
    post(new, side="claimed", ordinal=1, quantity=1, occurred_at=old, event=event)
    today = post(known, side="reversed", ordinal=9, quantity=-1, occurred_at=timezone.now(), event=event)

    assert list(asked("claims", recorded="today").qs) == [new]
    assert list(asked("entries", occurred="today").qs) == [today]


def test_a_period_that_many_rows_are_of_is_asked_to_be_shorter(made: World) -> None:
    for of, period in (("claims", "recorded"), ("entries", "occurred")):
        said = asked(of, {f"{period}_after": "2020-01-01"}).errors
        assert said.keys() == {f"{period}_after"}
        assert said[f"{period}_after"][0].startswith("More than 50,000 fit: give one of these with it: ")
    assert asked("claims", recorded_after="2020-01-01", claimed="last_7_days").errors == {}
    assert asked("claims", recorded_after="2020-01-01", is_whole=True).errors == {}


def test_what_many_have_does_not_find(made: World) -> None:
    customer, voucher = str(made.customers[0].pk), str(made.vouchers[0].pk)
    ClaimedReward.objects.update(customer=customer)
    Redemption.objects.update(voucher=voucher)
    Customer.objects.update(merchant_ref="guest")

    assert asked("claims", merchant_ref="guest").errors.keys() == {"merchant_ref"}
    assert asked("claims", merchant_ref="guest", external_id="r_0a1").errors == {}
    assert asked("claims", merchant_ref="guest", claimed="last_7_days").errors == {}
    # All of one customer have the order of an index; what else is asked of them is read row by row.
    assert asked("claims", customer=customer).errors == {}
    assert asked("claims", customer=customer, voucher_used="true").errors.keys() == {"voucher_used"}
    assert asked("redemptions", voucher=voucher).errors == {}
    assert asked("redemptions", voucher=voucher, status="failed").errors.keys() == {"status"}


def test_what_few_have_finds_whatever_else_many_have(made: World) -> None:
    Customer.objects.update(merchant_ref="guest")
    rare, common = made.vouchers[:2]
    ClaimedReward.objects.update(granted_voucher=common, loyalty_card=None, customer=made.customers[0])
    ClaimedReward.objects.filter(pk=made.claims[0].pk).update(loyalty_card=rare)

    assert asked("claims", merchant_ref="guest", voucher=str(rare.pk), metadata__store="berlin").errors == {}
    assert asked("claims", merchant_ref="guest", voucher=str(common.pk), metadata__store="berlin").errors != {}


def test_rows_of_several_sources_have_no_order_of_an_index(made: World) -> None:
    two = "voucherify-0,stamply-0"
    assert asked("claims", source="voucherify-0").errors == {}
    assert asked("claims", provider="voucherify").errors == {}
    assert asked("claims", source__in=two).errors.keys() == {"source__in"}
    assert asked("claims", source__in=two, claimed="last_30_days").errors == {}
    assert asked("campaigns", source__in=two).errors == {}
    add_source("voucherify", slug="voucherify-1")
    assert asked("claims", provider="voucherify").errors.keys() == {"provider"}
    for claim in made.claims:
        ClaimedReward.objects.filter(pk=claim.pk).update(source=made.sources[1], external_id=f"moved {claim.pk}")
    assert asked("claims", provider="voucherify").errors == {}


@pytest.mark.parametrize("given", [{"customer": "1"}, {"status": "claimed"}, {"external_id": "x", "points_min": "1"}])
def test_nobody_counts_where_it_does_not_matter(given: dict[str, str], made: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert asked("claims", given).errors == {}
    assert [query for query in captured.captured_queries if "ledger_claimedreward" in query["sql"]] == []
