"""What became of the newest events, of all sources at once."""

from ledger.models import InboundEvent, Source
from ledger.sql.dialects import table

# Read from the end of the index by time, and no further than so many events: an import may bring millions in an hour.
NEWEST = f"""\
SELECT source_id, state, count(*), min(received_at)
FROM (
  SELECT source_id, state, received_at FROM {table(InboundEvent)}
  WHERE received_at >= %(since)s ORDER BY received_at DESC LIMIT %(most)s
) AS newest
GROUP BY source_id, state"""

# Likewise, by how they came.
BY_ORIGIN = f"""\
SELECT source.slug, newest.origin, newest.state, count(*)
FROM (
  SELECT source_id, origin, state FROM {table(InboundEvent)}
  WHERE received_at >= %(since)s ORDER BY received_at DESC LIMIT %(most)s
) AS newest
JOIN {table(Source)} AS source ON source.id = newest.source_id
GROUP BY source.slug, newest.origin, newest.state"""
