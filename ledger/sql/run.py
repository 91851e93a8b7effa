"""Statements as the readers run them."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

Line = tuple[Any, ...]


def execute(text: str, given: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, given)


def lines(text: str, given: Mapping[str, Any] | None = None) -> list[Line]:
    """All that a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return list(cursor.fetchall())
