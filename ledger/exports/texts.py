"""CSV and NDJSON: the first byte goes out with the first batch, and the end says that it is the end."""

import csv
from collections.abc import Generator
from io import StringIO
from typing import Any

import orjson

from ledger.exports import cells
from ledger.exports.columns import Kind
from ledger.exports.rows import Table, Written

AS_CSV: Written = {
    Kind.TEXT: cells.no_formulas,
    Kind.JSON: cells.no_formulas,
    Kind.DECIMAL: cells.decimals,
    Kind.TIME: cells.times,
    Kind.TRUTH: cells.truths,
    Kind.BYTES: cells.hexes,
}
AS_JSON: Written = {
    Kind.NUMBER: lambda column: [None if text is None else int(text) for text in column],
    Kind.JSON: lambda column: [None if text is None else orjson.Fragment(text) for text in column],
    Kind.DECIMAL: cells.decimals,
    Kind.TIME: cells.times,
    Kind.TRUTH: lambda column: [None if text is None else text == "true" for text in cells.truths(column)],
    Kind.BYTES: cells.hexes,
}
# Without it a spreadsheet takes the text for one in a code page of Western Europe.
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def as_csv(table: Table) -> Generator[bytes, None, None]:
    """
    Quoted as RFC 4180 has it. Before the heads and after the rows are lines of one field that begin with "#": what it
    is, and that it is whole.
    """
    written = 0
    stated = cells.no_formulas([f"# {name}: {value}" for name, value in table.facts])
    head = BOM + _lines([[line] for line in stated] + [table.heads])
    for batch in table.batches(AS_CSV):
        yield (head + _lines(batch)).encode()
        head, written = "", written + len(batch)
    yield (head + _lines([[f"# End: {written} rows"]])).encode()


def as_ndjson(table: Table) -> Generator[bytes, None, None]:
    """An object a line: first ``{"export": …}``, last ``{"end": …}``. Amounts are texts: a number would be a float."""
    written, heads = 0, table.heads
    head = _line({"export": dict(table.facts)})
    for batch in table.batches(AS_JSON):
        yield head + b"".join([_line(dict(zip(heads, row, strict=True))) for row in batch])
        head, written = b"", written + len(batch)
    yield head + _line({"end": {"rows": written}})


def _lines(rows: Any) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
