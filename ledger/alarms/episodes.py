"""An alarm from its first sign to its end: one row, however many runs see it at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ledger.access import Power, Viewer, write_log
from ledger.alarms.hours import KEPT, count_hours
from ledger.alarms.signs import Seen, Sign, look, queues
from ledger.alarms.telling import ensure
from ledger.choices import Act, AlarmKind, Notice
from ledger.models import Alarm, Source

# An alarm ends when its sign has been away for so long: what comes and goes is one episode.
LULL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    opened: Sequence[Alarm]
    closed: Sequence[Alarm]
    is_open: int


def check(now: datetime | None = None) -> Checked:
    """Look at every source that is switched on; write down what begins, goes on and ends."""
    now = now or timezone.now()
    sources = list(Source.objects.filter(is_active=True))
    came = count_hours(sources, now)
    episodes: dict[int, list[Alarm]] = {}
    for alarm in Alarm.objects.filter(Q(closed_at=None) | Q(closed_at__gte=now - KEPT)):
        episodes.setdefault(alarm.source_id, []).append(alarm)
    found: list[Sign] = []
    for source in sources:
        found += look(Seen(source=source, came=came[source.pk], now=now, episodes=episodes.get(source.pk, [])))
    active = {source.pk for source in sources}
    found += [sign for sign in queues(now) if sign.source in active]
    opened = _see(found, now)
    return Checked(opened=opened, closed=_close(now, active), is_open=Alarm.objects.filter(closed_at=None).count())


def acknowledge(alarm: Alarm, viewer: Viewer) -> bool:
    """
    Somebody looks after it: nobody is reminded any more. False: it is over, or somebody has already.

    Raises PermissionDenied.
    """
    viewer.must(Power.ACKNOWLEDGE)
    with transaction.atomic():
        rows = Alarm.objects.filter(pk=alarm.pk, closed_at=None, acknowledged_at=None)
        user: User | None = viewer.user
        if not rows.update(acknowledged_at=timezone.now(), acknowledged_by=user):
            return False
        write_log(Act.ALARM_ACKNOWLEDGED, user=user, address=viewer.address, of=alarm)
    return True


def _see(signs: Iterable[Sign], now: datetime) -> list[Alarm]:
    """Those that this run opened."""
    opened = []
    for sign in signs:
        with transaction.atomic():
            alarm, is_new = Alarm.objects.get_or_create(
                source_id=sign.source,
                kind=sign.kind.value,
                closed_at=None,
                defaults={"since": sign.since, "opened_at": now, "seen_at": now, "said": sign.said},
            )
            if is_new:
                ensure(alarm, Notice.OPENED, now)
                opened.append(alarm)
            else:
                # A silence is counted anew from what came in between.
                since = {"since": sign.since} if sign.kind is AlarmKind.SILENT else {}
                Alarm.objects.filter(pk=alarm.pk, seen_at__lt=now).update(seen_at=now, said=sign.said, **since)
    return opened


def _close(now: datetime, active: set[int]) -> list[Alarm]:
    """Those whose sign has been away, and those of sources that are switched off."""
    closed = []
    ended = Alarm.objects.filter(Q(seen_at__lte=now - LULL) | ~Q(source__in=active), closed_at=None)
    for alarm in ended.select_related("source"):
        with transaction.atomic():
            still = Alarm.objects.filter(pk=alarm.pk, closed_at=None, seen_at=alarm.seen_at)
            if still.update(closed_at=now):
                alarm.closed_at = now
                ensure(alarm, Notice.CLOSED, now)
                closed.append(alarm)
    return closed
