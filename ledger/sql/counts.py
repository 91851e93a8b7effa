"""How many rows a query has, by what the planner knows."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def planned(rows: QuerySet[Any]) -> int | None:
    """None: this engine says nothing of it."""
    connection = connections[rows.db]
    if connection.vendor != "postgresql":
        return None
    try:
        text, values = rows.order_by().values("pk").query.get_compiler(using=rows.db).as_sql()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", values)
        (plan,) = cursor.fetchone()
    said = json.loads(plan) if isinstance(plan, str) else plan
    return int(said[0]["Plan"]["Plan Rows"])
