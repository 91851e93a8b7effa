"""
How fast lists become files, and what memory that takes.

`DATABASE_URL=postgres://… python -m tests.bench.exporting [--rows N] [--format csv …] [--sight clear …]` exports the
claims of a ledger that is there, to nowhere: nothing is written, the access log neither. Prints a JSON object for each
file; `python -m tests.bench exporting` makes a table of them.
"""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter, process_time

import django

os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

import tests.environment  # noqa: F401 - before the settings

django.setup()

from ledger.access import Power, Viewer  # noqa: E402 - after the settings
from ledger.exports import Format, Statement  # noqa: E402
from ledger.exports.columns import columns  # noqa: E402
from ledger.exports.exporting import WRITERS  # noqa: E402
from ledger.exports.rows import Table  # noqa: E402
from ledger.models import ClaimedReward  # noqa: E402

VIEWERS = {
    "clear": Viewer(powers=frozenset({Power.SEE, Power.EXPORT})),
    "masked": Viewer(powers=frozenset({Power.SEE_MASKED, Power.EXPORT})),
    "hidden": Viewer(powers=frozenset({Power.EXPORT})),
}
MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int)
    parser.add_argument("--format", nargs="*", type=Format, default=list(Format))
    parser.add_argument("--sight", nargs="*", choices=VIEWERS, default=["clear"])
    asked = parser.parse_args()
    for form in asked.format:
        for sight in asked.sight:
            print(json.dumps(measured(form, sight, asked.rows)), flush=True)


def measured(form: Format, sight: str, most: int | None) -> dict[str, str | float]:
    rows = ClaimedReward.objects.order_by("-claimed_at", "-pk")[:most]
    table = Table(
        facts=list(Statement(title="Claims").facts()), columns=columns(ClaimedReward, VIEWERS[sight]), rows=rows
    )
    before = highest = resident()
    size, first, begun, busy = 0, 0.0, perf_counter(), process_time()
    for piece in WRITERS[form].write(table):
        first = first or perf_counter() - begun
        size += len(piece)
        highest = max(highest, resident())
    took, busy = perf_counter() - begun, process_time() - busy
    written = min(most or 10**12, ClaimedReward.objects.count())
    return {
        "name": f"{form}, {sight}",
        "rows": written,
        "rows/s": written / took,
        "own µs a row": busy / written * 1e6,
        "first byte ms": first * 1000,
        "MiB written": size / MIB,
        "MiB before": before / MIB,
        "MiB more": (highest - before) / MIB,
    }


def resident() -> int:
    """Bytes of memory that the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
