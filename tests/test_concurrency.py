"""Real threads, each with a connection of its own. SQLite has one writer at a time and takes the same tests lightly."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from ledger import inbox
from ledger.choices import ClaimStatus, Origin, Verdict
from ledger.decisions import close
from ledger.inbox import Delivery, Receipt, receive
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from ledger.providers import all_providers
from ledger.rereading import reread
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post
from tests.state import due, mirrors, sums

pytestmark = pytest.mark.django_db(transaction=True)

CLAIM = json.loads(fixture("voucherify", "customer.rewarded").payload)
ON_POSTGRESQL = connection.vendor == "postgresql"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(timeout=120) for done in [threads.submit(run, act) for act in acts]]


def take(source: Source, bodies: Iterable[bytes], origin: Origin = Origin.WEBHOOK) -> list[Receipt]:
    return receive(source, [Delivery(body=body) for body in bodies], origin=origin)


def claim(number: int) -> bytes:
    """Another claim of the same customer, card and campaign."""
    said = json.loads(json.dumps(CLAIM))
    said["event"]["id"] = f"evcus_{number}"
    said["data"]["redemption"]["id"] = f"r_{number}"
    return json.dumps(said).encode()


def rollback(number: int) -> bytes:
    said = json.loads(fixture("voucherify", "redemption.rollback.succeeded__only_the_id").payload)
    said["event"]["id"] = f"evred_{number}"
    said["data"]["redemption_rollback"]["redemption"] = f"r_{number}"
    return json.dumps(said).encode()


def test_16_deliveries_of_one_event_make_one_event_and_one_claim() -> None:
    source = add_source("voucherify")
    answers = at_once(*[lambda: post(source, claim(1))] * 16)
    assert sorted(said["state"] for _, said in answers) == ["duplicate"] * 15 + ["recorded"]
    assert {status for status, _ in answers} == {200}
    assert len({said["event"] for _, said in answers}) == 1
    assert (InboundEvent.objects.get().repeats, ClaimedReward.objects.count(), LedgerEntry.objects.count()) == (
        15,
        1,
        1,
    )


def test_16_events_of_one_customer_at_once_are_all_recorded() -> None:
    source = add_source("voucherify")
    answers = at_once(*[lambda number=number: post(source, claim(number)) for number in range(16)])
    assert [(status, said["state"]) for status, said in answers] == [(200, "recorded")] * 16
    assert (ClaimedReward.objects.count(), Customer.objects.count()) == (16, 1)
    assert sums() == due()


@pytest.mark.parametrize("transactions", [200 if ON_POSTGRESQL else 20])
def test_claim_and_its_reversal_at_once_always_end_reversed(transactions: int) -> None:
    source = add_source("voucherify")
    numbers = range(transactions)

    def each(body: Callable[[int], bytes]) -> Callable[[], object]:
        return lambda: [take(source, [body(number)]) for number in numbers]

    at_once(each(claim), each(rollback))
    assert list(ClaimedReward.objects.values_list("status", flat=True)) == [ClaimStatus.REVERSED] * transactions
    assert LedgerEntry.objects.filter(side="reversed").count() == transactions
    assert sums() == due()


def test_claim_and_reversal_that_start_together_always_end_reversed() -> None:
    source = add_source("voucherify")
    for number in range(25 if ON_POSTGRESQL else 3):
        acts = [claim(number), rollback(number)]
        at_once(*[lambda body=body: take(source, [body]) for body in acts])
    assert set(ClaimedReward.objects.values_list("status", flat=True)) == {ClaimStatus.REVERSED}
    assert sums() == due()


def test_import_and_webhooks_of_one_history_at_once_end_as_one_of_them_alone() -> None:
    sample = all_providers()["voucherify"].sample
    span = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 2, 1, tzinfo=UTC)}
    bodies = list(sample(Random(3), **span, count=300 if ON_POSTGRESQL else 60))  # noqa: S311 - no secret
    alone, source = add_source("voucherify", slug="alone"), add_source("voucherify", slug="both")
    take(alone, bodies, Origin.IMPORT)
    imports = [bodies[at : at + 50] for at in range(0, len(bodies), 50)]
    backwards = bodies[::-1]
    at_once(
        lambda: [take(source, batch, Origin.IMPORT) for batch in imports],
        lambda: [take(source, [body]) for body in bodies],
        lambda: [take(source, batch[::-1], Origin.IMPORT) for batch in reversed(imports)],
        lambda: [take(source, [body]) for body in backwards],
    )
    assert sums() == due()
    assert InboundEvent.objects.filter(source=source).count() == len(bodies)
    ended: dict[str, dict[str, Any]] = {"alone": {}, "both": {}}
    for mirror, rows in mirrors().items():
        for (slug, external_id), row in rows.items():
            ended[slug][f"{mirror} {external_id}"] = row
    assert ended["both"] == ended["alone"]


def test_closing_waits_for_reading_again_and_neither_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "TRIES", 0)  # a deadlock must not come, let alone be tried again
    source, ana = add_source("voucherify"), User.objects.create_user("ana")
    take(source, [claim(number) for number in range(30)], Origin.IMPORT)
    events = list(InboundEvent.objects.values_list("pk", flat=True))
    claims = list(ClaimedReward.objects.order_by("-external_id"))
    ClaimedReward.objects.update(title="A wrong reading")

    at_once(
        *[lambda some=some: reread(source, some) for some in (events[::2], events[1::2])],
        *[
            lambda some=some: [close(one, Verdict.VOIDED, reason="why", author=ana) for one in some]
            for some in (claims[::2], claims[1::2])
        ],
    )
    assert set(ClaimedReward.objects.values_list("title", "status")) == {("Brass Reading Lamp", ClaimStatus.REVERSED)}
    assert sums() == due()
