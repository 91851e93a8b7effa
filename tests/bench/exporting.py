"""
How fast lists become files, and what memory that takes.

`DATABASE_URL=postgres://… python -m tests.bench.exporting [--rows N] [--format csv …] [--sight clear …]` exports the
claims of a ledger that is there, to nowhere: nothing is written, the access log neither.
"""

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
LINE = "{:7} {:7} {:>10} {:>7} {:>7} {:>8} {:>8} {:>8} {:>14}"


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int)
    parser.add_argument("--format", nargs="*", type=Format, default=list(Format))
    parser.add_argument("--sight", nargs="*", choices=VIEWERS, default=["clear"])
    asked = parser.parse_args()
    print(LINE.format("format", "sight", "rows", "MiB", "s", "own CPU", "first s", "rows/s", "memory"))
    for form in asked.format:
        for sight in asked.sight:
            print(measured(form, sight, asked.rows), flush=True)


def measured(form: Format, sight: str, most: int | None) -> str:
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
    memory = f"{before / MIB:.0f} +{(highest - before) / MIB:.0f} MiB"
    times = (f"{took:.1f}", f"{busy:.1f}", f"{first:.2f}", f"{written / took:,.0f}")
    return LINE.format(form, sight, f"{written:,}", f"{size / MIB:.1f}", *times, memory)


def resident() -> int:
    """Bytes of memory that the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
