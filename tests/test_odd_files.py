"""Files that are made to harm an import, and paths to what is no file."""

import gzip
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError

from ledger.management.files import EventFile
from ledger.management.pages import Pages
from ledger.models import Source
from ledger.providers import all_providers
from tests.sources import add_source
from tests.test_costly_bodies import cost, only_on_linux
from tests.test_import_fixtures import run, stored, treat

UNPACKED, PACKED = 4 * 1024 * 1024, 8 * 1024
SHAPES = {
    "nothing": b"\0",
    "blanks": b" ",
    "lines": b"\n",
    "a text": b'"' + b"a" * 1023,
    "brackets": b"[" * 1024,
    "quotes": b'"',
}
NO_FILE = "a device or a socket; expected a file, a folder, a pipe, or - for standard input"


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply", slug="acme")


def bomb(file: Path, piece: bytes) -> None:
    """Some 4 kB that unpack to 4 MiB."""
    file.write_bytes(gzip.compress(piece * (UNPACKED // len(piece))))


@only_on_linux
@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name in SHAPES for kind in ("json", "ndjson", "csv")])
def test_what_unpacks_without_end_is_given_up_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    monkeypatch.setattr("ledger.management.files.PACKED_TO_LET_BE", PACKED)
    file = tmp_path / f"a.{kind}.gz"
    bomb(file, SHAPES[name])
    pages = Pages.of(all_providers()["voucherify"])

    def read() -> None:
        with pytest.raises(OSError, match="it unpacks to more than 200 times its size"):
            for _ in EventFile(name=str(file)).pieces(limit=10 * 1024 * 1024, pages=pages, read=lambda _: None):
                pass

    seconds, mebibytes = cost(read)

    assert (seconds < 10, mebibytes < 100) == (True, True), (seconds, mebibytes)


def test_what_came_before_is_kept_and_other_files_go_on(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.management.files.PACKED_TO_LET_BE", PACKED)
    bomb(tmp_path / "a.ndjson.gz", b"\n" * 1024)
    packed = (tmp_path / "a.ndjson.gz").read_bytes()
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(treat(1)) + packed)
    (tmp_path / "b.json").write_bytes(treat(2))

    code, counts, (said,) = run("acme", tmp_path)

    assert (code, counts) == (1, {"read": 3, "new": 2, "unreadable": 1})
    assert said == (
        f"{tmp_path}/a.ndjson.gz: not read beyond line 1, byte 0: it unpacks to more than 200 times its size"
    )
    assert sorted(stored()) == [treat(1), treat(2)]


def test_what_packs_well_by_right_is_read(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(b"\n" * 1024 * 1024 + treat(1)))
    assert run("acme", tmp_path) == (0, {"read": 1, "new": 1}, [])


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(path))  # an absolute one may be too long for it


def loop(path: Path) -> None:
    path.symlink_to(path)


MAKERS = {device: NO_FILE, listening: NO_FILE, loop: "Too many levels of symbolic links"}


@pytest.mark.parametrize(("make", "problem"), MAKERS.items())
def test_what_is_no_file_is_refused(source: Source, tmp_path: Path, make: Callable[[Path], None], problem: str) -> None:
    make(tmp_path / "a.json")
    with pytest.raises(CommandError) as refused:
        run("acme", tmp_path / "a.json")
    assert (str(refused.value), refused.value.returncode) == (f"{tmp_path}/a.json: {problem}", 2)


def test_in_a_folder_it_is_told_and_the_rest_is_read(source: Source, tmp_path: Path) -> None:
    for name, make in (("a", loop), ("b", listening)):
        make(tmp_path / f"{name}.json")
    (tmp_path / "c.json").mkdir()
    (tmp_path / "c.json" / "up").symlink_to(tmp_path)
    (tmp_path / "c.json" / "1.json").write_bytes(treat(1))

    code, counts, said = run("acme", tmp_path, "--errors", tmp_path / "errors")

    assert (code, counts) == (1, {"read": 3, "new": 1, "unreadable": 2})
    assert said == [f"{tmp_path}/a.json: Too many levels of symbolic links", f"{tmp_path}/b.json: not a file"]


@pytest.mark.parametrize("make", [loop, Path.mkdir])
def test_errors_are_not_written_to_what_is_no_file(
    source: Source, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    (tmp_path / "a.json").write_bytes(treat(1))
    make(tmp_path / "errors")
    with pytest.raises(CommandError, match=r"--errors .*: (Too many levels of symbolic links|Is a directory)"):
        run("acme", tmp_path / "a.json", "--errors", tmp_path / "errors")
    assert stored() == []


def test_a_pipe_of_the_shell_is_read_to_its_end(source: Source) -> None:
    read, write = os.pipe()
    os.write(write, treat(1) + treat(2))
    os.close(write)
    try:
        assert run("acme", f"/dev/fd/{read}") == (0, {"read": 2, "new": 2}, [])
    finally:
        os.close(read)
