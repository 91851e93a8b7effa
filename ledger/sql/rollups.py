"""What adds up the entries, by day in a zone: the same texts for the roll-ups and for what is not rolled up yet."""

from collections.abc import Iterable

from ledger.choices import Cube, EntrySide
from ledger.models import LedgerEntry, RollUp, RollUpZone
from ledger.sql.days import Spelling
from ledger.sql.dialects import table

# What entries are told apart by, as roll-ups have it: unknown is a value too.
DIMENSIONS = {
    "source_id": "entry.source_id",
    "campaign": "coalesce(entry.campaign_id, 0)",
    "kind": "coalesce(entry.kind, '')",
    "currency": "coalesce(entry.currency, '')",
    "title": "coalesce(entry.title, '')",
}
KEY = ("zone_id", "cube", "day", "hour", *DIMENSIONS, "recorded_on")

# Which of them the roll-ups of a cube tell apart.
CUBES = {
    Cube.CAMPAIGNS: frozenset({"source_id", "campaign", "kind", "currency"}),
    Cube.TITLES: frozenset({"source_id", "title", "currency"}),
    Cube.HOURS: frozenset({"source_id", "currency"}),
}
OF_HOURS = ("UTC", 0)  # the zone that hours are added up for, as it is that of their clock
# What stands where it does not.
UNTOLD = {"campaign": "0", "kind": "''", "title": "''"}

# Of money: on SQLite it is a float, on PostgreSQL a number that takes longer to add up.
TEN_THOUSANDTHS = "CAST(round(entry.value * 10000) AS bigint)"


def _on(side: EntrySide, number: str) -> str:
    return f"CASE WHEN entry.side = '{side}' THEN {number} ELSE 0 END"


def _both(side: EntrySide, sign: str, suffix: str) -> dict[str, str]:
    return {
        f"points{suffix}": _on(side, f"{sign}coalesce(entry.points, 0)"),
        f"points{suffix}_unknown": _on(side, f"CASE WHEN entry.points IS NULL THEN {sign}entry.quantity ELSE 0 END"),
        f"value{suffix}": _on(side, f"{sign}coalesce({TEN_THOUSANDTHS}, 0)"),
        f"value{suffix}_unknown": _on(side, f"CASE WHEN entry.value IS NULL THEN {sign}entry.quantity ELSE 0 END"),
    }


# What an entry adds to each sum.
MEASURES = {
    "claims": _on(EntrySide.CLAIMED, "entry.quantity"),
    "reversals": _on(EntrySide.REVERSED, "-entry.quantity"),
    **_both(EntrySide.CLAIMED, "", ""),
    **_both(EntrySide.REVERSED, "-", "_back"),
}


def sums(expressions: Iterable[str]) -> str:
    """Of each measure under its own name; PostgreSQL's sum of whole numbers is none."""
    return ", ".join(
        f"CAST(sum({expression}) AS bigint) AS {name}" for name, expression in zip(MEASURES, expressions, strict=True)
    )


def rolled(spelling: Spelling, cube: Cube, *, recorded: str) -> str:
    """The entries for which ``recorded`` holds, added up as in ``RollUp``, but for the zone."""
    dimensions = ", ".join(
        f"{expression if name in CUBES[cube] else UNTOLD[name]} AS {name}" for name, expression in DIMENSIONS.items()
    )
    hour = spelling.utc_hour.format(moment="entry.occurred_at") if cube is Cube.HOURS else "0"
    return f"""\
SELECT '{cube}' AS cube, {spelling.day.format(moment="entry.occurred_at", zone="%(zone)s")} AS day, {hour} AS hour,
    {dimensions},
    {spelling.utc_day.format(moment="entry.recorded_at")} AS recorded_on, {sums(MEASURES.values())}
FROM {table(LedgerEntry)} AS entry
WHERE {recorded} AND %(source)s IN (0, entry.source_id)
GROUP BY 2, 3, 4, 5, 6, 7, 8, 9"""


def add(spelling: Spelling, cube: Cube) -> str:
    """Add what was recorded after ``after``, if that is given, and not after ``upto``."""
    columns = ", ".join((*KEY, *MEASURES))
    added = ", ".join(f"{name} = old.{name} + excluded.{name}" for name in MEASURES)
    recorded = f"entry.recorded_at > coalesce(%(after)s, {spelling.no_moment}) AND entry.recorded_at <= %(upto)s"
    return f"""\
INSERT INTO {table(RollUp)} AS old ({columns})
SELECT CAST(%(zone_id)s AS bigint) AS zone_id, new.* FROM ({rolled(spelling, cube, recorded=recorded)}) AS new
WHERE true
ORDER BY {", ".join(KEY)}
ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET {added}"""


def step(spelling: Spelling) -> str:
    """When the last of the next ``most`` entries was recorded, if there are more."""
    return f"""\
SELECT recorded_at FROM {table(LedgerEntry)}
WHERE recorded_at > coalesce(%(after)s, {spelling.no_moment}) AND recorded_at <= %(upto)s
ORDER BY recorded_at LIMIT 1 OFFSET %(most)s"""


def hold(spelling: Spelling) -> str:
    """How far a zone is added up; for one who adds to it alone."""
    return f"SELECT until FROM {table(RollUpZone)} WHERE id = %(zone_id)s {spelling.locked}"


# Never back: another may have come further before this one took hold.
ADVANCE = f"""\
UPDATE {table(RollUpZone)} SET until = %(upto)s WHERE id = %(zone_id)s AND (until IS NULL OR until < %(upto)s)"""


def differences(spelling: Spelling, cube: Cube) -> str:
    """Where a zone's roll-ups and the entries that they are made of do not amount to the same, and by how much."""
    until = f"coalesce((SELECT until FROM {table(RollUpZone)} WHERE id = %(zone_id)s), {spelling.no_moment})"
    key = ", ".join(KEY[1:])
    kept = ", ".join(f"-{name}" for name in MEASURES)
    differs = " OR ".join(f"sum({name}) <> 0" for name in MEASURES)
    return f"""\
SELECT {key}, {sums(MEASURES)} FROM (
    {rolled(spelling, cube, recorded=f"entry.recorded_at <= {until}")}
    UNION ALL
    SELECT {key}, {kept} FROM {table(RollUp)} WHERE zone_id = %(zone_id)s AND cube = '{cube}'
) AS line
GROUP BY {key}
HAVING {differs}
ORDER BY {key}
LIMIT %(most)s"""
