"""Rows out of the database in batches, masked and ready to be written; never more of them at once than one batch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ledger.exports.cells import Cells
from ledger.exports.columns import Column, Kind
from ledger.sql.snapshots import in_batches

BATCH = 2000

Row = Sequence[Any]
Written = Mapping[Kind, Callable[[Cells], Sequence[Any]]]  # how columns are; what is not named stays as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is to be written."""

    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: QuerySet[Any]

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    def batches(self, written: Written) -> Iterator[Sequence[Row]]:
        """Of one moment. What is not known stays None, and is masked by nobody."""
        ways = [_way(column, written) for column in self.columns]
        with closing(in_batches(self._selected, BATCH)) as fetched:
            for batch in fetched:
                # A query that is distinct selects what it is ordered by as well, at the end.
                across = zip(ways, zip(*batch, strict=True), strict=False)
                yield list(zip(*(way(cells) for way, cells in across), strict=True))

    @property
    def _selected(self) -> QuerySet[Any]:
        selected = self.rows.values_list(*(column.selected for column in self.columns))
        return selected if selected.query.is_sliced or selected.ordered else selected.order_by("pk")


def _way(column: Column, written: Written) -> Callable[[Cells], Sequence[Any]]:
    """From a column as it was fetched to one as it is written."""
    mask, write = column.mask, written.get(column.kind, _as_it_is)
    if mask is None:
        return write
    return lambda cells: write([mask(text) if text else text for text in cells])


def _as_it_is(cells: Cells) -> Cells:
    return cells
