"""One value out of a JSON object, as text on both engines."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import Any

from django.db.models import CharField, F, Func

# SQLite gives numbers for true and false.
SQLITE = """(CASE json_type({column}, %s) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
    ELSE CAST(json_extract({column}, %s) AS text) END)"""


class TextAt(Func):
    """What a key of the object has, if that is a text, a number, true or false. The key has no quotation mark in it."""

    output_field = CharField()

    def __init__(self, column: str, key: str) -> None:
        super().__init__(F(column))
        self.key = key

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[str | int, ...]]:
        column, _nothing = compiler.compile(self.source_expressions[0])
        return f"({column} ->> %s::text)", (self.key,)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple[str | int, ...]]:
        column, _nothing = compiler.compile(self.source_expressions[0])
        return SQLITE.format(column=column), (f'$."{self.key}"',) * 2
