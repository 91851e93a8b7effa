"""Past events out of a file: beside a raw COPY of the same bytes and the ORM, by two processes, beside webhooks."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread

from tests.bench.ingest import OURS as INGEST
from tests.bench.ingest import address, prepare, serving
from tests.bench.load import Paced
from tests.bench.rounds import Asked, Figures, Table, in_turn, middle, ratio, spread
from tests.bench.sending import SOURCE, bodies, requests
from tests.bench.servers import ROOT, Cluster, environment

# Loops are that much slower: fewer events tell as much.
ORM_PART, BULK_PART = 50, 5
PER_SECOND, CLIENTS = 40, 8  # webhooks that arrive, whatever becomes of those before
ALONE = 10.0  # seconds

OURS, AGAIN, TWO = "import_fixtures", "the same file again", "two processes, a file each"
COPY, BULK, ORM = "raw COPY into one table", "bulk_create, 2,000 at once", "plain ORM loop"


@dataclass(frozen=True, kw_only=True)
class Work:
    """Files, and databases that are like a new one."""

    postgresql: Cluster
    folder: Path
    events: int

    def file(self, seed: int) -> str:
        path = self.folder / f"{seed}.ndjson"
        if not path.exists():
            with path.open("wb") as file:
                file.writelines(body + b"\n" for body in islice(bodies(seed), self.events))
        return str(path)

    def measure(self, commands: Sequence[Sequence[str]], *, events: int, fresh: bool = True) -> Mapping[str, float]:
        """One round of processes that are started at the same time."""
        url = self.postgresql.create("imported", like="bench") if fresh else self.postgresql.url("imported")
        database, began = self.postgresql.cpu_seconds(), time.perf_counter()
        processes = [Process.start(command, url) for command in commands]
        cpu = sum(process.end() for process in processes)
        return {
            "events/s": events / (time.perf_counter() - began),
            "process µs": cpu / events * 1e6,
            "database µs": (self.postgresql.cpu_seconds() - database) / events * 1e6,
            **processes[0].memory(),
        }


@dataclass(kw_only=True)
class Process:
    """A command that runs, and how much memory it holds meanwhile."""

    command: Sequence[str]
    running: "subprocess.Popen[bytes]"
    held: list[float] = field(default_factory=list)  # MiB, ten times a second
    peak: float = 0.0

    @classmethod
    def start(cls, command: Sequence[str], url: str) -> "Process":
        running = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment(url), stdout=subprocess.DEVNULL
        )
        process = cls(command=command, running=running)
        Thread(target=process._watch, daemon=True).start()
        return process

    def end(self) -> float:
        """Its CPU seconds."""
        _, status, used = os.wait4(self.running.pid, 0)
        if status:
            sys.exit(f"{' '.join(self.command)} ended with {status}.")
        self.peak = used.ru_maxrss / 1024
        return used.ru_utime + used.ru_stime

    def memory(self) -> Mapping[str, float]:
        """When a tenth, a half and nearly all of its time was over, and the most; in MiB."""
        held = self.held or [self.peak]
        parts = {f"MiB at {percent} %": held[len(held) * percent // 100] for percent in (10, 50, 95)}
        return parts | {"MiB at most": self.peak}

    def _watch(self) -> None:
        status = Path(f"/proc/{self.running.pid}/statm")
        try:
            while pages := int(status.read_text().split()[1]):
                self.held.append(pages * os.sysconf("SC_PAGE_SIZE") / 1024**2)
                time.sleep(0.1)
        except OSError:
            return


def bench(asked: Asked, postgresql: Cluster) -> list[Table]:
    """Each round has files of its own, and starts from an empty database."""
    prepare(postgresql.create("bench"))
    with TemporaryDirectory(prefix="reward-ledger-bench-") as folder:
        work = Work(postgresql=postgresql, folder=Path(folder), events=asked.events)
        figures = in_turn(_contenders(work), rounds=asked.rounds)
        meanwhile = in_turn(_webhooks(work), rounds=asked.rounds)
    return [_table(figures, work), _memory(figures), _table_of_webhooks(meanwhile)]


def _contenders(work: Work) -> Mapping[str, Callable[[], Mapping[str, float]]]:
    def importing(*seeds: int) -> list[list[str]]:
        return [["manage.py", "import_fixtures", SOURCE, work.file(seed)] for seed in seeds]

    def floor(act: str, part: int = 1) -> Mapping[str, float]:
        events = max(work.events // part, 10)
        return work.measure([["-m", "tests.bench.import_floors", act, work.file(0), str(events)]], events=events)

    def two() -> Mapping[str, float]:
        return work.measure(importing(0, 1), events=2 * work.events)

    return {
        TWO: two,
        OURS: lambda: work.measure(importing(0), events=work.events),
        AGAIN: lambda: work.measure(importing(0), events=work.events, fresh=False),
        COPY: partial(floor, "copy"),
        BULK: partial(floor, "bulk", BULK_PART),
        ORM: partial(floor, "orm", ORM_PART),
    }


def _webhooks(work: Work) -> Mapping[str, Callable[[], Mapping[str, float]]]:
    """Webhooks that arrive at a steady rate, with nothing beside them and with an import of the same source."""
    sent = requests(address(), seed=2)

    def arriving(act: Callable[[str], None]) -> Mapping[str, float]:
        url = work.postgresql.create("imported", like="bench")
        with serving(INGEST, url) as server:
            Paced(server.port, sent, per_second=PER_SECOND, clients=CLIENTS).during(lambda: time.sleep(2))
            paced = Paced(server.port, sent, per_second=PER_SECOND, clients=CLIENTS)
            paced.during(lambda: act(url))
        if set(paced.statuses) != {200}:
            sys.exit(f"Not every webhook was answered with 200: {paced.statuses}")
        p50, p95 = median(paced.latencies), quantiles(paced.latencies, n=20)[-1]
        return {"webhooks": len(paced.latencies), "p50 ms": p50 * 1000, "p95 ms": p95 * 1000}

    def during(url: str) -> None:
        Process.start(["manage.py", "import_fixtures", SOURCE, work.file(0)], url).end()

    return {
        "alone": lambda: arriving(lambda _: time.sleep(min(ALONE, work.events / 100))),
        "during an import": lambda: arriving(during),
    }


def _table(figures: Figures, work: Work) -> Table:
    rows = [
        [
            name,
            f"{middle(figures, name, 'events/s'):,.0f} ({spread(figures, name, 'events/s')})",
            f"{middle(figures, name, 'process µs'):,.0f} + {middle(figures, name, 'database µs'):,.0f}",
            f"{ratio(figures, 'events/s', of=OURS, to=name):.2f}",
            f"{ratio(figures, 'events/s', of=name, to=OURS):.2f}",
        ]
        for name in figures
    ]
    parts = f"bulk_create gets one in {BULK_PART} of them, the ORM's loop one in {ORM_PART}"
    notes = [f"{work.events:,} events a file; {parts}. Each process's start is in its time."]
    columns = ["", "events/s (least to most)", "CPU µs: process + database", "import / it", "it / import"]
    return Table(title="Import, PostgreSQL with fsync", notes=notes, columns=columns, rows=rows)


def _memory(figures: Figures) -> Table:
    names = [name for name in next(iter(figures.values()))[0] if name.startswith("MiB")]
    rows = [[contender, *(f"{middle(figures, contender, name):,.0f}" for name in names)] for contender in figures]
    title = "Memory of the (first) process, when so much of its time was over"
    return Table(title=title, notes=(), columns=["", *names], rows=rows)


def _table_of_webhooks(figures: Figures) -> Table:
    names = ("webhooks", "p50 ms", "p95 ms")
    rows = [
        [
            name,
            *(f"{middle(figures, name, figure):,.1f}" for figure in names),
            f"{ratio(figures, 'p95 ms', of=name, to='alone'):.2f}",
        ]
        for name in figures
    ]
    title = f"Webhooks during a full-speed import, {PER_SECOND} a second"
    return Table(title=title, notes=(), columns=["", *names, "p95 / alone"], rows=rows)
