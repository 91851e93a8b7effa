"""Ctrl-C and SIGTERM end a long command where nothing is half done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(Exception):
    """The command is asked to end; ``exit_code`` is what a shell expects then."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.exit_code = 128 + signal_number


class Interruption:
    """Raises ``Interrupted`` when a signal comes, but never inside ``put_off``. A second signal is as rude as ever."""

    def __init__(self) -> None:
        self._heard: int | None = None
        self._is_put_off = False

    @contextmanager
    def listening(self) -> Iterator["Interruption"]:
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {number: signal.signal(number, self._hear) for number in SIGNALS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def put_off(self) -> Iterator[None]:
        self._is_put_off = True
        try:
            yield
        finally:
            self._is_put_off = False
        self._raise_if_heard()

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature is Python's
        self._heard = number
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        if not self._is_put_off:
            self._raise_if_heard()

    def _raise_if_heard(self) -> None:
        if self._heard is not None:
            raise Interrupted(self._heard)
