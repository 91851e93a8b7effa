"""A deployment as README describes it, for tests to plant something wrong in."""

from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from ledger.alarms.episodes import check
from ledger.choices import Origin
from ledger.inbox import Delivery, receive
from ledger.models import Source
from ledger.reports import count_balances
from ledger.reports.rolling import roll_up
from ledger.sql import deployment
from tests.providers.fixture_files import fixture
from tests.sources import add_source

Usage = namedtuple("Usage", "total used free")  # as shutil has it
ROOMY = Usage(total=100 * 1024**3, used=50 * 1024**3, free=50 * 1024**3)
KEY = Fernet.generate_key().decode()
DOCUMENTED: dict[str, Any] = {
    "ALLOWED_HOSTS": ["rewards.example.com", "testserver"],
    "SECRET_KEY": "of-the-tests-" * 4,
    "LEDGER_ENCRYPTION_KEYS": [KEY],
    "HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "TRUSTED_PROXIES": 1,
    "ALARM_EMAILS": ["ops@example.com"],
    "ALARM_EMAIL_FROM": "rewards@example.com",
    "ALARM_DESK_URL": "https://rewards.example.com",
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


@pytest.fixture
def deployment_of_readme(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """In good order, with a source that was just heard."""
    for name, value in DOCUMENTED.items():
        setattr(settings, name, value)
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=…")
    file.chmod(0o600)
    settings.ENV_FILE = str(file)
    # The server that the tests run on, and the machine's disk, are no part of the deployment.
    monkeypatch.setattr(deployment, "AUTOVACUUM", "SELECT 'on'")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", {"max_size": 1})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: ROOMY)
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).chmod(0o600)
    source = add_source("stamply", slug="acme")
    receive(source, [Delivery(body=fixture("stamply", "treat.given").payload)], origin=Origin.WEBHOOK)
    connection.check_constraints()  # or no table could be altered in this transaction
    roll_up()
    count_balances()
    check()
    return source
