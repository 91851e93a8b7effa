"""
How far the ledger is settled: up to which moment nothing can be recorded any more.

PostgreSQL: whoever records takes a shared advisory lock first, then reads the clock, and lets the lock go when its rows
can be seen. So once those have ended who held it at a moment, all that was recorded until then is there: no id, which
commit in any order, has to be asked. SQLite: whoever has the write lock knows that nobody else records.
"""

from ledger.models import RollUpZone
from ledger.sql.days import Spelling
from ledger.sql.dialects import table
from ledger.sql.writer import LOCK

# An entry may be recorded in the very microsecond in which the statement began.
POSTGRESQL_NOW = "SELECT statement_timestamp() - interval '1 microsecond'"
POSTGRESQL_RECORDERS = f"""\
SELECT virtualtransaction, pid FROM pg_locks
WHERE locktype = 'advisory' AND classid = {LOCK} AND objsubid = 2 AND granted AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
POSTGRESQL_BEGAN = """\
SELECT min(xact_start), count(*), count(xact_start) FROM pg_stat_activity WHERE pid = ANY(%(pids)s)"""

# Its clock has milliseconds: a moment is the end of one.
SQLITE_NOW = "SELECT strftime('%Y-%m-%d %H:%M:%f999', 'now')"

# The least moment that the writer may give from now on is later than this.
FLOOR = f"SELECT floor FROM {table(RollUpZone)} WHERE name = 'UTC' AND source = 0"


def raise_floor(spelling: Spelling) -> str:
    """Never lowered, however many raise it at once."""
    return f"""\
INSERT INTO {table(RollUpZone)} AS old (name, source, floor) VALUES (%(name)s, %(source)s, %(floor)s)
ON CONFLICT (name, source) DO UPDATE SET floor = {spelling.greatest}(old.floor, excluded.floor)"""
