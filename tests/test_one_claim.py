"""
One claim, known from webhooks and from exports, is one claim.

Webhooks come in by the view, signed; exports by the command, as a provider's API and its tables have them.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Movement, Source
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post
from tests.state import due, mirrors, statements, sums
from tests.test_import_fixtures import run

pytestmark = pytest.mark.django_db

Act = Callable[[Source], None]
REPORTED = datetime(2025, 5, 2, 8, 15, 44, 120000, tzinfo=UTC)
CLAIMED_AT = datetime(2025, 5, 2, 8, 15, 39, 402000, tzinfo=UTC)


def payload(provider: str, name: str) -> bytes:
    return fixture(provider, name).payload.strip()


def posted(body: bytes) -> Act:
    """A signed webhook."""

    def act(source: Source) -> None:
        status, said = post(source, body)
        assert (status, said["state"]) == (200, "recorded")

    return act


def imported(folder: Path, name: str, text: bytes, *arguments: str) -> Act:
    """A file of an export, all of which is read."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text)

    def act(source: Source) -> None:
        code, counts, said = run(source.slug, folder / name, *arguments)
        assert (code, counts["read"], said) == (0, counts["new"] + counts.get("ignored", 0), [])

    return act


def page(key: str, *records: bytes, **more: Any) -> bytes:
    """As an API answers, the records as they stand."""
    shell = json.dumps(more | {key: ["@@"]}, indent=1)
    return shell.replace('"@@"', ",\n  ".join(record.decode() for record in records)).encode()


def table(*rows: bytes) -> bytes:
    """The rows of fixtures in one table, as Excel writes it."""
    header, *_ = rows[0].split(b"\n")
    return b"\xef\xbb\xbf" + b"\r\n".join([header, *(row.split(b"\n", 1)[1].rstrip() for row in rows)]) + b"\r\n"


def ends_in(provider: str, acts: Iterable[Act]) -> Any:
    """What the acts end in, each step checked; nothing of it stays."""
    with transaction.atomic():
        source = add_source(provider)
        for act in acts:
            act(source)
            assert sums() == due()
        end = mirrors(), sums(), statements()
        transaction.set_rollback(True)
    return end


def lines() -> list[tuple[Any, ...]]:
    fields = ("side", "quantity", "points", "value", "occurred_at")
    return list(LedgerEntry.objects.order_by("pk").values_list(*fields))


WEBHOOK = payload("loyaltylion", "customer.claimed_reward")
EXPORTS = {
    "transactions.json": page(
        "transactions",
        payload("loyaltylion", "transactions.activity"),
        payload("loyaltylion", "transactions.claimed_reward"),
        cursor={"prev": None, "next": "c2Vjb25k"},
    ),
    "transactions.csv": table(payload("loyaltylion", "transactions.claimed_reward__table")),
}


@pytest.mark.parametrize(("name", "text"), EXPORTS.items(), ids=EXPORTS.keys())
def test_loyaltylion_claim_learns_its_points_from_the_export(tmp_path: Path, name: str, text: bytes) -> None:
    source = add_source("loyaltylion", currency="EUR")
    (tmp_path / name).write_bytes(text)
    post(source, WEBHOOK)
    assert lines() == [("claimed", 1, None, Decimal(15), REPORTED)]
    learnt = timezone.now()

    assert run(source.slug, tmp_path)[0] == 0
    claim = ClaimedReward.objects.get()
    assert (claim.points, claim.claimed_at, claim.reward_id) == (500, CLAIMED_AT, "12")
    assert lines() == [
        ("claimed", 1, None, Decimal(15), REPORTED),
        ("claimed", -1, None, Decimal(-15), REPORTED),
        ("claimed", 1, 500, Decimal(15), CLAIMED_AT),
    ]
    assert [entry.recorded_at >= learnt for entry in LedgerEntry.objects.order_by("pk")] == [False, True, True]
    assert sums() == due()

    run(source.slug, tmp_path)
    assert (ClaimedReward.objects.count(), len(lines())) == (1, 3)


@pytest.mark.parametrize(("name", "text"), EXPORTS.items(), ids=EXPORTS.keys())
def test_loyaltylion_webhook_that_comes_after_the_export_changes_no_entry(
    tmp_path: Path, name: str, text: bytes
) -> None:
    source = add_source("loyaltylion", currency="EUR")
    (tmp_path / name).write_bytes(text)
    run(source.slug, tmp_path)
    post(source, WEBHOOK)
    assert lines() == [("claimed", 1, 500, Decimal(15), CLAIMED_AT)]
    assert ClaimedReward.objects.get(customer__name="Inês Carvalho").points == 500


