"""
Keeps what this release makes of an empty database, with some of each row: `make kept-schema`.

As SQL for each engine, in ``tests/upgrades/<release>.<engine>.sql``. A release's are written before it is out, and
never again. PostgreSQL's binaries must be installed.
"""

import os
import re
import sqlite3
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.release import VERSION
from tests.postgres import DATABASE, PrivateCluster, installed_binaries, private_cluster

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
# Of the rows that are kept, and of no ledger: what is sealed in them can be opened by whoever restores them.
SETTINGS = {
    "ENV_FILE": "",
    "SECRET_KEY": "of the tests alone, " * 4,
    "LEDGER_ENCRYPTION_KEYS": urlsafe_b64encode(b"of the tests alone, no secret...").decode(),
    "ALLOWED_HOSTS": "testserver",
    "HTTPS": "false",
    "LOG_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore::UserWarning",  # nobody asks for static files
    "DJANGO_SETTINGS_MODULE": "rewards_site.settings",
}
# What is this server's own: its role, its release, how it compresses.
PORTABLE = ("--inserts", "--no-owner", "--no-privileges", "--no-comments", "--no-toast-compression", "--encoding=UTF8")
# The settings of a session that PostgreSQL 14 and every later one know and that the script needs.
NEEDED = re.compile(r"SET (client_encoding|standard_conforming_strings|check_function_bodies) ")


def main() -> None:
    binaries = installed_binaries()
    if binaries is None:
        sys.exit("PostgreSQL's binaries are not installed: its schema can't be kept.")
    with TemporaryDirectory(prefix="reward-ledger-") as folder:
        file = Path(folder) / "ledger.sqlite3"
        stage("fill", f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection:
            keep("sqlite", "\n".join(connection.iterdump()))
    with private_cluster(binaries) as cluster:
        subprocess.run([*client(cluster, "createdb"), "--template=template0", "--encoding=UTF8"], check=True)
        stage("fill", cluster.url)
        command = [*client(cluster, "pg_dump"), *PORTABLE]
        keep("postgresql", portable(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def client(cluster: PrivateCluster, program: str) -> list[str]:
    """The program at the database of the cluster's URL."""
    return [str(cluster.binaries / program), f"--host={cluster.folder}", "--username=postgres", DATABASE]


def portable(script: str) -> str:
    """Without what psql alone, or one release of PostgreSQL alone, understands."""
    lines = (line for line in script.splitlines() if not line.startswith(("\\", "--")))
    return "\n".join(line for line in lines if not line.startswith("SET ") or NEEDED.match(line))


def keep(engine: str, script: str) -> None:
    file = FOLDER / f"{VERSION}.{engine}.sql"
    file.write_text(re.sub(r"\n{3,}", "\n\n", script).strip() + "\n", encoding="utf-8")
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


def stage(name: str, database: str) -> None:
    """Run a part of ``tests.upgrades.stages`` in a process of its own, with the settings of the rows."""
    environment = {"PATH": os.environ["PATH"], **SETTINGS, "DATABASE_URL": database}
    subprocess.run([sys.executable, "-m", "tests.upgrades.stages", name], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
