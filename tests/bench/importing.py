"""Past events out of a file: the command beside a raw COPY of the same bytes, and beside a loop with the ORM."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ingest import prepare
from tests.bench.rounds import Figures, Table, in_turn, middle, ratio
from tests.bench.sending import SOURCE, bodies
from tests.bench.servers import ROOT, Cluster, cluster, environment

EVENTS = 20_000
BY_ORM = 500  # a loop is that much slower: fewer tell as much
ROUNDS = 3

OURS, AGAIN = "import_fixtures", "the same file again"
COPY, ORM = "raw COPY into one table", "plain ORM loop"


def bench() -> list[Table]:
    """Each round has files of its own, and starts from an empty database."""
    with cluster() as postgresql, TemporaryDirectory(prefix="reward-ledger-bench-") as folder:
        prepare(postgresql.create("bench"))
        figures = in_turn(_contenders(postgresql, Path(folder)), rounds=ROUNDS)
    return [_table(figures)]


def _contenders(postgresql: Cluster, folder: Path) -> Mapping[str, Callable[[], Mapping[str, float]]]:
    numbers = {name: count() for name in (OURS, COPY, ORM)}
    last: dict[str, str] = {}

    def url_of(name: str) -> str:
        number = next(numbers[name])
        last["file"] = str(folder / f"{number}.ndjson")
        if not Path(last["file"]).exists():
            lines = islice(bodies(number), EVENTS)
            Path(last["file"]).write_bytes(b"\n".join(lines) + b"\n")
        return postgresql.create(f"{name.rsplit(maxsplit=1)[-1]}_{number}", like="bench")

    def ours() -> Mapping[str, float]:
        last["url"] = url_of(OURS)
        return again()

    def again() -> Mapping[str, float]:
        command = ["manage.py", "import_fixtures", SOURCE, last["file"]]
        return _timed(postgresql, last["url"], command, events=EVENTS)

    def copy() -> Mapping[str, float]:
        url = url_of(COPY)
        return _timed(postgresql, url, ["-m", "tests.bench.import_floors", "copy", last["file"]], events=EVENTS)

    def orm() -> Mapping[str, float]:
        url = url_of(ORM)
        return _timed(
            postgresql, url, ["-m", "tests.bench.import_floors", "orm", last["file"], str(BY_ORM)], events=BY_ORM
        )

    return {OURS: ours, AGAIN: again, COPY: copy, ORM: orm}


def _timed(postgresql: Cluster, url: str, command: list[str], *, events: int) -> Mapping[str, float]:
    database, began = postgresql.cpu_seconds(), time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment(url), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}.")
    return {
        "events/s": events / (time.perf_counter() - began),
        "client µs": (used.ru_utime + used.ru_stime) / events * 1e6,
        "database µs": (postgresql.cpu_seconds() - database) / events * 1e6,
        "MiB": used.ru_maxrss / 1024,
    }


def _table(figures: Figures) -> Table:
    rows = [
        [
            name,
            f"{middle(figures, name, 'events/s'):,.0f}",
            f"{middle(figures, name, 'client µs'):,.0f} + {middle(figures, name, 'database µs'):,.0f}",
            f"{middle(figures, name, 'MiB'):,.0f}",
            f"{ratio(figures, 'events/s', of=OURS, to=name):.2f}",
        ]
        for name in figures
    ]
    columns = ["", "events/s", "CPU µs: process + database", "MiB", "import / it"]
    notes = [f"{EVENTS:,} events a round, of the ORM loop {BY_ORM:,}; each process's start is in its time."]
    return Table(title="Import, PostgreSQL with fsync", notes=notes, columns=columns, rows=rows)
