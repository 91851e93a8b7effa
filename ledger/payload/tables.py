"""
Tables: a row that a provider exports as CSV, as the JSON object that it stands for.

An import hands over one row at a time, under its table's header.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import StringIO
from itertools import islice
from re import sub
from typing import Any, get_args, get_origin

from pydantic_core import from_json, to_json

from ledger.facts import Fault, Unreadable
from ledger.payload import VALUE_LIMIT, Payload

DELIMITERS = (",", ";", "\t")  # a spreadsheet may make another of the comma

Path = tuple[str, ...]
AS_TEXT = (str, datetime, Decimal)


def delimiter(header: str) -> str:
    """What stands between a table's columns."""
    return max(DELIMITERS, key=header.count)


def cells(payload: bytes) -> Mapping[str, str]:
    """What the row says by its columns, empty cells left out; nothing where the payload is no table of one row."""
    if not (payload[:1].isalpha() or payload.startswith(b'"')):
        return {}
    try:
        text = payload.decode()
        by = delimiter(text.partition("\n")[0])
        if text.count(by) > VALUE_LIMIT:
            return {}
        lines = csv.reader(StringIO(text, newline=""), delimiter=by, strict=True)
        rows = [row for row in islice(lines, 4) if row]
    except (UnicodeDecodeError, csv.Error):
        return {}
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return {}
    return {_plain(column): text for column, text in zip(*rows, strict=True) if text.strip()}


def row(payload: bytes, *, columns: Collection[str]) -> Mapping[str, str]:
    """
    The ``cells`` of what is a row of the table that has these columns.

    Raises Unreadable for a row of another table, or one that says nothing in them.
    """
    found = cells(payload)
    missing = [column for column in columns if found and column not in found]
    if missing:
        raise Unreadable(*(Fault(path=f"$.{column}", problem="is missing") for column in missing))
    return found


def as_json(row: Mapping[str, str], model: type[Payload]) -> bytes:
    """
    The object that the row stands for, to be read as ``model``.

    A column is a field's path with ``_`` between its steps: ``claimed_reward_id``. A cell may also hold JSON.
    """
    tree: dict[str, Any] = {}
    # A part before what is inside of it.
    for column, (path, is_text) in _columns(model).items():
        if text := row.get(column):
            _put(tree, path, text if is_text else _said(text))
    return to_json(tree, inf_nan_mode="constants")


def _put(tree: dict[str, Any], path: Path, value: Any) -> None:
    place: Any = tree
    for step in path[:-1]:
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            return
    place[path[-1]] = value


def _said(text: str) -> Any:
    try:
        return from_json(text.lower() if text.lower() in {"true", "false"} else text)
    except ValueError:
        return text  # which the model finds fault with


def _plain(column: str) -> str:
    return sub(r"[^a-z0-9]+", "_", column.strip().lower())


@cache
def _columns(model: type[Payload]) -> Mapping[str, tuple[Path, bool]]:
    """The columns that the model's fields may be in, and whether what they hold is text as it stands."""
    return {"_".join(path): (path, is_text) for path, is_text in _fields(model, ())}


def _fields(model: type[Payload], at: Path) -> Iterator[tuple[Path, bool]]:
    for name, field in model.model_fields.items():
        kinds = tuple(_kinds(field.annotation))
        yield (*at, name), any(issubclass(kind, AS_TEXT) for kind in kinds)
        for kind in kinds:
            if issubclass(kind, Payload):
                yield from _fields(kind, (*at, name))


def _kinds(annotation: Any) -> Iterator[type]:
    origin = get_origin(annotation)
    if isinstance(origin or annotation, type) and origin in {None, dict, list}:
        yield origin or annotation
    else:
        for part in get_args(annotation):
            yield from _kinds(part)
