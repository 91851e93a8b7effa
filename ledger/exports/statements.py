"""What an export says of itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from ledger.exports.cells import time

ALL = "none, these are all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """
    What narrows the rows. ``name`` and ``value`` are for people.

    ``logged``: the same without personal data, for the access log: ``customer=12``. Without it the value counts as
    typed, and the log keeps a fingerprint of it alone.
    """

    name: str
    value: str
    logged: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Whose rows, which, and of when. ``as_of``: the moment up to which they are settled, where they only grow."""

    title: str
    filters: Sequence[Filter] = ()
    as_of: datetime | None = None
    at: datetime = field(default_factory=timezone.now)

    def facts(self) -> Iterator[tuple[str, str]]:
        yield "List", self.title
        yield "Filter", "; ".join(f"{narrowed.name}: {narrowed.value}" for narrowed in self.filters) or ALL
        yield "Exported at", time(self.at)
        if self.as_of:
            yield "As of", time(self.as_of)
