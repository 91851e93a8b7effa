"""Counting who asks the API. Right for many workers at once: one statement, and its lock puts them in line."""

from ledger.models import Quota
from ledger.sql.dialects import table
from ledger.sql.run import lines

# A window begins with the first request after the last one's end, so a worker whose clock is behind begins none anew.
COUNT = f"""\
INSERT INTO {table(Quota)} AS quota (key, since, used) VALUES (%(key)s, %(now)s, 1)
ON CONFLICT (key) DO UPDATE SET
  since = CASE WHEN quota.since <= %(over)s THEN excluded.since ELSE quota.since END,
  used = CASE WHEN quota.since <= %(over)s THEN 1 ELSE quota.used + 1 END
RETURNING since, used"""


def count(key: str, *, window: int, now: int) -> tuple[int, int]:
    """Since when this window lasts, in seconds since 1970, and how many requests it has seen with this one."""
    ((since, used),) = lines(COUNT, {"key": key, "now": now, "over": now - window})
    return since, used
