"""Clients that keep a server waiting, and a provider that comes among them."""

import asyncio
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from ledger.providers import all_providers
from ledger.signatures import SignedRequest
from tests.chaos.delivering import SECRET
from tests.chaos.fronting import HOST
from tests.chaos.shops import VOUCHERIFY

LARGEST = 10 * 1024 * 1024  # as README and the settings have it
PATIENCE = 10.0  # seconds
COMES_BACK = 0.2  # seconds after it was thrown out
PATH = f"/webhooks/{VOUCHERIFY.provider}/{VOUCHERIFY.source}/"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(kw_only=True)
class Entrance:
    """Where clients come in, and how many are there."""

    port: int
    tls: ssl.SSLContext | None
    idle: int = 0
    stalled: int = 0

    async def enter(self, *, shakes_hands: bool = True) -> Streams:
        tls = self.tls if shakes_hands else None
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=tls, server_hostname=HOST if tls else None)


@dataclass(kw_only=True)
class Answered:
    statuses: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds


async def idle(entrance: Entrance, number: int) -> None:
    """Says nothing, and comes back when it is thrown out. Every other one doesn't even shake hands."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await entrance.enter(shakes_hands=number % 2 == 0)
            entrance.idle += 1
            try:
                await reader.read(1)
            finally:
                entrance.idle -= 1
                writer.close()
        await asyncio.sleep(COMES_BACK)


async def stalled(entrance: Entrance) -> None:
    """Promises a body, and sends a byte of it a second."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await entrance.enter()
            entrance.stalled += 1
            try:
                writer.write(head({"Content-Length": str(1024 * 1024), "X-Voucherify-Signature": "0" * 64}))
                await _trickle(reader, writer)
            finally:
                entrance.stalled -= 1
                writer.close()
        await asyncio.sleep(COMES_BACK)


async def _trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until there is an answer."""
    while True:
        writer.write(b" ")
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(1), 1)
            return


async def ask(entrance: Entrance, request: bytes) -> tuple[str, float]:
    """The status, or what went wrong, and after how many seconds."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await entrance.enter()
            writer.write(request)
            line = await reader.readline()
            writer.close()
            status = line.decode().split(" ")[1] if line else "hung up"
    except TimeoutError:
        status = "no answer"
    except OSError as error:
        status = type(error).__name__
    return status, time.perf_counter() - began


@asynccontextmanager
async def crowd(entrance: Entrance, *, idle_ones: int, stalled_ones: int) -> Any:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(idle(entrance, number)) for number in range(idle_ones)]
        tasks += [group.create_task(stalled(entrance)) for _ in range(stalled_ones)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


def head(headers: Mapping[str, str]) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", f"Host: {HOST}", "Content-Type: application/json", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


def signed(body: bytes) -> bytes:
    signature = all_providers()[VOUCHERIFY.provider].sign(SignedRequest(body=body, headers={}, url=""), SECRET)
    return head({"Content-Length": str(len(body)), **signature}) + body


def large(size: int) -> bytes:
    """A body of so many bytes that says nothing the ledger reads."""
    frame = b'{"id": "whs_large_%d", "type": "nothing.known", "filler": "%s"}'
    return frame % (size, b"x" * (size - len(frame % (size, b""))))


def floods() -> Iterator[tuple[str, bytes]]:
    """Heads that no provider sends, by what is too much of them."""
    yield "a header of 64 KiB", head({"Content-Length": "0", "X-Long": "x" * 65536})
    yield "10,000 headers", head({"Content-Length": "0", **{f"X-{number}": "x" for number in range(10_000)}})
    yield "an address of 64 KiB", head({}).replace(PATH.encode(), PATH.encode() + b"?" + b"x" * 65536)
