"""
Finds where a JSON value ends in a stream of bytes, by its strings and brackets alone.

No more is held than one value and one chunk, and of a value that is too large nothing but its open brackets.
"""

import re
from collections.abc import Callable, Iterable, Iterator

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GAP = 1024  # so much white space beside a value is held with it

# Groups are greedy, not possessive: Python before 3.11.5 can match possessive groups wrongly.
REST_OF_STRING = rb'[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*'
FILLER, FILLER_IN_ARRAY = rb'[^"\[\]{}]*+', rb'[^",\[\]{}]*+'
Run = Callable[[bytearray, int], re.Match[bytes]]


def run(pattern: bytes) -> Run:
    """The match of a pattern that always fits, if only to nothing."""
    return re.compile(pattern).match  # type: ignore[return-value]


BLANK = run(rb"[ \t\r\n]*+")
SPACE = run(rb"(?:[ \t\r\n]++|\xef\xbb\xbf)*")
TO_BRACKET = run(rb'%b(?:"%b"%b)*' % (FILLER, REST_OF_STRING, FILLER))
TO_BRACKET_OR_COMMA = run(rb'%b(?:"%b"%b)*' % (FILLER_IN_ARRAY, REST_OF_STRING, FILLER_IN_ARRAY))
TO_QUOTE = run(REST_OF_STRING)

DEEP = 1000  # no event has so many brackets open
# What may well be the end of one object and the start of the next.
SEAM = re.compile(rb"\}[ \t\r\n]*+,?[ \t\r\n]*+\{")
ESCAPE = re.compile(rb"\\[^\n]")
STRING_OF_MARKS = re.compile(rb'"[^"\n]*+"')
ESCAPED = b"\1"
NOT_STRUCTURE = bytes(set(range(256)) - set(b'{}[]"\\\n' + ESCAPED))

OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON, QUOTE, LINE_FEED = b'[]{},:"\n'
CLOSERS = {OPEN_ARRAY: CLOSE_ARRAY, OPEN_OBJECT: CLOSE_OBJECT}

ENDS_EARLY = "the file ends within it"
WRONG_BRACKET = "its brackets do not match"
LINE_BREAK = "a line breaks within one of its strings"
TOO_DEEP = "its brackets are nested too deeply"
TOO_LARGE = "it is too large"


class Window:
    """What is held of a stream: from ``start`` to as far as it was read."""

    def __init__(self, chunks: Iterable[bytes], *, limit: int) -> None:
        self.limit = limit  # of one value
        self.held = bytearray()
        self.offset = 0  # of what is held, in the stream
        self.start = 0
        self.position = 0
        self._chunks = filter(None, chunks)
        self._gone_back = 0

    def at(self) -> int:
        """The position in the stream."""
        return self.offset + self.position

    def byte(self) -> int | None:
        """At the position; None: the stream ends there."""
        return self.held[self.position] if self.position < len(self.held) else None

    def pass_blank_lines(self) -> int:
        """How many there were. What is left of the last one, if the stream ends there, is a line yet."""
        passed = 0
        while True:
            end = BLANK(self.held, self.position).end()
            after = self.held.rfind(b"\n", self.position, end) + 1
            if after:
                passed += self.held.count(b"\n", self.position, after)
                self.start = self.position = after
            if end < len(self.held) or not after or not self.fill():
                return passed

    def hold_line(self) -> bytes:
        """The line, unless it is too large: then its beginning."""
        self.start = self.position
        most = self.limit + GAP
        while (end := self.held.find(b"\n", self.start, self.start + most)) < 0 and len(self.held) - self.start < most:
            if not self.fill():
                break
        return bytes(self.held[self.start : self.start + most if end < 0 else end])

    def pass_line(self) -> bool:
        """Move to the line's end, letting go of what is too large; False: the file ends there."""
        while (end := self.held.find(b"\n", self.position)) < 0:
            self.position = len(self.held)
            if self.position - self.start > self.limit + GAP:
                self.start = self.position
            if not self.fill():
                return False
        self.position = end
        return True

    def line_in_parts(self) -> Iterator[bytes]:
        """The line, which is passed and let go of part by part."""
        while True:
            end = self.held.find(b"\n", self.position)
            part = bytes(self.held[self.position : None if end < 0 else end])
            self.start = self.position = len(self.held) if end < 0 else end
            yield part
            if end >= 0 or not self.fill():
                return

    def go_back(self, *, is_whole: bool = False) -> bool:
        """
        To where a value begins: one that ``is_whole``, or that is given up, to look for others in it.

        False: not any more. In a file full of broken values what is read twice is as much as was read, and one value.
        """
        if not is_whole:
            self._gone_back += self.position - self.start
            if self._gone_back > self.at() + self.limit:
                return False
        self.position = self.start
        return True

    def fill(self) -> bool:
        """Hold one chunk more and let go of what lies before ``start``; False: there is none."""
        chunk = next(self._chunks, b"")
        del self.held[: self.start]
        self.offset += self.start
        self.position -= self.start
        self.start = 0
        self.held += chunk
        return bool(chunk)


