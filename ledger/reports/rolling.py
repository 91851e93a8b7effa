"""
Keeping the roll-ups: what was recorded since is added, zone by zone, in steps.

Nothing is counted wrongly where this never runs, and it can be interrupted anywhere: answers take longer, until there
are more entries to count than ``ledger.reports.summaries`` reads, which it says then.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection, transaction

from ledger.choices import Cube
from ledger.models import RollUp, RollUpZone, Source
from ledger.reports.moments import known, read_clock, settled
from ledger.sql import moments as moments_sql
from ledger.sql import rollups as sql
from ledger.sql.days import as_moment, recorded, spelling
from ledger.sql.run import Line, execute, lines

# SQLite has one writer: a webhook waits for a step to end.
MOST = {"postgresql": 1_000_000, "sqlite": 20_000}

Difference = dict[str, Any]
Zone = tuple[str, int]  # its name; the source that it is rolled up for, or 0


def zones() -> list[Zone]:
    """Those whose days are rolled up: UTC and that of the settings, for all; that of a source for itself."""
    named = {sql.OF_HOURS, (settings.TIME_ZONE, 0), *Source.objects.values_list("time_zone", "pk")}
    of_all = {name for name, source in named if not source}
    return sorted((name, source) for name, source in named if _is_known(name) and not (source and name in of_all))


def roll_up() -> datetime:
    """Bring the roll-ups up to now, or to what is settled. Answers how far they go."""
    wanted = zones()
    for zone in RollUpZone.objects.all():
        if (zone.name, zone.source) not in wanted:
            with transaction.atomic():
                _hold(zone)  # nobody adds to it any more
                zone.delete()
    upto = settled(_raise_floor(wanted), known())
    for zone in RollUpZone.objects.order_by("pk"):
        while _step(zone, upto):
            pass
    return upto


def rebuild() -> datetime:
    """
    Make the roll-ups anew.

    Until a zone's are back, the entries answer for it, or where they are too many nothing does.
    """
    for zone in RollUpZone.objects.all():
        with transaction.atomic():
            _hold(zone)
            RollUpZone.objects.filter(pk=zone.pk).update(until=None)
            RollUp.objects.filter(zone=zone).delete()
    return roll_up()


def differences(most: int = 20) -> Iterator[Difference]:
    """Of each zone, at most so many places where its roll-ups and the entries differ, and by how much."""
    spelt = spelling(connection)
    for zone in RollUpZone.objects.order_by("pk"):
        for cube in _cubes(zone):
            for line in lines(sql.differences(spelt, cube), _given(zone) | {"most": most}):
                yield {"zone": zone.name} | dict(zip((*sql.KEY[1:], *sql.MEASURES), line, strict=True))


def _raise_floor(wanted: list[Zone]) -> datetime:
    """Have all who record from now on do so later than now, whatever becomes of the clock. This is that moment."""
    spelt = spelling(connection)
    with transaction.atomic(durable=True):
        floor = recorded(read_clock(), connection)
        for name, source in wanted:
            execute(moments_sql.raise_floor(spelt), {"name": name, "source": source, "floor": floor})
        return as_moment(lines(moments_sql.FLOOR)[0][0])


def _step(zone: RollUpZone, upto: datetime) -> bool:
    """Add the next entries, no more than a webhook could wait for. False: all are added, or the zone is given up."""
    spelt = spelling(connection)
    given = _given(zone) | {"upto": recorded(upto, connection)}
    with transaction.atomic():
        held = _hold(zone)
        if not held:
            return False
        ((given["after"],),) = held
        further = lines(sql.step(spelt), given | {"most": MOST[connection.vendor] - 1})
        if further:
            given["upto"] = recorded(as_moment(further[0][0]), connection)
        for cube in _cubes(zone):
            execute(sql.add(spelt, cube), given)
        execute(sql.ADVANCE, given)
    return bool(further)


def _cubes(zone: RollUpZone) -> Sequence[Cube]:
    return [cube for cube in Cube if cube is not Cube.HOURS or (zone.name, zone.source) == sql.OF_HOURS]


def _given(zone: RollUpZone) -> dict[str, object]:
    return {"zone_id": zone.pk, "zone": zone.name, "source": zone.source}


def _hold(zone: RollUpZone) -> Sequence[Line]:
    """How far the zone goes; nobody else adds to it until the transaction ends. No line: another has given it up."""
    return lines(sql.hold(spelling(connection)), {"zone_id": zone.pk})


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
