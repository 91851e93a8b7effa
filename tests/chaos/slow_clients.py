"""
A provider among slow clients: `make slow-clients`, or `python -m tests.chaos.slow_clients --seconds 60`.

A thousand clients that say nothing and forty whose bodies trickle must not keep a signed webhook from its 200 for
longer than two seconds, behind nginx as a deployment has it. Bodies and heads that are too large are refused. The same
is asked of granian alone, to tell what nginx is there for; that decides nothing.
"""

import asyncio
import resource
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from random import Random

from ledger.providers import all_providers
from tests.bench.processes import descendants
from tests.bench.servers import free_port, started, until_open
from tests.chaos.crowding import LARGEST, Answered, Entrance, ask, crowd, floods, large, signed
from tests.chaos.delivering import percentile
from tests.chaos.fronting import HOST, installed_nginx, nginx, strangers_tls
from tests.chaos.running import database, kill, ledger
from tests.chaos.shops import VOUCHERIFY

LONGEST = 2.0  # seconds that a good webhook may take
EVERY = 0.25  # seconds between two of them
GATHERING = 60.0  # seconds in which the crowd has to be there
FILES = 4096
REFUSED = frozenset({"400", "413", "414", "431", "494", "hung up", "ConnectionResetError", "BrokenPipeError"})


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    _raise_limit()
    # What was started ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    program = asked.nginx or installed_nginx()
    found: list[str] = []
    with database() as (cluster, _):
        settings = ledger(cluster) | {"ALLOWED_HOSTS": HOST}
        if program:
            behind = settings | {"HTTPS": "true", "TRUSTED_PROXIES": "1"}
            with _servers(behind) as (webhooks, desk), nginx(program, webhooks=webhooks, desk=desk) as port:
                entrance = Entrance(port=port, tls=strangers_tls())
                found = asyncio.run(_try(entrance, asked, "nginx before granian"))
        with _servers(settings) as (webhooks, _desk):
            asyncio.run(_try(Entrance(port=webhooks, tls=None), asked, "granian alone"))
    for line in found:
        print(f"FAULT: {line}")
    if not program:
        print("NOT tried behind nginx: it is not installed. --nginx /path/to/nginx names one.")
        return 2
    return bool(found)


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.chaos.slow_clients", description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="How long good webhooks come (30).")
    parser.add_argument("--idle", type=int, default=1000, help="Clients that say nothing (1000).")
    parser.add_argument("--stalled", type=int, default=40, help="Clients whose bodies trickle (40).")
    parser.add_argument("--nginx", help="Another than the one that is installed.")
    return parser.parse_args(arguments)


def _raise_limit() -> None:
    """Every client is an open file here, and one more in nginx."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in {-1, resource.RLIM_INFINITY} and hard < FILES:
        sys.exit(f"NOT tried: {FILES} open files are needed, and the limit is {hard} (ulimit -Hn).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))


@contextmanager
def _servers(settings: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """The ports of one for webhooks and one for the desk."""
    with ExitStack() as stack:
        ports = free_port(), free_port()
        for port in ports:
            process = started("rewards_site.wsgi:application", settings, port)
            stack.callback(_end, process)
            until_open(port, process)
        yield ports


def _end(process: "subprocess.Popen[bytes]") -> None:
    """With its workers, also where it was still starting and hears nothing."""
    family = [process.pid, *descendants(process.pid)]
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        kill(family)
        process.wait(20)


async def _try(entrance: Entrance, asked: Namespace, name: str) -> list[str]:
    """What is wrong, a line each."""
    found = [] if (await ask(entrance, signed(large(200))))[0] == "200" else ["not even one webhook was answered 200"]
    async with crowd(entrance, idle_ones=asked.idle, stalled_ones=asked.stalled):
        found += await _gathered(entrance, asked)
        print(f"{name}: {entrance.idle} idle, {entrance.stalled} stalled", flush=True)
        answered = await _deliver(entrance, asked.seconds)
    statuses = ", ".join(f"{count} x {status}" for status, count in Counter(answered.statuses).most_common())
    waits = " ".join(f"p{p} {percentile(answered.waits, p) * 1000:.0f} ms" for p in (50, 95, 100))
    print(f"{name}: webhooks {statuses}; {waits}")
    if set(answered.statuses) != {"200"} or max(answered.waits) > LONGEST:
        found.append(f"of {len(answered.waits)} webhooks {statuses}, the slowest after {max(answered.waits):.1f} s")
    return found + await _too_much(entrance, name)


async def _gathered(entrance: Entrance, asked: Namespace) -> list[str]:
    """Waits until nearly all are there: some are always on their way back."""
    try:
        async with asyncio.timeout(GATHERING):
            while entrance.idle < 0.98 * asked.idle or entrance.stalled < 0.98 * asked.stalled:  # noqa: ASYNC110 - polled
                await asyncio.sleep(0.1)
    except TimeoutError:
        return [f"the crowd never was there: {entrance.idle} idle, {entrance.stalled} stalled"]
    return []


async def _deliver(entrance: Entrance, seconds: int) -> Answered:
    """New events, each when its time has come and over a connection of its own."""
    until = datetime.now(UTC)
    count = int(seconds / EVERY)
    rng = Random("slow clients")  # noqa: S311 - what is made up is no secret
    sample = all_providers()[VOUCHERIFY.provider].sample
    bodies = [*sample(rng, since=until - timedelta(hours=1), until=until, count=count)][:count]
    answered = Answered()

    async def deliver(number: int, body: bytes) -> None:
        await asyncio.sleep(number * EVERY)
        status, wait = await ask(entrance, signed(body))
        answered.statuses.append(status)
        answered.waits.append(wait)

    await asyncio.gather(*(deliver(number, body) for number, body in enumerate(bodies)))
    return answered


async def _too_much(entrance: Entrance, name: str) -> list[str]:
    found = []
    for what, request, good in [
        ("a body of 10 MiB", signed(large(LARGEST)), frozenset({"200"})),
        ("a body of a byte more", signed(large(LARGEST + 1)), frozenset({"413"})),
        *((what, request, REFUSED) for what, request in floods()),
        ("a good one after that", signed(large(300)), frozenset({"200"})),
    ]:
        status, wait = await ask(entrance, request)
        print(f"{name}: {what}: {status} after {wait * 1000:.0f} ms")
        if status not in good:
            found.append(f"{what} was answered {status}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
