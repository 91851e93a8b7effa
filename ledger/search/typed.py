"""
What somebody typed or pasted, taken apart: texts to ask exact indexes for, and the words of a name. No database.

An address in a sentence, a code in quotes, a whole payload: whatever looks like an id is asked for as it stands.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from unicodedata import category

import orjson

from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded

MOST_CHARACTERS = 32 * 1024
MOST_TEXTS = 40
MOST_WORDS = 6  # of a name
FEW = 4  # of so few words each may be a code in small letters

INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})  # joiners and marks of direction; what is no character
OPENING, CLOSING = "\"“„«'‘", "\"”“»'’"  # noqa: RUF001 - as people and their word processors quote
QUOTED = re.compile(f"(?<!\\w)[{OPENING}]([^{OPENING}{CLOSING}]{{1,{TEXT_LENGTH}}})[{CLOSING}](?!\\w)")
TOKEN = re.compile(r"[^\s<>\"“”„«»(),;|\[\]{}]+")
PART = re.compile(r"[^:/=?&]+")
AROUND = ".:;!?'’‘*`"  # noqa: RUF001 - that a sentence puts beside a word
ORDER_NUMBER = re.compile(r"#?(\d{1,20})")
LOOKS_LIKE_AN_ID = re.compile(r".*[\d@_]|[^\W\d_a-z]{2,}(?:-[^\W\d_a-z]+)*$", re.DOTALL)
# Keys of a payload that name something: id, order_id, orderId, code …
NAMING_KEY = re.compile(
    r"(?:(?:^|.*_)(?:id|code|email|ref|reference|number|identifier)|.*[a-z](?:Id|Code|Email|Ref|Number))$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is to be looked for. Is cut where there was more than can be asked for at once."""

    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # folded, of a name
    is_cut: bool = False


def read(typed: str) -> Typed:
    """Anything may be in it; what no id can be is left out."""
    text = _visible(typed[:MOST_CHARACTERS]).strip()
    payload = _payload(text)
    texts = _texts_of(text) if payload is None else _named(payload)
    found = list(islice(dict.fromkeys(one for one in texts if 0 < len(one) <= TEXT_LENGTH), MOST_TEXTS + 1))
    return Typed(
        texts=tuple(found[:MOST_TEXTS]),
        words=_words(text) if payload is None else (),
        is_cut=len(found) > MOST_TEXTS or len(typed) > MOST_CHARACTERS,
    )


def _visible(text: str) -> str:
    return "".join(" " if category(one) == "Cc" else one for one in text if category(one) not in INVISIBLE)


def _payload(text: str) -> Any:
    """A JSON object or array; of anything else none."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _named(payload: Any) -> Iterator[str]:
    """The values of the keys that name something, the outermost first."""
    within = deque([payload])
    while within:
        one = within.popleft()
        within.extend(value for value in (one.values() if isinstance(one, dict) else one) if _has_more(value))
        if isinstance(one, dict):
            for key, value in one.items():
                if isinstance(value, str | int) and not isinstance(value, bool) and NAMING_KEY.match(key):
                    yield from _spellings(_visible(str(value)).strip())


def _has_more(value: Any) -> bool:
    return isinstance(value, dict | list)


def _texts_of(text: str) -> Iterator[str]:
    """The whole, what is in quotes, and each word that looks like an id, with and without its #."""
    yield text
    yield from (quoted.strip() for quoted in QUOTED.findall(text))
    tokens = [token.strip(AROUND) for token in TOKEN.findall(text)]
    are_few = len(tokens) <= FEW
    for token in tokens:
        if are_few or LOOKS_LIKE_AN_ID.match(token):
            yield from _spellings(token)
    for token in tokens:
        parts = [part.strip(AROUND) for part in PART.findall(token)]
        for part in parts if len(parts) > 1 else ():
            if LOOKS_LIKE_AN_ID.match(part):
                yield from _spellings(part)


def _spellings(token: str) -> Iterator[str]:
    """An order's number is kept with and without its #."""
    yield token
    if number := ORDER_NUMBER.fullmatch(token):
        yield from (number[1], f"#{number[1]}")


def _words(text: str) -> tuple[str, ...]:
    """Of a name: some words without what names don't have."""
    if len(text) > TEXT_LENGTH or re.search(r"[\d@_]", text):
        return ()
    words = folded(text, length=TEXT_LENGTH).split()
    return tuple(dict.fromkeys(words)) if words and len(words) <= MOST_WORDS and len("".join(words)) > 1 else ()
