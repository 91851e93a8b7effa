"""One value out of a JSON object, as text on both engines."""

from typing import Any

from django.db.models import CharField, Func, Value
from django.db.models.expressions import Combinable

# SQLite gives numbers for true and false.
SQLITE = (
    "(CASE json_type(%(expressions)s) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
    "ELSE CAST(json_extract(%(expressions)s) AS text) END)"
)


class TextAt(Func):
    """What a key of the object has, if that is a text, a number, true or false. The key has no quotation mark in it."""

    output_field = CharField()

    def __init__(self, column: str | Combinable, key: str) -> None:
        super().__init__(column, Value(key))
        self.key = key

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        column, parameters = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"({column} ->> %s::text)", [*parameters, self.key]
        given = [*parameters, f'$."{self.key}"']
        return SQLITE % {"expressions": f"{column}, %s"}, given * 2
