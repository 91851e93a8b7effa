"""Every question that an index is said to answer has one that can: the planner, kept from reading tables, says so."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from ledger.filters import FILTERS, Cost
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Movement,
    Redemption,
    Voucher,
)
from ledger.search import search
from ledger.search.behind import claims
from tests.finding import World, world
from tests.test_filters import plain

LISTS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "claims": (ClaimedReward, ("-claimed_at", "-id")),
    "entries": (LedgerEntry, ("-id",)),
    "customers": (Customer, ("-id",)),
    "vouchers": (Voucher, ("-id",)),
    "redemptions": (Redemption, ("-id",)),
    "campaigns": (Campaign, ("-id",)),
    "movements": (Movement, ("-occurred_at", "-id")),
    "events": (InboundEvent, ("-id",)),
}
READ_WHOLE = {"sqlite": "SCAN ledger_", "postgresql": "Seq Scan on ledger_"}


@pytest.fixture
def made(db: None) -> World:
    made = world(0, size=20)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
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
    if connection.vendor == "sqlite" and parameter.endswith(("_after", "_before")) and order == ("-id",):
        pytest.skip("SQLite reads these by number, from the newest on, which is nearly by time")

    found = explained(FILTERS[of]({parameter: value}, model._default_manager.order_by(*order)).qs[:101])

    assert READ_WHOLE[connection.vendor] not in found


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
    if connection.vendor == "postgresql":
        # Of so few rows a sort costs nothing: without it, what is left is the order of an index.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")

    found = explained(
        FILTERS["claims"](asked, ClaimedReward.objects.order_by("-claimed_at", "-id"), is_whole=True).qs[:101]
    )

    assert index in found
    if connection.vendor == "sqlite":
        assert f"SEARCH ledger_claimedreward USING INDEX {index}" in found


@pytest.mark.parametrize("typed", ["maria@mail.test 1001 r_0a1 save-10", "john smith", "7"])
def test_a_search_reads_no_table_whole(typed: str, made: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        claims(search(typed))
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    for query in captured.captured_queries:
        if "ledger_source" in query["sql"].split("WHERE")[0] and "ledger_source" in query["sql"].split("FROM")[1][:20]:
            continue  # there are few
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {query['sql']}".replace("%", "%%"), ())
            lines = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
        whole = [line for line in lines.splitlines() if READ_WHOLE[connection.vendor] in line]
        assert not [line for line in whole if "USING COVERING INDEX ledger_c" not in line], (query["sql"], lines)
