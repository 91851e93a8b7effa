"""Rows by a query that is read first, whatever the planner hopes for."""

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Subquery


class Among(Func):
    """
    Whether a column has one of the values that a query gives, of which there are few enough to be read at once.

    Of the newest hundred rows that ``IN`` a query PostgreSQL thinks that it meets them soon on its way from the newest
    row on: where they are old, that reads all the others. An array is there before the first row is read.
    """

    output_field = BooleanField()

    def __init__(self, column: str, values: QuerySet[Any]) -> None:
        super().__init__(F(column), Subquery(values))

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY (ARRAY")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s", arg_joiner=" IN ")
