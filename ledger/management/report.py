"""What became of the events of an import: counted, and told where something is wrong."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TextIO

from ledger.choices import EventState
from ledger.facts import Fault
from ledger.management.reading import Piece

TOLD = 20  # so many are told as they come; the file of errors has them all
TYPES_TOLD, TYPES_COUNTED = 5, 1000

FAILED = EventState.FAILED.value
UNREADABLE = "unreadable"


class Report:
    """Counts events by what became of them, and tells of each that is not understood."""

    def __init__(self, words: Iterable[str], *, tell: Callable[[str], object], errors: TextIO | None = None) -> None:
        self.counts = Counter(dict.fromkeys((*words, UNREADABLE), 0))
        self._unread = 0
        self._unread_types: Counter[str] = Counter()
        self._tell = tell
        self._errors = errors
        self._bad = 0
        self._began = monotonic()

    @property
    def is_clean(self) -> bool:
        return not self._bad

    def event(self, file: str, piece: Piece, word: str, *, pk: int | None, faults: Iterable[Fault]) -> None:
        """What became of an event; ``pk`` is its own, if it is stored."""
        self.counts[word] += 1
        if word == FAILED:
            problems = [str(fault) for fault in faults]
            whose = f"event {pk} failed" if pk else "would fail"
            self._mark(f"{file}: {piece.place}: {whose}: {'; '.join(problems)}")
            self._write(
                {"file": file, piece.unit: piece.number, "offset": piece.offset, "event": pk, "faults": problems}
            )

    def unreadable(self, file: str, problem: str, piece: Piece | None = None) -> None:
        """A file that can't be read, or a piece of it."""
        self.counts[UNREADABLE] += 1
        self._mark(f"{file}: {piece.place}: {problem}" if piece else f"{file}: {problem}")
        place = {piece.unit: piece.number, "offset": piece.offset} if piece else {}
        self._write({"file": file} | place | {"event": None, "faults": [f"$: {problem}"]})

    def unread(self, event_type: str) -> None:
        """An event is of a type that nobody reads."""
        self._unread += 1
        if event_type in self._unread_types or len(self._unread_types) < TYPES_COUNTED:
            self._unread_types[event_type] += 1

    def end(self) -> str:
        """The counts, as the last line."""
        if self._bad > TOLD:
            self._tell(
                f"… and {self._bad - TOLD} more." + ("" if self._errors else " --errors FILE would have them all.")
            )
        self._tell_unread()
        seconds = monotonic() - self._began
        counts = "  ".join(f"{word} {count}" for word, count in self.counts.items())
        read = self.counts.total()
        return f"read {read}  {counts}  ({seconds:.1f} s, {read / max(seconds, 0.001):.0f} events/s)"

    def _tell_unread(self) -> None:
        """Where that is most of what was read, something is wrong with what was typed."""
        events = self.counts.total() - self.counts[UNREADABLE]
        if 2 * self._unread <= events:
            return
        types = [f"{kind or 'no type'} ({count:,})" for kind, count in self._unread_types.most_common(TYPES_TOLD)]
        more = ["others"] if len(self._unread_types) > TYPES_TOLD else []
        self._tell(
            f"{self._unread:,} of {events:,} events are of types that nobody reads: {', '.join(types + more)}. "
            "Are these files another provider's, or another source's?"
        )

    def _mark(self, line: str) -> None:
        self._bad += 1
        if self._bad <= TOLD:
            self._tell(line)

    def _write(self, said: dict[str, object]) -> None:
        if self._errors:
            self._errors.write(json.dumps(said, ensure_ascii=False) + "\n")
