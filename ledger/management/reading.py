"""
Cuts a file of JSON into the events that it holds, each kept as its exact slice.

Whether a slice is JSON, and what it says, the inbox finds out. What can't be cut out is told by its place, and reading
goes on behind it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ledger.management.pages import NO_PAGES, Pages
from ledger.management.recovering import Recovering
from ledger.management.scanning import (
    BYTE_ORDER_MARK,
    CLOSE_ARRAY,
    CLOSE_OBJECT,
    COMMA,
    OPEN_ARRAY,
    OPEN_OBJECT,
    TOO_LARGE,
    WRONG_BRACKET,
    Window,
)

BLANKS = b" \t\r\n"

NO_EVENT = "expected an event or an array of events"
NEVER_CLOSED = {
    OPEN_ARRAY: "the file ends before the array does",
    OPEN_OBJECT: "the file ends before the page does",
}
NOTHING_BEFORE = "expected an element before the comma"
NOTHING_AFTER = "expected an element after the comma"
NO_COMMA = "expected a comma before it"
NO_PAGE = "an event has such a member, not a page: what was cut out before is of an event that is too large or broken"
NO_MEMBER = "expected a member of the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One event of a file, or the place where one can't be had and why."""

    unit: str  # what is numbered: elements or lines
    number: int
    offset: int  # in the file, or in what its compression holds
    body: bytes = b""
    problem: str = ""

    @property
    def place(self) -> str:
        return f"{self.unit} {self.number}, byte {self.offset}"


def elements(chunks: Iterable[bytes], *, limit: int, pages: Pages = NO_PAGES) -> Iterator[Piece]:
    """The elements of an array; or the events of a file that holds one, or several in a row; of a page its records."""
    return iter(_Elements(Recovering(chunks, limit=limit), pages))


def lines(chunks: Iterable[bytes], *, limit: int, pages: Pages = NO_PAGES) -> Iterator[Piece]:
    """The lines that are not blank; of a page, however long, its records."""
    window = Window(chunks, limit=limit)
    number = 0
    while True:
        number += 1 + window.pass_blank_lines()
        begin, line = window.at(), window.hold_line()
        text = (line.removeprefix(BYTE_ORDER_MARK) if begin == 0 else line).lstrip(BLANKS)
        body, parts = text.rstrip(BLANKS), window.line_in_parts()
        if pages.is_page(body[:limit]):
            for record in elements(parts, limit=limit, pages=pages):
                yield replace(record, unit="line", number=number, offset=begin + record.offset)
        elif sum(map(len, parts)) > len(line) or len(body) > limit:
            yield Piece(unit="line", number=number, offset=begin, problem=too_large(limit))
        elif body:
            yield Piece(unit="line", number=number, offset=begin + len(line) - len(text), body=body)
        if window.byte() is None:
            return
        window.position += 1


def too_large(limit: int) -> str:
    return f"larger than {limit:,} bytes"


