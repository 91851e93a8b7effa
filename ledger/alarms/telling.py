"""
Word of alarms, by mail and by webhook: one when it opens, one when it ends, reminders in between.

What is to be sent is written with the alarm. A run takes a message before it sends it; one that could not be sent is
taken again by the next run, for a day, and then given up. One whose run died after sending and before it was noted
comes twice: better so than never.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime, timedelta
from hashlib import sha256
from http.client import HTTPException
from smtplib import SMTPException
from threading import Thread
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max, Q
from django.urls import reverse

from ledger.alarms.signs import ADVICE
from ledger.choices import AlarmKind, Channel, Notice
from ledger.models import Alarm, AlarmNotice

TAKEN_FOR = timedelta(minutes=2)  # longer than a run sends
TRIED_FOR = timedelta(days=1)
TIMEOUT = 5  # seconds that a server may say nothing
WHOLE_TIMEOUT = 15  # seconds of a message, whatever its server says meanwhile
SENDING = 60  # seconds of a run
AT_ONCE = 200  # messages of a run
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SIGNATURE, TIMESTAMP = "X-Ledger-Signature", "X-Ledger-Timestamp"

log = structlog.get_logger(__name__)


class NotSent(Exception):
    """Why a message did not go out, without its content or address."""


def channels() -> list[Channel]:
    """Those that are set."""
    is_set = {Channel.MAIL: settings.ALARM_EMAILS, Channel.WEBHOOK: settings.ALARM_WEBHOOK_URL}
    return [channel for channel, given in is_set.items() if given]


def is_allowed(url: str) -> bool:
    """By https, or to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def ensure(alarm: Alarm, word: Notice, now: datetime, *, number: int = 0) -> None:
    """By each channel, once."""
    rows = [AlarmNotice(alarm=alarm, channel=one, word=word, number=number, due_at=now) for one in channels()]
    AlarmNotice.objects.bulk_create(rows, ignore_conflicts=True)


def remind(now: datetime) -> None:
    """Of what is open, not acknowledged, and was not spoken of for so many hours."""
    if not settings.ALARM_REMINDER_HOURS:
        return
    silent = timedelta(hours=settings.ALARM_REMINDER_HOURS)
    waiting = Alarm.objects.filter(closed_at=None, acknowledged_at=None, opened_at__lte=now - silent)
    for alarm in waiting.annotate(told=Max("notices__due_at"), number=Max("notices__number")):
        if alarm.told is None or alarm.told <= now - silent:
            ensure(alarm, Notice.REMINDER, now, number=(alarm.number or 0) + 1)


def tell(now: datetime) -> int:
    """Send what is due; how much of it could not be sent."""
    _give_up(now)
    due = AlarmNotice.objects.filter(_is_free(now), sent_at=None, channel__in=channels(), due_at__gt=now - TRIED_FOR)
    failed, until = 0, monotonic() + SENDING
    for notice in due.select_related("alarm__source").order_by("pk")[:AT_ONCE]:
        if monotonic() > until:
            break
        taken = AlarmNotice.objects.filter(_is_free(now), pk=notice.pk, sent_at=None)
        if taken.update(taken_at=now):
            failed += not _send(notice, now)
    return failed


def _give_up(now: datetime) -> None:
    """Each is said in the log once."""
    for notice in AlarmNotice.objects.filter(sent_at=None, given_up_at=None, due_at__lte=now - TRIED_FOR)[:AT_ONCE]:
        if AlarmNotice.objects.filter(pk=notice.pk, sent_at=None, given_up_at=None).update(given_up_at=now):
            log.error("alarm_given_up", alarm=notice.alarm_id, word=notice.word, channel=notice.channel)


def _is_free(now: datetime) -> Q:
    return Q(taken_at=None) | Q(taken_at__lt=now - TAKEN_FOR)


