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
from ledger.names import spellings
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


def ids_by_name(model: type[Model], words: Sequence[str], *, most: int, are_whole: bool = False) -> list[int]:
    """
    The first things found with a name that has words beginning so, in no order. The words are folded.

    ``are_whole``: has just these words; one letter alone is still the beginning of one.
    """
    asked = [("name_folded LIKE %s", [f"% {one}%" for one in spellings(word)]) for word in words]
    if are_whole:  # besides: the index answers the first
        whole = [word for word in words if len(word) > 1]
        asked += [("name_folded || ' ' LIKE %s", [f"% {one} %" for one in spellings(word)]) for word in whole]
    like = " AND ".join(f"({' OR '.join([one] * len(patterns))})" for one, patterns in asked)
    text = FIRST[connection.vendor].format(table=table(model), like=like)
    with connection.cursor() as cursor:
        cursor.execute(text, [*(pattern for _, patterns in asked for pattern in patterns), most])
        return [pk for (pk,) in cursor.fetchall()]
