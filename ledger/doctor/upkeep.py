"""What the ledger holds, and whether somebody looks after it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.timesince import timesince

from ledger.doctor.findings import Finding, fine, notice, serious
from ledger.models import (
    AlarmNotice,
    ArrivalHour,
    Balance,
    InboundEvent,
    LedgerEntry,
    RollUpZone,
    SecondFactor,
    Source,
    Voucher,
    WebhookSecret,
)
from ledger.resealing import SEALED, Seal, seals
from ledger.sealing import Unsealable, unseal
from ledger.waiting import FAILED, HELD

MOST = 1000
MOST_WAITING = 10_000
ROLLED_UP_WITHIN = timedelta(hours=1)
COUNTED_WITHIN = timedelta(days=2)
CHECKED_WITHIN = timedelta(hours=3)  # the newest hour that is over
SENT_WITHIN = timedelta(minutes=10)
SPOKEN_OF_FOR = timedelta(days=7)  # a message that was given up
SILENT = timedelta(hours=24)
CRON = "in cron: {when} cd /srv/reward-ledger && .venv/bin/python manage.py {command}"


def secrets() -> Iterator[Finding]:
    """What is sealed can be opened with the keys of today."""
    back = "Put the key that sealed it back into LEDGER_ENCRYPTION_KEYS, behind the first; or {}."
    for secret in WebhookSecret.objects.filter(retired_at=None).select_related("source")[:MOST]:
        if not _opens(bytes(secret.sealed)):
            yield serious(
                f"No key opens the secret {secret.name} of {secret.source.slug}: its webhooks are answered 503.",
                back.format("retire it, and add the provider's secret anew"),
            )
    for factor in SecondFactor.objects.select_related("user")[:MOST]:
        if not _opens(bytes(factor.sealed)):
            yield serious(
                f"No key opens the second factor of user {factor.user_id}: who has it can't sign in.",
                back.format("delete it (Set-up, Second factors)"),
            )


def keys() -> Iterator[Finding]:
    """Whether the older of the keys are needed still."""
    older = len(settings.LEDGER_ENCRYPTION_KEYS) - 1
    if older < 1:
        return
    found = sum((seals(model, most=MOST) for model in SEALED), Counter())
    if waiting := found[Seal.OLDER]:
        yield notice(
            f"An older encryption key is in use: {waiting:,} things are sealed with it.", "manage.py rotate_keys"
        )
    elif not found[Seal.UNKNOWN]:
        yield notice(
            "Nothing is sealed with an older encryption key any more.",
            "Take all but the first out of LEDGER_ENCRYPTION_KEYS and restart the servers; or keep them, to find in "
            "the access log who searched for something while they were the first.",
        )


def sources() -> Iterator[Finding]:
    """When each was last heard."""
    newest = InboundEvent.objects.filter(source=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    rows = Source.objects.annotate(last=Subquery(newest)).values_list("slug", "is_active", "last")
    for slug, is_active, last in rows[:MOST]:
        yield from _source(slug, last, is_active=is_active)


def _source(slug: str, last: datetime | None, *, is_active: bool) -> Iterator[Finding]:
    compare = "Compare the webhook's address and secret at the provider with the source's page."
    if not is_active:
        yield notice(
            f"{slug} is switched off: its events are kept and ignored.",
            "Switch it on at its page (Set-up, Sources), then manage.py reread_events --source "
            f"{slug} --state ignored; or have the provider stop sending.",
        )
    elif last is None:
        yield notice(f"Nothing has come from {slug} yet.", compare)
    elif last < timezone.now() - SILENT:
        yield notice(f"Nothing has come from {slug} for {timesince(last)}.", compare)
    else:
        yield fine(f"{slug} was last heard {timesince(last)} ago.")


def queues() -> Iterator[Finding]:
    if failed := FAILED.count(MOST_WAITING):
        yield notice(
            f"{_so_many(failed)} failed: what they say is not in the ledger.",
            "Look at them at the desk (Inbox, Failed); after an upgrade: manage.py reread_events --state failed",
        )
    if held := HELD.count(MOST_WAITING):
        yield notice(f"{_so_many(held)} held: retries, or second claims.", "Decide of them at the desk (Inbox, Held).")


def alarms() -> Iterator[Finding]:
    """Somebody looks, and somebody is told."""
    if not Source.objects.filter(is_active=True).exists():
        return
    if not (settings.ALARM_EMAILS or settings.ALARM_WEBHOOK_URL):
        yield notice(
            "Nobody is told of alarms: they stand at the desk alone.", "Set ALARM_EMAILS or ALARM_WEBHOOK_URL."
        )
    counted = ArrivalHour.objects.aggregate(newest=Max("hour"))["newest"]
    minutely = CRON.format(when="* * * * *", command="check_sources")
    if counted is None:
        yield notice("Nobody has ever looked whether the sources are well.", minutely)
    elif counted < timezone.now() - CHECKED_WITHIN:
        yield notice(f"Whether the sources are well was last looked at {timesince(counted)} ago.", minutely)
    now = timezone.now()
    unsent = AlarmNotice.objects.filter(sent_at=None, due_at__range=(now - SPOKEN_OF_FOR, now - SENT_WITHIN))
    if count := unsent.order_by()[:MOST].count():
        yield notice(f"{count:,} messages about alarms could not be sent.", "Look for alarm_not_told in the log.")


def roll_ups() -> Iterator[Finding]:
    """Nothing is wrong without them, only slower."""
    until = RollUpZone.objects.filter(name="UTC", source=0).values_list("until", flat=True).first()
    entries = LedgerEntry.objects.order_by("recorded_at", "id")
    left = entries.filter(recorded_at__gt=until) if until else entries
    oldest = left.values_list("recorded_at", flat=True).first()
    if oldest and oldest < timezone.now() - ROLLED_UP_WITHIN:
        yield notice(
            f"Reports are slow: entries have waited for {timesince(oldest)} to be rolled up.",
            CRON.format(when="*/5 * * * *", command="roll_up"),
        )


def balances() -> Iterator[Finding]:
    counted = Balance.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()
    nightly = CRON.format(when="30 3 * * *", command="roll_up --balances")
    if counted and counted < timezone.now() - COUNTED_WITHIN:
        yield notice(f"What customers hold was last counted {timesince(counted)} ago.", nightly)
    elif not counted and Voucher.objects.exists():
        yield notice("What customers hold has never been counted.", nightly)


def _so_many(count: int) -> str:
    events = "event" if count == 1 else "events"
    return f"{count:,}{'+' if count == MOST_WAITING else ''} {events}"


def _opens(sealed: bytes) -> bool:
    try:
        unseal(sealed)
    except (Unsealable, ValueError):  # the keys may be no keys, which the settings' checks say
        return False
    return True
