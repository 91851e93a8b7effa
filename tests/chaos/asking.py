"""A provider that asks over a connection of its own, and what it sends: good webhooks and what is too much."""

import asyncio
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.providers import all_providers
from ledger.signatures import SignedRequest
from tests.chaos.delivering import SECRET
from tests.chaos.fronting import HOST
from tests.chaos.shops import VOUCHERIFY

LARGEST = 10 * 1024 * 1024  # as README and the settings have it
PATIENCE = 10.0  # seconds
PATH = f"/webhooks/{VOUCHERIFY.provider}/{VOUCHERIFY.source}/"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Where clients come in."""

    port: int
    tls: ssl.SSLContext | None

    async def enter(self, *, shakes_hands: bool = True) -> Streams:
        tls = self.tls if shakes_hands else None
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=tls, server_hostname=HOST if tls else None)


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


def head(headers: Mapping[str, str]) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", f"Host: {HOST}", "Content-Type: application/json", "Connection: close"]
    lines.append("X-Forwarded-Proto: https")  # nginx would say it, where there is one
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
