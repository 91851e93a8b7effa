"""How providers deliver: some at once, late, twice and out of order, and again until they have an answer they take."""

import heapq
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from random import Random

from ledger.providers import all_providers
from ledger.signatures import SignedRequest
from tests.chaos.shops import SHOPS, Event, Shop

PATIENCE = 5.0  # seconds that a provider waits for an answer
SECRET = "of-the-chaos"
BY_SOURCE: Mapping[str, Shop] = {shop.source: shop for shop in SHOPS}


@dataclass(order=True)
class Delivery:
    """Of an event, that is due."""

    due: float
    number: int
    event: Event = field(compare=False)
    tries: int = field(default=0, compare=False)
    is_again: bool = field(default=False, compare=False)  # though it was taken


@dataclass(kw_only=True)
class Delivered:
    """What the providers saw."""

    taken: set[tuple[str, bytes]] = field(default_factory=set)  # source, and the SHA-256 of what got a 200
    given_up: list[Event] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)  # seconds for each 200


class Providers:
    """Threads that deliver what is due. ``stop`` waits until everything is delivered, or ``within`` has passed."""

    def __init__(self, port: int, *, threads: int, rng: Random, twice: float = 0.06) -> None:
        self.port, self.rng, self.twice = port, rng, twice
        self.delivered = Delivered()
        self._queue: list[Delivery] = []
        self._changed = threading.Condition()
        self._busy, self._number, self._is_ending = 0, 0, False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def send(self, events: Iterable[Event], *, spread: float = 3.0) -> None:
        """Each some time from now, most of them soon; so what belongs together comes in any order."""
        for event in events:
            self._plan(event, min(self.rng.expovariate(4 / spread), spread))

    def stop(self, *, within: float) -> bool:
        """Whether all was delivered or given up in time."""
        until = time.monotonic() + within
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
            while (self._queue or self._busy) and time.monotonic() < until:
                self._changed.wait(0.5)
            is_done = not self._queue and not self._busy
            self._queue.clear()
        return is_done

    @property
    def waiting(self) -> int:
        with self._changed:
            return len(self._queue) + self._busy

    def _plan(self, event: Event, after: float, *, tries: int = 0, is_again: bool = False) -> None:
        with self._changed:
            self._number += 1
            planned = Delivery(
                due=time.monotonic() + after, number=self._number, event=event, tries=tries, is_again=is_again
            )
            heapq.heappush(self._queue, planned)
            self._changed.notify()

    def _next(self) -> Delivery | None:
        """The next when it is due; None when there will be none."""
        with self._changed:
            while True:
                wait = self._queue[0].due - time.monotonic() if self._queue else None
                if wait is not None and wait <= 0:
                    self._busy += 1
                    return heapq.heappop(self._queue)
                if wait is None and self._is_ending and not self._busy:
                    return None
                self._changed.wait(min(wait, 0.5) if wait is not None else 0.5)

    def _work(self) -> None:
        caller = _Caller(self.port)
        while delivery := self._next():
            status, took = caller.post(delivery.event)
            self._settle(delivery, status, took)
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _settle(self, delivery: Delivery, status: str, took: float) -> None:
        retries = BY_SOURCE[delivery.event.source].retries
        with self._changed:
            self.delivered.answers[status] += 1
            if status == "200":
                self.delivered.taken.add((delivery.event.source, sha256(delivery.event.body).digest()))
                self.delivered.waits.append(took)
                if not delivery.is_again and self.rng.random() < self.twice:
                    self._plan(delivery.event, self.rng.uniform(0, 4), is_again=True)
            elif delivery.is_again:
                pass
            elif delivery.tries < len(retries):
                self._plan(delivery.event, retries[delivery.tries], tries=delivery.tries + 1)
            else:
                self.delivered.given_up.append(delivery.event)


class _Caller:
    """One connection, kept alive; a new one where it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: HTTPConnection | None = None

    def post(self, event: Event) -> tuple[str, float]:
        """The status, or what went wrong, and how long it took."""
        shop = BY_SOURCE[event.source]
        request = SignedRequest(body=event.body, headers={}, url="")
        headers = {
            "Content-Type": "application/json",
            "Host": "127.0.0.1",
            **all_providers()[shop.provider].sign(request, SECRET),
        }
        began = time.perf_counter()
        try:
            self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.connection.request("POST", f"/webhooks/{shop.provider}/{shop.source}/", event.body, headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as problem:
            if self.connection:
                self.connection.close()
            self.connection = None
            return type(problem).__name__, time.perf_counter() - began
        return str(answer.status), time.perf_counter() - began


def percentile(waits: Sequence[float], percent: int) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
