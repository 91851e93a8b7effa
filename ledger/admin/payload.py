"""Bytes that strangers sent, as text that can be read: never trusted, never changed, never more than a page holds."""

import json
import re
from collections.abc import Iterator

from ledger.payload import is_crowded

MOST = 256 * 1024  # characters that are shown
DEEPEST = 40  # levels that are still set in

# The tokens of JSON, as they are spelt; an unfinished string too.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
# What a browser would drop or obey is shown by its picture.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_EMPTY = {"{}", "[]"}


def readable(body: bytes) -> tuple[str, bool]:
    """The body, set in where it is JSON; and whether that is all of it."""
    text = body[: MOST * 4].decode(errors="replace")
    shown = _cut(_set_in(text) if _is_json(body) else iter([text]))
    return shown[:MOST].translate(_PICTURES), len(shown) <= MOST and len(body) <= MOST * 4


def _is_json(body: bytes) -> bool:
    if is_crowded(body):
        return False
    try:
        json.loads(body.decode(), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


def _cut(pieces: Iterator[str]) -> str:
    kept, length = [], 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > MOST:
            break
    return "".join(kept)


def _set_in(text: str) -> Iterator[str]:
    """One value a line. Numbers and strings stay as they are spelt, which a re-dump would not promise."""
    depth, before = 0, ""
    for found in _TOKEN.finditer(text):
        piece = found[0]
        if piece in "}]":
            depth -= 1
        if before and (before in "{[," or piece in "}]") and before + piece not in _EMPTY:
            yield "\n" + "  " * min(depth, DEEPEST)
        yield ": " if piece == ":" else piece
        if piece in "{[":
            depth += 1
        before = piece


def pictured(text: str, most: int) -> str:
    """One text of it, cut to a length."""
    # Half a pair of surrogates is no character, and can't be sent.
    whole = text[:most].encode(errors="replace").decode().translate(_PICTURES)
    return whole + "\N{HORIZONTAL ELLIPSIS}" if len(text) > most else whole
