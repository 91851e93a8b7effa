"""
DuckDB over a Parquet copy of a ledger's entries: `DATABASE_URL=postgres://… python -m tests.bench.parquet FILE`.

The copy is made where it is missing. Runs in the peers' environment; prints JSON objects as `reports` does, for the
same questions.
"""

import json
import os
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.rounds import Act, in_milliseconds

COPIED = """\
SELECT source_id, campaign_id, kind, currency, title, customer_id, side, quantity, points, value, occurred_at
FROM ledger_ledgerentry"""
SUMMARY = """\
SELECT {keys}, currency, sum(quantity) FILTER (side = 'claimed'), -sum(quantity) FILTER (side = 'reversed'),
    sum(points) FILTER (side = 'claimed'), -sum(points) FILTER (side = 'reversed'),
    count(*) FILTER (side = 'claimed' AND points IS NULL), count(*) FILTER (side = 'reversed' AND points IS NULL),
    sum(value) FILTER (side = 'claimed'), -sum(value) FILTER (side = 'reversed'),
    count(*) FILTER (side = 'claimed' AND value IS NULL), count(*) FILTER (side = 'reversed' AND value IS NULL)
FROM '{file}' {where} GROUP BY ALL"""
DAILY = "CAST(timezone('UTC', occurred_at) AS date), source_id, campaign_id, kind"
BUYERS = "SELECT customer_id, sum(quantity) FROM '{file}' GROUP BY 1 ORDER BY 2 DESC LIMIT 10"


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    duckdb: Any = import_module("duckdb")
    if not asked.file.exists():
        copy(duckdb, asked.file)
    for name, times in in_milliseconds(questions(duckdb.connect(), asked.file), asked.rounds).items():
        print(json.dumps({"name": f"DuckDB: {name}", "ms": times}))


def questions(database: Any, file: Path) -> dict[str, Act]:
    since = f"WHERE occurred_at >= TIMESTAMPTZ '{datetime.now(UTC).date() - timedelta(days=30)} 00:00:00+00'"

    def ask(keys: str, where: str = "", text: str = SUMMARY) -> Act:
        return lambda: database.execute(text.format(keys=keys, file=file, where=where)).fetchall()

    return {
        "30 days, daily, by source, campaign, kind": ask(DAILY, since),
        "all time, daily, by source, campaign, kind": ask(DAILY),
        "all time, by source, campaign, kind": ask("source_id, campaign_id, kind"),
        "all time, monthly, by source": ask("date_trunc('month', timezone('UTC', occurred_at)), source_id"),
        "all time, by title": ask("title"),
        "all time, top customers": ask("", text=BUYERS),
    }


def copy(duckdb: Any, file: Path) -> None:
    """By way of a CSV file, which needs no extension of DuckDB's."""
    table = file.with_suffix(".csv")
    text = f"COPY ({COPIED}) TO STDOUT (FORMAT csv, HEADER)"
    connected = psycopg.connect(os.environ["DATABASE_URL"])
    with connected as connection, connection.cursor().copy(text) as copied, table.open("wb") as written:
        for data in copied:
            written.write(data)
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CAST(value AS DECIMAL(15, 4)) AS value) FROM read_csv('{table}', sample_size=-1))"
        f" TO '{file}' (FORMAT parquet)"
    )
    table.unlink()


if __name__ == "__main__":
    main()
