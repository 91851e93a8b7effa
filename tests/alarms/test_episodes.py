"""Each kind of fault opens one alarm, is told once, and ends; however many runs look at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage

from ledger.access import Viewer
from ledger.alarms.episodes import LULL, acknowledge, check
from ledger.alarms.telling import remind, tell
from ledger.choices import AlarmKind, EventState, Origin
from ledger.models import AccessLogEntry, Alarm, AlarmNotice, ArrivalHour, InboundEvent, Refusal, Source
from tests.sources import add_source
from tests.test_concurrency import at_once

NOW = datetime(2026, 3, 25, 12, 30, tzinfo=UTC)  # a Wednesday
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NUMBERS = count(1)


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.ALARM_EMAILS = ["ops@example.com"]


@pytest.fixture
def source(db: None) -> Source:
    return add_source("loyaltylion", slug="acme")


def came(source: Source, *moments: datetime, state: EventState = EventState.RECORDED, **fields: Any) -> None:
    InboundEvent.objects.bulk_create(
        InboundEvent(
            source=source,
            external_id=f"event {(number := next(NUMBERS))}",
            sha256=sha256(b"%d" % number).digest(),
            body=b'{"email": "maya@example.com"}',
            state=state,
            received_at=moment,
            currency="EUR",
            **({"origin": Origin.WEBHOOK} | fields),
        )
        for moment in moments
    )


def eight_weeks(source: Source, until: datetime, *, minutes: int = 60) -> None:
    """By day something in each minute, or in so many of each hour; nothing by night. As it was counted."""
    hours = [until.replace(minute=0) - number * HOUR for number in range(1, 8 * 7 * 24)]
    by_day = {"events": minutes, "minutes": minutes}
    ArrivalHour.objects.bulk_create(
        ArrivalHour(source=source, hour=hour, **by_day, first=hour, last=hour + 59 * MINUTE)
        if 8 <= hour.hour < 22
        else ArrivalHour(source=source, hour=hour)
        for hour in hours
    )


def kinds() -> list[str]:
    return sorted(str(alarm.kind) for alarm in Alarm.objects.filter(closed_at=None))


def subjects(mailoutbox: list[EmailMessage]) -> list[str]:
    return [mail.subject.removeprefix("[Reward Ledger] acme: ") for mail in mailoutbox]


def run(now: datetime) -> None:
    """As cron does."""
    check(now)
    remind(now)
    tell(now)


class TestSilence:
    def test_a_busy_source_is_missed_within_five_minutes(self, source: Source) -> None:
        eight_weeks(source, NOW.replace(minute=0))
        came(source, *(NOW - number * MINUTE for number in range(31)))

        run(NOW + 2 * MINUTE)
        assert kinds() == []
        run(NOW + 5 * MINUTE)

        alarm = Alarm.objects.get()
        assert (alarm.kind, alarm.since) == (AlarmKind.SILENT, NOW)
        assert alarm.said.startswith("Nothing has come since 2026-03-25 12:30 UTC. Some 2")

    def test_night_is_quiet(self, source: Source) -> None:
        midnight = NOW.replace(hour=0, minute=0)
        eight_weeks(source, midnight - 2 * HOUR)
        came(source, midnight - 2 * HOUR - MINUTE)

        run(midnight + 7 * HOUR)

        assert kinds() == []

    def test_new_sources_and_imports_and_those_that_are_off_are_let_be(self, source: Source) -> None:
        off, new = add_source("loyaltylion", slug="off", is_active=False), add_source("voucherify", slug="new")
        eight_weeks(off, NOW - DAY)
        came(new, *(NOW - DAY - number * MINUTE for number in range(600)))
        came(source, *(NOW - 20 * DAY - number * HOUR for number in range(600)), origin=Origin.IMPORT)

        run(NOW)

        assert kinds() == []
        assert not ArrivalHour.objects.filter(source=source).exclude(events=0).exists()

    def test_it_ends_when_something_comes_and_not_before(self, source: Source, mailoutbox: list[EmailMessage]) -> None:
        eight_weeks(source, NOW - 3 * HOUR)
        for hours in range(24):
            run(NOW + hours * HOUR)
        assert kinds() == [AlarmKind.SILENT]
        assert subjects(mailoutbox) == ["silent (opened)"]

        later = NOW + 24 * HOUR
        run(later - MINUTE)
        came(source, later)
        run(later)
        run(later + 2 * MINUTE)
        assert kinds() == [AlarmKind.SILENT]  # it may come and go
        came(source, *(later + number * MINUTE for number in range(1, 20)))
        run(later + LULL + 2 * MINUTE)

        assert kinds() == []
        assert subjects(mailoutbox)[-1] == "silent (closed)"

    def test_what_is_refused_is_not_silent(self, source: Source) -> None:
        eight_weeks(source, NOW - 2 * HOUR)
        Refusal.objects.create(source=source, hour=NOW.replace(minute=0), cause="wrong_signature", count=14)

        run(NOW)

        assert kinds() == [AlarmKind.REFUSED]


class TestOthers:
    def test_refusals_rise(self, source: Source) -> None:
        Refusal.objects.create(source=source, hour=NOW.replace(minute=0), cause="no_signature", count=4)
        run(NOW)
        assert kinds() == []

        Refusal.objects.update(count=12)
        run(NOW + MINUTE)

        assert kinds() == [AlarmKind.REFUSED]

    def test_refusals_that_are_usual_are_none(self, source: Source) -> None:
        hours = [NOW.replace(minute=0) - number * HOUR for number in range(8 * 7 * 24)]
        Refusal.objects.bulk_create(Refusal(source=source, hour=hour, cause="no_signature", count=10) for hour in hours)
        came(source, NOW - MINUTE)

        run(NOW)

        assert kinds() == []

    def test_the_limit_of_a_provider_is_near(self, source: Source) -> None:
        """LoyaltyLion allows 30 failures; Voucherify tries for a day."""
        other = add_source("voucherify", slug="other")
        for one in (source, other):
            Refusal.objects.create(source=one, hour=NOW.replace(minute=0), cause="no_secret", count=15)
        run(NOW)
        assert Alarm.objects.get(kind=AlarmKind.LIMIT).source == source

        run(NOW + 12 * HOUR)

        assert Alarm.objects.filter(kind=AlarmKind.LIMIT, source=other).exists()

    def test_failures_rise(self, source: Source) -> None:
        came(source, *(NOW - number * MINUTE for number in range(40)))
        came(source, *(NOW - number * MINUTE for number in range(4)), state=EventState.FAILED)
        run(NOW)
        assert kinds() == []

        came(source, *(NOW - number * MINUTE for number in range(6)), state=EventState.FAILED)
        run(NOW + MINUTE)

        assert kinds() == [AlarmKind.FAILING]
        assert Alarm.objects.get().said == "10 of the last 50 events failed."

    @pytest.mark.parametrize(
        ("state", "kind"), [(EventState.FAILED, AlarmKind.FAILED_OLD), (EventState.HELD, AlarmKind.HELD_OLD)]
    )
    def test_what_waits_grows_old(self, source: Source, state: EventState, kind: AlarmKind) -> None:
        came(source, NOW - 23 * HOUR, NOW - 22 * HOUR, state=state)
        run(NOW)
        assert kinds() == []

        run(NOW + 90 * MINUTE)
        assert kinds() == [kind]
        InboundEvent.objects.update(state=EventState.RECORDED)
        run(NOW + 2 * HOUR)

        assert kinds() == []

    def test_a_source_that_is_switched_off_has_none(self, source: Source) -> None:
        came(source, NOW - 30 * HOUR, state=EventState.HELD)
        run(NOW)
        Source.objects.update(is_active=False)
        run(NOW + MINUTE)

        assert kinds() == []


class TestTelling:
    @pytest.fixture
    def held(self, source: Source) -> Source:
        came(source, NOW - 30 * HOUR, state=EventState.HELD)
        return source

    def test_one_message_and_a_reminder_a_day_until_somebody_looks_after_it(
        self, held: Source, mailoutbox: list[EmailMessage]
    ) -> None:
        for minutes in range(0, 49 * 60, 20):
            run(NOW + minutes * MINUTE)
        assert subjects(mailoutbox) == ["held old (opened)", "held old (reminder)", "held old (reminder)"]

        assert acknowledge(Alarm.objects.get(), Viewer.of(User.objects.create_superuser("ana")))
        run(NOW + 100 * HOUR)

        assert len(mailoutbox) == 3
        logged = AccessLogEntry.objects.get(act="alarm_acknowledged")
        assert (str(logged.user), logged.model, logged.row) == ("ana", "alarm", Alarm.objects.get().pk)

    def test_what_flutters_is_one_episode(self, source: Source, mailoutbox: list[EmailMessage]) -> None:
        for minutes in range(0, 120, 10):
            is_bad = minutes // 10 % 2
            Refusal.objects.update_or_create(
                source=source, hour=NOW.replace(minute=0), cause="no_secret", defaults={"count": 13 if is_bad else 1}
            )
            run(NOW.replace(minute=0) + minutes * MINUTE / 4)
        assert Alarm.objects.count() == len(mailoutbox) == 1

    def test_messages_name_no_person(self, held: Source, mailoutbox: list[EmailMessage], settings: Any) -> None:
        settings.ALARM_DESK_URL = "https://rewards.example.com"
        run(NOW)

        (mail,) = mailoutbox
        assert mail.to == ["ops@example.com"]
        assert "maya" not in str(mail.message())
        assert f"https://rewards.example.com/admin/ledger/alarm/{Alarm.objects.get().pk}/change/" in mail.body

    def test_to_acknowledge_needs_the_right(self, held: Source) -> None:
        run(NOW)
        user = User.objects.create_user("otto")
        user.user_permissions.add(Permission.objects.get(codename="view_alarm"))

        with pytest.raises(PermissionDenied):
            acknowledge(Alarm.objects.get(), Viewer.of(user))

        assert Alarm.objects.get().acknowledged_at is None


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("what", ["open", "close"])
    def test_runs_do_not_double(self, what: str, mailoutbox: list[EmailMessage]) -> None:
        source = add_source("loyaltylion", slug="acme")
        eight_weeks(source, NOW - 3 * HOUR)
        ArrivalHour.objects.filter(hour__gte=NOW - 6 * HOUR).delete()
        came(source, NOW - 30 * HOUR, state=EventState.HELD)
        if what == "close":
            run(NOW)
            InboundEvent.objects.update(state=EventState.RECORDED)
        now = NOW + HOUR
        acts: list[Callable[[], Any]] = [lambda: run(now)] * 4
        at_once(*acts)

        alarm = Alarm.objects.get(kind=AlarmKind.HELD_OLD)
        assert bool(alarm.closed_at) == (what == "close")
        assert Alarm.objects.count() == 2
        assert len(mailoutbox) == AlarmNotice.objects.count() == (3 if what == "close" else 2)
