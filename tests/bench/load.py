"""
A client that costs little: keep-alive connections, requests written beforehand, one thread.

It runs on the machine that it measures, so what it costs itself is told beside every figure.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Lock

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


@dataclass(kw_only=True)
class Answers:
    """What came back, and how long it took."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0  # the client's own
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: Counter[bytes] = field(default_factory=Counter)  # of what is no 200

    @property
    def count(self) -> int:
        return len(self.latencies)

    def percentile(self, percent: int) -> float:
        return quantiles(self.latencies, n=100)[percent - 1]


@dataclass(kw_only=True)
class Client:
    """A connection that waits for one answer at a time."""

    socket: socket.socket
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """The status and the body, once all of it is here. Raises ``ConnectionError``."""
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError("the server hung up")
        self.received += got
        head, end, body = self.received.partition(HEAD_END)
        if not end:
            return None
        length = head.lower().partition(LENGTH)[2].partition(b"\r\n")[0]
        return (int(head[9:12]), body) if len(body) >= int(length or 0) else None


def post(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send(port: int, requests: Sequence[bytes], *, clients: int, seconds: float = 60) -> Answers:
    """Send as many as the time allows, each client its next when it has its answer."""
    answers, waiting = Answers(), iter(requests)
    with selectors.DefaultSelector() as selector:
        opened = [Client(socket=socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(clients)]
        for client in opened:
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(client.socket, selectors.EVENT_READ, client)
        began, cpu = time.perf_counter(), time.thread_time()
        try:
            _exchange(selector, opened, waiting, answers, until=began + seconds)
        finally:
            answers.seconds, answers.cpu_seconds = time.perf_counter() - began, time.thread_time() - cpu
            for client in opened:
                client.socket.close()
    return answers


def _exchange(
    selector: selectors.BaseSelector,
    clients: Sequence[Client],
    waiting: Iterator[bytes],
    answers: Answers,
    *,
    until: float,
) -> None:
    busy = sum(_sent_next(client, waiting) for client in clients)
    while busy:
        for key, _ in selector.select():
            client: Client = key.data
            answer = client.answer()
            if answer is None:
                continue
            now = time.perf_counter()
            answers.latencies.append(now - client.sent_at)
            answers.statuses[answer[0]] += 1
            if answer[0] != 200:
                answers.bodies[answer[1][:200]] += 1
            busy -= not (now < until and _sent_next(client, waiting))


def _sent_next(client: Client, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is not None:
        client.send(request)
    return request is not None


class Paced:
    """Requests that are sent when their time has come: one that has to wait for a connection has waited."""

    def __init__(self, port: int, requests: Iterator[bytes], *, per_second: float, clients: int) -> None:
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self._port, self._requests = port, requests
        self._per_second, self._clients = per_second, clients
        self._lock, self._is_over = Lock(), False

    def during(self, act: Callable[[], object]) -> None:
        """From the beginning of an act to its end."""
        with ThreadPoolExecutor(self._clients) as pool:
            began = time.perf_counter()
            busy = [pool.submit(self._send, began + number / self._per_second) for number in range(self._clients)]
            try:
                act()
            finally:
                self._is_over = True
            for one in busy:
                one.result()

    def _send(self, due: float) -> None:
        """Every so many clients' turn is this connection's."""
        client = Client(socket=socket.create_connection(("127.0.0.1", self._port), timeout=60))
        with client.socket:
            while not self._is_over:
                time.sleep(max(0.0, due - time.perf_counter()))
                with self._lock:
                    request = next(self._requests)
                client.send(request)
                while (answer := client.answer()) is None:
                    pass
                self.latencies.append(time.perf_counter() - due)
                self.statuses[answer[0]] += 1
                due += self._clients / self._per_second
