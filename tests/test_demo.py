import io
import json
import shlex
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from environs import Env

from ledger.choices import Precision
from ledger.inbox import Delivery, understand
from ledger.management import demo_history
from ledger.management.new_env import new_env
from ledger.models import ClaimedReward, Customer, InboundEvent, Source, WebhookSecret
from ledger.providers import all_providers
from rewards_site.settings import env
from tests.roles import as_owner
from tests.sources import add_source
from tests.state import due, sums

pytestmark = pytest.mark.django_db
UNTIL = "2026-03-01"
PORT = 49_151  # nothing is served here


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path


def run(*arguments: str, **options: Any) -> list[str]:
    out = io.StringIO()
    with as_owner():  # it migrates
        call_command("demo", "--events", "120", "--port", str(PORT), *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def row(said: list[str], name: str) -> str:
    return next(line for line in said if line.startswith(f"  {name}")).split(maxsplit=1)[1]


def test_demo_fills_a_source_of_each_provider() -> None:
    said = run("--until", UNTIL)
    each = 120 // len(all_providers())
    assert {(source.slug, source.provider, source.events.count()) for source in Source.objects.all()} == {
        (f"acme-{slug}", slug, each) for slug in all_providers()
    }
    assert not InboundEvent.objects.filter(state__in=("failed", "held")).exists()
    assert sums() == due()
    assert row(said, "Admin") == f"http://127.0.0.1:{PORT}/admin/"
    assert row(said, "Events").startswith(f"{each * len(all_providers())} from 01 Dec 2025 to 28 Feb 2026 (")


def test_whatever_is_told_lies_in_the_history() -> None:
    run("--until", UNTIL, "--events", "1200")
    first, end = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    received = ClaimedReward.objects.filter(claimed_at_precision=Precision.RECEIVED)
    assert received.exists()
    assert not ClaimedReward.objects.exclude(claimed_at__range=(first, end)).exists()
    assert not InboundEvent.objects.exclude(received_at__range=(first, end)).exists()


def test_second_demo_duplicates_nothing_whatever_the_day() -> None:
    def all_there_is() -> list[Any]:
        things = [Source, WebhookSecret, InboundEvent, ClaimedReward, get_user_model()]
        return [list(thing.objects.order_by("pk").values()) for thing in things]  # type: ignore[attr-defined]

    first = run("--until", UNTIL)
    before = all_there_is()
    second, third = run(), run("--until", "2026-04-01")
    assert all_there_is() == before
    assert row(first, "Events") == row(second, "Events") == row(third, "Events")
    note = "(--until: the first run's word stands; for another history remove the database)"
    assert [note in map(str.strip, said) for said in (first, second, third)] == [False, False, True]


def test_some_people_are_customers_of_both_sources_and_nobody_twice_of_one() -> None:
    run("--events", "2400", "--until", UNTIL)

    sources = Source.objects.filter(provider__in=("loyaltylion", "voucherify"))
    for column in ("email", "merchant_ref"):
        known = Customer.objects.exclude(**{column: None}).values_list(column, flat=True)
        told = [list(known.filter(source=source)) for source in sources]
        assert [len(set(values)) for values in told] == [len(values) for values in told]
        assert 0 < len(set.intersection(*map(set, told))) < min(map(len, told)) / 2


def test_another_number_of_events_adds_no_other_history() -> None:
    first = run("--until", UNTIL)
    before = set(InboundEvent.objects.values_list("pk", "repeats"))
    second = run("--events", "90")
    assert set(InboundEvent.objects.values_list("pk", "repeats")) == before
    assert row(second, "Events") == row(first, "Events")
    assert "(--events: the first run's word stands; for another history remove the database)" in map(str.strip, second)
    lines = [[line for line in said if line.startswith("  curl ")] for said in (first, second)]
    assert lines[0] == lines[1]


def test_event_that_is_kept_back_is_the_first_word_of_a_claim() -> None:
    run("--until", UNTIL)
    claims = set(ClaimedReward.objects.values_list("source__slug", "external_id"))
    for source in Source.objects.all():
        understood = understand(source, Delivery(body=demo_history.fill(source, 40).kept_back))
        assert [(source.slug, claim.external_id) in claims for claim in understood.facts.claims] == [False]


def test_demo_that_was_interrupted_is_completed() -> None:
    inserts = []
    enough = 50 if connection.vendor == "sqlite" else 1  # one a row, or one a batch

    def leave(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith("INSERT INTO ledger_inboundevent"):
            inserts.append(sql)
            if len(inserts) > enough:
                raise OperationalError
        return execute(sql, *arguments)

    with connection.execute_wrapper(leave), pytest.raises(OperationalError):
        run("--until", UNTIL)
    assert 0 < InboundEvent.objects.count() < 120
    run()
    assert set(InboundEvent.objects.values_list("repeats")) == {(0,)}
    assert InboundEvent.objects.count() == 120


def test_lines_shown_deliver_signed_webhooks_and_then_duplicates() -> None:
    lines = [shlex.split(line) for line in run("--until", UNTIL) if line.startswith("  curl ")]
    assert len(lines) == len(all_providers())
    for line in lines:
        body = Path(line[line.index("--data-binary") + 1].removeprefix("@")).read_bytes()
        headers = dict(option.split(": ", 1) for name, option in pairwise(line) if name == "-H")
        host, _, path = line[-1].removeprefix("http://").partition("/")
        kind = headers.pop("content-type")
        for expected in ("recorded", "duplicate"):
            answer = Client().post(f"/{path}", body, content_type=kind, headers={**headers, "host": host})
            assert (answer.status_code, answer.json().get("state")) == (200, expected)


def test_login_is_shown_as_long_as_it_is_the_demos_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a password to look around")
    assert [row(run("--until", UNTIL), "Login") for _ in range(2)] == ["admin / a password to look around"] * 2
    user = get_user_model().objects.get()
    assert (user.is_superuser, user.check_password("a password to look around")) == (True, True)
    user.set_password("my own")
    user.save()
    assert row(run(), "Login") == (
        "admin, with the password that it has (to set one: python manage.py changepassword admin)"
    )
    assert get_user_model().objects.get().check_password("my own")


def test_login_without_a_password_given_gets_a_random_one() -> None:
    assert not env.str("DEMO_PASSWORD", default="")
    name, _, password = row(run("--until", UNTIL), "Login").partition(" / ")
    assert name == "admin"
    assert get_user_model().objects.get().check_password(password)


def test_demo_keeps_away_from_a_ledger_in_use() -> None:
    add_source("stamply", slug="shop")
    with pytest.raises(CommandError, match="This ledger is in use"):
        run()
    assert (Source.objects.count(), get_user_model().objects.count()) == (1, 0)


def test_sources_added_to_a_demo_do_not_end_it() -> None:
    run("--until", UNTIL)
    add_source("stamply", slug="shop")
    assert row(run(), "Events")


def test_secret_that_no_key_opens_is_replaced() -> None:
    run("--until", UNTIL)
    WebhookSecret.objects.update(sealed=b"under a key that is lost")
    run()
    assert WebhookSecret.objects.count() == 2 * len(all_providers())


def test_day_that_is_none_is_told() -> None:
    with pytest.raises(CommandError, match="expected a day as in 2026-01-31, got 'tomorrow'"):
        run("--until", "tomorrow")


def test_settings_made_for_the_demo_pass_the_checks(settings: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(new_env(), encoding="utf-8")
    made = Env()
    made.read_env(str(tmp_path / ".env"), recurse=False)
    values = made._environ
    assert sorted(values) == ["ALLOWED_HOSTS", "DEMO_PASSWORD", "HTTPS", "LEDGER_ENCRYPTION_KEYS", "SECRET_KEY"]
    assert new_env() != new_env()
    settings.SECRET_KEY = values["SECRET_KEY"]
    settings.LEDGER_ENCRYPTION_KEYS = [values["LEDGER_ENCRYPTION_KEYS"]]
    settings.ALLOWED_HOSTS = values["ALLOWED_HOSTS"].split(",")
    settings.HTTPS = json.loads(values["HTTPS"])
    assert run_checks() == []
