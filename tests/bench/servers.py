"""What is measured: a PostgreSQL of the bench's own, and servers as production runs them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import psycopg
from psycopg import sql

from tests.bench.processes import cpu_seconds, descendants
from tests.postgres import installed_binaries, private_cluster

ROOT = Path(__file__).resolve().parents[2]
# As on a small server of one's own. fsync is on, as always.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "none",  # but where statements are counted
}
TOLD = ("server_version", "fsync", "synchronous_commit", "jit", "shared_buffers", "max_wal_size", "checkpoint_timeout")
WORKERS, THREADS = 2, 4


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A running PostgreSQL, and databases in it."""

    base: str  # its URL, but for the database
    postmaster: int

    def url(self, database: str) -> str:
        return f"{self.base}/{database}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def create(self, database: str, *, like: str = "template0") -> str:
        self.drop(database)
        with self.connect("postgres") as connection:
            text = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(text.format(sql.Identifier(database), sql.Identifier(like)))
        return self.url(database)

    def has(self, database: str) -> bool:
        with self.connect("postgres") as connection:
            return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())

    def drop(self, database: str) -> None:
        with self.connect("postgres") as connection:
            text = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(text.format(sql.Identifier(database)))

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.postmaster)

    def told(self) -> str:
        """What of its settings the figures depend on."""
        with self.connect("postgres") as connection:
            values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in TOLD]
        return ", ".join(f"{name} {value}" for name, (value,) in zip(TOLD, filter(None, values), strict=True))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The one of BENCH_POSTGRES_URL, on this machine, else one that is made for the run and removed after it."""
    if url := os.environ.get("BENCH_POSTGRES_URL"):
        yield _cluster(url)
        return
    binaries = installed_binaries()
    if not binaries:
        sys.exit("The bench needs PostgreSQL's initdb, and as root a user `postgres` to run it.")
    with private_cluster(binaries, SETTINGS) as own:
        yield _cluster(own.url)


def _cluster(url: str) -> Cluster:
    base = url.rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres") as connection:
        (pid,) = connection.execute("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int").fetchone() or (
            0,
        )
    return Cluster(base=base, postmaster=pid)


def environment(database_url: str, **more: str) -> dict[str, str]:
    """Production's settings, on a machine of one's own."""
    return os.environ | {
        "ENV_FILE": "",
        "SECRET_KEY": "of-the-bench-" * 5,
        # The same in every process: one seals what another opens.
        "LEDGER_ENCRYPTION_KEYS": "b2YgdGhlIGJlbmNoLCBhbmQgbm8gb3RoZXIgcGxhY2U=",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rewards_site.settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def manage(database_url: str, *arguments: str) -> str:
    """The output of a management command."""
    return _run([sys.executable, "manage.py", *arguments], database_url)


def run(database_url: str, module: str, *arguments: str, python: str = sys.executable) -> str:
    """The output of a module that is run as a program."""
    return _run([python, "-m", module, *arguments], database_url)


def _run(command: Sequence[str], database_url: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment(database_url), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclass(frozen=True, kw_only=True)
class Server:
    """A granian that listens."""

    port: int
    pid: int
    output: Path

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)


@contextmanager
def granian(application: str, settings: Mapping[str, str], *, python: str = sys.executable) -> Iterator[Server]:
    """As README starts it."""
    port = free_port()
    with NamedTemporaryFile(prefix="reward-ledger-bench-") as output:
        process = started(application, settings, port, python=python, output=output)
        try:
            until_open(port, process)
            yield Server(port=port, pid=process.pid, output=Path(output.name))
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                for one in (*descendants(process.pid), process.pid):
                    os.kill(one, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def started(
    application: str,
    settings: Mapping[str, str],
    port: int,
    *,
    python: str = sys.executable,
    output: "int | IO[bytes]" = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    command = [python, "-m", "granian", "--interface", "wsgi", application, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"]
    return subprocess.Popen(command, cwd=ROOT, env=settings, stdout=output)


def until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                sys.exit("The server did not start.")
            time.sleep(0.1)
        else:
            return
    sys.exit("The server does not listen.")
