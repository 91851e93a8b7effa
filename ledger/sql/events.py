"""
The inbox's statements.

An event is inserted with its final state; the same again counts on the row that it repeats.
"""

from functools import cache

from django.db import connection

from ledger.models import InboundEvent
from ledger.sql.dialects import table
from ledger.sql.writer import recording_function

FIELDS = tuple(field for field in InboundEvent._meta.concrete_fields if field.name != "id")
COLUMNS = tuple(str(field.column) for field in FIELDS)
ONE_ROW = f"VALUES ({', '.join(['%s'] * len(COLUMNS))})"

# What becomes of an event that is there already.
COUNT_IT = "DO UPDATE SET repeats = old.repeats + excluded.repeats + 1"
LEAVE_IT = "DO NOTHING"

# Of the bytes that come without an id: the first number that no event of them has. One look-up in an index for each.
NEXT_OCCURRENCE = f"""\
WITH RECURSIVE taken(n) AS (
    SELECT 1
    UNION ALL
    SELECT n + 1 FROM taken WHERE EXISTS (
        SELECT 1 FROM {table(InboundEvent)}
        WHERE source_id = %s AND external_id = CAST(%s AS text) || CAST(n AS text) AND sha256 = %s
    )
)
SELECT max(n) FROM taken"""


def keep(rows: str = ONE_ROW, *, again: str = COUNT_IT) -> str:
    """
    Insert events; answers the id, key, state and repeats of each.

    One that was not new has more repeats than it was inserted with, or is left out.
    """
    return f"""\
INSERT INTO {table(InboundEvent)} AS old ({", ".join(COLUMNS)}) {rows}
ON CONFLICT (source_id, external_id, sha256) {again}
RETURNING id, external_id, sha256, state, repeats"""


@cache
def keep_batch() -> str:
    """PostgreSQL: ``keep`` for any number of events, given as JSON but for their bytes, and an array of those."""
    types = {str(field.column): field.rel_db_type(connection) for field in FIELDS if field.column != "body"}
    types["sha256"] = "text"  # in hexadecimal digits
    given = ", ".join(f"{column} {of}" for column, of in types.items())
    values = ", ".join("decode(sha256, 'hex')" if column == "sha256" else column for column in COLUMNS)
    rows = f"ROWS FROM (json_to_recordset(%s) AS ({given}), unnest(%b::bytea[]))"
    return keep(f"SELECT {values} FROM {rows} AS new({', '.join(types)}, body)")


@cache
def keep_and_record(again: str = COUNT_IT) -> str:
    """PostgreSQL: ``keep`` for one event and, if it is new, recording what it says, in one statement."""
    function, _ = recording_function()
    return f"""\
WITH event AS ({keep(again=again)})
SELECT event.*, CASE WHEN repeats = 0 THEN {function}(%s, %s, ARRAY[id]) END FROM event"""
