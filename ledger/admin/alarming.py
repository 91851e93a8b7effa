"""The alarms that are open, on the home page and on their source's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.alarms.signs import ADVICE
from ledger.choices import AlarmKind
from ledger.models import Alarm, Source

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An open alarm, as pages show it."""

    alarm: Alarm
    address: str
    to_do: str

    @property
    def begun(self) -> SafeString:
        return show.ago(self.alarm.since)


def open_alarms(source: Source | None = None) -> Sequence[Told]:
    """The newest; those that nobody has acknowledged first."""
    rows = Alarm.objects.filter(closed_at=None, **({"source": source} if source else {}))
    found = rows.select_related("source", "acknowledged_by").order_by("-opened_at", "-pk")[:SHOWN]
    told = [Told(alarm=one, address=show.address(one), to_do=to_do(one)) for one in found]
    return sorted(told, key=lambda one: one.alarm.acknowledged_at is not None)


def to_do(alarm: Alarm) -> str:
    return ADVICE[AlarmKind(str(alarm.kind))]
