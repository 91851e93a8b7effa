"""Every question that an index is said to answer has one that can: the planner, kept from reading tables, says so."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.alarms.hours import webhooks
from ledger.api.resources import RESOURCES, Resource
from ledger.choices import EventState, Origin
from ledger.filters import FILTERS, Cost
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Movement,
    Redemption,
    Source,
    Voucher,
)
from ledger.search import search
from ledger.search.behind import claims
from tests.access.viewers import LEAD
from tests.finding import World, world
from tests.roles import as_owner
from tests.sources import add_source
from tests.test_filters import plain

LISTS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "claims": (ClaimedReward, ("-claimed_at", "-id")),
    "entries": (LedgerEntry, ("-recorded_at", "-id")),
    "customers": (Customer, ("-id",)),
    "vouchers": (Voucher, ("-id",)),
    "redemptions": (Redemption, ("-id",)),
    "campaigns": (Campaign, ("-id",)),
    "movements": (Movement, ("-occurred_at", "-id")),
    "events": (InboundEvent, ("-received_at", "-id")),
}
READ_WHOLE = {"sqlite": "SCAN ledger_", "postgresql": "Seq Scan on ledger_"}


@pytest.fixture
def imported(db: None) -> Source:
    """So much in this hour that an index which holds it too would be read for long."""
    source = add_source("stamply", slug="imported")
    InboundEvent.objects.bulk_create(
        InboundEvent(
            source=source,
            external_id=f"event {number}",
            sha256=number.to_bytes(32),
            body=b"{}",
            state=EventState.RECORDED,
            origin=Origin.IMPORT if number else Origin.WEBHOOK,
            received_at=timezone.now(),
        )
        for number in range(1000)
    )
    if connection.vendor == "postgresql":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return source


def test_what_came_by_webhook_is_found_without_imports(imported: Source) -> None:
    found = webhooks([imported], timezone.now() - timedelta(hours=1))
    assert "ledger_event_by_webhook" in explained(found)
    assert found.count() == 1


@pytest.fixture
def made(db: None) -> World:
    made = world(0, size=20)
    if connection.vendor == "postgresql":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE")
    return made


def explained(rows: QuerySet[Any]) -> str:
    return rows.explain()


def answered() -> list[tuple[str, str, str]]:
    found = []
    for of, filters in FILTERS.items():
        for name, one in filters.base_filters.items():
            if one.cost in {Cost.FINDS, Cost.LISTED} and name not in filters.periods:
                found.append((of, name, plain(of, name)[1][0]))
    return found


@pytest.mark.parametrize(("of", "parameter", "value"), answered())
def test_a_filter_that_finds_or_lists_reads_no_table_whole(of: str, parameter: str, value: str, made: World) -> None:
    model, order = LISTS[of]
    found = explained(FILTERS[of]({parameter: value}, model._default_manager.order_by(*order)).qs[:101])

    assert READ_WHOLE[connection.vendor] not in found


def without_sorts() -> None:
    """Of so few rows a sort costs nothing: without it, what is left is the order of an index."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")


LISTED = [
    ({"status": "annulled"}, "ledger_claim_by_status"),
    ({"reversed": "true"}, "ledger_claim_by_status"),
    ({"kind": "custom"}, "ledger_claim_by_kind"),
    ({"source": "voucherify-0"}, "ledger_claim_by_source"),
    ({"campaign": "1"}, "ledger_claim_by_campaign"),
    ({"customer": "1"}, "ledger_claim_by_customer"),
    ({"claimed_after": "2026-03-01"}, "ledger_claim_by_time"),
    ({"claimed_after": "2026-03-01", "claimed_before": "2026-03-02", "points_min": "5"}, "ledger_claim_by_time"),
]


@pytest.mark.parametrize(("asked", "index"), LISTED)
def test_a_list_by_one_word_is_read_in_the_order_of_its_index(asked: dict[str, str], index: str, made: World) -> None:
    without_sorts()

    found = explained(
        FILTERS["claims"](asked, ClaimedReward.objects.order_by("-claimed_at", "-id"), is_whole=True).qs[:101]
    )

    assert index in found
    if connection.vendor == "sqlite":
        assert f"SEARCH ledger_claimedreward USING INDEX {index}" in found


DEEP = [(resource, asked) for resource in RESOURCES for asked in ("", "as_of") if not asked or resource.recorded]
# What bounds the rows is in the index, and not looked at row by row.
READ_FROM = {"sqlite": r"SEARCH .*(<\?|rowid<)", "postgresql": r"Index Cond: .*(id|_at) <=? "}


