"""Exported files, read as a stranger's program would."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import orjson

from ledger.exports import Format

NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
Cells = list[list[str]]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """Its sheets by name, with what is in the cells that are there; of the first also where, and of what kind."""

    sheets: dict[str, Cells]
    placed: list[dict[int, str]]
    placed_kinds: list[dict[int, str]]
    formulas: int
    text: str

    @property
    def kinds(self) -> Cells:
        return [list(row.values()) for row in self.placed_kinds]


def read_xlsx(file: bytes) -> Workbook:
    with ZipFile(BytesIO(file)) as parts:
        assert parts.testzip() is None
        book = ET.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314 - our own
        names = [sheet.attrib["name"] for sheet in book.findall(".//x:sheet", NAMES)]
        xml = [parts.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    trees = [ET.fromstring(text) for text in xml]  # noqa: S314
    first = trees[0].findall(".//x:row", NAMES)
    return Workbook(
        sheets={name: _cells(tree) for name, tree in zip(names, trees, strict=True)},
        placed=[{_column(cell): "".join(cell.itertext()) for cell in row} for row in first],
        placed_kinds=[{_column(cell): cell.attrib.get("t", "n") for cell in row} for row in first],
        formulas=sum(len(tree.findall(".//x:f", NAMES)) for tree in trees),
        text=b"".join(xml).decode(),
    )


def read_csv(file: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The lines that state something, and the rows."""
    lines = list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))
    stated = [line[0] for line in lines if line[0].startswith("#")]
    head, *rows = [line for line in lines if not line[0].startswith("#")]
    return stated, [dict(zip(head, row, strict=True)) for row in rows]


def csv_rows(file: bytes) -> Rows:
    return [{name: cell for name, cell in row.items() if cell} for row in read_csv(file)[1]]


def ndjson_rows(file: bytes) -> Rows:
    rows = [orjson.loads(line) for line in file.splitlines()[1:-1]]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def xlsx_rows(file: bytes) -> Rows:
    head, *rows = read_xlsx(file).placed
    return [{head[column]: cell for column, cell in row.items()} for row in rows]


# The rows of a file, what is unknown left out.
READERS: Mapping[Format, Callable[[bytes], Rows]] = {
    Format.CSV: csv_rows,
    Format.NDJSON: ndjson_rows,
    Format.XLSX: xlsx_rows,
}


def _cells(sheet: ET.Element) -> Cells:
    return [["".join(cell.itertext()) for cell in row] for row in sheet.findall(".//x:row", NAMES)]


def _column(cell: ET.Element) -> int:
    """AB12 → 27."""
    number = 0
    for letter in re.sub(r"\d", "", cell.attrib["r"]):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
