"""
Counting what is refused, and asking for room to keep some of it.

One that finds no room costs the one statement that counts it. Bounds hold for many workers at once: the row that has
the room is taken and asked by one statement.
"""

from collections.abc import Mapping
from typing import Any

from ledger.models import Refusal, RefusalRoom
from ledger.sql.dialects import table
from ledger.sql.run import lines

FITS = """\
room.count < %(most)s AND room.bytes + %(bytes)s <= %(most_bytes)s
  AND (room.used < %(rate)s OR room.since <= %(over)s)"""

# Looks for room without taking it, nor the lock of its row.
COUNT = f"""\
INSERT INTO {table(Refusal)} AS old (source_id, hour, cause, count) VALUES (%(source)s, %(hour)s, %(cause)s, 1)
ON CONFLICT (source_id, hour, cause) DO UPDATE SET count = old.count + 1
RETURNING NOT EXISTS (
  SELECT 1 FROM {table(RefusalRoom)} AS room
  WHERE room.source_id = %(source)s AND room.is_signed = %(is_signed)s AND NOT ({FITS})
)"""

TAKE = f"""\
INSERT INTO {table(RefusalRoom)} AS room (source_id, is_signed, count, bytes, since, used)
VALUES (%(source)s, %(is_signed)s, 1, %(bytes)s, %(now)s, 1)
ON CONFLICT (source_id, is_signed) DO UPDATE SET
  count = room.count + 1,
  bytes = room.bytes + excluded.bytes,
  since = CASE WHEN room.since <= %(over)s THEN excluded.since ELSE room.since END,
  used = CASE WHEN room.since <= %(over)s THEN 1 ELSE room.used + 1 END
WHERE {FITS}
RETURNING count"""


def count(given: Mapping[str, Any]) -> bool:
    """Count a refusal; whether there seems to be room for it."""
    ((has_room,),) = lines(COUNT, given)
    return bool(has_room)


def take(given: Mapping[str, Any]) -> bool:
    """Take room, if there is some."""
    return bool(lines(TAKE, given))
