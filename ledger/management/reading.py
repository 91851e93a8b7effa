"""
Cuts a file into the events that it holds, each kept as its exact slice.

Whether a slice is JSON, and what it says, the inbox finds out. What can't be cut out is told by its place, and reading
goes on behind it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from ledger.management.scanning import (
    BYTE_ORDER_MARK,
    CLOSE_ARRAY,
    CLOSE_OBJECT,
    COMMA,
    GAP,
    OPEN_ARRAY,
    OPEN_OBJECT,
    WRONG_BRACKET,
    Scanner,
    Window,
)

BLANKS = b" \t\r\n"

NO_EVENT = "expected an event or an array of events"
NEVER_CLOSED = "the file ends before the array does"
NOTHING_BEFORE = "expected an element before the comma"
NOTHING_AFTER = "expected an element after the comma"
NO_COMMA = "expected a comma before it"


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


def elements(chunks: Iterable[bytes], *, limit: int) -> Iterator[Piece]:
    """The elements of an array; or the events of a file that holds one, or several in a row."""
    return iter(_Elements(Scanner(chunks, limit=limit)))


def lines(chunks: Iterable[bytes], *, limit: int) -> Iterator[Piece]:
    """The lines that are not blank."""
    window = Window(chunks)
    for number in count(1):
        begin, window.start = window.at(), window.position
        is_last = not _pass_line(window, limit)
        line = bytes(window.held[window.start : window.position])
        text = (line.removeprefix(BYTE_ORDER_MARK) if begin == 0 else line).lstrip(BLANKS)
        body = text.rstrip(BLANKS)
        if window.offset + window.start > begin or len(body) > limit:
            yield Piece(unit="line", number=number, offset=begin, problem=_too_large(limit))
        elif body:
            yield Piece(unit="line", number=number, offset=begin + len(line) - len(text), body=body)
        if is_last:
            return
        window.position += 1


def _pass_line(window: Window, limit: int) -> bool:
    """Move to the line's end, letting go of what is too large; False: the file ends there."""
    while (end := window.held.find(b"\n", window.position)) < 0:
        window.position = len(window.held)
        if window.position - window.start > limit + GAP:
            window.start = window.position
        if not window.fill():
            return False
    window.position = end
    return True


def _too_large(limit: int) -> str:
    return f"larger than {limit:,} bytes"


class _Elements:
    """A file of events, wherever reading has got to."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.number = 0
        self.is_in_array = False
        self.before = COMMA  # what stands before the position, in an array: a bracket, a comma, the end of an element

    def __iter__(self) -> Iterator[Piece]:
        while (byte := self._next()) is not None:
            yield from self._in_array(byte) if self.is_in_array else self._outside(byte)
        if self.is_in_array:
            yield self._problem(NEVER_CLOSED)

    def _next(self) -> int | None:
        self.scanner.pass_space()
        return self.scanner.byte()

    def _outside(self, byte: int) -> Iterator[Piece]:
        if byte == OPEN_OBJECT:
            yield self._element()
        elif byte == OPEN_ARRAY:
            self.is_in_array = True
            self._pass(byte)
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
            self.is_in_array = False
            self._pass(byte)
        else:
            if self.before == CLOSE_OBJECT:
                yield self._problem(NO_COMMA)
            yield self._broken(WRONG_BRACKET) if byte == CLOSE_OBJECT else self._element()

    def _pass(self, byte: int) -> None:
        self.before = byte
        self.scanner.position += 1

    def _problem(self, problem: str) -> Piece:
        """Something between elements: it bears the number that the next one will have."""
        return Piece(unit="element", number=self.number + 1, offset=self.scanner.begin, problem=problem)

    def _element(self) -> Piece:
        scanner = self.scanner
        if problem := scanner.pass_value():
            return self._broken(problem)
        self.number += 1
        self.before = CLOSE_OBJECT
        if scanner.is_too_large():
            problem = _too_large(scanner.limit)
            return Piece(unit="element", number=self.number, offset=scanner.begin, problem=problem)
        body = bytes(scanner.held[scanner.start : scanner.position]).rstrip(BLANKS)
        return Piece(unit="element", number=self.number, offset=scanner.begin, body=body)

    def _broken(self, problem: str) -> Piece:
        piece = self._problem(problem)
        self.number += 1
        self.before = COMMA
        # Where no further element can be told, the array is lost with it.
        if not self.scanner.pass_broken(opening=b"{" if self.is_in_array else b"[{"):
            self.is_in_array = False
        return piece
