"""Files of events on their way into the inbox, in batches that keep nobody waiting."""

import gc
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.db import connection

from ledger.choices import EventState, Origin
from ledger.facts import Fault
from ledger.inbox import Delivery, Receipt, Understood, keep, understand
from ledger.management.files import READ_ERRORS, EventFile, reason
from ledger.management.interruption import Interruption
from ledger.management.pages import Pages
from ledger.management.reading import Piece
from ledger.management.report import Report
from ledger.models import Source
from ledger.providers import all_providers

BATCH_BYTES = 4 * 1024 * 1024
FIRST_BATCH = 50
# A batch is one transaction, and a webhook may have to wait for its end.
SECONDS = 0.25

NEW, DUPLICATE = "new", "duplicate"
STORED_AS = {state: state.value for state in EventState} | {EventState.RECORDED: NEW}
OUTCOMES = (NEW, DUPLICATE, *(word for word in STORED_AS.values() if word != NEW))
DRY_OUTCOMES = tuple(state.value for state in EventState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A piece of a file."""

    file: str
    piece: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a piece."""

    found: Found
    word: str
    pk: int | None = None  # of the event, if it is stored
    faults: tuple[Fault, ...]
    unread_type: str | None  # its type, if nobody reads that


Taken = list[Became]
Take = Callable[[Sequence[Found]], Taken]
Start = Callable[[Take, Sequence[Found]], "Future[Taken]"]


class Pace:
    """How many events make a batch: as many as the last one shows to fit into the time."""

    def __init__(self, most: int) -> None:
        self.events = min(FIRST_BATCH, most)
        self._most = most

    def took(self, events: int, seconds: float) -> None:
        fit = int(events * SECONDS / max(seconds, 0.001))
        self.events = max(1, min(fit, 2 * self.events, self._most))


class Occurrences:
    """How often each body has come that nothing in it tells from another. No other body is remembered."""

    def __init__(self) -> None:
        self._count: Counter[bytes] = Counter()
        self._lock = Lock()

    def next(self, digest: bytes) -> int:
        with self._lock:
            self._count[digest] += 1
            return self._count[digest]


class Import:
    """The import of some files into a source."""

    def __init__(self, source: Source, report: Report, interruption: Interruption, *, most: int, limit: int) -> None:
        self.source = source
        self.report = report
        self.interruption = interruption
        self.pace = Pace(most)
        self.limit = limit  # of an event's bytes
        self.provider = all_providers()[source.provider]
        self.pages = Pages.of(self.provider)
        self.occurrences = Occurrences()
        # Two, so that one batch is read while the database records the other. SQLite has one writer, and what is
        # inside a transaction has one connection.
        self.lanes = 2 if connection.vendor == "postgresql" and not connection.in_atomic_block else 1

    def run(self, files: Iterable[EventFile], *, is_dry: bool, read: Callable[[int], object]) -> None:
        """Raises ``Interrupted`` between two batches, and ``OperationalError`` when the database is away."""
        take = self._try if is_dry else self._store
        under_way: deque[Future[Taken]] = deque()
        with _seldom_collected(), _lanes(self.lanes) as start:
            try:
                for batch in self._batches(self._found(files, read)):
                    with self.interruption.put_off():
                        under_way.append(start(take, batch))
                        if len(under_way) >= self.lanes:
                            self._note(under_way.popleft())
            finally:
                with self.interruption.put_off():
                    while under_way:
                        self._note(under_way.popleft())

    def _found(self, files: Iterable[EventFile], read: Callable[[int], object]) -> Iterator[Found]:
        for file in files:
            if file.problem:
                self.report.unreadable(file.name, file.problem)
                continue
            place = "the start"
            try:
                for piece in file.pieces(limit=self.limit, pages=self.pages, read=read):
                    place = piece.place
                    if piece.problem:
                        self.report.unreadable(file.name, piece.problem, piece)
                    else:
                        yield Found(file=file.name, piece=piece)
            except READ_ERRORS as error:
                self.report.unreadable(file.name, f"not read beyond {place}: {reason(error)}")

    def _batches(self, found: Iterable[Found]) -> Iterator[list[Found]]:
        batch: list[Found] = []
        size = 0
        for one in found:
            if batch and (len(batch) >= self.pace.events or size + len(one.piece.body) > BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(one)
            size += len(one.piece.body)
        if batch:
            yield batch

    def _store(self, batch: Sequence[Found]) -> Taken:
        began = monotonic()
        read = [self._understood(one) for one in batch]
        receipts = keep(self.source, read, origin=Origin.IMPORT)
        self.pace.took(len(batch), monotonic() - began)
        return [
            Became(
                found=one,
                word=_word(receipt),
                pk=receipt.event_id,
                faults=receipt.faults,
                unread_type=self._unread_type(understood),
            )
            for one, understood, receipt in zip(batch, read, receipts, strict=True)
        ]

    def _try(self, batch: Sequence[Found]) -> Taken:
        read = [self._understood(one) for one in batch]
        return [
            Became(
                found=one,
                word=understood.state.value,
                faults=understood.facts.faults,
                unread_type=self._unread_type(understood),
            )
            for one, understood in zip(batch, read, strict=True)
        ]

    def _unread_type(self, understood: Understood) -> str | None:
        kind = understood.envelope.event_type
        is_unread = understood.state is EventState.IGNORED and kind not in self.provider.readers
        return kind if is_unread else None

    def _understood(self, one: Found) -> Understood:
        """Of the same nameless bodies in the input the n-th is n: all of them count, and once in all imports."""
        delivery = Delivery(body=one.piece.body)
        understood = understand(self.source, delivery)
        occurrence = self.occurrences.next(understood.sha256) if understood.is_nameless else 1
        return understood if occurrence == 1 else understand(self.source, delivery, occurrence=occurrence)

    def _note(self, taken: Future[Taken]) -> None:
        for one in taken.result():
            self.report.event(one.found.file, one.found.piece, one.word, pk=one.pk, faults=one.faults)
            if one.unread_type is not None:
                self.report.unread(one.unread_type)


def _word(receipt: Receipt) -> str:
    # What failed before has failed still: the file is not wholly in the ledger.
    is_repeat = not receipt.is_new and receipt.state is not EventState.FAILED
    return DUPLICATE if is_repeat else STORED_AS[receipt.state]


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A batch is many objects that live as long as it does, and no cycles: to look for some is a sixth of the work."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def _lanes(count: int) -> Iterator[Start]:
    """Side by side in threads, each with a connection of its own; a single lane is this thread."""
    if count == 1:
        yield _at_once
        return

    def take_and_hang_up(take: Take, batch: Sequence[Found]) -> Taken:
        try:
            return take(batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        yield lambda take, batch: threads.submit(take_and_hang_up, take, batch)


def _at_once(take: Take, batch: Sequence[Found]) -> "Future[Taken]":
    done: Future[Taken] = Future()
    done.set_result(take(batch))
    return done
