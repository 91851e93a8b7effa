"""The settings and the machine they are for: files, disks, what the system checks say."""

import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags
from django.db import connection

from ledger.doctor.findings import Finding, fine, notice, serious
from ledger.sql import deployment as sql
from ledger.sql.run import lines

# Warnings, so that commands run all the same; of a deployment they are more than that.
SERIOUS = frozenset({"ledger.W001", "ledger.W002", "ledger.W003", "ledger.W004", "security.W009", "security.W018"})
# They follow from HTTPS, of which ledger.W001 speaks where it matters.
OF_HTTPS = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})
OTHERS = stat.S_IRWXG | stat.S_IRWXO
ROOT = 0
STRANGERS = stat.S_IRWXO
LEAST_BYTES, LEAST_PART = 1024**3, 0.05
OF_THIS_MACHINE = frozenset({"", "localhost", "127.0.0.1", "::1"})


def system_checks() -> Iterator[Finding]:
    """Those that ask no database, of a deployment too."""
    return _findings(checks.run_checks(include_deployment_checks=True))


def database_checks() -> Iterator[Finding]:
    """Triggers, the recording function, indexes by name, sources' secrets and providers."""
    return _findings(checks.run_checks(tags=[Tags.database], databases=["default"]))


def _findings(messages: Iterable[CheckMessage]) -> Iterator[Finding]:
    # Django keeps its checks in a set: their order says nothing.
    for message in sorted(messages, key=lambda message: (str(message.id), message.msg)):
        if message.is_silenced() or (message.id in OF_HTTPS and not settings.HTTPS):
            continue
        find = serious if message.level >= checks.ERROR or message.id in SERIOUS else notice
        yield find(message.msg, message.hint or f"What {message.id} means: docs.djangoproject.com/en/5.2/ref/checks/")


def environment_file() -> Iterator[Finding]:
    """It has the keys of everything. Root's is read by a group: of the servers, and of who migrates."""
    file = Path(settings.ENV_FILE) if settings.ENV_FILE else None
    if not file or not file.exists():
        return
    found = file.stat()
    mode = 0o640 if found.st_uid == ROOT and found.st_mode & stat.S_IRGRP else 0o600
    if found.st_mode & OTHERS & ~mode:
        yield serious(f"{file} can be read by others: it has the keys of all secrets.", f"chmod {mode:o} {file}")


def metrics() -> Iterator[Finding]:
    if (settings.METRICS_TOKEN or settings.METRICS_ADDRESSES) and not settings.METRICS_DIRECTORY:
        yield notice(
            "Each worker answers /metrics for itself alone: METRICS_DIRECTORY is not set.",
            "METRICS_DIRECTORY=/run/reward-ledger, with RuntimeDirectory=reward-ledger in the systemd unit.",
        )


def sqlite_files() -> Iterator[Finding]:
    """The database as a file, with the people in it."""
    file = _sqlite_file()
    if file and file.stat().st_mode & STRANGERS:
        yield serious(f"{file} can be read by everybody on this machine.", f"chmod o= {file}*")


def disk() -> Iterator[Finding]:
    """Where the data lies."""
    folder = _data_folder()
    if not folder:
        yield fine("PostgreSQL's data lies where this command can't look.")
        return
    usage = shutil.disk_usage(folder)
    left = f"{usage.free / 1024**3:,.1f} GiB ({usage.free / usage.total:.0%}) are free at {folder}."
    if usage.free < LEAST_BYTES or usage.free < LEAST_PART * usage.total:
        yield serious(left, "Make room, or give it a larger disk: with a full one every webhook is answered 503.")
    else:
        yield fine(left)


def _sqlite_file() -> Path | None:
    file = Path(str(connection.settings_dict["NAME"]))
    return file if connection.vendor == "sqlite" and file.exists() else None


def _data_folder() -> Path | None:
    if connection.vendor == "sqlite":
        file = _sqlite_file()
        return file.parent if file else None
    host = connection.settings_dict["HOST"]
    told = lines(sql.DATA_FOLDER) if host in OF_THIS_MACHINE or host.startswith("/") else []
    folders = [Path(folder) for (folder,) in told]
    return next((folder for folder in folders if _is_seen(folder)), None)


def _is_seen(folder: Path) -> bool:
    try:
        return folder.exists()
    except PermissionError:
        return False
