"""Mirrors: on each field the word with the greatest stamp stands, whatever came first."""

from collections.abc import Sequence
from functools import cache, partial

from django.db.models import DateTimeField, Field, ForeignKey, Model

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
def said_fields(model: type[Model]) -> tuple["Field[object, object]", ...]:
    """The columns that events speak of."""
    ours = {"id", "source", "external_id", "said", "recorded_at", "event"}
    return tuple(field for field in model._meta.concrete_fields if field.name not in ours)


def name(model: type[Model]) -> str:
    """What the model's rows are called in a batch."""
    return model._meta.model_name or ""


def rows(mirror: type[Model], dialect: Dialect, *, whole: bool) -> str:
    """A model's rows out of the batch, as ``new``: with all that they say, or their keys and events alone."""
    types = {"external_id": "text", "event": "bigint"}
    if whole:
        types |= {field.name: ROW_TYPES[field.get_internal_type()] for field in said_fields(mirror)} | {"said": "jsonb"}
    columns = ", ".join(dialect.row_column.format(column=column, type=of) for column, of in types.items())
    return dialect.rows.format(table=name(mirror), columns=columns)


def upsert(mirror: type[Mirror], dialect: Dialect) -> str:
    """Write the batch's rows of a mirror, which come in the order of their keys."""
    fields = said_fields(mirror)
    columns = ", ".join(str(field.column) for field in fields)
    values = ", ".join(value(field, dialect) for field in fields)
    if mirror is Redemption:
        # Locked even where nothing is new: a claim and its reversal meet here, so neither misses the other.
        wanted, written = "true", f"WHERE {_has_news(dialect, row='excluded')}"
    else:
        # What says nothing new now never will: it is left out before any lock.
        key = f"old.source_id = {dialect.source} AND old.external_id = new.external_id"
        has_news = f"SELECT {_has_news(dialect, row='new')} FROM {table(mirror)} AS old WHERE {key}"
        wanted, written = f"coalesce(({has_news}), true)", ""
    return f"""\
INSERT INTO {table(mirror)} AS old (source_id, external_id, said, {columns})
SELECT {dialect.source}, new.external_id, new.said, {values}
FROM {rows(mirror, dialect, whole=True)}
WHERE {wanted}
ON CONFLICT (source_id, external_id) DO UPDATE SET
    {_newest(fields, dialect)}
{written}"""


def touched(dialect: Dialect) -> str:
    """
    The claims that the batch speaks of: by their own id in which event, by their redemption's in which, and whether
    that is undone.
    """
    event = dialect.event.format(place="new.event")
    key = f"{{row}}.source_id = {dialect.source} AND {{row}}.external_id = new.external_id"
    claim = partial(dialect.join.format, table=table(ClaimedReward), row="claim")
    paid = dialect.join.format(table=table(Redemption), row="paid", on=key.format(row="paid"))
    status = f"SELECT paid.status FROM {table(Redemption)} AS paid WHERE paid.id = claim.redemption_id"
    return f"""\
SELECT id, max(claimed_by) AS claimed_by, max(used_by) AS used_by,
    max(paid_by) = '{RedemptionStatus.REVERSED}' AS undone
FROM (
    SELECT claim.id, {event} AS claimed_by, CAST(NULL AS bigint) AS used_by, ({status}) AS paid_by
    FROM {rows(ClaimedReward, dialect, whole=False)} {claim(on=key.format(row="claim"))}
    UNION ALL
    SELECT claim.id, NULL, {event}, paid.status
    FROM {rows(Redemption, dialect, whole=False)} {paid} {claim(on="claim.redemption_id = paid.id")}
) AS touch
GROUP BY id"""


def settle(dialect: Dialect) -> str:
    """A redemption's reversal is a word on the claim that it paid for."""
    fields = [field for field in said_fields(ClaimedReward) if field.name in SETTLED]
    settled = ", ".join(SETTLED)
    said = ", ".join(f"paid.{field}" for field in SETTLED)
    # The claim is there; these are what its table wants of every row.
    needed = ("claimed_at", "claimed_at_precision")
    claim = dialect.join.format(table=table(ClaimedReward), row="claim", on="claim.id = touched.id")
    paid = dialect.join.format(table=table(Redemption), row="paid", on="paid.id = claim.redemption_id")
    return f"""\
INSERT INTO {table(ClaimedReward)} AS old (source_id, external_id, {", ".join(needed)}, said, {settled})
SELECT claim.source_id, claim.external_id, {", ".join(f"claim.{column}" for column in needed)}, paid.said, {said}
FROM {dialect.touched.format(touched=touched(dialect))} {claim} {paid}
WHERE paid.status = '{RedemptionStatus.REVERSED}' AND {_has_news(dialect, row="paid", old="claim", of=SETTLED)}
ORDER BY claim.external_id
ON CONFLICT (source_id, external_id) DO UPDATE SET
    {_newest(fields, dialect)}"""


def value(field: "Field[object, object]", dialect: Dialect) -> str:
    """What a row of the batch says of a field; a reference found by the provider's id."""
    said = f"new.{field.name}"
    if isinstance(field, ForeignKey):
        key = f"parent.source_id = {dialect.source} AND parent.external_id = {said}"
        return f"(SELECT parent.id FROM {table(field.related_model)} AS parent WHERE {key})"
    return dialect.time.format(value=said) if isinstance(field, DateTimeField) else said


def _newest(fields: Sequence["Field[object, object]"], dialect: Dialect) -> str:
    """What is said is not null, and has a stamp. Short: at every webhook the database prepares it anew."""
    assignments, pairs = [], []
    for field in fields:
        new, old = (dialect.stamp.format(row=row, field=field.name) for row in ("excluded", "old"))
        column = field.column
        assignments.append(
            f"{column} = CASE WHEN {new} <= {old} THEN old.{column} ELSE coalesce(excluded.{column}, old.{column}) END"
        )
        pairs.append(f"'{field.name}', {dialect.greatest.format(one=new, other=old)}")
    assignments.append(f"said = {dialect.stamps.format(row='old', pairs=', '.join(pairs))}")
    return ",\n    ".join(assignments)


def _has_news(dialect: Dialect, *, row: str, old: str = "old", of: Sequence[str] = ()) -> str:
    """``of``: on these fields alone."""
    among = f" AND word.key IN ({', '.join(map(repr, of))})" if of else ""
    words, is_newer = dialect.words.format(row=row), dialect.is_newer.format(old=old)
    return f"EXISTS (SELECT 1 FROM {words} WHERE {is_newer}{among})"
