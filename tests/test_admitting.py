"""What was refused is admitted once it verifies, as if it had been taken on arrival; nothing else ever is."""

import json
import sys
from datetime import timedelta
from io import StringIO
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from ledger import admitting
from ledger.admitting import admit, stock, waiting
from ledger.models import (
    AccessLogEntry,
    ClaimedReward,
    InboundEvent,
    LedgerEntry,
    RefusedDelivery,
    Source,
)
from ledger.providers import all_providers
from tests.providers.fixture_files import fixture
from tests.sources import SECRET, add_source, post, signature
from tests.state import due, mirrors, statements, sums
from tests.test_concurrency import at_once
from tests.test_refused import BODY, NEW, NOON, in_the_room, rotate, send

pytestmark = pytest.mark.django_db

EVENTS = 80
NAMELESS = [("loyaltylion", "rewards.store_fulfilment"), ("stamply", "treat.poured")]
OLD = 20  # events before the secret is changed


@pytest.fixture
def source() -> Source:
    return add_source("voucherify")


def admit_all(source: Source) -> dict[str, int]:
    outcomes = [admit(source, ids) for ids in list(admitting.verifying(source))]
    return {
        word: sum(one[word] for one in outcomes) for word in admitting.OUTCOMES if any(one[word] for one in outcomes)
    }


def history(slug: str) -> list[tuple[bytes, dict[str, str]]]:
    """An hour and a half of events, a minute each; the last come without an id, and with no time but when they came."""
    span = {"since": NOON - timedelta(days=30), "until": NOON}
    sampled = all_providers()[slug].sample(Random(8), **span, count=EVENTS)  # noqa: S311 - no secret
    bare = [fixture(provider, name) for provider, name in NAMELESS if provider == slug]
    return [(body, {}) for body in sampled] + [(one.payload, one.headers) for one in bare]


def is_nameless(number: int) -> bool:
    """A second try of such an event would be held, for staff to say what it is."""
    return number >= EVENTS


def after(slug: str, *, is_late: bool) -> list[Any]:
    """
    What the ledger amounts to. The provider signs with a new secret from the 20th event on, an hour before noon.

    Where that is added late, each refused delivery is tried again once, and then admitted.
    """
    with transaction.atomic():
        source = add_source(slug, slug="acme")
        if not is_late:
            rotate(source)
        for number, (body, headers) in enumerate(history(slug)):
            is_refused = is_late and number >= OLD
            for attempt in range(2 if is_refused and not is_nameless(number) else 1):
                with patch.object(timezone, "now", return_value=NOON + timedelta(minutes=number, seconds=attempt)):
                    status, _ = post(source, body, secret=SECRET if number < OLD else NEW, **headers)
                assert status == (401 if is_refused else 200)
        if is_late:
            rotate(source)
            known = stock(source)
            assert known.verify == known.kept == RefusedDelivery.objects.count()
            outcomes = admit_all(source)
            assert outcomes["duplicate"] == EVENTS - OLD
            assert sum(outcomes.values()) == known.kept
            assert (RefusedDelivery.objects.count(), in_the_room()) == (0, {True: 0})
        assert sums() == due()
        events = set(InboundEvent.objects.values_list("external_id", "sha256", "state", "received_at"))
        ended = [mirrors(), sums(), statements(), events]
        transaction.set_rollback(True)
    return ended


@pytest.mark.parametrize("slug", list(all_providers()))
def test_ledger_after_a_late_secret_is_the_one_without_the_mistake(slug: str) -> None:
    assert after(slug, is_late=True) == after(slug, is_late=False)


def test_delivery_is_admitted_with_the_time_address_and_secret_that_it_came_with(source: Source) -> None:
    with patch.object(timezone, "now", return_value=NOON):
        post(source, fixture("voucherify", "customer.rewarded").payload, secret=NEW, cookie="a=b", **{"x-shop": "acme"})
    new = rotate(source)
    assert admit_all(source) == {"recorded": 1}
    event = InboundEvent.objects.get()
    assert (event.received_at, event.address, event.secret, event.body_form) == (NOON, "127.0.0.1", new, "raw")
    assert event.headers["x-shop"] == "acme"
    assert "cookie" not in event.headers
    assert LedgerEntry.objects.count() == 1


def test_what_does_not_verify_is_never_admitted(source: Source) -> None:
    post(source, BODY, secret="somebody else's")
    kept = RefusedDelivery.objects.get()
    assert admit(source, [kept.pk]) == {}
    retired = rotate(source, "somebody else's")
    retired.retired_at = timezone.now()
    retired.save()
    assert (str(stock(source)), admit(source, [kept.pk])) == ("0 of 1 refused delivery now verify", {})
    assert (InboundEvent.objects.count(), RefusedDelivery.objects.count()) == (0, 1)


