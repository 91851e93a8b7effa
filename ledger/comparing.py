"""
What stands in the mirrors beside what a batch of words makes of them, without writing.

Rows are as ``folding`` has them: references by the provider's id, a ``said`` with the stamps.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, ForeignKey

from ledger.choices import RedemptionStatus
from ledger.folding import FOLDED, Batch, Row
from ledger.models import Campaign, ClaimedReward, Mirror, Redemption
from ledger.sql.mirrors import MIRRORS, SETTLED, name, said_fields

Names = Mapping[type[Mirror], Collection[str]]  # the provider's ids of things
Standing = dict[type[Mirror], dict[str, Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field of a thing, before and after. Values may be personal."""

    mirror: type[Mirror]
    external_id: str
    field: str
    old: Any
    new: Any


def standing(source_id: int, names: Names) -> Standing:
    """The rows of the things, in a query for each mirror."""
    found: Standing = {}
    for mirror in MIRRORS:
        if names.get(mirror):
            fields = said_fields(mirror)
            lookups = [
                f"{field.name}__external_id" if isinstance(field, ForeignKey) else field.name for field in fields
            ]
            rows = mirror._default_manager.filter(source=source_id, external_id__in=names[mirror])
            for external_id, said, *values in rows.values_list("external_id", "said", *lookups):
                row = {field.name: value for field, value in zip(fields, values, strict=True)}
                found.setdefault(mirror, {})[external_id] = {"external_id": external_id, "said": said, **row}
    return found


def expected(batch: Batch) -> Standing:
    """The rows that a batch alone comes to, with what reversed redemptions say of the claims that they paid for."""
    rows: Standing = {
        mirror: {row["external_id"]: row | {"said": dict(row["said"])} for row in batch.get(name(mirror), ())}
        for mirror in MIRRORS
    }
    for claim in rows[ClaimedReward].values():
        paid = rows[Redemption].get(claim.get("redemption", ""), {})
        if paid.get("status") == RedemptionStatus.REVERSED:
            _stand(claim, {field: paid["said"][field] for field in SETTLED if field in paid["said"]}, paid)
    return rows


def merge(rows: Standing, batch: Batch, wanted: Names) -> None:
    """Add what a batch says of the wanted things: the greater word on each field stands."""
    for mirror, of_mirror in expected(batch).items():
        for external_id, row in of_mirror.items():
            if external_id in wanted.get(mirror, ()):
                known = rows.setdefault(mirror, {}).setdefault(external_id, {"external_id": external_id, "said": {}})
                _stand(known, row["said"], row)


def is_same(mirror: type[Mirror], stands: Row, said: Row | None) -> bool:
    """Whether a row has just what is said, by just those who say it."""
    said = said or {"said": {}}
    return stands["said"] == said["said"] and all(
        is_same_value(field, stands[field.name], said.get(field.name))
        for field in said_fields(mirror)
        if field.name in said["said"]
    )


def is_same_value(field: "Field[Any, Any]", one: Any, other: Any) -> bool:
    return bool(_comparable(field, one) == _comparable(field, other))


def changes(before: Standing, after: Standing) -> Iterable[Change]:
    """What became of the things, field by field."""
    for mirror in MIRRORS:
        for external_id, row in after.get(mirror, {}).items():
            was = before.get(mirror, {}).get(external_id, {})
            for field in said_fields(mirror):
                old, new = was.get(field.name), row[field.name]
                if field.name not in FOLDED.values() and not is_same_value(field, old, new):
                    yield Change(mirror=mirror, external_id=external_id, field=field.name, old=old, new=new)


def speaker(mirror: type[Mirror], stamp: str) -> str:
    """Who said it, out of a stamp: an event's id and the beginning of its hash; of a campaign's, the hour."""
    _weight, time, whose = stamp.split(" ", 2)
    return time if mirror is Campaign else whose


def _stand(row: Row, stamps: Mapping[str, str], values: Row) -> None:
    for field, stamp in stamps.items():
        if stamp > row["said"].get(field, ""):
            row["said"][field] = stamp
            row[field] = values.get(field)


def _comparable(field: "Field[Any, Any]", value: Any) -> Any:
    if value is not None and isinstance(field, DecimalField):
        return round(Decimal(value), field.decimal_places)
    return str(value.astimezone(UTC).replace(tzinfo=None)) if isinstance(value, datetime) else value