def test_loyaltylion_webhook_page_and_table_in_any_order_end_the_same(tmp_path: Path) -> None:
    acts = [posted(WEBHOOK), *(imported(tmp_path, name, text) for name, text in EXPORTS.items())]
    ends = [ends_in("loyaltylion", order) for order in permutations(acts)]
    assert all(end == ends[0] for end in ends)
    assert list(ends[0][1].values()) == [(1, 500, Decimal(15))]


CLAIMED, COMPLETED, PAID, UNDONE = TOLD = [
    payload("voucherify", name)
    for name in (
        "customer.rewarded__distribution",
        "customer.reward_redemptions.completed",
        "voucher.loyalty_card.transaction.created__claim",
        "redemption.rollback.succeeded__reward",
    )
]


def assert_is_one_claim_undone(end: Any) -> None:
    mirrored, summed, stated = end
    ((_, claim),) = mirrored["ClaimedReward"].items()
    assert (claim["status"], claim["points"], claim["value"]) == ("reversed", 500, Decimal("12.5"))
    assert list(mirrored["Redemption"]) == [("acme-voucherify", "r_0f4c77b1e0942a3d58")]
    assert dict(sorted((side, total) for (_, _, side, *_), total in summed.items())) == {
        "claimed": (1, 500, Decimal("12.5")),
        "reversed": (-1, -500, Decimal("-12.5")),
    }
    assert {one[1] for one in stated if one[0] == "Movement"} >= {"vtx_0fb000000000000002"}


def test_voucherify_claim_its_fulfilment_payment_and_undoing_in_all_orders_end_the_same() -> None:
    ends = [ends_in("voucherify", map(posted, order)) for order in permutations(TOLD)]
    assert len(ends) == 24
    assert all(end == ends[0] for end in ends)
    assert_is_one_claim_undone(ends[0])


@pytest.mark.parametrize("batch", ["2", "3", "4"])
def test_voucherify_claim_in_all_orders_and_batches_ends_as_by_webhooks(tmp_path: Path, batch: str) -> None:
    by_webhooks = ends_in("voucherify", map(posted, TOLD))
    for order in permutations(TOLD):
        act = imported(tmp_path, "events.json", b"[" + b",\n".join(order) + b"]", "--batch", batch)
        assert ends_in("voucherify", [act]) == by_webhooks


def test_voucherify_claim_is_one_from_its_exports_alone(tmp_path: Path) -> None:
    source = add_source("voucherify")
    for act in exports(tmp_path):
        act(source)
    assert InboundEvent.objects.count() == 6
    assert_is_one_claim_undone((mirrors(), sums(), statements()))
    assert Movement.objects.count() == 2


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_voucherify_webhooks_and_exports_of_a_claim_in_any_order_end_the_same(
    tmp_path: Path, data: st.DataObject
) -> None:
    acts: Sequence[Act] = [*map(posted, TOLD), *exports(tmp_path)]
    end = ends_in("voucherify", data.draw(st.permutations(acts)))
    assert_is_one_claim_undone(end)
    assert end == ends_in("voucherify", acts)


STACK = [
    payload("voucherify", name)
    for name in (
        "redemption.succeeded__stack_coupon",
        "redemption.succeeded__stack_whole",
        "redemption.rollback.succeeded__stack_coupon",
        "redemption.rollback.succeeded__stack_whole",
    )
]
STACK_ROWS = [
    payload("voucherify", name)
    for name in (
        "redemption_rollback__stack_coupon",
        "redemption_rollback__stack_whole",
        "redemption__stack_coupon",
        "redemption__stack_whole",
    )
]


