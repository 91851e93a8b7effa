"""
Runs the tests on PostgreSQL: `python -m tests.postgres [pytest's arguments]`.

The server is the one of TEST_POSTGRES_URL, else a local one that lets us create databases and roles, else a private
cluster made for the run of installed binaries and removed after it. Where there is none, that is said; with
REQUIRE_POSTGRES=1 it is a failure.
"""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import psycopg
from psycopg import sql

HOST, PORT = "127.0.0.1", 5432
OLDEST = 140_000
# A name of its own for each run, so that two at once do not meet; Django puts `test_` before it.
DATABASE = f"reward_ledger_{os.getpid()}"


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as (url, description):
        if url is None:
            print(f"PostgreSQL was NOT tested: {description}", flush=True)
            return 1 if os.environ.get("REQUIRE_POSTGRES") == "1" else 0
        print(f"PostgreSQL: {description}", flush=True)
        return run_pytest(url, arguments)


def run_pytest(url: str, arguments: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


@contextmanager
def server() -> Iterator[tuple[str | None, str]]:
    """The URL of a server to test on, or None, and words for either."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url, "the server of TEST_POSTGRES_URL"
    elif user := local_user():
        try:
            yield f"postgres://{quote(user)}@{HOST}:{PORT}/{DATABASE}", f"the server at {HOST}:{PORT}, as {user}"
        finally:
            drop_leftovers(user)
    elif binaries := installed_binaries():
        with private_cluster(binaries) as cluster:
            yield cluster.url, f"a private cluster from {binaries}"
    else:
        nobody = f"TEST_POSTGRES_URL is not set, {HOST}:{PORT} lets nobody in, and initdb is not installed"
        yield None, f"{nobody} (or only for root, without a user `postgres`)."


def local_user() -> str | None:
    question = "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
    for user in dict.fromkeys([getpass.getuser(), "postgres"]):
        try:
            with connect(user) as connection:
                row = connection.execute(question).fetchone()
                if row and row[0] and connection.info.server_version >= OLDEST:
                    return user
        except psycopg.OperationalError:
            continue
    return None


def connect(user: str) -> psycopg.Connection:
    return psycopg.connect(host=HOST, port=PORT, user=user, dbname="postgres", connect_timeout=2, autocommit=True)


def drop_leftovers(user: str) -> None:
    """What a run that was interrupted has left: its own databases and roles alone, by the process id in their names."""
    with connect(user) as connection:
        ours = "SELECT datname FROM pg_database WHERE datname = %(name)s OR starts_with(datname, %(name)s || '_')"
        for (name,) in connection.execute(ours, {"name": f"test_{DATABASE}"}).fetchall():
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        roles = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %(name)s) AND rolname LIKE '%%\\_web'"
        for (name,) in connection.execute(roles, {"name": f"test_{DATABASE}"}).fetchall():
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def installed_binaries() -> Path | None:
    """The folder of the newest initdb; none for root where there is no `postgres` to run it as."""
    if os.geteuid() == 0 and not server_owner():
        return None
    in_path = shutil.which("initdb")
    folders = [Path(in_path).resolve().parent] if in_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def server_owner() -> str | None:
    """PostgreSQL refuses to run as root."""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


@dataclass(frozen=True, kw_only=True)
class PrivateCluster:
    """Reached through a socket in a folder of its own: no port to find, and no stranger on it."""

    binaries: Path
    folder: Path
    owner: str | None
    settings: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{DATABASE}"

    @property
    def postmaster(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def create(self) -> None:
        new = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync"]
        # Not every system knows C.UTF-8; C alone can't fold the case of other letters than ASCII's.
        if not self._run("initdb", *new, "--locale", "C.UTF-8", check=False):
            self._run("initdb", *new, "--locale", "C")

    def start(self) -> None:
        given = {"listen_addresses": "''", "unix_socket_directories": str(self.folder), "max_connections": "200"}
        options = " ".join(f"-c {name}={value}" for name, value in (given | dict(self.settings)).items())
        self._run("pg_ctl", "--options", options, "--wait", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "--mode", "immediate", "--wait", "stop", check=False)

    def _run(self, program: str, *arguments: str, check: bool = True) -> bool:
        command = [str(self.binaries / program), "--pgdata", str(self.folder / "data"), *arguments]
        # To a file: the server inherits the output, and a pipe would stay open as long as it runs.
        with (self.folder / "output").open("a") as output:
            done = subprocess.run(command, cwd=self.folder, user=self.owner, stdout=output, stderr=output, check=False)
        if check and done.returncode:
            sys.exit(f"{program} failed:\n{(self.folder / 'output').read_text()}")
        return done.returncode == 0


@contextmanager
def private_cluster(
    binaries: Path, settings: Mapping[str, str] = MappingProxyType({}), *, within: Path | None = None
) -> Iterator[PrivateCluster]:
    """Running, in a folder that is removed after it; ``within``: where that is made."""
    owner = server_owner() if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="reward-ledger-", dir=within) as folder:
        if owner:
            shutil.chown(folder, owner)
        cluster = PrivateCluster(binaries=binaries, folder=Path(folder), owner=owner, settings=settings)
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
