"""How the two engines spell what they spell otherwise."""

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The writer's texts are the same for both engines but for these."""

    rows: str  # a table's rows out of the batch, as "new"
    row_column: str
    source: str
    event: str  # the id of the event at a place in the batch, counted from 1
    stamp: str  # of a field of a row; null if it was not said
    words: str  # a row's stamps as rows: key and value
    is_newer: str  # such a word than the one on an old row
    greatest: str  # of two stamps, the one that is not null, or null
    stamps: str  # the row's stamps with those of the pairs that are not null
    time: str  # a time of the batch as a column's value
    differs: str
    touched: str  # claims, as the statement before found them
    join: str  # row by row, through an index, whatever the planner thinks of a batch's size
    left_join: str
    now: str
    later: str  # now, but in any case after a moment, which may be null


POSTGRESQL = Dialect(
    rows="jsonb_to_recordset(p_batch->'{table}') AS new({columns})",
    row_column="{column} {type}",
    source="p_source",
    event="p_events[{place}]",
    stamp="({row}.said->>'{field}' COLLATE \"C\")",
    words="jsonb_each_text({row}.said) AS word(key, value)",
    is_newer="word.value > coalesce({old}.said->>word.key, '') COLLATE \"C\"",
    greatest="greatest({one}, {other})",
    stamps="{row}.said || jsonb_strip_nulls(jsonb_build_object({pairs}))",
    time="({value} AT TIME ZONE 'UTC')",
    differs="IS DISTINCT FROM",
    touched="unnest(v_claims, v_claimed_by, v_used_by) AS touched(id, claimed_by, used_by)",
    join="JOIN LATERAL (SELECT * FROM {table} AS {row} WHERE {on} OFFSET 0) AS {row} ON true",
    left_join="LEFT JOIN LATERAL (SELECT * FROM {table} AS {row} WHERE {on} OFFSET 0) AS {row} ON true",
    now="clock_timestamp()",
    later="greatest(clock_timestamp(), {moment} + interval '1 microsecond')",
)
SQLITE = Dialect(
    rows="(SELECT {columns} FROM json_each(%({table})s)) AS new",
    row_column="value->>'{column}' AS {column}",
    source="%(source)s",
    event="(%(events)s->>('$[' || ({place} - 1) || ']'))",
    stamp="({row}.said->>'{field}')",
    words="json_each({row}.said) AS word",
    is_newer="word.value > coalesce({old}.said->>word.key, '')",
    greatest="nullif(max(coalesce({one}, ''), coalesce({other}, '')), '')",
    stamps="json_patch({row}.said, json_patch('{{}}', json_object({pairs})))",
    time="{value}",
    differs="IS NOT",
    touched="({touched}) AS touched",
    join="CROSS JOIN {table} AS {row} ON {on}",
    left_join="LEFT JOIN {table} AS {row} ON {on}",
    now="strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now')",
    # A floor ends in 999 microseconds, which are rounded up.
    later=(
        "max(strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now'),"
        " coalesce(strftime('%%Y-%%m-%%d %%H:%%M:%%f000', {moment}), ''))"
    ),
)
DIALECTS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def table(model: type[Model]) -> str:
    """The model's table."""
    return model._meta.db_table
