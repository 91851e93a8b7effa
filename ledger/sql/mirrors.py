"""Mirrors: on each field the word with the greatest stamp stands, whatever came first."""

from collections.abc import Sequence
from functools import cache

from django.db.models import DateTimeField, Field, ForeignKey

from ledger.choices import RedemptionStatus
from ledger.models import Campaign, ClaimedReward, Customer, Mirror, Redemption, Voucher
from ledger.sql.dialects import Dialect, table

# Every transaction takes its locks in this order.
MIRRORS: tuple[type[Mirror], ...] = (Customer, Campaign, Voucher, Redemption, ClaimedReward)

# What a reversed redemption says of the claim that it paid for.
SETTLED = ("status", "reversed_at", "reason")

# Types of a batch's columns on PostgreSQL. A reference is the provider's id; a time is text without a zone, in UTC.
ROW_TYPES = {
    "BigIntegerField": "bigint",
    "BooleanField": "boolean",
    "CharField": "text",
    "DateTimeField": "timestamp",
    "DecimalField": "numeric",
    "ForeignKey": "text",
    "JSONField": "jsonb",
}


@cache
def said_fields(mirror: type[Mirror]) -> tuple["Field[object, object]", ...]:
    """The columns that events speak of."""
    ours = {"id", "source", "external_id", "said"}
    return tuple(field for field in mirror._meta.concrete_fields if field.name not in ours)


def name(mirror: type[Mirror]) -> str:
    """What the mirror's rows are called in a batch."""
    return mirror._meta.model_name or ""


def rows(mirror: type[Mirror], dialect: Dialect) -> str:
    """The mirror's rows out of the batch, as ``new``."""
    types = {"external_id": "text", "said": "jsonb", "event": "bigint"}
    types |= {field.name: ROW_TYPES[field.get_internal_type()] for field in said_fields(mirror)}
    columns = ", ".join(dialect.row_column.format(column=column, type=of) for column, of in types.items())
    return dialect.rows.format(table=name(mirror), columns=columns)


def upsert(mirror: type[Mirror], dialect: Dialect) -> str:
    """Write the batch's rows of a mirror."""
    fields = said_fields(mirror)
    columns = ", ".join(str(field.column) for field in fields)
    values = ", ".join(_value(field, dialect) for field in fields)
    names = [field.name for field in fields]
    if mirror is Redemption:
        # Locked even where nothing is new: a claim and its reversal meet here, so neither misses the other.
        wanted, written = "true", f"WHERE {_has_news(names, dialect, row='excluded')}"
    else:
        # What says nothing new now never will: it is left out before any lock.
        key = f"old.source_id = {dialect.source} AND old.external_id = new.external_id"
        stale = f"{key} AND NOT ({_has_news(names, dialect, row='new')})"
        wanted, written = f"NOT EXISTS (SELECT 1 FROM {table(mirror)} AS old WHERE {stale})", ""
    return f"""\
INSERT INTO {table(mirror)} AS old (source_id, external_id, said, {columns})
SELECT {dialect.source}, new.external_id, new.said, {values}
FROM {rows(mirror, dialect)}
WHERE {wanted}
ORDER BY new.external_id
ON CONFLICT (source_id, external_id) DO UPDATE SET
    {_newest(fields, dialect)}
{written}"""


def touched(dialect: Dialect) -> str:
    """The claims that the batch speaks of, by their own id or by that of their redemption, and by which event."""
    event = dialect.event.format(place="new.event")
    return f"""\
SELECT claim.id, {event} AS event_id
    FROM {rows(ClaimedReward, dialect)}
    JOIN {table(ClaimedReward)} AS claim
        ON claim.source_id = {dialect.source} AND claim.external_id = new.external_id
    UNION ALL
    SELECT claim.id, {event} AS event_id
    FROM {rows(Redemption, dialect)}
    JOIN {table(Redemption)} AS paid ON paid.source_id = {dialect.source} AND paid.external_id = new.external_id
    JOIN {table(ClaimedReward)} AS claim ON claim.redemption_id = paid.id"""


def settle(dialect: Dialect) -> str:
    """A redemption's reversal is a word on the claim that it paid for."""
    columns = ", ".join(f"paid.{field}" for field in SETTLED)
    fields = [field for field in said_fields(ClaimedReward) if field.name in SETTLED]
    return f"""\
UPDATE {table(ClaimedReward)} AS old SET
    {_newest(fields, dialect)}
FROM (
    SELECT claim.id, paid.said, {columns}
    FROM {table(ClaimedReward)} AS claim JOIN {table(Redemption)} AS paid ON paid.id = claim.redemption_id
    WHERE claim.id IN (SELECT id FROM ({touched(dialect)}) AS touched)
        AND paid.status = '{RedemptionStatus.REVERSED}'
        AND ({_has_news(SETTLED, dialect, row="paid", old="claim")})
    ORDER BY claim.external_id {dialect.lock.format(row="claim")}
) AS excluded
WHERE old.id = excluded.id"""


def _value(field: "Field[object, object]", dialect: Dialect) -> str:
    value = f"new.{field.name}"
    if isinstance(field, ForeignKey):
        key = f"parent.source_id = {dialect.source} AND parent.external_id = {value}"
        return f"(SELECT parent.id FROM {table(field.related_model)} AS parent WHERE {key})"
    return dialect.time.format(value=value) if isinstance(field, DateTimeField) else value


def _newest(fields: Sequence["Field[object, object]"], dialect: Dialect) -> str:
    assignments, pairs = [], []
    for field in fields:
        said = dialect.stamp.format(row="excluded", field=field.name)
        newer = f"{said} > {dialect.stamp.format(row='old', field=field.name)}"
        column = field.column
        assignments.append(f"{column} = CASE WHEN {newer} THEN excluded.{column} ELSE old.{column} END")
        pairs.append(f"'{field.name}', CASE WHEN {newer} THEN {said} END")
    assignments.append(f"said = {dialect.stamps.format(row='old', pairs=', '.join(pairs))}")
    return ",\n    ".join(assignments)


def _has_news(fields: Sequence[str], dialect: Dialect, *, row: str, old: str = "old") -> str:
    return " OR ".join(
        f"{dialect.stamp.format(row=row, field=field)} > {dialect.stamp.format(row=old, field=field)}"
        for field in fields
    )
