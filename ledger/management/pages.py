"""Tells the pages of a provider's API, each a list of records, from events."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ledger.management.scanning import COMMA, Scanner
from ledger.providers import Provider

SPACE = rb"[ \t\r\n]*+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """
    What a provider's pages look like.

    A page is an object that has, at its top level, an array that does not begin with a string under one of the
    provider's ``page_keys``, and nothing under any of its ``event_keys``, which are what its events are told by. So
    ``{"object": "list", "data": [{…}]}`` is one, and these are events, to be kept whole: ``{"id": …, "data": {…}}``,
    also where ``data`` is an array; ``{"redemption": {…}, "transactions": [{…}]}``; a page's key deeper inside.
    Keys come in any order: all of them are looked at. Only where an object is broken or larger than an event may be
    does it go by those before the array; an event's key that comes after it is told.
    """

    keys: frozenset[bytes] = frozenset()
    marks: frozenset[bytes] = frozenset()
    _arrays: tuple[re.Pattern[bytes], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        arrays = (rb'"%b"%b:%b\[%b[^"]' % (re.escape(key), SPACE, SPACE, SPACE) for key in sorted(self.keys))
        object.__setattr__(self, "_arrays", tuple(map(re.compile, arrays)))

    @classmethod
    def of(cls, provider: Provider) -> "Pages":
        return cls(keys=_encoded(provider.page_keys), marks=_encoded(provider.event_keys))

    def is_page(self, text: bytes) -> bool:
        """Whether the object is a page, as far as it goes."""
        at = {found.start() for array in self._arrays for found in array.finditer(text)}
        if not at:
            return False
        keys = dict(_members(text))
        others = {key for key, place in keys.items() if place not in at or key not in self.keys}
        return others != keys.keys() and self.marks.isdisjoint(others)


NO_PAGES = Pages()


def _encoded(keys: Iterable[str]) -> frozenset[bytes]:
    return frozenset(key.encode() for key in keys)


def _members(text: bytes) -> Iterator[tuple[bytes, int]]:
    """The keys of an object's top level and where each begins, as far as it can be followed."""
    scanner = Scanner([text], limit=len(text))
    scanner.pass_space()
    while True:
        scanner.position += 1  # the bracket, or a comma
        scanner.pass_space()
        place = scanner.at()
        key = scanner.pass_key()
        if key is None:
            return
        yield key, place
        if scanner.pass_value():
            return
        scanner.pass_space()
        if scanner.byte() != COMMA:
            return
