"""What is named on the command line, as files of events: found, opened, unpacked, in chunks."""

import errno
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from gzip import GzipFile
from io import BufferedReader
from pathlib import Path
from typing import cast

from ledger.management.pages import Pages
from ledger.management.reading import Piece, elements, lines
from ledger.management.rows import rows

CHUNK = 256 * 1024
STANDARD_INPUT = "-"
GZIP = b"\x1f\x8b"  # how it begins, whatever the file is called
# No export packs so well: a file that does is made to fill what unpacks it.
MOST_UNPACKED, PACKED_TO_LET_BE = 200, 128 * 1024  # times its size; and so many bytes
OF_LINES = (".ndjson", ".jsonl")
OF_ROWS = ".csv"
OF_EVENTS = (".json", *OF_LINES, OF_ROWS)

# What reading may raise: the file can't be read, or its compression is damaged or cut off.
READ_ERRORS = (OSError, EOFError, zlib.error)


class UnusablePath(Exception):
    """There is nothing to read where a path points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """A file of events, or why one in a folder is left out. The size of what comes in by a pipe is 0."""

    name: str
    size: int = 0
    problem: str = ""

    def pieces(self, *, limit: int, pages: Pages, read: Callable[[int], object]) -> Iterator[Piece]:
        """Its events. ``read`` is told how many bytes were read, as they lie on the disk. Raises ``READ_ERRORS``."""
        is_piped = self.name == STANDARD_INPUT
        with nullcontext(sys.stdin.buffer) if is_piped else Path(self.name).open("rb") as file:
            chunks, name = _chunks(cast(BufferedReader, file), read), _plain_name(self.name)
            if name.endswith(OF_ROWS):
                yield from rows(chunks, limit=limit)
            else:
                cut = lines if name.endswith(OF_LINES) else elements
                yield from cut(chunks, limit=limit, pages=pages)


def find(path: str) -> list[EventFile]:
    """
    The file that the path names, or those in the folder, in order. Raises ``UnusablePath``.

    A file that is named is taken whatever it is called, and so is a pipe, as the shell makes of ``<(…)``; in a folder
    only what is called like a file of events.
    """
    if path == STANDARD_INPUT:
        return [EventFile(name=path)]
    try:
        status = Path(path).stat()
    except OSError as error:
        raise UnusablePath(f"{path}: {error.strerror}") from None
    if not stat.S_ISDIR(status.st_mode):
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
            raise UnusablePath(
                f"{path}: a device or a socket; expected a file, a folder, a pipe, or - for standard input"
            )
        return [EventFile(name=path, size=status.st_size)]
    files = list(_in_folder(Path(path)))
    if not files:
        raise UnusablePath(f"{path}: no file in it ends in {', '.join(OF_EVENTS)}, or one of these and .gz")
    return files


def reason(error: BaseException) -> str:
    """Why a file could not be read."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"its compression is damaged or cut off ({error})"


def _in_folder(folder: Path) -> Iterator[EventFile]:
    unread: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders.sort()
        links = [
            name for name in folders if Path(parent, name).is_symlink() and not _is_inside(Path(parent, name), folder)
        ]
        files = [name for name in names if _plain_name(name).endswith(OF_EVENTS)]
        for name in sorted(links + files):
            yield _in_folder_as(Path(parent, name), folder)
    for error in unread:
        yield EventFile(name=str(error.filename), problem=reason(error))


def _in_folder_as(path: Path, folder: Path) -> EventFile:
    try:
        status = path.stat()
    except OSError as error:
        return EventFile(name=str(path), problem=reason(error))
    if not _is_inside(path, folder):
        return EventFile(name=str(path), problem="a link out of the folder is not followed")
    if not stat.S_ISREG(status.st_mode):
        return EventFile(name=str(path), problem="not a file")
    return EventFile(name=str(path), size=status.st_size)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _plain_name(name: str) -> str:
    return name.lower().removesuffix(".gz")


def _chunks(file: BufferedReader, read: Callable[[int], object]) -> Iterator[bytes]:
    """What a file holds, unpacked. One ``read1`` at a time: what came before a damage is not lost."""
    is_compressed = file.peek(len(GZIP))[: len(GZIP)] == GZIP
    source = GzipFile(fileobj=file) if is_compressed else file
    is_seekable, before, unpacked = file.seekable(), 0, 0
    while chunk := source.read1(CHUNK):
        unpacked += len(chunk)
        now = file.tell() if is_seekable else unpacked
        if unpacked > MOST_UNPACKED * max(now, PACKED_TO_LET_BE):
            raise OSError(errno.EFBIG, f"it unpacks to more than {MOST_UNPACKED} times its size")
        read(now - before)
        before = now
        yield chunk
