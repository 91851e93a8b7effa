"""
Finds where reading goes on behind a value that is broken: at the next record, on its line or on another.

Where one object follows another, an object has ended: that is how a bracket or a quote that lacks before it is told.
By right objects follow one another in an array; there such a seam counts only when all that is open was closed.
"""

import re

from ledger.management.scanning import (
    CLOSE_ARRAY,
    CLOSE_OBJECT,
    CLOSERS,
    DEEP,
    GAP,
    LINE_BREAK,
    LINE_FEED,
    OPEN_OBJECT,
    QUOTE,
    TOO_DEEP,
    TOO_LARGE,
    WRONG_BRACKET,
    Scanner,
    run,
)

NEVER_CLOSED = "one of its objects is never closed"
QUOTE_LACKS = "one of its strings lacks a quote"

NEAR = 64  # how far a seam is looked for on either side
MARK = re.compile(rb'["\[\]{}]')
OPENERS = run(rb'[^"\]}]*+')
OBJECT_NEXT = re.compile(rb"[ \t\r\n]*+,?[ \t\r\n]*+\{")
CLOSED_NEXT = re.compile(rb"[ \t\r\n]*+\}")
# A "string" that ends so, with a key behind it, is what stands between two: a quote lacks before it.
SEAM_BEFORE = re.compile(rb'(?:\}[ \t\r\n]*+,?|,)[ \t\r\n]*+(\{[ \t\r\n]*+")\Z')
OBJECT_BEFORE = re.compile(rb"(?:\}[ \t\r]*+,?|,)[ \t\r]*+\Z")
UNNAMED = re.compile(rb"[,}][ \t\r\n]*+\{\Z")
KEY_NEXT = re.compile(rb'(?![ \t\r\n,:\]}])[^"\\\n]*+"[ \t\r\n]*+:')


