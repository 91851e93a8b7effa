"""
Runs benches, and prints their tables as Markdown.

    python -m tests.bench ingest import --rounds 5
    python -m tests.bench pages growth --claims 1_000_000 10_000_000
    python -m tests.bench --quick                                       # tries all of them; its figures say nothing

Ledgers to measure on are seeded where they are not there yet, and stay in the cluster of BENCH_POSTGRES_URL.
"""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from datetime import UTC, datetime

from tests.bench import growth, importing, ingest, ledgers
from tests.bench.rounds import Asked, Table, machine
from tests.bench.servers import Cluster, cluster

Bench = Callable[[Asked, Cluster], list[Table]]
BENCHES: dict[str, Bench] = {
    "ingest": ingest.bench,
    "sqlite": ingest.bench_sqlite,
    "import": importing.bench,
    "growth": growth.bench,
    "pages": ledgers.bench_pages,
    "reports": ledgers.bench_reports,
    "finding": ledgers.bench_finding,
    "exporting": ledgers.bench_exporting,
}
FULL = Asked(rounds=5, requests=2500, events=100_000, claims=(100_000, 1_000_000), cap=45)
QUICK = Asked(rounds=1, requests=160, events=300, claims=(500, 1000), cap=1)


def main(arguments: list[str]) -> int:
    given = _given(arguments)
    usual = QUICK if given.quick else FULL
    asked = Asked(
        rounds=given.rounds or usual.rounds,
        requests=usual.requests,
        events=given.events or usual.events,
        claims=given.claims or usual.claims,
        cap=given.cap or usual.cap,
    )
    with cluster() as postgresql:
        print(f"## {datetime.now(UTC):%Y-%m-%d}\n\n{machine()}\n\nPostgreSQL: {postgresql.told()}\n", flush=True)
        for name in given.names or BENCHES:
            print(*BENCHES[name](asked, postgresql), sep="\n", flush=True)
    return 0


def _given(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="bench", help=f"All, where none is named: {', '.join(BENCHES)}.")
    parser.add_argument("--quick", action="store_true", help="Once and with next to nothing, to see that it runs.")
    parser.add_argument("--rounds", type=int, help=f"({FULL.rounds})")
    parser.add_argument("--events", type=int, help=f"Of a file to import ({FULL.events:,}).")
    parser.add_argument("--claims", type=int, nargs="+", help="Of each ledger to measure on (100,000 1,000,000).")
    parser.add_argument("--cap", type=int, help=f"Seconds that a page of the stock admin may take ({FULL.cap}).")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - BENCHES.keys():
        parser.error(f"there is no bench {', '.join(sorted(unknown))}; known: {', '.join(BENCHES)}")
    return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