def test_what_came_to_another_providers_address_is_not_admitted(source: Source) -> None:
    """Signed as the other provider would have, too."""
    lion = add_source("loyaltylion", slug="lion", secret=NEW)
    send(source, BODY, {**signature(source, BODY, secret=NEW), **signature(lion, BODY, secret=NEW)})
    rotate(source)
    kept = RefusedDelivery.objects.get()
    Source.objects.filter(pk=source.pk).update(provider="loyaltylion")
    moved = Source.objects.get(pk=source.pk)
    assert (str(stock(moved)), admit(moved, [kept.pk])) == ("0 of 0 refused deliveries now verify", {})
    assert RefusedDelivery.objects.exists()


def test_what_another_source_refused_is_not_admitted(source: Source) -> None:
    post(source, BODY, secret=NEW)
    other = add_source("voucherify", slug="other", secret=NEW)
    assert admit(other, list(RefusedDelivery.objects.values_list("pk", flat=True))) == {}


def test_end_in_the_middle_leaves_the_delivery_where_it_was(source: Source) -> None:
    post(source, BODY, secret=NEW)
    rotate(source)
    with patch.object(admitting, "forget", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        admit_all(source)
    assert (InboundEvent.objects.count(), RefusedDelivery.objects.count()) == (0, 1)
    assert (admit_all(source), InboundEvent.objects.count()) == ({"ignored": 1}, 1)


def test_event_that_the_database_refuses_takes_no_other_with_it() -> None:
    """A ticket becomes a kind that it refuses."""
    stamply = add_source("stamply")
    said = json.loads(fixture("stamply", "treat.given").payload)
    for number, kind in enumerate(["ticket", "cup"]):
        other = {"nr": f"m-{number}", "card": f"c-{number}", "treat": {"what": "One", "is_a": kind}}
        post(stamply, json.dumps(said | other).encode(), secret=NEW)
    rotate(stamply)
    with patch.dict(sys.modules["ledger.providers.stamply"].KINDS, {"ticket": "nonsense"}):
        assert admit_all(stamply) == {"recorded": 1, "failed": 1}
    assert (ClaimedReward.objects.count(), RefusedDelivery.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_admit_at_once_admit_each_delivery_once() -> None:
    """Of events without an id: admitted twice, the second would be held."""
    source = add_source("stamply")
    for number in range(12):
        post(source, json.dumps({"says": "treat.poured", "guest": {"nr": number}}).encode(), secret=NEW)
    rotate(source)
    ids = list(waiting(source).values_list("pk", flat=True))
    one, other = at_once(lambda: admit(source, ids), lambda: admit(source, ids))
    assert one + other == {"recorded": 12}
    assert (ClaimedReward.objects.count(), RefusedDelivery.objects.count(), in_the_room()) == (12, 0, {True: 0})
    assert admit(source, ids) == {}


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("admit_refused", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_command_tells_what_would_be_admitted_and_then_does(source: Source) -> None:
    for number in range(3):
        post(source, b'{"n": %d}' % number, secret=NEW if number else "another")
    rotate(source)
    assert run(source.slug, "--dry-run") == [
        "2 of 3 refused deliveries now verify.",
        "A dry run: nothing is changed.",
    ]
    assert (InboundEvent.objects.count(), AccessLogEntry.objects.count()) == (0, 0)
    assert run(source.slug) == ["2 of 3 refused deliveries now verify.", "admitted 2  ignored 2"]
    logged = AccessLogEntry.objects.get()
    assert (logged.act, logged.row, logged.details) == ("admission", source.pk, {"verified": 2})
    assert run(source.slug) == ["0 of 1 refused delivery now verify."]


def test_command_names_the_sources_that_there_are(source: Source) -> None:
    with pytest.raises(CommandError) as refused:
        run("nobody")
    assert str(refused.value) == f"There is no source 'nobody'. Known: {source.slug}."


def test_adding_a_secret_tells_how_many_verify(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    post(source, BODY, secret=NEW)
    monkeypatch.setenv("ACME_SECRET", NEW)
    out = StringIO()
    call_command("add_source", "voucherify", source.slug, secret_env="ACME_SECRET", stdout=out)
    said = f"1 of 1 refused delivery now verify. To admit them: manage.py admit_refused {source.slug}"
    assert out.getvalue().splitlines()[1] == said
