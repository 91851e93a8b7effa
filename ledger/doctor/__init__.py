"""Examines a deployment: the table of examinations, and what each of them finds."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.db import DatabaseError, InterfaceError

from ledger.doctor import database, indexes, machine, upkeep
from ledger.doctor.findings import Examination, Finding, Weight, notice

__all__ = ["PROCESSES", "Examination", "Finding", "Weight", "examine"]

PROCESSES = 4  # two servers with two workers, as README starts them

REACHED = ("database",)
MIGRATED = ("database", "migrations")


def examine(*, processes: int = PROCESSES) -> Iterator[tuple[Examination, Sequence[Finding] | None]]:
    """
    Every examination with its findings; None: it was left out, since one that it needs went wrong.

    ``processes``: how many of the servers' have a pool of connections each.
    """
    broken: set[str] = set()
    for examination in _examinations(processes):
        if broken.intersection(examination.needs):
            yield examination, None
            continue
        found = _look(examination)
        if any(finding.weight is Weight.SERIOUS for finding in found):
            broken.add(examination.name)
        yield examination, found


def _examinations(processes: int) -> tuple[Examination, ...]:
    return (
        Examination(name="settings", look=machine.system_checks),
        Examination(name="environment", look=machine.environment_file),
        Examination(name="metrics", look=machine.metrics),
        Examination(name="database", look=database.reachable),
        Examination(name="clock", look=database.clock, needs=REACHED),
        Examination(name="durability", look=database.durability, needs=REACHED),
        Examination(name="connections", look=partial(database.connections_left, processes), needs=REACHED),
        Examination(name="disk", look=machine.disk, needs=REACHED),
        Examination(name="files", look=machine.sqlite_files, needs=REACHED),
        Examination(name="migrations", look=database.migrations, needs=REACHED),
        Examination(name="guards", look=machine.database_checks, needs=MIGRATED),
        Examination(name="role", look=database.role, needs=MIGRATED),
        Examination(name="indexes", look=indexes.usable, needs=MIGRATED),
        Examination(name="constraints", look=indexes.promised, needs=MIGRATED),
        Examination(name="vacuum", look=database.vacuum, needs=MIGRATED),
        Examination(name="statements", look=database.slow_statements, needs=MIGRATED),
        Examination(name="secrets", look=upkeep.secrets, needs=MIGRATED),
        Examination(name="keys", look=upkeep.keys, needs=MIGRATED),
        Examination(name="sources", look=upkeep.sources, needs=MIGRATED),
        Examination(name="queues", look=upkeep.queues, needs=MIGRATED),
        Examination(name="alarms", look=upkeep.alarms, needs=MIGRATED),
        Examination(name="roll-ups", look=upkeep.roll_ups, needs=MIGRATED),
        Examination(name="balances", look=upkeep.balances, needs=MIGRATED),
    )


def _look(examination: Examination) -> list[Finding]:
    try:
        return list(examination.look())
    except (DatabaseError, InterfaceError) as error:
        cause = type(error.__cause__ or error).__name__
        return [notice(f"It could not be looked at: {cause}.", "Let the database's role read what is asked for.")]
