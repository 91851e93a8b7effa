"""Rows out of the database in batches, masked and ready to be written; never more of them at once than one batch."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
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
    """What is to be written: rows of the database, or such as are told already, as the databases spell values."""

    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: QuerySet[Any] | Sequence[Row]

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    def batches(self, written: Written) -> Iterator[Sequence[Row]]:
        """Of one moment. What is not known stays None, and is masked by nobody."""
        ways = [_way(column, written) for column in self.columns]
        with closing(self._fetched()) as fetched:
            for batch in fetched:
                # A query that is distinct selects what it is ordered by as well, at the end.
                across = zip(ways, zip(*batch, strict=True), strict=False)
                yield list(zip(*(way(cells) for way, cells in across), strict=True))

    def _fetched(self) -> Generator[Sequence[Row], None, None]:
        if isinstance(self.rows, QuerySet):
            yield from in_batches(self._selected(self.rows), BATCH)
            return
        for start in range(0, len(self.rows), BATCH):
            yield self.rows[start : start + BATCH]

    def _selected(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        selected = rows.values_list(*(column.selected for column in self.columns))
        return selected if selected.query.is_sliced or selected.ordered else selected.order_by("pk")


def _way(column: Column, written: Written) -> Callable[[Cells], Sequence[Any]]:
    """From a column as it was fetched to one as it is written."""
    mask, write = column.mask, written.get(column.kind, _as_it_is)
    if mask is None:
        return write
    return lambda cells: write([mask(text) if text else text for text in cells])


def _as_it_is(cells: Cells) -> Cells:
    return cells
