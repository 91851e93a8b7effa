"""
Names folded, so that they are found however they are typed: no case, no accents, no punctuation, any order of words.

A folded name has a space before each word: " john smith". So a word that begins with "smi" is what contains " smi".
"""

import re
from unicodedata import category, combining, normalize

# Letters that are no base letter with a mark, though people type them as one.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}  # noqa: RUF001
)
WITHIN_A_WORD = dict.fromkeys(map(ord, "'’‘ʼʻ`´"))  # noqa: RUF001 - O'Neil is one word, by any apostrophe
NO_WORD = re.compile("[^0-9a-z]+")  # of ASCII's small letters
# How who has no such key types ä, ö and ü.
DIGRAPHS = re.compile("([aou])e")
INVISIBLE = "Cf"  # joiners, and marks that turn the direction


def folded(name: str, *, length: int) -> str:
    """The words of a name as they are kept and looked for, cut to a length."""
    plain = name.translate(WITHIN_A_WORD)
    plain = NO_WORD.sub(" ", plain.lower()) if plain.isascii() else _without_marks(plain)
    return "".join(f" {word}" for word in plain.split())[:length]


def _without_marks(name: str) -> str:
    caseless = normalize("NFKD", normalize("NFKD", name).casefold().translate(LETTERS))
    letters = (letter for letter in caseless if not combining(letter) and category(letter) != INVISIBLE)
    # A vowel sign of an Indian script is a mark that is part of the word.
    return "".join(letter if letter.isalnum() or category(letter).startswith("M") else " " for letter in letters)


def spellings(word: str) -> list[str]:
    """Of a folded word, as it may be kept: ``mueller`` for Müller, ``soeren`` for Søren."""
    return list(dict.fromkeys((word, DIGRAPHS.sub(r"\1", word))))
