"""Whether a server can do its work. Asked every few seconds, so what seldom changes is looked at once a minute."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from ledger.sql.install import missing

BAD_FOR = 1.0  # seconds that a bad answer stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a server can't work without. ``name`` is told to whoever asks, strangers among them."""

    name: str
    is_met: Callable[[], bool]
    good_for: float  # seconds that a good answer stands


def unmet() -> list[str]:
    """The names of the needs that are not met. Where the database is away, nothing else is asked."""
    found: list[str] = []
    for need in NEEDS:
        if not _is_met(need):
            found.append(need.name)
            if need.name == DATABASE:
                break
    return found


def unapplied() -> list[str]:
    """The migrations of this release that the database has not seen: ``ledger.0002_…``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def forget() -> None:
    """Ask everything anew."""
    _answers.clear()


def _is_met(need: Need) -> bool:
    until, answer = _answers.get(need.name, (0.0, False))
    if monotonic() >= until:
        answer = _ask(need)
        _answers[need.name] = (monotonic() + (need.good_for if answer else BAD_FOR), answer)
    return answer


def _ask(need: Need) -> bool:
    try:
        return need.is_met()
    except (DatabaseError, InterfaceError):
        return False


def _answers_at_all() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


DATABASE = "database"
NEEDS = (
    Need(name=DATABASE, is_met=_answers_at_all, good_for=1),
    Need(name="migrations", is_met=lambda: not unapplied(), good_for=60),
    # Triggers, and the function that records.
    Need(name="guards", is_met=lambda: not missing(connection), good_for=60),
)
_answers: dict[str, tuple[float, bool]] = {}
