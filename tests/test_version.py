"""Which release this is, wherever it is asked."""

import json
import os
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.roles import as_owner

VERSION = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["project"]["version"]


def told() -> dict[str, object]:
    out = StringIO()
    call_command("version", json=True, stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


@pytest.mark.django_db
def test_release_schema_and_what_it_runs_on() -> None:
    found = told()
    assert (found["version"], found["schema"], found["unapplied"]) == (VERSION, "current", [])
    assert found["django"] == django.get_version()
    assert str(found["database"]).startswith(connection.display_name)


@pytest.mark.django_db
def test_a_schema_that_is_behind() -> None:
    with as_owner():
        MigrationRecorder(connection).record_unapplied("ledger", "0001_initial")
    assert (told()["schema"], told()["unapplied"]) == ("behind", ["ledger.0001_initial"])


def test_manage_answers_with_our_version_and_not_with_djangos() -> None:
    away = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nowhere?pool=false"}
    command = [sys.executable, "manage.py", "version"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=away, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:2] == [f"Reward Ledger {VERSION}", "Schema: the database does not answer"]


@pytest.mark.django_db
def test_the_desk_and_the_metrics_tell_it(admin_client: Client) -> None:
    assert f"Reward Ledger {VERSION}." in admin_client.get("/admin/").text
    settings.METRICS_TOKEN = "asked"
    try:
        answer = Client().get("/metrics", headers={"authorization": "Bearer asked"}).text
    finally:
        settings.METRICS_TOKEN = ""
    assert f'reward_ledger_build_info{{version="{VERSION}"}} 1.0' in answer


def test_the_changelog_has_it() -> None:
    assert f"\n## [{VERSION}]" in (Path(settings.BASE_DIR) / "CHANGELOG.md").read_text()
