"""
Cuts a table (CSV) into its rows, each an event: the header's line and the row's exact slice under it.

So the same row out of two exports with the same header is the same bytes, however their lines end.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from ledger.management.reading import Piece, too_large
from ledger.management.scanning import BYTE_ORDER_MARK, Run, Window
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
            columns = len(_cells(row, self.delimiter))
        except csv.Error as error:
            return f"not a row: {error}"
        return "" if columns == self.columns else f"expected {self.columns} columns, got {columns}"


class _Rows:
    """A table, wherever reading has got to."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.line = 1

    def __iter__(self) -> Iterator[Piece]:
        header = self._header()
        if header is None:
            if self._next():
                yield self._piece(problem=NO_HEADER)
            return
        pass_row = _row(header.delimiter)
        while self._next():
            problem = self._pass_row(pass_row)
            row = bytes(self.window.held[self.window.start : self.window.position]).removesuffix(b"\r")
            if not (problem or row.strip(BLANKS)):
                self._go_on()
                continue
            body = header.text + b"\n" + row
            problem = problem or self._too_large(body) or header.problem(row)
            yield self._piece(problem=problem) if problem else self._piece(body=body)
            self._go_on(is_broken=bool(problem))

    def _header(self) -> _Header | None:
        """Its line is passed, and blank ones before it; None: there is none."""
        window, text = self.window, b""
        while not text and self._next():
            window.pass_line()
            text = bytes(window.held[window.start : window.position]).removesuffix(b"\r").removeprefix(BYTE_ORDER_MARK)
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
        """False: the table ends here."""
        return self.window.byte() is not None or self.window.fill()

    def _pass_row(self, pass_row: Run) -> str:
        """Move to the row's end; what keeps it from having one."""
        window = self.window
        while True:
            window.position = pass_row(window.held, window.start).end()
            if window.held[window.position : window.position + 1] == b"\n":
                return ""
            is_closed = window.position == len(window.held)
            window.position = min(len(window.held), window.start + window.limit + 1)
            if window.position - window.start > window.limit:
                return too_large(window.limit)
            if not window.fill():
                return "" if is_closed else NEVER_CLOSED

    def _too_large(self, body: bytes) -> str:
        return too_large(self.window.limit) if len(body) > self.window.limit else ""

    def _go_on(self, *, is_broken: bool = False) -> None:
        """To the start of what follows a row; or the next line where one is broken, which may have swallowed others."""
        window = self.window
        if is_broken:
            window.go_back()
        self.line += window.held.count(b"\n", window.start, window.position) + 1
        if is_broken:
            window.pass_line()
        window.position = min(window.position + 1, len(window.held))
        window.start = window.position

    def _piece(self, *, body: bytes = b"", problem: str = "") -> Piece:
        offset = self.window.offset + self.window.start
        return Piece(unit="line", number=self.line, offset=offset, body=body, problem=problem)


def _row(by: str) -> Run:
    """The match of as much of a row as is there: fields, in which only quotes can hold a line's end."""
    between = re.escape(by.encode())
    quoted = rb'"[^"]*+(?:""[^"]*+)*"(?!")[^%b\n]*+' % between
    field = rb'(?:%b|[^"%b\n][^%b\n]*+)?' % (quoted, between, between)
    return re.compile(rb"%b(?:%b%b)*" % (field, between, field)).match  # type: ignore[return-value]


def _cells(row: bytes, by: str) -> list[str]:
    """Whatever its characters mean. Raises ``csv.Error``."""
    return next(csv.reader(StringIO(row.decode("latin-1"), newline=""), delimiter=by, strict=True))
