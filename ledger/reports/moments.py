"""Which moment an answer is of: one up to which nothing can be recorded any more, so that it can be asked again."""

from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from django.db import connection, transaction

from ledger.models import RollUpZone
from ledger.reports.questions import Unanswerable
from ledger.sql import moments as sql
from ledger.sql.days import as_moment
from ledger.sql.run import Line, lines

PATIENCE = 1.0  # seconds, for those who record; a webhook takes milliseconds, a batch of an import less than a half
INSTANT = timedelta(microseconds=1)
NEVER = datetime.min.replace(tzinfo=UTC)


def settle(as_of: datetime | None = None) -> datetime:
    """
    The moment of which an answer to ``as_of`` can be: that itself, or now.

    Earlier where somebody is recording who began before it and has not ended. What is asked of the moment again is
    answered the same for ever, unless the database's clock is put back to before it: only where roll-ups end, whoever
    records heeds what was answered. Not for a transaction of REPEATABLE READ, which may see less than there is.

    Raises Unanswerable for the future.
    """
    until = known()
    if as_of is not None and until is not None and as_of <= until:
        return as_of
    now = max(read_clock(), until or NEVER)  # the clock may have been put back
    if as_of is not None and as_of > now:
        raise Unanswerable(f"as_of lies in the future: it is {now.isoformat()}.")
    return settled(as_of or now, until)


def known() -> datetime | None:
    """A moment that has been found settled, without asking anybody; None where nothing is rolled up."""
    return RollUpZone.objects.order_by("-until").values_list("until", flat=True).exclude(until=None).first()


def read_clock() -> datetime:
    """
    The database's clock. Whoever begins to record from now on records later.

    SQLite: its clock has milliseconds, so this one is waited for to end, while nobody writes.
    """
    if connection.vendor == "postgresql":
        return as_moment(lines(sql.POSTGRESQL_NOW)[0][0])
    with transaction.atomic():
        now = lines(sql.SQLITE_NOW)
        while lines(sql.SQLITE_NOW) == now:
            sleep(0.0002)
        return as_moment(now[0][0])


def settled(moment: datetime, until: datetime | None) -> datetime:
    """``moment``, read off the clock before, when all have ended who may record at or before it; or an earlier one."""
    if connection.vendor == "sqlite":
        return moment
    patience = monotonic() + PATIENCE
    waiting = set(lines(sql.POSTGRESQL_RECORDERS))
    pause = 0.001
    while waiting and monotonic() < patience:
        sleep(pause)
        pause = min(pause * 2, 0.01)
        waiting &= set(lines(sql.POSTGRESQL_RECORDERS))
    return _before(waiting, moment, until) if waiting else moment


def _before(waiting: set[Line], moment: datetime, until: datetime | None) -> datetime:
    """Before the first of those began who are still recording."""
    pids = [pid for _, pid in waiting]
    began, backends, told = lines(sql.POSTGRESQL_BEGAN, {"pids": pids})[0]
    if told < backends or (until and began and began <= until):
        if until is None:
            raise Unanswerable("Another role has been recording for too long to tell what is settled: ask again.")
        return until
    return min(moment, began - INSTANT) if began else moment
