"""
How long reports take on a ledger: `DATABASE_URL=postgres://… python -m tests.bench.reports [--rounds 20]`.

Reads alone; run `manage.py roll_up` before. Each is asked in turn, so that a busy machine slows all of them. Prints a
JSON object for each; `python -m tests.bench reports` makes a table of them, beside DuckDB (`parquet.py`).
"""

import gc
import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import timedelta

import django
from django.conf import settings
from django.db import connection

import tests.environment  # noqa: F401 - speaks before the settings are read

django.setup()

from ledger.reports import Dimension, Period, Summary, settle, summarize, top, top_customers  # noqa: E402
from ledger.reports import summaries as reports  # noqa: E402
from ledger.sql import summaries as sql  # noqa: E402
from ledger.sql.run import lines  # noqa: E402
from tests.bench.rounds import Act, in_milliseconds  # noqa: E402

BY = (Dimension.SOURCE, Dimension.CAMPAIGN, Dimension.KIND)


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    settings.DATABASES["default"]["OPTIONS"].pop("options", None)  # no statement is too long here
    for name, times in in_milliseconds(ours(), arguments.rounds).items():
        print(json.dumps({"name": name, "ms": times}))


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


if __name__ == "__main__":
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # as the server has it
    main()