def _send(notice: AlarmNotice, now: datetime) -> bool:
    told = {"alarm": notice.alarm_id, "word": notice.word, "channel": notice.channel}
    try:
        _bounded(lambda: SENDERS[Channel(str(notice.channel))](notice, now))
    except NotSent as why:
        AlarmNotice.objects.filter(pk=notice.pk).update(taken_at=None)
        log.warning("alarm_not_told", why=str(why), **told)
        return False
    AlarmNotice.objects.filter(pk=notice.pk).update(sent_at=now)
    log.info("alarm_told", **told)
    return True


def _bounded(act: Callable[[], None]) -> None:
    """
    In a thread that is left behind where its server drips: time-outs of sockets begin anew with each byte.

    Raises NotSent.
    """
    done: Future[None] = Future()

    def run() -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - `result` raises it
            done.set_exception(error)
        else:
            done.set_result(None)

    Thread(target=run, daemon=True).start()
    try:
        done.result(timeout=WHOLE_TIMEOUT)
    except TimeoutError as error:
        raise NotSent(f"it took more than {WHOLE_TIMEOUT} seconds") from error


def content(notice: AlarmNotice) -> Mapping[str, Any]:
    """What is said: of a source and its counts, of no person."""
    alarm = notice.alarm
    return {
        "alarm": alarm.pk,
        "word": str(notice.word),
        "kind": str(alarm.kind),
        "source": alarm.source.slug,
        "since": alarm.since.isoformat(),
        "opened_at": alarm.opened_at.isoformat(),
        "closed_at": alarm.closed_at.isoformat() if alarm.closed_at else None,
        "said": alarm.said,
        "to_do": "" if notice.word == Notice.CLOSED else ADVICE[AlarmKind(str(alarm.kind))],
        "address": _address(alarm),
    }


def _address(alarm: Alarm) -> str:
    if not settings.ALARM_DESK_URL:
        return ""
    return str(settings.ALARM_DESK_URL) + reverse("admin:ledger_alarm_change", args=[alarm.pk])


def _mail(notice: AlarmNotice, _now: datetime) -> None:
    alarm, said = notice.alarm, content(notice)
    subject = f"[Reward Ledger] {alarm.source.slug}: {alarm.get_kind_display().lower()} ({notice.word})"
    lines = filter(None, (said["said"], said["to_do"], said["address"]))
    sender = settings.ALARM_EMAIL_FROM or None
    try:
        EmailMessage(subject, "\n\n".join(lines) + "\n", sender, settings.ALARM_EMAILS).send()
    except (OSError, SMTPException, ValueError) as error:
        raise NotSent(type(error).__name__) from error


class _NoRedirects(HTTPRedirectHandler):
    """Whoever answers may not send us elsewhere, inside our network least of all."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _webhook(notice: AlarmNotice, now: datetime) -> None:
    url = settings.ALARM_WEBHOOK_URL
    if not is_allowed(url):
        raise NotSent("ALARM_WEBHOOK_URL is neither https nor this machine")
    body = json.dumps(content(notice)).encode()
    request = Request(url, body, {"Content-Type": "application/json", **_signed(body, now)}, method="POST")  # noqa: S310
    try:
        with build_opener(_NoRedirects, ProxyHandler({})).open(request, timeout=TIMEOUT):
            pass
    except HTTPError as error:
        error.close()
        raise NotSent(f"it was answered {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotSent(type(error).__name__) from error


def _signed(body: bytes, now: datetime) -> Mapping[str, str]:
    """The time, and a hex HMAC-SHA256 of it, a dot and the body; nothing without a secret."""
    if not settings.ALARM_WEBHOOK_SECRET:
        return {}
    at = str(int(now.timestamp()))
    key = settings.ALARM_WEBHOOK_SECRET.encode()
    return {TIMESTAMP: at, SIGNATURE: hmac.new(key, f"{at}.".encode() + body, sha256).hexdigest()}


SENDERS: Mapping[Channel, Callable[[AlarmNotice, datetime], None]] = {Channel.MAIL: _mail, Channel.WEBHOOK: _webhook}
