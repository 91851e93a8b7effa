"""
Counting what is refused, and asking for room to keep some of it.

One that finds no room costs the one statement that counts it. Bounds hold for many workers at once: the row that has
the room is taken and asked by one statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import InboundEvent, Refusal, RefusalRoom
from ledger.sql.dialects import table
from ledger.sql.run import lines

NEWEST = 1000  # events of a source, by whose addresses its provider is known
KNOWN = f"""\
EXISTS (SELECT 1 FROM (
  SELECT address FROM {table(InboundEvent)} WHERE source_id = %(source)s ORDER BY received_at DESC LIMIT {NEWEST}
) AS newest WHERE address = %(address)s)"""

FITS = """\
room.count < %(most)s AND room.bytes + %(bytes)s <= %(most_bytes)s
  AND (room.used < %(rate)s OR room.since <= %(over)s)"""

# Looks for room without taking it, nor the lock of its row.
COUNT = f"""\
INSERT INTO {table(Refusal)} AS old (source_id, hour, cause, count) VALUES (%(source)s, %(hour)s, %(cause)s, 1)
ON CONFLICT (source_id, hour, cause) DO UPDATE SET count = old.count + 1
RETURNING {KNOWN}, NOT EXISTS (
  SELECT 1 FROM {table(RefusalRoom)} AS room
  WHERE room.source_id = %(source)s AND room.is_signed = %(is_signed)s AND room.is_known = {KNOWN} AND NOT ({FITS})
)"""

TAKE = f"""\
INSERT INTO {table(RefusalRoom)} AS room (source_id, is_signed, is_known, count, bytes, since, used)
VALUES (%(source)s, %(is_signed)s, %(is_known)s, 1, %(bytes)s, %(now)s, 1)
ON CONFLICT (source_id, is_signed, is_known) DO UPDATE SET
  count = room.count + 1,
  bytes = room.bytes + excluded.bytes,
  since = CASE WHEN room.since <= %(over)s THEN excluded.since ELSE room.since END,
  used = CASE WHEN room.since <= %(over)s THEN 1 ELSE room.used + 1 END
WHERE {FITS}
RETURNING count"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A refusal. ``is_known``: signed events of the source came from its address lately."""

    is_known: bool
    has_room: bool  # as far as it seems


def count(given: Mapping[str, Any]) -> Counted:
    """Count a refusal."""
    ((is_known, has_room),) = lines(COUNT, given)
    return Counted(is_known=bool(is_known), has_room=bool(has_room))


def take(given: Mapping[str, Any]) -> bool:
    """Take room, if there is some."""
    return bool(lines(TAKE, given))
