"""
Cuts a table (CSV) into its rows, each an event: the header's line and the row's exact slice under it.

So the same row out of two exports with the same header is the same bytes, however their lines end.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from ledger.management.reading import Piece, too_large
from ledger.management.scanning import BYTE_ORDER_MARK, Window
from ledger.payload.tables import delimiter

BLANKS = b' \t\r\n,;"'  # a row of these alone says nothing

NO_HEADER = "expected a table, with a header of its columns' names in UTF-8"
NEVER_CLOSED = "one of its quotes is never closed"


def rows(chunks: Iterable[bytes], *, limit: int) -> Iterator[Piece]:
    """The rows that say something. One that is broken is told, and reading goes on with the next line."""
    return iter(_Rows(Window(chunks, limit=limit)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The names of the columns, and how to read what is in them."""

    text: bytes
    delimiter: str
    columns: int

    def problem(self, row: bytes) -> str:
        """What keeps a row from being read by its columns."""
        try:
            cells = _cells(row, self.delimiter)
        except csv.Error as error:
            return f"not a row: {error}"
        is_row = len(cells) == self.columns or not row.strip(BLANKS)
        return "" if is_row else f"expected {self.columns} columns, got {len(cells)}"


class _Rows:
    """A table, wherever reading has got to."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.line = 1

    def __iter__(self) -> Iterator[Piece]:
        header = self._header()
        if header is None:
            if self.window.position > self.window.start:
                yield self._piece(problem=NO_HEADER)
            return
        while self._next():
            problem, row = self._row(header)
            body = header.text + b"\n" + row
            if problem or row.strip(BLANKS):
                yield self._piece(problem=problem) if problem else self._piece(body=body)
            self._go_on(is_broken=bool(problem))

    def _header(self) -> _Header | None:
        """Its line is passed, and blank ones before it; None: there is none."""
        window, text = self.window, b""
        while not text and self._next():
            window.pass_line()
            text = self._passed().removeprefix(BYTE_ORDER_MARK)
            if not text:
                self._go_on()
        if len(text) > window.limit or b"\r" in text or not (text[:1].isalpha() or text.startswith(b'"')):
            return None
        try:
            by = delimiter(text.decode())
            header = _Header(text=text, delimiter=by, columns=len(_cells(text, by)))
        except (UnicodeDecodeError, csv.Error):
            return None
        self._go_on()
        return header

    def _next(self) -> bool:
        """On to a line that says something; False: the table ends here."""
        self.line += self.window.pass_blank_lines()
        return self.window.byte() is not None or self.window.fill()

    def _row(self, header: _Header) -> tuple[str, bytes]:
        """Move to the row's end; what is wrong with it, and the row."""
        window, room = self.window, self.window.limit - len(header.text) - 1
        problem = self._pass_row()
        row = self._passed()
        problem = problem or (too_large(window.limit) if len(row) > room else "") or header.problem(row)
        first, _, _ = row.partition(b"\n")
        # A quote that opens nothing (5" wide) is no reason to look for its other half in the lines below.
        if problem and len(first) <= room and not header.problem(first):
            window.position = window.start + len(first)
            return "", self._passed()
        return problem, row

    def _passed(self) -> bytes:
        return bytes(self.window.held[self.window.start : self.window.position]).removesuffix(b"\r")

    def _pass_row(self) -> str:
        """Move to the first line's end that is within no quotes."""
        window, quotes, problem = self.window, 0, ""
        while not problem:
            begin, end = window.position, window.held.find(b"\n", window.position)
            window.position = len(window.held) if end < 0 else end
            quotes += window.held.count(b'"', begin, window.position)
            if window.position - window.start > window.limit:
                window.position = window.start + window.limit + 1
                problem = too_large(window.limit)
            elif end < 0 and not window.fill():
                problem = NEVER_CLOSED if quotes % 2 else ""
                break
            elif end >= 0:
                if quotes % 2 == 0:
                    break
                window.position += 1
        return problem

    def _go_on(self, *, is_broken: bool = False) -> None:
        """
        To what follows a row; or the next line where one is broken, which may have swallowed others.

        It ends at the next line with half a pair of quotes, so that no line is read more than twice.
        """
        window = self.window
        if is_broken:
            window.position = window.start
            window.pass_line()
            self.line += 1
        else:
            self.line += window.held.count(b"\n", window.start, window.position) + 1
        window.position = min(window.position + 1, len(window.held))
        window.start = window.position

    def _piece(self, *, body: bytes = b"", problem: str = "") -> Piece:
        offset = self.window.offset + self.window.start
        return Piece(unit="line", number=self.line, offset=offset, body=body, problem=problem)


def _cells(row: bytes, by: str) -> list[str]:
    """Whatever its characters mean. Raises ``csv.Error``."""
    lines = list(csv.reader(StringIO(row.decode("latin-1"), newline=""), delimiter=by, strict=True))
    if len(lines) > 1:
        raise csv.Error("a line ends outside of quotes")
    return lines[0] if lines else []
