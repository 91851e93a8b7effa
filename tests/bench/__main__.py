"""Runs benches, and prints their tables."""

import sys
from datetime import UTC, datetime

from tests.bench import importing, ingest
from tests.bench.rounds import machine

BENCHES = {"ingest": ingest.bench, "import": importing.bench}


def main(names: list[str]) -> int:
    if unknown := set(names) - BENCHES.keys():
        sys.exit(f"There is no bench {', '.join(sorted(unknown))}. Known: {', '.join(BENCHES)}.")
    tables = [table for name in names or BENCHES for table in BENCHES[name]()]
    print(f"\n## {datetime.now(UTC):%Y-%m-%d}\n\n{machine()}\n")
    print(*tables, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
