"""Every release that was kept can be migrated to this one, and goes on working."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.upgrades.keeping import FOLDER, stage

REMEDY = """\
{file} can't be migrated to what the models are today. If that release is not out yet: make kept-schema. If it is, its
file stays as it is: add a migration, and leave those that there are."""


@pytest.mark.both_engines
@pytest.mark.parametrize("file", sorted(FOLDER.glob(f"*.{connection.vendor}.sql")), ids=lambda file: str(file.name))
def test_a_kept_release_goes_on(file: Path, tmp_path: Path) -> None:
    restored = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    with restored(file.read_text("utf-8"), tmp_path) as database:
        try:
            stage("go_on", database)
        except subprocess.CalledProcessError:
            pytest.fail(REMEDY.format(file=file.name))


@contextmanager
def on_sqlite(script: str, folder: Path) -> Iterator[str]:
    file = folder / "kept.sqlite3"
    with closing(sqlite3.connect(file)) as restored:
        restored.executescript(script)
    yield f"sqlite:///{file}"


@contextmanager
def on_postgresql(script: str, _folder: Path) -> Iterator[str]:
    server = urlsplit(os.environ["DATABASE_URL"])._replace(query="")
    name = f"test_{server.path[1:]}_kept_{os.getpid()}"
    url = server._replace(path=f"/{name}").geturl()
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as beside:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        beside.execute(drop)
        beside.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        try:
            with psycopg.connect(url) as restored:
                restored.execute(script.encode())
            yield url
        finally:
            beside.execute(drop)