@pytest.mark.parametrize(("resource", "asked"), DEEP, ids=lambda one: getattr(one, "name", one))
def test_the_deepest_page_of_the_api_is_read_from_its_place_on(resource: Resource, asked: str, made: World) -> None:
    rows = resource.model._default_manager.all()
    at = list(rows.order_by(*resource.ordering).values_list(*resource.order.columns)[1:2].get())
    if asked:
        rows = rows.filter(**{f"{resource.recorded}__lte": timezone.now()})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")

    found = explained(resource.order.after(rows, at)[:101])

    assert re.search(READ_FROM[connection.vendor], found), found
    assert READ_WHOLE[connection.vendor] not in found
    assert not re.search(r"(?<!Incremental )Sort  |USE TEMP B-TREE FOR ORDER BY", found), found


@pytest.mark.parametrize("word", [{"status": "annulled"}, {"kind": "custom"}])
def test_a_word_that_a_campaign_never_had_is_told_by_its_index(word: dict[str, str], made: World) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite does not say what of an index it looks at")
    without_sorts()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX ledger_claim_by_status, ledger_claim_by_kind, ledger_claim_by_time")
        cursor.execute("DROP INDEX ledger_claim_to_fulfil")

    found = explained(FILTERS["claims"]({"campaign": "1"} | word, ClaimedReward.objects.order_by("-claimed_at")).qs)

    [(column, _)] = word.items()
    assert re.search(rf"ledger_claim_by_campaign.*Index Cond: .*campaign_id = .* AND \(\({column}\)", found, re.DOTALL)


IN_ORDER = [
    ("entries", {"recorded_before": "2026-03-01"}, "ledger_entry_by_record"),
    ("events", {"received_before": "2026-03-01"}, "ledger_event_by_time"),
    ("events", {"source": "voucherify-0"}, "ledger_event_by_source"),
    ("events", {"source": "voucherify-0", "received_before": "2026-03-01"}, "ledger_event_by_source"),
    ("customers", {"source": "voucherify-0"}, "ledger_customer_by_source"),
    ("vouchers", {"source": "voucherify-0"}, "ledger_voucher_by_source"),
    ("redemptions", {"source": "voucherify-0"}, "ledger_redemption_by_source"),
    ("redemptions", {"voucher": "1"}, "ledger_redemption_by_voucher"),
]


@pytest.mark.parametrize(("of", "asked", "index"), IN_ORDER)
def test_what_is_listed_is_read_in_the_lists_order(of: str, asked: dict[str, str], index: str, made: World) -> None:
    model, order = LISTS[of]
    without_sorts()

    found = explained(FILTERS[of](asked, model._default_manager.order_by(*order), is_whole=True).qs[:101])

    assert index in found
    assert "TEMP B-TREE FOR ORDER BY" not in found


@pytest.mark.parametrize(
    ("of", "period", "index"),
    [("claims", "recorded", "ledger_entry_by_record"), ("entries", "occurred", "ledger_entry_by_time")],
)
def test_a_period_that_few_rows_are_of_is_read_first(of: str, period: str, index: str, made: World) -> None:
    """However old they are: not on the way from the newest row on."""
    model, order = LISTS[of]
    asked = {f"{period}_after": "2026-02-01", f"{period}_before": "2026-03-01"}

    found = explained(FILTERS[of](asked, model._default_manager.order_by(*order)).qs[:101])

    assert index in found
    assert {"sqlite": "USING INTEGER PRIMARY KEY", "postgresql": "= ANY ("}[connection.vendor] in found
    assert READ_WHOLE[connection.vendor] not in found


@pytest.mark.parametrize("typed", ["maria@mail.test 1001 r_0a1 save-10", "john smith", "7"])
def test_a_search_reads_no_table_whole(typed: str, made: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        claims(search(typed, viewer=LEAD))
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    for query in captured.captured_queries:
        if "ledger_source" in query["sql"].split("WHERE")[0] and "ledger_source" in query["sql"].split("FROM")[1][:20]:
            continue  # there are few
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {query['sql']}".replace("%", "%%"), ())
            lines = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
        whole = [line for line in lines.splitlines() if READ_WHOLE[connection.vendor] in line]
        assert not [line for line in whole if "USING COVERING INDEX ledger_c" not in line], (query["sql"], lines)
