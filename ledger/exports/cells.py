"""
Columns as a file has them: exact, and harmless to whoever opens it in a spreadsheet.

They come as the databases' own texts, and a whole column at a time: to make Python values of them first, or to call a
function for each, takes longer than all the rest.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

# What makes a spreadsheet take a text for a formula, in the full width of East Asia too.
STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
# Read with ";" between cells, as much of Europe does, or by lines, a text may have such a beginning within: what ends a
# cell, and quotation marks that would be taken off.
ENDS_A_CELL = re.compile("[;\t\r\n]")
STARTS_WITHIN = re.compile(r'([;\t\r\n][\s"]*)(?=[=+\-@＝＋－＠])')  # noqa: RUF001
TRUTHS = {"1": "true", "0": "false"}

Cell = str | None  # None: unknown
Cells = Sequence[Cell]


def time(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def each(write: Callable[[str], str], column: Cells) -> Cells:
    """What is known of the column, written."""
    return [None if text is None else write(text) for text in column] if any(column) else column


def times(column: Cells) -> Cells:
    """As ``time`` has them: of ``2026-03-01 12:00:00.5+00`` and, on SQLite, ``2026-03-01 12:00:00.500000``."""
    return each(_time, column)


def decimals(column: Cells) -> Cells:
    """Every digit that counts."""
    return each(_decimal, column)


def truths(column: Cells) -> Cells:
    return each(lambda text: TRUTHS.get(text, text), column)


def hexes(column: Sequence[Any]) -> Cells:
    """Of bytes."""
    return [None if held is None else bytes(held).hex() for held in column]


def no_formulas(column: Cells) -> Cells:
    """An apostrophe before what a spreadsheet would run. Which of them were there before can't be told."""
    if not any(column):
        return column
    if ENDS_A_CELL.search("".join(filter(None, column))):
        column = [text and STARTS_WITHIN.sub(r"\1'", text) for text in column]
    return [f"'{text}" if text and text[0] in STARTS_A_FORMULA else text for text in column]


def _time(text: str) -> str:
    seconds, _, fraction = text[11:].removesuffix("+00").partition(".")
    return f"{text[:10]}T{seconds}{f'.{fraction:0<6}' if fraction.strip('0') else ''}Z"


def _decimal(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
