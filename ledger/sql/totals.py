"""What some rows of claims add up to: in integers of the smallest part of money, so that either engine is exact."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from ledger.models.fields import MONEY_PLACES

COLUMNS = ("currency", "status", "points", "value")
ADDED = f"""
SELECT currency, status, COUNT(*), COUNT(points), SUM(points), COUNT(value),
    SUM(CAST(ROUND(value * {10**MONEY_PLACES}) AS bigint))
FROM ({{rows}}) AS rows GROUP BY currency, status ORDER BY currency, status
"""


def added(rows: QuerySet[Any], *, most: int) -> Sequence[tuple[Any, ...]]:
    """Of no more than so many rows, by currency and status."""
    query = rows.order_by().values(*COLUMNS)[:most].query
    connection = connections[rows.db]
    try:
        sql, given = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(ADDED.format(rows=sql), given)
        lines: list[tuple[Any, ...]] = cursor.fetchall()
    return lines
