"""Numbered system checks: what is set up wrongly is said before it costs anything, with what to do about it."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models import Max

from ledger.alarms.telling import is_allowed
from ledger.models import LedgerEntry, RollUpZone, Source, WebhookSecret
from ledger.providers import all_providers
from ledger.sql.install import missing, missing_indexes

NEW_FERNET_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
NEW_RANDOM_TEXT = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'
OWN_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}
SQLITE_WITH_JSON = (3, 38)
MOST_NOT_ROLLED_UP = 200_000  # entries, that a report adds up in a quarter of a second


def public_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if host not in OWN_HOSTS and not host.endswith(".localhost")]


@register(Tags.security)
def secret_key_is_our_own(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.SECRET_KEY != settings.INSECURE_SECRET_KEY:
        return []
    hint = f"Put SECRET_KEY into the environment or .env; a new one: {NEW_RANDOM_TEXT}"
    return [Error("SECRET_KEY is the developer's default, which everybody knows.", hint=hint, id="ledger.E001")]


@register(Tags.security)
def hosts_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.ALLOWED_HOSTS:
        return []
    hint = "Put ALLOWED_HOSTS into the environment or .env: rewards.example.com"
    return [Error("ALLOWED_HOSTS is empty: every request would be refused.", hint=hint, id="ledger.E002")]


@register(Tags.security)
def secrets_can_be_encrypted(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    hint = f"A new key: {NEW_FERNET_KEY}"
    if not settings.LEDGER_ENCRYPTION_KEYS:
        return [Error("LEDGER_ENCRYPTION_KEYS is empty: no signing secret can be kept.", hint=hint, id="ledger.E003")]
    return [
        Error(f"LEDGER_ENCRYPTION_KEYS: number {number} is not a Fernet key.", hint=hint, id="ledger.E004")
        for number, key in enumerate(settings.LEDGER_ENCRYPTION_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


@register(Tags.security)
def debug_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG or not public_hosts():
        return []
    hint = "DEBUG=false, or ALLOWED_HOSTS of this machine alone."
    message = f"DEBUG shows customers' data to whoever meets an error at {', '.join(public_hosts())}."
    return [Error(message, hint=hint, id="ledger.E005")]


@register(Tags.security)
def cookies_travel_encrypted(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.HTTPS or not public_hosts():
        return []
    hint = "HTTPS=true, and TRUSTED_PROXIES=1 behind a proxy that ends TLS."
    message = f"HTTPS is off: logins at {', '.join(public_hosts())} can be read on the way."
    return [checks.Warning(message, hint=hint, id="ledger.W001")]


@register()
def alarms_can_be_told(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Settings of alarms that are half set."""
    if settings.ALARM_WEBHOOK_URL and not is_allowed(settings.ALARM_WEBHOOK_URL):
        hint = "https://…, or http:// to this machine."
        return [Error("ALARM_WEBHOOK_URL would send alarms in the clear.", hint=hint, id="ledger.E007")]
    return [checks.Warning(message, hint=hint, id="ledger.W007") for is_so, message, hint in _half_set() if is_so]


def _half_set() -> Iterator[tuple[bool, str, str]]:
    told = bool(settings.ALARM_EMAILS or settings.ALARM_WEBHOOK_URL)
    yield (
        bool(settings.ALARM_EMAILS) and not settings.ALARM_EMAIL_FROM,
        "ALARM_EMAILS is set and ALARM_EMAIL_FROM is not: many servers refuse mail from webmaster@localhost.",
        "ALARM_EMAIL_FROM=rewards@example.com, and EMAIL_URL for the server that sends it.",
    )
    yield (
        bool(settings.ALARM_EMAIL_FROM) and not settings.ALARM_EMAILS,
        "ALARM_EMAIL_FROM is set and ALARM_EMAILS is not: no mail is sent.",
        "ALARM_EMAILS=ops@example.com",
    )
    yield (
        bool(settings.ALARM_WEBHOOK_SECRET) and not settings.ALARM_WEBHOOK_URL,
        "ALARM_WEBHOOK_SECRET is set and ALARM_WEBHOOK_URL is not: nothing is posted.",
        "ALARM_WEBHOOK_URL=https://…",
    )
    yield (
        told and not settings.ALARM_DESK_URL,
        "ALARM_DESK_URL is not set: messages about alarms have no link.",
        "ALARM_DESK_URL=https://rewards.example.com",
    )


@register(Tags.compatibility)
def sqlite_reads_json(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL before 14 is refused by Django itself, at the first connection."""
    used = any(connections[alias].vendor == "sqlite" for alias in connections)
    if not used or sqlite3.sqlite_version_info >= SQLITE_WITH_JSON:
        return []
    hint = "Use a Python built with a newer SQLite, or PostgreSQL."
    return [Error(f"SQLite 3.38 is needed, this is {sqlite3.sqlite_version}.", hint=hint, id="ledger.E006")]


@register(Tags.database)
def ledger_only_grows(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The triggers and the function that ``migrate`` makes. An error would keep it from making them."""
    hint = "Run manage.py migrate: it makes them anew."
    return [
        checks.Warning(f"The database has no {name}: the ledger is not protected.", hint=hint, id="ledger.W003")
        for alias in databases or []
        if _has_tables(alias)
        for name in missing(connections[alias])
    ]


@register(Tags.database)
def names_are_indexed(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = "Run manage.py migrate: it makes them anew."
    return [
        checks.Warning(f"The database has no {name}: a search by name reads all names.", hint=hint, id="ledger.W005")
        for alias in databases or []
        if _has_tables(alias)
        for name in missing_indexes(connections[alias])
    ]


@register(Tags.database)
def sources_have_secrets(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = "Add the provider's signing secret to the source in the admin, or with manage.py add_source --secret-env."
    return [
        checks.Warning(f"Webhooks of {source.slug} are refused: no secret is set.", hint=hint, id="ledger.W002")
        for alias in databases or []
        if _has_tables(alias)
        for source in Source.objects.using(alias).exclude(secrets__in=WebhookSecret.objects.filter(retired_at=None))
    ]


@register(Tags.database)
def providers_of_sources_are_known(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = "Its module is missing from ledger/providers; or switch the source off."
    return [
        checks.Warning(
            f"Source {source.slug} is of {source.provider}, which nothing here reads.", hint=hint, id="ledger.W004"
        )
        for alias in databases or []
        if _has_tables(alias)
        for source in Source.objects.using(alias).exclude(provider__in=all_providers())
    ]


@register(Tags.database)
def reports_are_rolled_up(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    hint = "Have manage.py roll_up run every few minutes."
    return [
        checks.Warning(
            f"More than {MOST_NOT_ROLLED_UP:,} entries are not rolled up: reports are slow, and soon have no answer.",
            hint=hint,
            id="ledger.W006",
        )
        for alias in databases or []
        if _has_tables(alias) and _waits_for_roll_up(alias)
    ]


def _waits_for_roll_up(alias: str) -> bool:
    until = RollUpZone.objects.using(alias).aggregate(until=Max("until"))["until"]
    entries = LedgerEntry.objects.using(alias).order_by()
    later = entries.filter(recorded_at__gt=until) if until else entries
    return later[: MOST_NOT_ROLLED_UP + 1].count() > MOST_NOT_ROLLED_UP


def _has_tables(alias: str) -> bool:
    return Source._meta.db_table in connections[alias].introspection.table_names()


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
