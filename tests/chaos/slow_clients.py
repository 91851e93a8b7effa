"""
A provider among slow clients: `make slow-clients`, or `python -m tests.chaos.slow_clients --seconds 60`.

A thousand clients that say nothing and forty whose bodies trickle must not keep a signed webhook from its 200 for
longer than two seconds, behind nginx as a deployment has it and on a machine that does nothing else. Turns without
these clients, before each turn with them, tell what the machine costs from what the crowd costs. Bodies and heads that
are too large are refused. The same is asked of granian alone, to tell what nginx is there for; that decides nothing.
"""

import asyncio
import os
import resource
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence

from tests.bench.servers import Server, granian
from tests.chaos.asking import LARGEST, Entrance, ask, floods, large, signed
from tests.chaos.crowding import Crowd, crowd
from tests.chaos.fronting import HOST, installed_nginx, nginx, strangers_tls
from tests.chaos.running import database, ledger
from tests.chaos.turns import Turn, turn

LONGEST = 2.0  # seconds that a good webhook may take
OTHERS = 0.1  # of the processors, that other work may have where that is judged
GATHERING = 60.0  # seconds in which the crowd has to be there
FILES = 4096
APPLICATION = "rewards_site.wsgi:application"
REFUSED = frozenset({"400", "413", "414", "431", "494", "hung up", "ConnectionResetError", "BrokenPipeError"})


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    _raise_limit()
    # What was started ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    program = asked.nginx or installed_nginx()
    found: Sequence[str] = []
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    with database() as (cluster, _):
        settings = ledger(cluster) | {"ALLOWED_HOSTS": HOST, "HTTPS": "true", "TRUSTED_PROXIES": "1"}
        with granian(APPLICATION, settings) as webhooks, granian(APPLICATION, settings) as desk:
            parts = {"PostgreSQL": cluster.postmaster, "granian": webhooks.pid}
            if program:
                found = _behind(program, webhooks, desk, parts=parts, asked=asked)
            alone = Entrance(port=webhooks.port, tls=None)
            asyncio.run(_try(alone, asked, "granian alone", parts))
    for line in found:
        print(f"FAULT: {line}")
    if not program:
        print("NOT tried behind nginx: it is not installed. --nginx /path/to/nginx names one.")
        return 2
    return bool(found)


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.chaos.slow_clients", description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="How long good webhooks come in each turn (20).")
    parser.add_argument("--rounds", type=int, default=2, help="Of a turn without the crowd and one with it (2).")
    parser.add_argument("--idle", type=int, default=1000, help="Clients that say nothing (1000).")
    parser.add_argument("--stalled", type=int, default=40, help="Clients whose bodies trickle (40).")
    parser.add_argument("--nginx", help="Another than the one that is installed.")
    return parser.parse_args(arguments)


def _raise_limit() -> None:
    """Every client is an open file in a process that this one starts, and one more in nginx."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in {-1, resource.RLIM_INFINITY} and hard < FILES:
        sys.exit(f"NOT tried: {FILES} open files are needed, and the limit is {hard} (ulimit -Hn).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))


def _behind(
    program: str, webhooks: Server, desk: Server, *, parts: Mapping[str, int], asked: Namespace
) -> Sequence[str]:
    with nginx(program, webhooks=webhooks.port, desk=desk.port) as (port, pid):
        entrance = Entrance(port=port, tls=strangers_tls())
        return asyncio.run(_try(entrance, asked, "nginx before granian", {**parts, "nginx": pid}))


async def _try(entrance: Entrance, asked: Namespace, name: str, parts: Mapping[str, int]) -> Sequence[str]:
    """What is wrong, a line each."""
    found = [] if (await ask(entrance, signed(large(200))))[0] == "200" else ["not even one webhook was answered 200"]
    without, among = [], []
    for number in range(1, asked.rounds + 1):
        without.append(await turn(entrance, asked.seconds, seed=f"{name} {number} without", parts=parts))
        print(f"{name}, nobody else: {without[-1]}", flush=True)
        async with crowd(entrance, idle_ones=asked.idle, stalled_ones=asked.stalled) as present:
            found += await _gathered(present, asked)
            present.seen.clear()
            everyone = {**parts, "the crowd": present.pid}
            among.append(await turn(entrance, asked.seconds, seed=f"{name} {number} among", parts=everyone))
            print(f"{name}, among {present}: {among[-1]}", flush=True)
    return [*found, *judged(Turn.of(without), Turn.of(among), name), *await _too_much(entrance, name)]


async def _gathered(present: Crowd, asked: Namespace) -> Sequence[str]:
    """Waits until nearly all are there: some are always on their way back."""
    try:
        async with asyncio.timeout(GATHERING):
            while present.idle < 0.98 * asked.idle or present.stalled < 0.98 * asked.stalled:  # noqa: ASYNC110 - polled
                await asyncio.sleep(0.1)
    except TimeoutError:
        return [f"the crowd never was there: {present.idle} idle, {present.stalled} stalled"]
    return []


def judged(without: Turn, among: Turn, name: str) -> Sequence[str]:
    ratios = (f"p{percent} x {among.wait(percent) / without.wait(percent):.1f}" for percent in (50, 95, 100))
    print(f"{name}: the crowd makes it {', '.join(ratios)}")
    found = [f"of {len(each.waits)} webhooks {each.counted}" for each in (without, among) if not each.is_good]
    if among.others > OTHERS:
        load = f"{among.others:.0%} of the processors went to other work, the load is {os.getloadavg()[0]:.1f}"
        print(f"{name}: {LONGEST:.0f} s NOT judged, since the machine is busy: {load}")
    elif among.wait(100) > LONGEST:
        found.append(f"among the crowd the slowest webhook was answered after {among.wait(100):.1f} s")
    return found


async def _too_much(entrance: Entrance, name: str) -> Sequence[str]:
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
