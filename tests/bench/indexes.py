"""
What recording costs without each index: `python -m tests.bench.indexes FILE SOURCE` prints a line of a table for each.

Everything is undone: indexes are dropped in a transaction of their own, which also records the events.
"""

import argparse
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import django
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

django.setup()

from ledger.choices import Origin  # noqa: E402 - settings come first
from ledger.inbox import Delivery, keep_within, understand  # noqa: E402
from ledger.models import Source  # noqa: E402
from ledger.understanding import Understood  # noqa: E402

INDEXES = """\
SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index
JOIN pg_class ON pg_class.oid = indrelid WHERE relname LIKE 'ledger\\_%%' AND relkind = 'r' AND NOT indisunique
AND relname = ANY(%s) ORDER BY 1"""
TABLES = (
    *("inboundevent", "claimedreward", "customer", "campaign", "voucher", "redemption", "ledgerentry"),
    *("movement", "reading"),
)
ALL = "(all there)"
WARM, COUNTED = 20, 150  # events; the function's statements are planned anew when an index has gone
EVERY = 4  # turns without an index, and one with all


def main(file: Path, slug: str, rounds: int) -> None:
    source = Source.objects.get(slug=slug)
    waiting = iter(file.read_bytes().splitlines())
    sizes, pid = examined()
    turns: list[str] = []  # all there before every few
    for number, name in enumerate(sizes):
        turns += [name] if number % EVERY else [ALL, name]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in [ALL, *sizes]}
    for name in turns * rounds:
        # Of what was undone, traces remain in the indexes: each turn has events of its own.
        events = [understand(source, Delivery(body=body)) for body in islice(waiting, WARM + COUNTED)]
        found[name].append(recorded(source, events, without=name, pid=pid))
    medians = {name: [median(part) for part in zip(*of_name, strict=True)] for name, of_name in found.items()}
    for name in sorted(medians, key=lambda name: (name != ALL, medians[name][0])):
        cells = [f"{now:,.0f}\t{1 - now / whole:.1%}" for now, whole in zip(medians[name], medians[ALL], strict=True)]
        print(name, f"{sizes.get(name, 0) / 1024**2:,.0f}", *cells, sep="\t")


def examined() -> tuple[dict[str, int], int]:
    """The indexes that can be left out and their bytes, and the backend's process."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute(INDEXES, [[f"ledger_{name}" for name in TABLES]])
        sizes = dict(cursor.fetchall())
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return sizes, pid


def recorded(source: Source, events: Sequence[Understood], *, without: str, pid: int) -> tuple[float, float]:
    """Microseconds of the backend's CPU and bytes of its log for an event."""
    with transaction.atomic(), connection.cursor() as cursor:
        if without != ALL:
            cursor.execute(f"DROP INDEX {without}")
        for one in events[:WARM]:
            keep_within(source, [one], origin=Origin.WEBHOOK)
        cpu, log = backend_us(pid), written(cursor)
        for one in events[WARM:]:
            keep_within(source, [one], origin=Origin.WEBHOOK)
        cpu, log = backend_us(pid) - cpu, written(cursor) - log
        transaction.set_rollback(True)
    return cpu / COUNTED, log / COUNTED


def written(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
    return int(cursor.fetchone()[0])


def backend_us(pid: int) -> float:
    """The time that a process has run; nanoseconds in its first field."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("slug")
    parser.add_argument("--rounds", type=int, default=5)
    main(**vars(parser.parse_args()))
