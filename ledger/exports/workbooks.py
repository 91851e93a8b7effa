"""XLSX: written to a temporary file, since a workbook's beginning is known at its end; memory stays flat."""

from collections.abc import Callable, Generator, Mapping, Sequence
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ledger.exports import cells
from ledger.exports.columns import Column, Kind
from ledger.exports.rows import Row, Table, Written

ROWS_OF_A_SHEET = 1_048_576  # with the heads
LONGEST_TEXT = 32_767
EXACT_DIGITS = 15  # of a spreadsheet's numbers
PIECE = 256 * 1024
CUT = "… (cut)"

AS_CELLS: Written = {Kind.TIME: cells.times, Kind.TRUTH: cells.truths, Kind.BYTES: cells.hexes}


def as_xlsx(table: Table) -> Generator[bytes, None, None]:
    """Sheets of rows, as many as they need, and one that says what they are."""
    with TemporaryFile() as file:
        _write(table, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(table: Table, file: IO[bytes]) -> None:
    with TemporaryDirectory() as folder:
        # Texts go in as texts: none is looked at for a formula, a number or a link.
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "in_memory": False})
        book.use_zip64()
        written = _rows(table, book)
        about = book.add_worksheet("About")
        for number, fact in enumerate([*table.facts, ("Rows", str(written))]):
            about.write_string(number, 0, fact[0])
            about.write_string(number, 1, _cut(fact[1]))
        book.close()


def _rows(table: Table, book: Workbook) -> int:
    written, ways = 0, _ways(table.columns)
    sheet = _sheet(table, book)
    for batch in table.batches(AS_CELLS):
        for row in batch:
            place = written % (ROWS_OF_A_SHEET - 1) + 1
            if place == 1 and written:
                sheet = _sheet(table, book)
            _row(sheet, place, row, ways)
            written += 1
    return written


def _sheet(table: Table, book: Workbook) -> Worksheet:
    sheet: Worksheet = book.add_worksheet()
    for number, head in enumerate(table.heads):
        sheet.write_string(0, number, head)
    return sheet


def _row(sheet: Worksheet, place: int, row: Row, ways: "Sequence[Way]") -> None:
    for number, (value, way) in enumerate(zip(row, ways, strict=True)):
        if value is not None:
            way(sheet, place, number, value)


Way = Callable[[Worksheet, int, int, str], object]


def _text(sheet: Worksheet, row: int, column: int, value: str) -> None:
    sheet.write_string(row, column, _cut(value))


def _number(sheet: Worksheet, row: int, column: int, value: str) -> None:
    if len(value.strip("-0.").replace(".", "")) <= EXACT_DIGITS:
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, value)


def _truth(sheet: Worksheet, row: int, column: int, value: str) -> None:
    sheet.write_boolean(row, column, value == "true")


WAYS: Mapping[Kind, Way] = {Kind.NUMBER: _number, Kind.DECIMAL: _number, Kind.TRUTH: _truth}


def _ways(columns: Sequence[Column]) -> list[Way]:
    return [WAYS.get(column.kind, _text) for column in columns]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
