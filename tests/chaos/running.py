"""What is tried: a PostgreSQL, a server that is started again when it dies, an importer that is run again likewise."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from tests.bench.processes import descendants
from tests.bench.servers import ROOT, environment, free_port, manage, started, until_open
from tests.chaos.delivering import SECRET
from tests.chaos.shops import SHOPS, Event
from tests.postgres import PrivateCluster, installed_binaries, private_cluster

DISK = "1500m"
SETTINGS = {"shared_buffers": "128MB", "max_wal_size": "256MB"}


class Server:
    """As an init system keeps it: what belongs to it dies with it, and it comes back."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings, self.port = settings, free_port()
        self.starts = 0
        self._is_ending = threading.Event()
        self.process: subprocess.Popen[bytes]
        self._start()
        until_open(self.port, self.process)
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        self._is_ending.set()
        self._watch.join(10)
        kill([self.process.pid, *descendants(self.process.pid)], signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            kill([*descendants(self.process.pid), self.process.pid])

    def workers(self) -> Sequence[int]:
        return descendants(self.process.pid)

    def _start(self) -> None:
        self.starts += 1
        self.process = started("rewards_site.wsgi:application", self.settings, self.port)

    def _keep(self) -> None:
        family: Sequence[int] = []
        while not self._is_ending.wait(0.1):
            if self.process.poll() is None:
                family = self.workers() or family
                continue
            kill(family)
            self._start()


class Importer:
    """Exported events, written to a file and imported until the command says that it is done."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self.settings, self.folder = settings, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.runs = 0
        self._waiting: list[Event] = []
        self._lock = threading.Lock()
        self._is_ending = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def add(self, events: Sequence[Event]) -> None:
        with self._lock:
            self._waiting += events

    def stop(self, *, within: float) -> bool:
        """Whether all was imported in time."""
        self._is_ending.set()
        self._thread.join(within)
        return not self._thread.is_alive()

    def _work(self) -> None:
        number = 0
        while not (self._is_ending.wait(2) and not self._waiting):
            with self._lock:
                events, self._waiting = self._waiting, []
            if events:
                number += 1
                file = self.folder / f"{number:04}.ndjson"
                file.write_bytes(b"".join(event.body + b"\n" for event in events))
                self._import(events[0].source, file)

    def _import(self, source: str, file: Path) -> None:
        command = [sys.executable, "manage.py", "import_fixtures", source, str(file)]
        while True:
            self.runs += 1
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if self.process.wait() == 0:
                return
            time.sleep(0.5)


def kill(processes: Sequence[int], how: signal.Signals = signal.SIGKILL) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, how)


@contextmanager
def database() -> Iterator[tuple[PrivateCluster, Path | None]]:
    """A cluster, and the small disk that it has for itself, where this machine lets us mount one."""
    binaries = installed_binaries()
    if not binaries:
        print("NOT tried: it needs PostgreSQL's initdb, and as root a user `postgres` to run it.")
        sys.exit(2)
    with TemporaryDirectory(prefix="reward-ledger-disk-") as folder:
        disk = Path(folder)
        disk.chmod(0o755)
        mount, unmount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "none", folder], ["umount", folder]
        is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        try:
            with private_cluster(binaries, SETTINGS, within=disk) as cluster:
                yield cluster, disk if is_mounted else None
        finally:
            if is_mounted:
                subprocess.run(unmount, check=True)


def ledger(cluster: PrivateCluster) -> dict[str, str]:
    """An empty one, with the shops' sources; answers the settings to run it by."""
    base, _, name = cluster.url.rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["CHAOS_SECRET"] = SECRET
    manage(cluster.url, "migrate", "--no-input", "--verbosity", "0")
    for shop in SHOPS:
        names = (shop.provider, shop.source, "--name", shop.source.title(), "--currency", shop.currency)
        manage(cluster.url, "add_source", *names, "--secret-env", "CHAOS_SECRET")
    return environment(cluster.url, STATIC_ROOT=str(ROOT / "ledger" / "static"))
