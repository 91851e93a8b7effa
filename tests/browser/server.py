"""The server of production, in a process of its own, on the tests' database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings

PATIENCE = 60  # seconds


@contextmanager
def running(log: Path, **changed: str) -> Iterator[str]:
    """The address of a server; ``changed``: settings that differ from the tests' own."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "rewards_site.wsgi:application", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    env = os.environ | {"DATABASE_URL": database_url(), **changed}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=output, stderr=output)
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/admin/login/", process, log)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


def manage(*arguments: str) -> None:
    """As production does it: in this process static files have the tests' own storage."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, check=True)


def database_url() -> str:
    """Of the database that pytest-django has made."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return f"sqlite:///{database['NAME']}"
    user = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return f"postgres://{user}@{quote(database['HOST'], safe='')}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - our own
        except HTTPError:
            break
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not come up:\n{log.read_text(errors='replace')}")
