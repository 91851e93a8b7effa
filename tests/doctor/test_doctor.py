"""The doctor finds what is planted, names the remedy, and finds nothing where all is well."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ledger.choices import Origin
from ledger.doctor import database, machine
from ledger.inbox import Delivery, receive
from ledger.models import (
    Alarm,
    AlarmNotice,
    ArrivalHour,
    Balance,
    InboundEvent,
    RollUpZone,
    Source,
    WebhookSecret,
)
from ledger.sql.install import lift
from ledger.sql.roles import append_only_tables
from tests.doctor.conftest import Usage
from tests.doctor.examining import findings, told
from tests.providers.fixture_files import fixture
from tests.roles import as_owner, web_role

pytestmark = pytest.mark.django_db

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such thing")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such thing")


def execute(text: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(text)


def only(name: str, **given: int) -> tuple[str, str, str]:
    """The one finding there is, in the examination that should have it."""
    assert list(findings(**given)) == [name]
    (finding,) = told(name, **given)
    return finding


@pytest.mark.usefixtures("deployment_of_readme")
class TestOfADeployment:
    def test_nothing_is_found_where_all_is_as_documented(self) -> None:
        assert findings() == {}

    def test_a_setting_that_is_unsafe(self, settings: Any) -> None:
        settings.SECRET_KEY = settings.INSECURE_SECRET_KEY
        weights = {(weight, "token_urlsafe" in remedy or "W009" in remedy) for weight, _, remedy in told("settings")}
        assert weights == {("serious", True)}

    def test_logins_in_the_clear(self, settings: Any) -> None:
        settings.HTTPS = False
        weight, text, remedy = only("settings")
        assert (weight, remedy[:10]) == ("serious", "HTTPS=true")
        assert "can be read on the way" in text

    @pytest.mark.parametrize(
        ("is_roots", "mode", "remedy"),
        [(False, 0o640, "600"), (True, 0o604, "600"), (True, 0o644, "640"), (True, 0o660, "640")],
    )
    def test_an_environment_file_that_others_can_read(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch, *, is_roots: bool, mode: int, remedy: str
    ) -> None:
        file = Path(settings.ENV_FILE)
        file.chmod(mode)
        monkeypatch.setattr(machine, "ROOT", file.stat().st_uid if is_roots else -1)
        weight, text, told_remedy = only("environment")
        assert (weight, told_remedy) == ("serious", f"chmod {remedy} {file}")
        assert "keys of all secrets" in text

    def test_an_environment_file_of_roots_that_the_servers_group_can_read(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = Path(settings.ENV_FILE)
        file.chmod(0o640)
        monkeypatch.setattr(machine, "ROOT", file.stat().st_uid)
        assert findings() == {}

    def test_metrics_of_single_workers(self, settings: Any) -> None:
        settings.METRICS_ADDRESSES = [ip_network("10.0.0.5")]
        weight, _, remedy = only("metrics")
        assert (weight, remedy.split("=")[0]) == ("notice", "METRICS_DIRECTORY")

    def test_a_migration_that_was_not_run_leaves_the_rest_alone(self) -> None:
        with as_owner():
            MigrationRecorder(connection).record_unapplied("ledger", "0001_initial")
        assert only("migrations") == ("serious", "Not applied: ledger.0001_initial.", "manage.py migrate")

    def test_triggers_that_are_gone(self) -> None:
        with as_owner():
            lift(connection)
        table = append_only_tables()[0]
        expected = f"The database has no {table}_refuses_update: the ledger is not protected."
        assert ("serious", expected, "Run manage.py migrate: it makes them anew.") in told("guards")
        assert list(findings()) == ["guards"]

    def test_an_index_by_name_that_is_gone(self) -> None:
        execute("DROP INDEX ledger_customer_by_name")
        weight, text, remedy = only("guards")
        assert (weight, remedy) == ("notice", "Run manage.py migrate: it makes them anew.")
        assert "reads all names" in text

    def test_an_index_of_the_models_that_is_gone_is_made_by_the_remedy(self) -> None:
        execute("DROP INDEX ledger_event_by_source")
        weight, text, remedy = only("indexes")
        assert (weight, text.split()[2]) == ("notice", "ledger_event_by_source")
        execute(remedy.replace(" CONCURRENTLY", ""))  # which is for outside a transaction
        assert findings() == {}

    @on_postgresql
    def test_an_index_is_made_anew_beside_the_webhooks(self) -> None:
        execute("DROP INDEX ledger_event_by_source")
        assert only("indexes")[2].startswith('CREATE INDEX CONCURRENTLY "ledger_event_by_source"')

    @on_postgresql
    def test_an_index_that_was_never_finished(self) -> None:
        execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ledger_event_by_time'::regclass")
        weight, text, remedy = only("indexes")
        assert (weight, remedy) == ("serious", "REINDEX INDEX CONCURRENTLY ledger_event_by_time;")
        assert "is invalid" in text

    @on_postgresql
    def test_a_promise_that_the_database_does_not_keep(self) -> None:
        execute("ALTER TABLE ledger_inboundevent DROP CONSTRAINT ledger_inboundevent_is_kept_once")
        weight, text, _ = only("constraints")
        assert (weight, "ledger_inboundevent_is_kept_once is missing" in text) == ("serious", True)

    @on_postgresql
    def test_commits_that_a_power_cut_takes_back(self) -> None:
        execute("SET LOCAL synchronous_commit = off")
        assert only("durability") == (
            "serious",
            "synchronous_commit is off: what was answered 200 may be lost when the power goes.",
            "Set synchronous_commit to on, which is the default here.",
        )

    @on_postgresql
    def test_pools_that_want_more_connections_than_there_are(self) -> None:
        weight, text, remedy = only("connections", processes=100_000)
        assert (weight, "max_connections=100010" in remedy) == ("serious", True)
        assert "100000 connections of 100000 server processes" in text

    @on_postgresql
    def test_servers_that_connect_as_a_superuser_or_the_owner(self) -> None:
        with as_owner():
            weight, text, remedy = only("role")
            assert (weight, "is a superuser" in text, "ledger/sql/roles.sql" in remedy) == ("serious", True, True)
        execute(f'ALTER TABLE ledger_ledgerentry OWNER TO "{web_role()}"')
        weight, text, _ = only("role")
        assert (weight, text) == (
            "notice",
            f"{web_role()} owns the tables: it can take away what guards the ledger.",
        )

    @on_postgresql
    @pytest.mark.parametrize("right", ["DELETE", "TRUNCATE", "TRIGGER", "UPDATE (points)"])
    def test_a_role_that_may_change_what_only_grows(self, right: str) -> None:
        execute(f'GRANT {right} ON ledger_ledgerentry TO "{web_role()}"')
        weight, text, remedy = only("role")
        assert (weight, text) == ("serious", f"{web_role()} may change what only grows: ledger_ledgerentry.")
        assert "roles.sql" in remedy

    @on_postgresql
    def test_a_table_that_autovacuum_passes_by(self) -> None:
        execute("ALTER TABLE ledger_customer SET (autovacuum_enabled = false)")
        weight, text, remedy = only("vacuum")
        assert (weight, remedy) == ("serious", "ALTER TABLE ledger_customer RESET (autovacuum_enabled);")
        assert "passes ledger_customer by" in text

    @on_postgresql
    def test_statements_that_are_slow(self) -> None:
        execute(
            "CREATE TEMP TABLE pg_stat_statements AS "
            "SELECT oid AS dbid, text AS query, 30 AS calls, ms AS mean_exec_time "
            "FROM pg_database, (VALUES ('SELECT  slow', 2500.0), ('SELECT quick', 3.0)) AS said(text, ms) "
            "WHERE datname = current_database()"
        )
        execute("GRANT SELECT ON pg_stat_statements TO PUBLIC")
        weight, text, remedy = only("statements")
        assert (weight, text) == ("notice", "Takes 2,500 ms on average, 30 times: SELECT slow")
        assert "EXPLAIN" in remedy

    @on_postgresql
    @pytest.mark.parametrize("apart", [timedelta(minutes=-2), timedelta(minutes=2)])
    def test_clocks_that_are_apart(self, monkeypatch: pytest.MonkeyPatch, apart: timedelta) -> None:
        class Clock:
            now = staticmethod(lambda: timezone.now() + apart)

        monkeypatch.setattr(database, "timezone", Clock)
        weight, text, remedy = only("clock")
        assert (weight, text.split(" are ")[1], "NTP" in remedy) == ("serious", "120 s apart.", True)

    @on_sqlite
    def test_a_database_file_that_everybody_can_read(self) -> None:
        file = Path(connection.settings_dict["NAME"])
        file.chmod(0o644)
        assert only("files") == (
            "serious",
            f"{file} can be read by everybody on this machine.",
            f"chmod o= {file}*",
        )
        file.chmod(0o600)

    def test_a_disk_that_is_nearly_full(self, monkeypatch: pytest.MonkeyPatch) -> None:
        nearly = Usage(total=100 * 1024**3, used=98 * 1024**3, free=2 * 1024**3)
        monkeypatch.setattr("shutil.disk_usage", lambda _folder: nearly)
        with as_owner():  # others than a superuser are not told where the data lies
            ((weight, text, remedy),) = told("disk")
        assert (weight, text[:21]) == ("serious", "2.0 GiB (2%) are free")
        assert "Make room" in remedy

    def test_secrets_that_no_key_opens(self, settings: Any) -> None:
        settings.LEDGER_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
        weight, text, remedy = only("secrets")
        assert (weight, text) == ("serious", "No key opens the secret first of acme: its webhooks are answered 503.")
        assert "LEDGER_ENCRYPTION_KEYS" in remedy

    def test_a_retired_secret_needs_no_key(self, deployment_of_readme: Source) -> None:
        long_ago = timezone.now() - timedelta(days=90)
        WebhookSecret(source=deployment_of_readme, name="old", sealed=b"of another key", retired_at=long_ago).save()
        assert findings() == {}

    def test_a_source_without_a_live_secret(self, deployment_of_readme: Source) -> None:
        deployment_of_readme.secrets.update(retired_at=timezone.now())
        weight, text, remedy = only("guards")
        assert (weight, text) == ("serious", "Webhooks of acme are refused: no secret is set.")
        assert "add_source --secret-env" in remedy

    def test_a_source_that_is_switched_off(self) -> None:
        Source.objects.update(is_active=False)
        weight, text, remedy = only("sources")
        assert (weight, text) == ("notice", "acme is switched off: its events are kept and ignored.")
        assert "manage.py reread_events --source acme --state ignored" in remedy

    def test_a_source_that_is_silent(self) -> None:
        InboundEvent.objects.update(received_at=timezone.now() - timedelta(days=3, minutes=1))
        weight, text, remedy = only("sources")
        assert (weight, text) == ("notice", "Nothing has come from acme for 3\xa0days.")
        assert remedy.startswith("Compare the webhook's address and secret at the provider")

    def test_events_that_failed_and_were_held(self, deployment_of_readme: Source) -> None:
        receive(deployment_of_readme, [Delivery(body=b"not json"), Delivery(body=b"nor this")], origin=Origin.IMPORT)
        poured = fixture("stamply", "treat.poured").payload
        for _ in range(2):
            receive(deployment_of_readme, [Delivery(body=poured)], origin=Origin.WEBHOOK)
        assert [(weight, text.split(":")[0]) for weight, text, _ in told("queues")] == [
            ("notice", "2 events failed"),
            ("notice", "1 event held"),
        ]
        assert ["reread_events" in remedy for _, _, remedy in told("queues")] == [True, False]

    def test_alarms_that_nobody_is_told_of(self, settings: Any) -> None:
        settings.ALARM_EMAILS = []
        assert ("notice", "Set ALARM_EMAILS or ALARM_WEBHOOK_URL.") in {(one, way) for one, _, way in told("alarms")}
        Source.objects.update(is_active=False)
        assert told("alarms") == []

    def test_sources_that_nobody_looks_at(self) -> None:
        ArrivalHour.objects.update(hour=timezone.now() - timedelta(hours=4))
        weight, text, remedy = only("alarms")
        assert (weight, text) == ("notice", "Whether the sources are well was last looked at 4\xa0hours ago.")
        assert remedy.endswith("manage.py check_sources")
        ArrivalHour.objects.all().delete()
        assert only("alarms")[1] == "Nobody has ever looked whether the sources are well."

    def test_messages_that_could_not_be_sent(self, deployment_of_readme: Source) -> None:
        now = timezone.now()
        times = {"since": now, "opened_at": now, "seen_at": now, "said": "Nothing has come."}
        alarm = Alarm.objects.create(source=deployment_of_readme, kind="silent", **times)
        notice = AlarmNotice.objects.create(alarm=alarm, channel="mail", word="opened", due_at=now)
        assert findings() == {}  # one of this minute may wait
        for ago, is_found in ((timedelta(minutes=11), True), (timedelta(days=2), True), (timedelta(days=8), False)):
            AlarmNotice.objects.update(due_at=now - ago)
            assert bool(findings()) == is_found
        AlarmNotice.objects.update(due_at=now - timedelta(days=2))
        assert only("alarms")[1:] == (
            "1 messages about alarms could not be sent.",
            "Look for alarm_not_told in the log.",
        )
        AlarmNotice.objects.filter(pk=notice.pk).update(sent_at=now)
        assert findings() == {}

    def test_reports_that_nobody_rolls_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        RollUpZone.objects.update(until=None)
        assert findings() == {}  # an entry of a minute ago may wait
        monkeypatch.setattr("ledger.doctor.upkeep.ROLLED_UP_WITHIN", timedelta())
        weight, text, remedy = only("roll-ups")
        assert (weight, remedy.endswith("manage.py roll_up"), "*/5" in remedy) == ("notice", True, True)
        assert text.startswith("Reports are slow")

    def test_balances_that_nobody_counts(self, deployment_of_readme: Source) -> None:
        long_ago = timezone.now() - timedelta(days=9)
        held = {"source": deployment_of_readme, "held": "unused", "currency": "EUR", "vouchers": 1, "unknown": 0}
        Balance.objects.create(counted_at=long_ago, **held)
        weight, text, remedy = only("balances")
        assert (weight, remedy.endswith("roll_up --balances")) == ("notice", True)
        assert text.startswith("What customers hold was last counted 1")

    def test_it_ends_well_where_nothing_is_serious(self) -> None:
        out = StringIO()
        call_command("doctor", processes=1, stdout=out, no_color=True)
        assert "acme was last heard" in out.getvalue()
        assert out.getvalue().endswith("0 serious, 0 to look at.\n")

    def test_it_says_what_to_do_and_ends_with_1_where_something_is(self, settings: Any) -> None:
        Path(settings.ENV_FILE).chmod(0o604)
        out = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", processes=1, stdout=out, no_color=True)
        assert ended.value.code == 1
        assert f"→ chmod 600 {settings.ENV_FILE}\n" in out.getvalue()
        assert out.getvalue().endswith("1 serious, 0 to look at.\n")


def test_a_database_that_is_away_is_told_with_where_it_was_looked_for() -> None:
    env = os.environ | {"DATABASE_URL": "postgres://nobody:pass-of-nobody@127.0.0.1:9/nowhere"}
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--no-color"],
        cwd=configured.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert 'connection to server at "127.0.0.1", port 9 failed' in done.stdout
    assert "→ Start it, and compare DATABASE_URL" in done.stdout
    assert "Not looked at, until the database is well: clock," in done.stdout
    assert "pass-of-nobody" not in done.stdout + done.stderr
