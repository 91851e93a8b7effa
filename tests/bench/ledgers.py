"""Ledgers of several sizes, and what is asked of each of them in turn by a process of its own."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.dj_stripe import PYTHON
from tests.bench.rounds import Asked, Table
from tests.bench.servers import Cluster, manage, run

TURNS = 3  # of each ledger
SEEDING = "seeding"
EXPORTED = 300_000

Told = dict[str, dict[str, Any]]  # figures of each question


def ledger(postgresql: Cluster, claims: int) -> str:
    """The URL of a ledger of so many claims, rolled up; seeded where it is not there yet."""
    name = f"ledger_{claims}"
    if not postgresql.has(name):
        print(f"  seeding {claims:,} claims", file=sys.stderr, flush=True)
        url = postgresql.create(SEEDING)
        print(run(url, "tests.bench.seed", str(claims), "--database", url), file=sys.stderr, flush=True)
        manage(url, "roll_up")
        run(url, "tests.bench.preparing")
        with postgresql.connect("postgres") as connection:
            connection.execute(f"ALTER DATABASE {SEEDING} RENAME TO {name}")
    return postgresql.url(name)


def bench_pages(asked: Asked, postgresql: Cluster) -> list[Table]:
    told = _in_turn(asked, postgresql, "pages")
    stock = _in_turn(asked, postgresql, "stock", "--cap", str(asked.cap), turns=1)
    return [_times("The desk's and the API's pages, in process", told), *_beside_stock(stock, asked)]


def bench_finding(asked: Asked, postgresql: Cluster) -> list[Table]:
    told = _in_turn(asked, postgresql, "finding")
    whole = [
        f"{name} reads {figures['whole']} whole, of {claims:,} claims."
        for claims, names in told.items()
        for name, figures in names.items()
        if figures.get("whole")
    ]
    return [_times("Searches and filters, without the pages around them", told, notes=whole)]


def bench_reports(asked: Asked, postgresql: Cluster) -> list[Table]:
    """In turn with DuckDB over a Parquet copy of the entries."""
    with TemporaryDirectory(prefix="reward-ledger-bench-") as folder:
        told: dict[int, Told] = {claims: {} for claims in asked.claims}
        for _ in range(TURNS):
            for claims in asked.claims:
                url, rounds = ledger(postgresql, claims), ["--rounds", str(asked.rounds)]
                _add(told[claims], run(url, "tests.bench.reports", *rounds))
                copy = str(Path(folder) / f"{claims}.parquet")
                _add(told[claims], run(url, "tests.bench.parquet", copy, *rounds, python=PYTHON))
    return [_times("Reports, beside DuckDB over a Parquet copy of the entries", told)]


def bench_exporting(asked: Asked, postgresql: Cluster) -> list[Table]:
    rows = min(EXPORTED, *asked.claims)
    told = _in_turn(asked, postgresql, "exporting", "--rows", str(rows), "--sight", "clear", "hidden", turns=2)
    names = list(next(iter(next(iter(told.values())).values())))
    cells = [
        [f"{claims:,}", name, *(f"{figures[each]:,.1f}" for each in names)]
        for claims, files in told.items()
        for name, figures in files.items()
    ]
    title = "Exports of the newest claims; of two, the second"
    return [Table(title=title, notes=(), columns=["claims", "", *names], rows=cells)]


def _in_turn(asked: Asked, postgresql: Cluster, module: str, *more: str, turns: int = TURNS) -> dict[int, Told]:
    """A process for each ledger, then again; of each turn other values."""
    told: dict[int, Told] = {claims: {} for claims in asked.claims}
    for number in range(turns if asked.rounds > 1 else 1):
        for claims in asked.claims:
            print(f"  {module}, {claims:,} claims", file=sys.stderr, flush=True)
            given = ["--rounds", str(asked.rounds), "--seed", str(number)] if module != "exporting" else []
            _add(told[claims], run(ledger(postgresql, claims), f"tests.bench.{module}", *given, *more))
    return told


def _add(told: Told, output: str) -> None:
    """Times are of all turns, whatever else is told of the last."""
    for line in output.splitlines():
        figures = json.loads(line)
        known = told.setdefault(figures.pop("name"), {})
        known |= {
            name: [*known.get(name, ()), *told] if isinstance(told, list) else told for name, told in figures.items()
        }


def _times(title: str, told: Mapping[int, Told], *, notes: list[str] | None = None) -> Table:
    """Medians and 95th percentiles of each ledger, and how those of the largest stand to those of the smallest."""
    least, most = min(told), max(told)
    rows = []
    for name in told[least]:
        times = {claims: names[name]["ms"] for claims, names in told.items() if "ms" in names.get(name, {})}
        if len(times) == len(told):
            grown = f"{p95(times[most]) / p95(times[least]):.1f}" if most > least else ""
            rows.append([name, *(f"{median(one):,.1f} / {p95(one):,.1f}" for one in times.values()), grown])
    columns = ["ms: median / 95th percentile", *(f"{claims:,} claims" for claims in told), "ratio of the 95th"]
    return Table(title=title, notes=notes or (), columns=columns, rows=rows)


def _beside_stock(told: Mapping[int, Told], asked: Asked) -> Iterator[Table]:
    for claims, names in told.items():
        rows = []
        for name, figures in names.items():
            ours, theirs = median(figures["ours"]), median(figures["stock"])
            sign = "> " if figures["capped"] else ""
            p95s = f"{p95(figures['ours']):,.0f}"
            rows.append([name, f"{ours:,.0f}", p95s, f"{sign}{theirs:,.0f}", f"{sign}{theirs / ours:,.0f}"])
        notes = [
            f"In turn. A page of the stock admin is given up after {asked.cap} s, and asked twice where it takes long."
        ]
        title = f"The desk's list of claims beside a stock ModelAdmin, {claims:,} claims"
        columns = ["median ms", "desk", "desk, 95th", "stock", "stock / desk"]
        yield Table(title=title, notes=notes, columns=columns, rows=rows)


def p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
