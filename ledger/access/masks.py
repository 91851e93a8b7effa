"""How each sort of data looks to each sight. Functions of the value alone: no database, no request."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import normalize

from ledger.access.sorts import Sort
from ledger.access.viewers import Sight

HIDDEN = "•••"
CUT = "…"
SHOWN_OF_CODE = 4
NAMES_SHOWN = 3

# Ids of our own making are ``<kind>:<rest>`` (``payload.made_id``). These kinds hold the provider's own number …
AROUND_AN_ID = ("claim:", "event:", "transaction:")
# … and what begins thus holds nothing that anybody could read back.
OPAQUE = re.compile(r"body:[0-9a-f]{64}:\d+|staff:[0-9a-f-]{36}|sha256:[0-9a-f]{64}")

Mask = Callable[[Any], Any]


def hide(_value: Any) -> str:
    return HIDDEN


def nothing(_value: Any) -> None:
    return None


def initials(name: str) -> str:
    """``Jane Doe`` → ``J. D.``; nothing of a word that is no more than its first letter, as of ``李 明``."""
    words = [_initial(word) for word in normalize("NFC", name).split()[:NAMES_SHOWN]]
    return " ".join(words) if set(words) - {CUT} else HIDDEN


def _initial(word: str) -> str:
    return f"{word[0]}." if sum(map(str.isalnum, word)) > 1 else CUT


def email(address: str) -> str:
    """``jane@example.com`` → ``j…@example.com``"""
    local, at, domain = address.strip().rpartition("@")
    if not (at and local and domain):
        return HIDDEN
    return f"{local[0] if len(local) > 1 else ''}{CUT}@{domain}"


def code(text: str) -> str:
    """``SPRING-PQ8V`` → ``…PQ8V``; of a short one less than half would be left to guess, so nothing is shown."""
    return CUT + text[-SHOWN_OF_CODE:] if len(text) >= 2 * SHOWN_OF_CODE else HIDDEN


def identifier(text: str) -> str:
    """A provider's own number as it is; of one that was made of a code, its last four: ``code:…PQ8V``."""
    return _identifier(text, {"code": code})


def pseudonym(text: str) -> str:
    """A provider's own number as it is, and nothing of one that was made of anything else."""
    return _identifier(text, {})


def _identifier(text: str, masks: Mapping[str, Mask]) -> str:
    head, inner = "", text
    while inner.startswith(AROUND_AN_ID):
        around, _, inner = inner.partition(":")
        head += f"{around}:"
    if OPAQUE.fullmatch(inner):
        return text
    kind, colon, rest = inner.partition(":")
    if "@" in inner:
        return head + HIDDEN
    mask: Mask = masks.get(kind, hide)
    return f"{head}{kind}:{mask(rest)}" if colon else text


MASKS: Mapping[tuple[Sort, Sight], Mask] = {
    (Sort.CASE, Sight.NONE): hide,
    (Sort.ID, Sight.NONE): pseudonym,
    (Sort.ID, Sight.MASKED): identifier,
    (Sort.NAME, Sight.NONE): hide,
    (Sort.NAME, Sight.MASKED): initials,
    (Sort.EMAIL, Sight.NONE): hide,
    (Sort.EMAIL, Sight.MASKED): email,
    (Sort.CODE, Sight.NONE): hide,
    (Sort.CODE, Sight.MASKED): code,
    (Sort.PRIVATE, Sight.NONE): hide,
    (Sort.PRIVATE, Sight.MASKED): hide,
    (Sort.BYTES, Sight.NONE): nothing,
    (Sort.BYTES, Sight.MASKED): nothing,
    **{(Sort.NEVER, sight): nothing for sight in Sight},
}
