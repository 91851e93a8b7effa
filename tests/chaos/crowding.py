"""
Clients that keep a server waiting, in a process of their own: their handshakes take none of the asker's time.

As a program it lets them in, and says all the while how many are there: `1000 40`, idle and stalled.
"""

import asyncio
import os
import sys
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import mean

from tests.bench.servers import ROOT
from tests.chaos.asking import Entrance, head
from tests.chaos.fronting import strangers_tls

COMES_BACK = 0.2  # seconds after it was thrown out
TELLS = 0.2  # seconds between two lines


@dataclass(kw_only=True)
class Crowd:
    """How many are there."""

    pid: int
    idle: int = 0
    stalled: int = 0
    seen: list[tuple[int, int]] = field(default_factory=list)  # as they were told, oldest first

    def __str__(self) -> str:
        """Those seen, on the whole: who is thrown out is missing until it is back."""
        idle, stalled = map(mean, zip(*self.seen, strict=True)) if self.seen else (0, 0)
        return f"{idle:.0f} idle (at least {min((idle for idle, _ in self.seen), default=0)}) and {stalled:.0f} stalled"


@asynccontextmanager
async def crowd(entrance: Entrance, *, idle_ones: int, stalled_ones: int) -> AsyncIterator[Crowd]:
    command = [sys.executable, "-m", "tests.chaos.crowding", "--port", str(entrance.port)]
    command += ["--idle", str(idle_ones), "--stalled", str(stalled_ones), *(["--tls"] if entrance.tls else [])]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    present = Crowd(pid=process.pid)
    listening = asyncio.create_task(_listen(process, present))
    try:
        yield present
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await listening


async def _listen(process: asyncio.subprocess.Process, present: Crowd) -> None:
    if process.stdout is None:
        raise ValueError("a crowd is heard through a pipe")
    async for line in process.stdout:
        present.idle, present.stalled = map(int, line.split())
        present.seen.append((present.idle, present.stalled))
    present.idle = present.stalled = 0


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.chaos.crowding", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--idle", type=int, required=True)
    parser.add_argument("--stalled", type=int, required=True)
    parser.add_argument("--tls", action="store_true")
    asked = parser.parse_args(arguments)
    entrance = Entrance(port=asked.port, tls=strangers_tls() if asked.tls else None)
    # Who started it is gone: so is the crowd.
    with suppress(BrokenPipeError):
        asyncio.run(_stay(entrance, idle_ones=asked.idle, stalled_ones=asked.stalled))


async def _stay(entrance: Entrance, *, idle_ones: int, stalled_ones: int) -> None:
    present = Crowd(pid=os.getpid())
    clients = [_idle(entrance, present, shakes_hands=number % 2 == 0) for number in range(idle_ones)]
    clients += [_stalled(entrance, present) for _ in range(stalled_ones)]
    tasks = [asyncio.create_task(client) for client in clients]
    while not any(task.done() for task in tasks):
        print(present.idle, present.stalled, flush=True)
        await asyncio.sleep(TELLS)
    # None of them ever ends but by a mistake, which is told here.
    for task in tasks:
        if task.done():
            task.result()


async def _idle(entrance: Entrance, present: Crowd, *, shakes_hands: bool) -> None:
    """Says nothing, and comes back when it is thrown out."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await entrance.enter(shakes_hands=shakes_hands)
            present.idle += 1
            try:
                await reader.read(1)
            finally:
                present.idle -= 1
                writer.close()
        await asyncio.sleep(COMES_BACK)


async def _stalled(entrance: Entrance, present: Crowd) -> None:
    """Promises a body, and sends a byte of it a second."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await entrance.enter()
            present.stalled += 1
            try:
                writer.write(head({"Content-Length": str(1024 * 1024), "X-Voucherify-Signature": "0" * 64}))
                await _trickle(reader, writer)
            finally:
                present.stalled -= 1
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


if __name__ == "__main__":
    main(sys.argv[1:])
