"""
Pages of a list: a cursor says beside which row the next one begins, and of which question.

The deepest page costs what the first does. What comes in meanwhile stands on a page of its own or before all: no row
that was there all the while comes twice or is missed.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, salted_hmac

from ledger.keysets import Order

MOST, USUAL = 500, 100  # rows of a page
LONGEST = 1000  # characters of a cursor
TEXT = re.compile(r"[\w-]+", re.ASCII)
MARK = "~"
PURPOSE = "ledger.api.paging"  # what is sealed says what for

LIMIT = forms.IntegerField(min_value=1, max_value=MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursors:
    """Of one list, ordered so, and asked so: by no other is a cursor of it understood."""

    order: Order
    asked: Mapping[str, str]
    name: str

    def write(self, at: Sequence[Any]) -> str:
        place = self.order.written(at)
        text = f"{self._seal(place)}{MARK}{place}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def beside(self, row: Mapping[str, Any]) -> str:
        return self.write([row[column] for column in self.order.columns])

    def read(self, cursor: str) -> Sequence[Any]:
        """Beside what the page begins. Raises ValidationError."""
        seal, _, place = _decoded(cursor).partition(MARK)
        at = self.order.read(place)
        if at is None:
            raise ValidationError("This is no cursor: take it as it was answered.")
        if not constant_time_compare(seal, self._seal(place)):
            raise ValidationError("It belongs to another list or other filters: begin without a cursor.")
        return at

    def _seal(self, place: str) -> str:
        """Nobody makes a cursor up: a page behind one is not written into the access log again."""
        text = orjson.dumps([self.name, place, *sorted(self.asked.items())])
        return salted_hmac(PURPOSE, text, algorithm="sha256").hexdigest()[:32]


def _decoded(cursor: str) -> str:
    """Empty where it can't be."""
    if len(cursor) > LONGEST or not TEXT.fullmatch(cursor):
        return ""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (NotBase64, UnicodeDecodeError):
        return ""
