"""
Names by the beginnings of their words, and the indexes that answer it.

PostgreSQL has trigrams: whatever the number and order of words, the rarest trigram decides. Two B-trees of prefixes,
forwards and backwards, would miss a middle name, and a table of words would be written by every customer's event.
SQLite reads one narrow index from end to end, which is the bound there: some 0.1 s for a million names.
"""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Model

from ledger.models import Campaign, Customer
from ledger.sql.dialects import table

NAMED: Mapping[str, type[Model]] = {"ledger_customer_by_name": Customer, "ledger_campaign_by_name": Campaign}
# Without the list of pending entries, that one unlucky webhook in hundreds would have to work off.
INDEX = {
    "postgresql": "USING gin (name_folded gin_trgm_ops) WITH (fastupdate = off)",
    "sqlite": "(name_folded)",
}
# Planned as if all were wanted, or a planner that thinks a name common would read the table up to the limit; read only
# up to the limit all the same.
FIRST = {
    "postgresql": "WITH hit AS MATERIALIZED (SELECT id FROM {table} WHERE {like}) SELECT id FROM hit LIMIT %s",
    "sqlite": "SELECT id FROM {table} WHERE {like} LIMIT %s",
}


def index_definitions(vendor: str) -> dict[str, str]:
    return {name: f"CREATE INDEX {name} ON {table(model)} {INDEX[vendor]}" for name, model in NAMED.items()}


def ids_by_name(model: type[Model], words: Sequence[str], *, most: int) -> list[int]:
    """The first things found with a name that has words beginning so, in no order. The words are folded."""
    like = " AND ".join(["name_folded LIKE %s"] * len(words))
    text = FIRST[connection.vendor].format(table=table(model), like=like)
    with connection.cursor() as cursor:
        cursor.execute(text, [*(f"% {word}%" for word in words), most])
        return [pk for (pk,) in cursor.fetchall()]