class _Elements:
    """A file of events, wherever reading has got to."""

    def __init__(self, scanner: Recovering, pages: Pages) -> None:
        self.scanner = scanner
        self.pages = pages
        self.number = 0
        self.inside: list[int] = []  # by the brackets that are open: an array of events, a page, its records
        self.before = COMMA  # what stands before the position, inside: a bracket, a comma, the end of an element
        self._places = {OPEN_ARRAY: self._in_array, OPEN_OBJECT: self._in_page}

    def __iter__(self) -> Iterator[Piece]:
        while (byte := self._next()) is not None:
            yield from self._places[self.inside[-1]](byte) if self.inside else self._outside(byte)
        if self.inside:
            yield self._problem(NEVER_CLOSED[self.inside[-1]])

    def _next(self) -> int | None:
        self.scanner.pass_space()
        return self.scanner.byte()

    def _outside(self, byte: int) -> Iterator[Piece]:
        if byte == OPEN_OBJECT:
            yield from self._element(byte)
        elif byte == OPEN_ARRAY:
            self._enter(byte)
        elif byte == COMMA:  # as in the middle of an array that was cut up
            self._pass(byte)
        else:
            yield self._broken(NO_EVENT)

    def _in_array(self, byte: int) -> Iterator[Piece]:
        if byte == COMMA:
            if self.before in {OPEN_ARRAY, COMMA}:
                yield self._problem(NOTHING_BEFORE)
            self._pass(byte)
        elif byte == CLOSE_ARRAY:
            if self.before == COMMA:
                yield self._problem(NOTHING_AFTER)
            self._leave(byte)
        else:
            if self.before == CLOSE_OBJECT:
                yield self._problem(NO_COMMA)
            if byte == CLOSE_OBJECT:
                yield self._broken(WRONG_BRACKET)
            else:
                yield from self._element(byte)

    def _in_page(self, byte: int) -> Iterator[Piece]:
        """Between the members of a page, of which only the arrays of records say something."""
        if byte == COMMA:
            self._pass(byte)
        elif byte == CLOSE_OBJECT:
            self._leave(byte)
        elif (key := self.scanner.pass_key()) is None:
            yield self._broken(NO_MEMBER)
        elif key in self.pages.keys and self.scanner.byte() == OPEN_ARRAY:
            self._enter(OPEN_ARRAY)
        else:
            if key in self.pages.marks:
                yield self._problem(NO_PAGE)
            if problem := self.scanner.pass_value():
                yield self._broken(problem)

    def _enter(self, byte: int) -> None:
        self.inside.append(byte)
        self._pass(byte)

    def _leave(self, byte: int) -> None:
        self.inside.pop()
        self._pass(byte)

    def _pass(self, byte: int) -> None:
        self.before = byte
        self.scanner.position += 1

    def _problem(self, problem: str) -> Piece:
        """Something between elements: it bears the number that the next one will have."""
        return Piece(unit="element", number=self.number + 1, offset=self.scanner.begin, problem=problem)

    def _element(self, byte: int) -> Iterator[Piece]:
        """An event, or into a page."""
        scanner = self.scanner
        problem = scanner.pass_value(is_kept=byte == OPEN_OBJECT)
        if byte == OPEN_OBJECT and self._is_page() and scanner.go_back(is_whole=not problem):
            if OPEN_OBJECT in self.inside:  # another page's end is lost
                del self.inside[self.inside.index(OPEN_OBJECT) :]
            self._enter(byte)
            return
        if problem == TOO_LARGE:
            problem = scanner.pass_again()
        yield self._broken(problem) if problem else self._whole()

    def _is_page(self) -> bool:
        if not self.pages.keys:
            return False
        scanner = self.scanner
        end = min(scanner.position, scanner.start + scanner.limit)
        return self.pages.is_page(bytes(scanner.held[scanner.start : end]))

    def _whole(self) -> Piece:
        """The element that was passed."""
        scanner = self.scanner
        self.number += 1
        self.before = CLOSE_OBJECT
        if scanner.is_too_large():
            return Piece(unit="element", number=self.number, offset=scanner.begin, problem=too_large(scanner.limit))
        body = bytes(scanner.held[scanner.start : scanner.position]).rstrip(BLANKS)
        return Piece(unit="element", number=self.number, offset=scanner.begin, body=body)

    def _broken(self, problem: str) -> Piece:
        piece = self._problem(problem)
        self.number += 1
        self.before = COMMA
        if self.inside[-1:] == [OPEN_OBJECT]:
            self.inside.pop()
        # Where no further element can be told, the array is lost with it.
        in_array = self.inside[-1:] == [OPEN_ARRAY]
        if not self.scanner.pass_broken(opening=b"{" if self.inside else b"[{", in_array=in_array):
            self.inside.clear()
        elif self.scanner.byte() == CLOSE_ARRAY:
            self.before = CLOSE_OBJECT
        return piece