def uses(end: Any) -> dict[str, tuple[Any, ...]]:
    mirrored, _, _ = end
    told = ("voucher", "status", "reversal_id", "reversed_at", "reason")
    return {key: tuple(use[name] for name in told) for (_, key), use in mirrored["Redemption"].items()}


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_voucherify_stack_rolled_back_ends_the_same_by_webhooks_and_by_its_page(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    """A rollback names the stack: what was undone is the child. The stack's own moves no entry."""
    by_webhooks = ends_in("voucherify", map(posted, STACK))
    stack, child = sorted(uses(by_webhooks).items())
    assert (stack[1][:2], child[1][:2]) == ((None, "reversed"), ("v_b2Vn6Mk0LpXz4Cq8WsEr1TgYh7UjIo5A", "reversed"))
    assert by_webhooks[1] == {}
    records = imported(tmp_path, "redemptions.json", page("redemptions", *(STACK_ROWS[at] for at in order)))
    webhooks = [posted(STACK[at]) for at in order]
    assert ends_in("voucherify", webhooks) == by_webhooks
    key, (voucher, status, _, *more) = child
    assert uses(ends_in("voucherify", [records])) == {key: (voucher, status, None, *more)}
    both = [ends_in("voucherify", acts) for acts in ([records, *webhooks], [*webhooks, records])]
    assert both[0] == both[1]
    assert uses(both[0]) == uses(by_webhooks)


FIRST_CHILD, LAST_CHILD = "r_0fa00000000000001", "r_0fa00000000000003"


def test_voucherify_stack_whose_rollbacks_have_an_order_of_their_own_mixes_up_no_children(tmp_path: Path) -> None:
    """A rollback that names the stack undoes a child, but which one it was is a guess."""
    rollbacks = b"rr_0fa0000000000001f", b"rr_0fa0000000000003f"
    record = payload("voucherify", "redemption_rollback__stack_coupon")
    head, listed = record.split(b'"rollback_stacked"')
    listed = listed.replace(rollbacks[0], b"@@").replace(rollbacks[1], rollbacks[0]).replace(b"@@", rollbacks[1])
    records = page(
        "redemptions", payload("voucherify", "redemption__stack_coupon"), head + b'"rollback_stacked"' + listed
    )
    told = uses(ends_in("voucherify", [imported(tmp_path, "redemptions.json", records)]))
    assert {key: use[:3] for key, use in told.items()} == {
        FIRST_CHILD: ("v_b2Vn6Mk0LpXz4Cq8WsEr1TgYh7UjIo5A", "reversed", None),
        LAST_CHILD: (None, "reversed", None),
    }


def test_voucherify_rollback_beside_the_stack_undoes_a_child() -> None:
    sent = json.loads(STACK[2])
    sent["data"]["redemption"] |= {"id": "r_0fa00000000000000", "redemption": None}
    told = uses(ends_in("voucherify", [posted(json.dumps(sent).encode())]))
    assert {key: use[:3] for key, use in told.items()} == {FIRST_CHILD: (None, "reversed", None)}


def without_voucher(body: bytes) -> bytes:
    """A rollback that names neither what was used nor a reward."""
    sent = json.loads(body)
    told = sent.get("data", sent)
    for part in (told, told.get("redemption"), told.get("redemption_rollback")):
        if isinstance(part, dict):
            part.update(voucher=None, reward=None)
    return json.dumps(sent).encode()


@pytest.mark.parametrize("step", [1, -1], ids=["after the claim", "before it"])
@pytest.mark.parametrize("way", ["webhook", "page"])
def test_voucherify_rollback_that_names_no_voucher_undoes_the_claim(tmp_path: Path, way: str, step: int) -> None:
    """V12: it alone decides."""
    record = without_voucher(payload("voucherify", "redemption_rollback"))
    undone = {
        "webhook": posted(without_voucher(UNDONE)),
        "page": imported(tmp_path, "redemptions.json", page("redemptions", record)),
    }[way]
    acts = [posted(CLAIMED), undone]
    mirrored, summed, _ = ends_in("voucherify", acts[::step])
    ((_, claim),) = mirrored["ClaimedReward"].items()
    assert claim["status"] == "reversed"
    assert sorted((side, total) for (_, _, side, *_), total in summed.items()) == [
        ("claimed", (1, 500, Decimal("12.5"))),
        ("reversed", (-1, -500, Decimal("-12.5"))),
    ]


@pytest.mark.parametrize("rollback", ["redemption_rollback__stack_coupon", "redemption_rollback__stack_gift_card"])
def test_voucherify_redemption_without_a_status_is_undone_by_itself_and_by_its_rollback(
    tmp_path: Path, rollback: str
) -> None:
    """V12, whether the order or the list shows it."""
    redemption = rollback.replace("_rollback", "")
    ends = [
        uses(ends_in("voucherify", [imported(tmp_path, "a.json", page("redemptions", payload("voucherify", name)))]))
        for name in (redemption, rollback)
    ]
    ((key, alone),), ((named, undone),) = (end.items() for end in ends)
    assert (key, alone[1:-1]) == (named, undone[1:-1])
    assert (alone[1], alone[-1], undone[-1]) == ("reversed", None, "Wrong size")


def exports(folder: Path) -> list[Act]:
    """The claim in the list of redemptions, in those of its card and its customer, and in the table of movements."""

    def record(name: str) -> bytes:
        return payload("voucherify", name)

    redemptions = page(
        "redemptions",
        record("redemption"),
        record("redemption_rollback"),
        object="list",
        data_ref="redemptions",
        total=2,
    )
    movements = page("data", record("voucher_transaction"), object="list", data_ref="data", has_more=False)
    activities = page("data", record("customer.rewarded__activity_row"), object="list", data_ref="data", has_more=False)
    lines = table(record("voucher_transaction__table"), record("voucher_transaction__table_refund"))
    assert len(list(csv.reader(io.StringIO(lines.decode())))) == 3
    return [
        imported(folder, "redemptions.json", redemptions),
        imported(folder, "transactions.json", movements),
        imported(folder, "activity.ndjson", b" ".join(activities.split(b"\n"))),
        imported(folder, "transactions.csv", lines),
    ]
