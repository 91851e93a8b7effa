"""
Any sequence of what can happen to a source: its promises are checked after every step, and in the end, read again, it
amounts to what the same events amount to when they come in once, in order, in one batch.

The same bytes come by webhook and by import, again and again, forged and rightly signed, while staff decide, secrets
are rotated, the source is switched off and on, and events are read again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ledger.choices import ClaimStatus, EventState, Origin, Verdict
from ledger.decisions import close, decide
from ledger.inbox import Delivery, receive
from ledger.mending import mend
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Movement, Source, WebhookSecret
from ledger.rereading import reread
from tests.providers.fixture_files import Fixture, fixtures
from tests.sources import add_source, post
from tests.state import due, mirrors, sums

pytestmark = pytest.mark.django_db

SEQUENCES = {"voucherify": 90, "loyaltylion": 90, "stamply": 90}  # on each engine: 540 in a run on both
STEPS = 12
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def told(provider: str) -> Sequence[Fixture]:
    """What the provider sends and exports, each body once."""
    return list({one.payload: one for one in fixtures() if one.provider == provider and not one.is_table}.values())


class Ledger(RuleBasedStateMachine):
    """One source; a subclass says of which provider."""

    provider: str

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.pool = told(self.provider)
        self.source: Source = add_source(self.provider, secret=None)
        self.secrets: list[str] = []
        self.rotated = 0
        self.kept: Counter[bytes] = Counter()  # by SHA-256, what was answered with a 200 or imported
        self.entries: list[tuple[Any, ...]] = []
        self.author = User.objects.create(username="lea")
        self.is_decided = False
        self.rotate()

    def teardown(self) -> None:
        try:
            end = self.end()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
        # Decisions are not told by the events: where one was taken or waits, there is nothing to compare with.
        if not self.is_decided:
            assert end == self.end_in_order()

    # What can happen

    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.pool))
        secret = data.draw(st.sampled_from(self.secrets))
        status, said = post(self.source, one.payload, secret=secret, **one.headers)
        assert status == 200
        assert said["state"] in {*EventState, "duplicate"}
        self.kept[sha256(one.payload).digest()] += 1

    @rule(data=st.data())
    def forge(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.pool))
        before = InboundEvent.objects.count()
        status, _ = post(self.source, one.payload, secret="somebody else's", **one.headers)
        assert (status, InboundEvent.objects.count()) == (401, before)

    @rule(data=st.data())
    def bring_in(self, data: st.DataObject) -> None:
        some = data.draw(
            st.lists(st.sampled_from(self.pool), min_size=1, max_size=6, unique_by=lambda one: one.payload)
        )
        deliveries = [Delivery(body=one.payload, headers=one.headers) for one in some]
        receipts = receive(self.source, deliveries, origin=Origin.IMPORT)
        assert len(receipts) == len(some)
        self.kept.update(sha256(one.payload).digest() for one in some)

    @rule(data=st.data(), is_dry=st.booleans())
    def read_again(self, data: st.DataObject, *, is_dry: bool) -> None:
        ids = list(InboundEvent.objects.order_by("pk").values_list("pk", flat=True))
        some = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
        self._read_again(some, is_dry=is_dry)

    @precondition(lambda _: InboundEvent.objects.filter(state=EventState.HELD).exists())
    @rule(data=st.data(), verdict=st.sampled_from([Verdict.A_RETRY, Verdict.A_SECOND_CLAIM]))
    def decide_on_what_is_held(self, data: st.DataObject, verdict: Verdict) -> None:
        held = InboundEvent.objects.filter(state=EventState.HELD).order_by("pk")
        decide(data.draw(st.sampled_from(list(held))), verdict, reason="She said so.", author=self.author)
        self.is_decided = True

    @precondition(lambda _: ClaimedReward.objects.filter(status=ClaimStatus.CLAIMED).exists())
    @rule(data=st.data(), verdict=st.sampled_from([Verdict.FULFILLED, Verdict.VOIDED]))
    def close_a_claim(self, data: st.DataObject, verdict: Verdict) -> None:
        claims = ClaimedReward.objects.filter(status=ClaimStatus.CLAIMED).order_by("pk")
        close(data.draw(st.sampled_from(list(claims))), verdict, reason="Out of stock.", author=self.author)
        self.is_decided = True

    @rule()
    def switch_off_or_on(self) -> None:
        self.source.is_active = not self.source.is_active
        self.source.save()

    @rule()
    def rotate(self) -> None:
        """A new secret is good at once; the one before the last is not any more."""
        self.rotated += 1
        self.secrets = [*self.secrets[-1:], f"the {self.rotated}th secret"]
        WebhookSecret.of(self.source, self.secrets[-1], name=self.secrets[-1]).save()
        retired = WebhookSecret.objects.filter(source=self.source).exclude(name__in=self.secrets)
        retired.update(retired_at=timezone.now())

    # What always holds

    @invariant()
    def every_body_is_kept(self) -> None:
        """Once, or as often as staff have to tell apart; each to the letter."""
        by_sha: Counter[bytes] = Counter()
        for body, digest, repeats in InboundEvent.objects.exclude(origin=Origin.STAFF).values_list(
            "body", "sha256", "repeats"
        ):
            assert sha256(body).digest() == bytes(digest)
            by_sha[bytes(digest)] += 1 + repeats
        assert by_sha == self.kept

    @invariant()
    def entries_are_only_added_and_add_up(self) -> None:
        entries = list(LedgerEntry.objects.order_by("pk").values_list())
        assert entries[: len(self.entries)] == self.entries
        self.entries = entries
        assert sums() == due()
        counted = LedgerEntry.objects.order_by().values("claim", "side").annotate(stands=Sum("quantity"))
        assert {one["stands"] for one in counted} <= {-1, 0, 1}

    @invariant()
    def nothing_is_there_twice(self) -> None:
        for model in (ClaimedReward, Movement):
            ids = list(model._default_manager.values_list("external_id", flat=True))
            assert len(ids) == len(set(ids))

    # How it ends

    def end(self) -> object:
        self.source.is_active = True
        self.source.save()
        self._read_again(list(InboundEvent.objects.order_by("pk").values_list("pk", flat=True)))
        self.entries_are_only_added_and_add_up()
        self.is_decided |= InboundEvent.objects.filter(state=EventState.HELD).exists()
        return said(), sums()

    def end_in_order(self) -> object:
        some = [one for one in self.pool if sha256(one.payload).digest() in self.kept]
        with transaction.atomic():
            source = add_source(self.provider)
            receive(source, [Delivery(body=one.payload, headers=one.headers) for one in some], origin=Origin.IMPORT)
            end = said(), sums()
            transaction.set_rollback(True)
        return end

    def _read_again(self, ids: Sequence[int], *, is_dry: bool = False) -> None:
        done = reread(self.source, ids, is_dry=is_dry)
        list(mend(self.source, done.to_mend, is_dry=is_dry))


def said() -> object:
    """The mirrors' rows of which something is said."""
    return {of: {key: row for key, row in rows.items() if row["said"]} for of, rows in mirrors().items()}


@pytest.mark.parametrize("provider", SEQUENCES)
def test_any_sequence_keeps_every_promise(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What has no time of its own is as old as its arrival, and that would be another in another order.
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    machine = type(f"LedgerOf{provider.title()}", (Ledger,), {"provider": provider})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=SEQUENCES[provider], stateful_step_count=STEPS, suppress_health_check=list(HealthCheck)
        ),
    )
