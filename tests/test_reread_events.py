"""The command `reread_events`: which events it takes, what it tells, how it ends."""

import io
import os
import signal
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger.choices import Origin, RewardKind
from ledger.facts import Facts
from ledger.inbox import Delivery, receive
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Source
from ledger.providers import Envelope
from tests.sources import add_source
from tests.state import due, sums

pytestmark = pytest.mark.django_db

STAMPLY: Any = import_module("ledger.providers.stamply")


def treat(number: int) -> bytes:
    said = '{"nr": "m%d", "says": "treat.given", "card": "c%d", "guest": {"nr": 1, "called": "Ada"}, "stamps": 10, '
    return (said % (number, number) + '"treat": {"is_a": "cup", "what": "Mug"}}').encode()


def run(*arguments: object) -> tuple[int, dict[str, int], list[str]]:
    """The exit code, the counts that are not nought, and the lines before them."""
    out, code = io.StringIO(), 0
    try:
        call_command("reread_events", *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    *lines, last = out.getvalue().splitlines()
    counts = dict(part.rsplit(" ", 1) for part in last.split("  ")[:-1])
    return code, {word: int(count) for word, count in counts.items() if count != "0"}, lines


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """Three cups were taken for credit, and the mistake is mended."""
    source = add_source("stamply")
    with monkeypatch.context() as patch:
        patch.setitem(STAMPLY.KINDS, "cup", RewardKind.CREDIT)
        bodies = [treat(number) for number in (1, 2, 3)]
        receive(source, [Delivery(body=body) for body in bodies], origin=Origin.IMPORT)
    return source


def kinds() -> list[str | None]:
    return list(ClaimedReward.objects.order_by("external_id").values_list("kind", flat=True))


def test_everything_is_read_again_and_a_second_time_nothing_changes(source: Source) -> None:
    assert run() == (0, {"read": 3, "corrected": 3}, [])
    assert (kinds(), sums()) == (["product"] * 3, due())
    assert run() == (0, {"read": 3, "unchanged": 3}, [])
    assert LedgerEntry.objects.count() == 9


def test_dry_run_shows_the_difference_without_a_name_and_changes_nothing(source: Source) -> None:
    code, counts, lines = run("--dry-run", "--id", InboundEvent.objects.get(external_id="m2").pk)
    assert (code, counts) == (0, {"read": 1, "corrected": 1})
    assert lines == [
        "acme-stamply: claimed reward c2: kind: credit → product",
        "acme-stamply: entry c2: claimed -1: -10 points",
        "acme-stamply: entry c2: claimed +1: 10 points",
        "A dry run: nothing is changed. Fields: 1. Entries: 2.",
    ]
    assert (kinds(), LedgerEntry.objects.count()) == (["credit"] * 3, 3)


def test_dry_run_never_shows_what_may_be_personal(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(payload: bytes, envelope: Envelope) -> Facts:
        facts: Facts = STAMPLY.given(payload, envelope)
        return replace(facts, customers=tuple(replace(one, name="Grace") for one in facts.customers))

    monkeypatch.setitem(STAMPLY.provider.readers, "treat.given", renamed)
    _, _, lines = run("--dry-run")
    assert "acme-stamply: customer 1: name: changed" in lines
    assert not [line for line in lines if "Ada" in line or "Grace" in line]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--source", "acme-stamply"], 3),
        (["--source", "other"], 0),
        (["--state", "failed", "ignored"], 0),
        (["--state", "recorded"], 3),
        (["--type", "treat.given"], 3),
        (["--type", "treat.taken_back"], 0),
        (["--since", "1d"], 2),
        (["--older-than", "12h"], 1),
        (["--since", "2001-01-01", "--older-than", "2001-01-02T12:00"], 0),
    ],
)
def test_events_are_chosen(source: Source, arguments: list[str], count: int) -> None:
    add_source("stamply", slug="other")
    source.events.filter(external_id="m1").update(received_at=timezone.now() - timedelta(days=3))
    assert run("--dry-run", *arguments)[1].get("read", 0) == count


def test_held_events_wait_for_staff(source: Source) -> None:
    source.events.filter(external_id="m1").update(state="held")
    assert run()[1] == {"read": 2, "corrected": 2}


@pytest.mark.parametrize("arguments", [["--source", "nobody"], ["--since", "yesterday"], ["--older-than", "5w"]])
def test_unusable_arguments_exit_with_2(source: Source, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as error:
        call_command("reread_events", *arguments)
    assert error.value.returncode == 2


def test_interrupted_run_is_whole_between_two_batches_and_a_second_goes_on(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = import_module("ledger.management.commands.reread_events")
    real = command.reread

    def once(*arguments: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return real(*arguments, **options)

    monkeypatch.setattr(command, "MOST", 1)
    with monkeypatch.context() as patch:
        patch.setattr(command, "reread", once)
        code, counts, lines = run()
    assert (code, counts, lines) == (
        143,
        {"read": 1, "corrected": 1},
        ["Ended by SIGTERM. What is counted is done; run it again to go on."],
    )
    assert (kinds(), sums()) == (["product", "credit", "credit"], due())
    assert run()[1] == {"read": 3, "corrected": 2, "unchanged": 1}
    assert LedgerEntry.objects.count() == 9


def test_event_that_can_be_read_no_more_is_told_and_exits_with_1(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(STAMPLY, "KINDS", None)
    code, counts, lines = run()
    assert (code, counts, len(lines)) == (1, {"read": 3, "now fails": 3}, 3)
    assert kinds() == ["credit"] * 3
