import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import psycopg

from tests.bench.servers import manage
from tests.chaos import judging
from tests.chaos.book import Book
from tests.chaos.delivering import Delivered, Providers, percentile
from tests.chaos.faults import Saboteur
from tests.chaos.running import Importer, Server, database, ledger
from tests.chaos.shops import stories

THREADS = 16
DRAIN = 240.0  # seconds for what is left when the shops have closed
TICK = 0.05


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    print(f"Seed {asked.seed}: {asked.seconds} s at {asked.rate} events/s, faults {'on' if asked.faults else 'off'}.")
    with database() as (cluster, disk), TemporaryDirectory(prefix="reward-ledger-exports-") as folder:
        settings = ledger(cluster)
        server = Server(settings)
        importer = Importer(settings, Path(folder))
        providers = Providers(server.port, threads=THREADS, rng=_random(f"{asked.seed} providers"))
        saboteur = Saboteur(
            cluster=cluster,
            disk=disk,
            server=server,
            importer=importer,
            rng=_random(f"{asked.seed} faults"),
        )
        try:
            book = _trade(asked, providers, importer, saboteur)
            began = time.monotonic()
            is_delivered = providers.stop(within=DRAIN) and importer.stop(within=DRAIN)
            drained = time.monotonic() - began
        finally:
            server.stop()
        found = [] if is_delivered else [f"{providers.waiting} deliveries were still waiting after {DRAIN:.0f} s"]
        with psycopg.connect(cluster.url) as connection:
            found += judging.faults(connection, book, providers.delivered)
        print(manage(cluster.url, "roll_up"), manage(cluster.url, "roll_up", "--verify"), sep="", end="")
        _tell(book, providers.delivered, saboteur, server, importer, drained, disk)
    for line in found:
        print(f"FAULT: {line}")
    print("The ledger has what the shops have." if not found else f"{len(found)} faults.")
    return bool(found)


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="How long the shops are open (120).")
    parser.add_argument("--rate", type=float, default=40, help="Events a second (40).")
    parser.add_argument("--burst", type=int, default=0, help="As many seconds at the end, with --burst-rate (0).")
    parser.add_argument("--burst-rate", type=float, default=1000, help="Events a second then (1000).")
    parser.add_argument("--seed", default="1", help="Of the shops' history and of the faults (1).")
    parser.add_argument("--no-faults", dest="faults", action="store_false", help="Load alone.")
    return parser.parse_args(arguments)


def _random(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - what chance decides is no secret


def _trade(asked: Namespace, providers: Providers, importer: Importer, saboteur: Saboteur) -> Book:
    """What the shops have in their book when they close."""
    book, rng = Book(), _random(f"{asked.seed} shops")
    told = stories(rng, book)
    began, sent = time.monotonic(), 0
    next_fault = began + rng.uniform(3, 6)
    while (now := time.monotonic() - began) < asked.seconds:
        burst = max(0.0, now - (asked.seconds - asked.burst)) if asked.burst else 0.0
        while sent < now * asked.rate + burst * (asked.burst_rate - asked.rate):
            events = next(told)
            sent += len(events)
            providers.send(event for event in events if not event.is_exported)
            importer.add([event for event in events if event.is_exported])
        if asked.faults and time.monotonic() > next_fault:
            print(f"{time.monotonic() - began:6.1f} s  {saboteur.strike()}", flush=True)
            next_fault = time.monotonic() + saboteur.rng.uniform(2, 8)
        time.sleep(TICK)
    saboteur.restart()
    return book


def _tell(
    book: Book,
    delivered: Delivered,
    saboteur: Saboteur,
    server: Server,
    importer: Importer,
    drained: float,
    disk: Path | None,
) -> None:
    answers = ", ".join(f"{count:,} {answer}" for answer, count in delivered.answers.most_common())
    faults = ", ".join(f"{count} x {name}" for name, count in sorted(saboteur.done.items())) or "none"
    rows = {
        "events": f"{sum(book.events.values()):,} of {len(book.claims):,} claims and {len(book.uses):,} uses",
        "answers": answers,
        "faults": f"{faults}; {saboteur.kills} kills" + ("" if disk else "; no disk to fill could be mounted"),
        "starts": f"server {server.starts}, importer {importer.runs}",
        "a 200 took": " ".join(f"p{p} {percentile(delivered.waits, p) * 1000:.0f} ms" for p in (50, 95, 99)),
        "given up": f"{len(delivered.given_up)} by the providers",
        "drained": f"{drained:.1f} s after the shops closed",
    }
    for name, text in rows.items():
        print(f"{name:12}{text}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
