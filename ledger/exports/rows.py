"""Rows out of the database in batches, masked and ready to be written; never more of them at once than one batch."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ledger.exports.cells import Cells
from ledger.exports.columns import Column, Kind
from ledger.sql.snapshots import one_query

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
        # Closed in this order also where somebody leaves early: a cursor can't be closed after its transaction.
        with one_query(self.rows.db), closing(_fetched(self.rows, self.columns)) as fetched:
            for batch in fetched:
                across = zip(*batch, strict=True)
                yield list(zip(*(way(cells) for way, cells in zip(ways, across, strict=True)), strict=True))


def _fetched(rows: QuerySet[Any], columns: Sequence[Column]) -> Generator[Sequence[Row], None, None]:
    selected = rows.values_list(*(column.selected for column in columns))
    selected = selected if selected.query.is_sliced or selected.ordered else selected.order_by("pk")
    # Not .iterator(): where server-side cursors are off, behind pgbouncer, it would fetch everything at once. In a
    # transaction there is no need to. And all of it is text, which needs nothing of Django's after it.
    yield from selected.query.get_compiler(using=rows.db).execute_sql(chunked_fetch=True, chunk_size=BATCH)


def _way(column: Column, written: Written) -> Callable[[Cells], Sequence[Any]]:
    """From a column as it was fetched to one as it is written."""
    mask, write = column.mask, written.get(column.kind, _as_it_is)
    if mask is None:
        return write
    return lambda cells: write([mask(text) if text else text for text in cells])


def _as_it_is(cells: Cells) -> Cells:
    return cells
