"""
The environment that tests run in, whatever `.env` and the shell say; DATABASE_URL alone is taken from outside.

pytest loads it before the settings (`-p` in pyproject.toml). As a command it runs a management command in the same
environment: `python -m tests.environment makemigrations --check`.
"""

import os
import secrets
import sys

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import execute_from_command_line

# The tests' own database is a file elsewhere (conftest.py); this keeps commands away from the one in use.
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.update(
    DJANGO_SETTINGS_MODULE="rewards_site.settings",
    ENV_FILE="",
    SECRET_KEY=secrets.token_urlsafe(50),
    LEDGER_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
    DEBUG="false",
    ALLOWED_HOSTS="localhost,127.0.0.1",
    CSRF_TRUSTED_ORIGINS="",
    HTTPS="false",
    TRUSTED_PROXIES="0",
    REQUIRE_SECOND_FACTOR="false",
    SIGN_IN_TRIES="5",
    SIGN_IN_LOCK_MINUTES="15",
    SESSION_HOURS="12",
    SESSION_IDLE_MINUTES="60",
    SESSION_ENDS_WITH_BROWSER="false",
    API_TOKEN_DAYS="365",
    API_RATE="600/m",
    API_CORS_ORIGINS="",
    TIME_ZONE="UTC",
    METRICS_TOKEN="",
    METRICS_ADDRESSES="",
    METRICS_DIRECTORY="",
    LOG_LEVEL="INFO",
    LEDGER_MAX_BODY_BYTES=str(10 * 1024 * 1024),
    # A busy machine is no failure.
    DATABASE_LOCK_TIMEOUT_MS="20000",
    DATABASE_STATEMENT_TIMEOUT_MS="60000",
    # Tests of concurrency want a connection for each of their threads at once.
    DATABASE_POOL_MAX="40",
)


if __name__ == "__main__":
    # A tool for `make lint`, unknown to production.
    settings.INSTALLED_APPS.append("django_migration_linter")
    execute_from_command_line(sys.argv)