class Recovering(Scanner):
    """Goes on behind what is broken, and takes no longer for all of it than in proportion to what there is."""

    def pass_value(self, *, is_kept: bool = False) -> str:
        # An end that is far is looked for in vain no oftener than it costs as much again as the way itself.
        if is_kept and self._gone_back > self.at():
            return self.pass_warily()
        return super().pass_value(is_kept=is_kept)

    def pass_warily(self) -> str:
        """An object that is to be kept, but only up to where it must be broken."""
        self._closers, self._is_kept = bytearray(), True
        return self._unless_too_large(self._pass_marks())

    def pass_again(self) -> str:
        """What is too large: up to where it must be broken, if it must be within the limit, or else to its end."""
        way = self.position - self.start
        self.position = self.start
        problem = self.pass_warily()
        if problem != TOO_LARGE:
            self._gone_back += way  # which led past the break
            return problem
        self.position = self.start
        problem = self.pass_value()
        self.start = self.position  # of what is let go nothing is held
        return problem

    def pass_broken(self, *, opening: bytes, in_array: bool) -> bool:
        """
        Move from a value that is given up to the next record, or to the end of the array that it is in.

        A value that began a line is followed by the next line that begins alike. False: nothing follows.
        """
        if not self.is_too_large():  # else what it held is gone
            self.go_back()
        self.start = self.position
        is_found = self._begins_line and self._pass_to_line(opening)
        return is_found or self._pass_to_record(opening, in_array=in_array)

    def _pass_marks(self) -> str:
        """To where all that is open is closed."""
        closers = self._closers
        while True:
            mark = self._pass_mark()
            if isinstance(mark, str):
                return mark
            if self._is_unnamed(mark, closers):
                return NEVER_CLOSED
            if closer := CLOSERS.get(mark):
                closers.append(closer)
                if len(closers) > self.limit:
                    return TOO_DEEP
            elif closers.pop() != mark:
                return WRONG_BRACKET
            elif not closers:
                return ""

    def _pass_to_line(self, opening: bytes) -> bool:
        """To the next line that begins as the value did, if one of the next ``limit`` bytes does."""
        if self._gone_back > self.at() + self.limit:
            return False
        line = re.compile(rb"\n%b(?=[%b])" % (re.escape(self._indent), re.escape(opening)))
        while len(self.held) - self.start < self.limit and self.fill():
            pass
        found = line.search(self.held, self.start, self.start + self.limit)
        if found is None:
            self._gone_back += self.limit
            return False
        self.position = found.end()
        return True

    def _pass_to_record(self, opening: bytes, *, in_array: bool) -> bool:
        """To where an object ends and the next begins, to a line that begins with one, or to the array's end."""
        self._is_kept = False
        closers, began = bytearray(), self.at()
        while True:
            self.start = max(self.start, self.position - GAP)
            mark = self._pass_mark()
            if isinstance(mark, str):
                if mark == QUOTE_LACKS or (mark == LINE_BREAK and self._before(OBJECT_BEFORE) and self._pass_seam()):
                    return True
                if mark != LINE_BREAK:
                    self.position = len(self.held)
                    return False
                closers.clear()  # what was open on a line that lacks a quote is not known
            elif (
                self._is_there(mark, opening, began)
                or self._is_unnamed(mark, closers)
                or (in_array and self._is_end_of_array(mark, closers))
            ):
                self.position -= 1
                return True
            else:
                _follow(closers, mark)
                if mark == CLOSE_OBJECT and closers[-1:] != b"]" and self._pass_seam():
                    return True
                if len(closers) == DEEP:
                    closers.clear()
                    self._pass_openers()

    def _pass_seam(self) -> bool:
        """From where an object ends to the next, if that is one."""
        if not self._is_next(OBJECT_NEXT):
            return False
        self.position = self.held.index(OPEN_OBJECT, self.position)
        return True

    def _is_there(self, mark: int, opening: bytes, began: int) -> bool:
        """Whether the bracket that was passed begins a line, and not the value that is given up."""
        return mark in opening and self.at() - 1 > began and self.held[self.position - 2] == LINE_FEED

    def _is_unnamed(self, mark: int, closers: bytearray) -> bool:
        """Whether the bracket begins an object where another one has a named member: that one is never closed."""
        return mark == OPEN_OBJECT and closers[-1:] == b"}" and self._before(UNNAMED) is not None

    def _is_end_of_array(self, mark: int, closers: bytearray) -> bool:
        """Whether the bracket closes the array that the records are in, and is not just one too many in a record."""
        is_inside = mark in closers or (closers and self._is_next(CLOSED_NEXT))
        return mark == CLOSE_ARRAY and not is_inside

    def _pass_openers(self) -> None:
        """So deep, they open nothing: what is not even JSON is not gone through bracket by bracket."""
        while True:
            self.position = OPENERS(self.held, self.position).end()
            if self.position < len(self.held) or self._more():
                return

    def _pass_mark(self) -> int | str:
        """Pass strings and a bracket, which is the answer; or the answer is what is wrong."""
        while True:
            found = MARK.search(self.held, self.position)
            self.position = found.start() if found else len(self.held)
            if found is None:
                if problem := self._more():
                    return problem
            elif (mark := self.held[self.position]) != QUOTE:
                self.position += 1
                return mark
            elif problem := self._pass_string() or self._between():
                return problem

    def _between(self) -> str:
        """What was passed as a string may be what stands between two; then back to the object that begins there."""
        seam = self._before(SEAM_BEFORE)
        if seam is None or not self._is_next(KEY_NEXT):
            return ""
        self.position -= len(seam[1])
        return QUOTE_LACKS

    def _before(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        return pattern.search(bytes(self.held[max(self.start, self.position - NEAR) : self.position]))

    def _is_next(self, pattern: re.Pattern[bytes]) -> bool:
        while len(self.held) - self.position < NEAR and self.fill():
            pass
        return pattern.match(self.held, self.position, self.position + NEAR) is not None


def _follow(closers: bytearray, mark: int) -> None:
    """What is open behind a bracket; one that closes also closes what was left open in it, one too many nothing."""
    if closer := CLOSERS.get(mark):
        closers.append(closer)
    elif mark in closers:
        del closers[closers.rindex(mark) :]
