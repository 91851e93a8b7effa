"""What goes wrong, one at a time, each at a moment of the seed's choosing. Only what was started here is touched."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg

from tests.bench.processes import descendants
from tests.chaos.running import Importer, Server, kill
from tests.postgres import PrivateCluster

FULL = 3.0  # seconds
BLOCK = b"\0" * (1 << 20)

Fault = Callable[[], bool]  # whether there was something to break


@dataclass(kw_only=True)
class Saboteur:
    cluster: PrivateCluster
    disk: Path | None
    server: Server
    importer: Importer
    rng: Random
    done: Counter[str] = field(default_factory=Counter)

    def strike(self) -> str:
        """One fault, and its name."""
        faults = self.faults()
        names = sorted(faults)
        while True:
            name = self.rng.choice(names)
            if faults[name]():
                self.done[name] += 1
                return name
            names.remove(name)

    def faults(self) -> Mapping[str, Fault]:
        return {
            "kill a worker": self._kill_worker,
            "kill the server": self._kill_server,
            "kill the importer": self._kill_importer,
            "kill PostgreSQL": self._kill_postgresql,
            "kill a backend": self._kill_backend,
            "cut all connections": self._cut,
            "stall PostgreSQL": self._stall,
            "lock a table": self._lock,
            **({"fill the disk": self._fill} if self.disk else {}),
        }

    @property
    def kills(self) -> int:
        return sum(times for name, times in self.done.items() if name.startswith("kill"))

    def _kill_worker(self) -> bool:
        workers = self.server.workers()
        kill([self.rng.choice(workers)] if workers else [])
        return bool(workers)

    def _kill_server(self) -> bool:
        kill([self.server.process.pid, *self.server.workers()])
        return True

    def _kill_importer(self) -> bool:
        process = self.importer.process
        is_running = process is not None and process.poll() is None
        if process and is_running:
            time.sleep(self.rng.uniform(0, 1.5))  # into the middle of it
            process.kill()
        return is_running

    def _kill_postgresql(self) -> bool:
        postmaster = self.cluster.postmaster
        family = [postmaster, *descendants(postmaster)]
        kill(family)
        time.sleep(self.rng.uniform(0.2, 2))
        self.cluster.start()
        return True

    def _kill_backend(self) -> bool:
        backends = self._ask("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s")
        kill([self.rng.choice(backends)] if backends else [])
        return bool(backends)

    def _cut(self) -> bool:
        question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
        return bool(self._ask(f"SELECT pg_terminate_backend(pid) FROM ({question}) AS other"))

    def _stall(self) -> bool:
        postmaster = self.cluster.postmaster
        family = [postmaster, *descendants(postmaster)]
        kill(family, signal.SIGSTOP)
        try:
            time.sleep(self.rng.uniform(1, 6))
        finally:
            kill(family, signal.SIGCONT)
        return True

    def _lock(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.cluster.url) as connection:
            connection.execute("LOCK TABLE ledger_inboundevent")
            time.sleep(self.rng.uniform(1, 4))
            return True
        return False

    def _fill(self) -> bool:
        if not self.disk:
            return False
        filler = self.disk / "filler"
        try:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(BLOCK) == len(BLOCK):
                    pass
            time.sleep(FULL)
        finally:
            filler.unlink()
        self.restart()
        return True

    def restart(self) -> None:
        """PostgreSQL ends itself where it can't write its log."""
        for _ in range(100):
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.cluster.url, connect_timeout=2).close()
                return
            with suppress(OSError, ValueError, IndexError):
                if Path(f"/proc/{self.cluster.postmaster}").exists():
                    time.sleep(0.3)
                    continue
            self.cluster.start()

    def _ask(self, question: str) -> list[int]:
        with suppress(psycopg.OperationalError), psycopg.connect(self.cluster.url, autocommit=True) as connection:
            return [row[0] for row in connection.execute(question, [connection.info.backend_pid])]
        return []