class Scanner(Window):
    """
    Goes through a stream from value to value. Whatever passes something answers what is wrong with it, or nothing.

    Behind white space, and while a value is passed, ``start`` is where the value begins.
    """

    def __init__(self, chunks: Iterable[bytes], *, limit: int) -> None:
        super().__init__(chunks, limit=limit)
        self.begin = 0  # of the value in the stream
        self._begins_line = True  # the value does, with the indent before it
        self._indent = b""
        self._closers = bytearray()  # of the brackets open in the value
        self._is_kept = False  # the value is held whole, or given up
        self._in_vain = 0  # bytes that were tried for a short cut

    def is_too_large(self) -> bool:
        return self.at() - self.begin > self.limit

    def pass_space(self) -> None:
        self.start = self.position
        is_first = self.at() == 0
        while True:
            self.position = SPACE(self.held, self.position).end()
            self.start = max(self.start, self.position - GAP)
            # A byte order mark may lie across the end of a chunk.
            if len(self.held) - self.position >= len(BYTE_ORDER_MARK) or not self.fill():
                break
        _, line_break, indent = self.held[self.start : self.position].rpartition(b"\n")
        self._indent = bytes(indent) if line_break else b""
        self._begins_line = bool(line_break) or is_first
        self.begin, self.start = self.at(), self.position

    def pass_value(self, *, is_kept: bool = False) -> str:
        """Where it ``is_kept``, one that is too large is given up, and may be gone through from its start."""
        self._closers, self._is_kept = bytearray(), is_kept
        return self._unless_too_large(self._pass_any())

    def pass_key(self) -> bytes | None:
        """A member's name, as it is written, and on to its value; None: here is no member."""
        if self.byte() != QUOTE or self._pass_string():
            return None
        key = bytes(self.held[self.start + 1 : self.position - 1])
        self.pass_space()
        if self.byte() != COLON:
            return None
        self.position += 1
        self.pass_space()
        return key

    def _unless_too_large(self, problem: str) -> str:
        if self._is_kept and self.is_too_large():
            self.position = self.start + self.limit + 1
            return TOO_LARGE
        return problem

    def _pass_any(self) -> str:
        if self.byte() not in CLOSERS:
            return self._pass_scalar()
        # Where the short cut leads nowhere it is taken no oftener than it costs as much again as the way itself.
        is_short = self._in_vain <= self.at() + GAP
        return "" if is_short and self._pass_plain_object() else self._pass_nested()

    def _pass_plain_object(self) -> bool:
        """
        A short cut, several times as fast: an object that is held whole, up to where the next one starts.

        Its structure comes down to nothing, pair by pair. False: it doesn't, and nothing is passed.
        """
        structure, end, seen = b"", self.position, len(self.held)
        for seam in SEAM.finditer(self.held, self.position):
            part = _structure(bytes(self.held[end : seam.start() + 1]))
            end = seam.start() + 1
            structure += part
            is_object = bool(part) and structure[:1] == b"{" and len(structure) <= DEEP
            inner = _without_pairs(structure[1:-1]) if is_object else b""
            if is_object and not inner:
                self.position = end
                return True
            if not is_object or b"}" in inner or b"]" in inner:
                seen = seam.end()
                break
            structure = b"{" + _without_pairs(inner + b"}")
        self._in_vain += seen - self.position
        return False

    def _pass_nested(self) -> str:
        """An array or object."""
        held, closers, problem = self.held, self._closers, ""
        while not problem:
            self.position = position = TO_BRACKET(held, self.position).end()
            if position == len(held):
                problem = self._more()
            elif (byte := held[position]) == QUOTE:
                problem = self._pass_string()
            elif closer := CLOSERS.get(byte):
                closers.append(closer)
                self.position = position + 1
                problem = TOO_DEEP if len(closers) > self.limit else ""
            elif closers.pop() != byte:
                problem = WRONG_BRACKET
            else:
                self.position = position + 1
                if not closers:
                    break
        return problem

    def _pass_scalar(self) -> str:
        """Whatever else is up to a comma or bracket."""
        problem = ""
        while not problem:
            self.position = TO_BRACKET_OR_COMMA(self.held, self.position).end()
            if self.position == len(self.held):
                problem = self._more()
            elif self.held[self.position] == QUOTE:
                problem = self._pass_string()
            else:
                break
        return problem

    def _pass_string(self) -> str:
        """A string that its chunk does not end."""
        problem = ""
        self.position += 1
        while not problem:
            self.position = TO_QUOTE(self.held, self.position).end()
            ahead = bytes(self.held[self.position : self.position + 2])
            if ahead in {b"", b"\\"}:
                problem = self._more()
            elif ahead[0] != QUOTE:
                problem = LINE_BREAK
            else:
                self.position += 1
                break
        return problem

    def _more(self) -> str:
        """Hold more of the value or, where it is too large already, of what follows alone."""
        if self.is_too_large():
            if self._is_kept:
                return TOO_LARGE
            self.start = max(self.start, self.position - GAP)
        return "" if self.fill() else ENDS_EARLY


def _structure(text: bytes) -> bytes:
    """The brackets outside of strings; nothing where strings can't be told."""
    if b"\\" in text:
        text = ESCAPE.sub(ESCAPED, text)
    marks = text.translate(None, NOT_STRUCTURE)
    brackets = marks.replace(b'""', b"")
    if b'"' in brackets:  # a string holds brackets or escapes, or its end is not here
        brackets = STRING_OF_MARKS.sub(b"", marks)
    brackets = brackets.replace(b"\n", b"")
    return brackets if brackets.strip(b"{}[]") == b"" else b""


def _without_pairs(brackets: bytes) -> bytes:
    """What is left when every bracket has met its like, from the inside out."""
    while (fewer := brackets.replace(b"{}", b"").replace(b"[]", b"")) != brackets:
        brackets = fewer
    return brackets
