"""
How long reports take on a ledger, beside DuckDB over a Parquet copy of its entries, in one run.

    DATABASE_URL=postgres://… python -m tests.bench.reports [--parquet FILE] [--rounds 20]

Reads alone; run `manage.py roll_up` before. `tests/bench/requirements.txt` names DuckDB; without it there is no copy to
compare with. Each line is asked in turn, so that a busy machine slows all of them.
"""

import gc
import statistics
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import django
from django.conf import settings
from django.db import connection

import tests.environment  # noqa: F401 - speaks before the settings are read

django.setup()

from ledger.models import LedgerEntry  # noqa: E402
from ledger.reports import Dimension, Period, Summary, settle, summarize, top, top_customers  # noqa: E402
from ledger.reports import summaries as reports  # noqa: E402
from ledger.sql import summaries as sql  # noqa: E402
from ledger.sql.run import lines  # noqa: E402

Act = Callable[[], object]
BY = (Dimension.SOURCE, Dimension.CAMPAIGN, Dimension.KIND)

COPIED = """\
SELECT source_id, campaign_id, kind, currency, title, customer_id, side, quantity, points, value, occurred_at
FROM ledger_ledgerentry"""
DUCKDB = """\
SELECT {keys}, currency, sum(quantity) FILTER (side = 'claimed'), -sum(quantity) FILTER (side = 'reversed'),
    sum(points) FILTER (side = 'claimed'), -sum(points) FILTER (side = 'reversed'),
    count(*) FILTER (side = 'claimed' AND points IS NULL), count(*) FILTER (side = 'reversed' AND points IS NULL),
    sum(value) FILTER (side = 'claimed'), -sum(value) FILTER (side = 'reversed'),
    count(*) FILTER (side = 'claimed' AND value IS NULL), count(*) FILTER (side = 'reversed' AND value IS NULL)
FROM '{file}' {where} GROUP BY ALL"""
DAILY = "CAST(timezone('UTC', occurred_at) AS date), source_id, campaign_id, kind"


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--parquet", type=Path, help="A copy of the entries; made where it is missing.")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    settings.DATABASES["default"]["OPTIONS"].pop("options", None)  # no statement is too long here
    acts = ours() | (duckdbs(arguments.parquet) if arguments.parquet else {})
    took = measure(acts, arguments.rounds)
    print(f"{LedgerEntry.objects.count():,} entries; medians and 95th percentiles of {arguments.rounds} rounds, in ms")
    for name, times in took.items():
        print(f"{name:68}{statistics.median(times):10.1f}{statistics.quantiles(times, n=20)[-1]:10.1f}")


def ours() -> dict[str, Act]:
    now = settle()
    month = Summary(since=now - timedelta(days=30), until=now, period=Period.DAY, by=BY)
    month = replace(month, since=(now - timedelta(days=30)).date(), until=(now + timedelta(days=1)).date())
    whole = replace(month, since=None, until=None)
    a_day_ago = now - timedelta(days=1)
    return {
        "now": settle,
        "30 days, daily, by source, campaign, kind: statement": lambda: asked(month),
        "30 days, daily, by source, campaign, kind: answer": lambda: summarize(month),
        "30 days, daily, by source": lambda: summarize(replace(month, by=(Dimension.SOURCE,))),
        "30 days, daily, by source, as of a day ago": lambda: summarize(replace(month, by=BY[:1], as_of=a_day_ago)),
        "30 days, hourly, by source: from entries": lambda: summarize(replace(month, by=BY[:1], period=Period.HOUR)),
        "30 days, daily, by source, in a zone not rolled up": lambda: summarize(
            replace(month, by=BY[:1], zone="Asia/Kathmandu")
        ),
        "30 days, customers": lambda: summarize(replace(month, period=None, by=(), customers=True)),
        "30 days, top rewards": lambda: top(month, Dimension.TITLE),
        "30 days, top customers": lambda: top_customers(month),
        "all time, daily, by source, campaign, kind: statement": lambda: asked(whole),
        "all time, by source, campaign, kind": lambda: summarize(replace(whole, period=None)),
        "all time, monthly, by source": lambda: summarize(replace(whole, period=Period.MONTH, by=BY[:1])),
        "all time, top rewards": lambda: top(whole, Dimension.TITLE),
        "90 days, top customers": lambda: top_customers(replace(month, since=(now - timedelta(days=90)).date())),
    }


def asked(question: Summary) -> object:
    """The statement of a summary, however many its lines, without what Python makes of them."""
    planned = reports.plan(question, settle(), reports.providers_of_sources(), reports.rolled_zones())
    return lines(*sql.summary(planned, sys.maxsize, connection))


def duckdbs(file: Path) -> dict[str, Act]:
    duckdb: Any = import_module("duckdb")
    if not file.exists():
        copy(duckdb, file)
    database = duckdb.connect()
    now = settle()
    since = f"WHERE occurred_at >= TIMESTAMPTZ '{now.date() - timedelta(days=30)} 00:00:00+00'"

    def ask(keys: str, where: str = "") -> Act:
        return lambda: database.execute(DUCKDB.format(keys=keys, file=file, where=where)).fetchall()

    return {
        "DuckDB: 30 days, daily, by source, campaign, kind": ask(DAILY, since),
        "DuckDB: all time, daily, by source, campaign, kind": ask(DAILY),
        "DuckDB: all time, by source, campaign, kind": ask("source_id, campaign_id, kind"),
        "DuckDB: all time, monthly, by source": ask("date_trunc('month', timezone('UTC', occurred_at)), source_id"),
        "DuckDB: all time, by title": ask("title"),
        "DuckDB: all time, top customers": lambda: database.execute(
            f"SELECT customer_id, sum(quantity) FROM '{file}' GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
        ).fetchall(),
    }


def copy(duckdb: Any, file: Path) -> None:
    """By way of a CSV file, which needs no extension of DuckDB's."""
    table = file.with_suffix(".csv")
    text = f"COPY ({COPIED}) TO STDOUT (FORMAT csv, HEADER)"
    with connection.cursor() as cursor, table.open("wb") as written, cursor.cursor.copy(text) as copied:
        for data in copied:
            written.write(data)
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CAST(value AS DECIMAL(15, 4)) AS value) FROM read_csv('{table}', sample_size=-1))"
        f" TO '{file}' (FORMAT parquet)"
    )
    table.unlink()


def measure(acts: Mapping[str, Act], rounds: int) -> Mapping[str, list[float]]:
    """In milliseconds; the first round, which warms up, does not count. What is slow is asked less often."""
    took: dict[str, list[float]] = defaultdict(list)
    for name, act in acts.items():
        act()
        took[name] = []
    for number in range(rounds):
        for name, act in acts.items():
            if number >= 5 and statistics.median(took[name]) > 1000:
                continue
            begun = perf_counter()
            act()
            took[name].append((perf_counter() - begun) * 1000)
    return took


if __name__ == "__main__":
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # as the server has it
    main()
