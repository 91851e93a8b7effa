"""What the database says of the work at hand: asked by a scrape, in bounded queries, and kept for some seconds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ledger.models import Alarm, InboundEvent, RollUpZone, Source
from ledger.release import VERSION
from ledger.sql import arrivals
from ledger.sql.run import lines
from ledger.waiting import FAILED, HELD, TO_FULFIL, Waiting

KEPT_SECONDS = 15.0
MOST_WAITING = 10_000
RECENT = timedelta(hours=1)
MOST_RECENT = 20_000
MOST_SOURCES = 500
WAITING: Mapping[str, Waiting] = {"failed": FAILED, "held": HELD, "to_fulfil": TO_FULFIL}


class Figures(Collector):
    """Of one process: two that are asked at once may differ by what happened within those seconds."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._until = 0.0
        self._found: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        if monotonic() >= self._until:
            self._found = list(_ask())
            self._until = monotonic() + KEPT_SECONDS
        return self._found


def _ask() -> Iterator[Metric]:
    up = 1
    try:
        found = [figure() for figure in FIGURES]
    except (DatabaseError, InterfaceError):
        found, up = [], 0
    yield _build()
    yield GaugeMetricFamily("reward_ledger_database_up", "Whether the database answers.", value=up)
    yield from found


def _build() -> Metric:
    family = GaugeMetricFamily("reward_ledger_build_info", "Which release this is; always 1.", labels=["version"])
    family.add_metric([VERSION], 1)
    return family


def _waiting() -> Metric:
    told = f"What waits for staff; {MOST_WAITING} are so many or more."
    family = GaugeMetricFamily("reward_ledger_waiting", told, labels=["queue"])
    for name, waiting in WAITING.items():
        family.add_metric([name], waiting.count(MOST_WAITING))
    return family


def _recent() -> Metric:
    told = f"Events that came in the last hour, by webhook and by import, among the newest {MOST_RECENT}."
    family = GaugeMetricFamily("reward_ledger_recent_events", told, labels=["source", "origin", "state"])
    since = connection.ops.adapt_datetimefield_value(timezone.now() - RECENT)
    for source, origin, state, count in lines(arrivals.BY_ORIGIN, {"since": since, "most": MOST_RECENT}):
        family.add_metric([source, origin, state], count)
    return family


def _newest() -> Metric:
    told = "When an event of a source came last."
    family = GaugeMetricFamily("reward_ledger_newest_event_timestamp_seconds", told, labels=["source"])
    newest = InboundEvent.objects.filter(source=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    for slug, came in Source.objects.values_list("slug", Subquery(newest))[:MOST_SOURCES]:
        if came:
            family.add_metric([slug], came.timestamp())
    return family


def _rolled_up() -> Metric:
    told = "Up to when entries are added up for reports."
    family = GaugeMetricFamily("reward_ledger_rolled_up_timestamp_seconds", told, labels=["zone"])
    for zone, until in RollUpZone.objects.filter(source=0).values_list("name", "until"):
        if until:
            family.add_metric([zone], until.timestamp())
    return family


def _alarms() -> Metric:
    family = GaugeMetricFamily("reward_ledger_alarms_open", "Alarms that are not over.", labels=["kind", "source"])
    rows = Alarm.objects.filter(closed_at=None).order_by().values_list("kind", "source__slug")
    for kind, slug, count in rows.annotate(count=Count("pk"))[:MOST_SOURCES]:
        family.add_metric([str(kind), slug], count)
    return family


FIGURES: tuple[Callable[[], Metric], ...] = (_waiting, _recent, _newest, _rolled_up, _alarms)
