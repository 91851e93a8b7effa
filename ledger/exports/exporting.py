"""The one way to take rows away: asked for by somebody who may, logged before the first byte, stated in the file."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils.text import slugify

from ledger.access import Power, Sight, Viewer, log_search, write_log
from ledger.choices import Act
from ledger.exports import cells
from ledger.exports.columns import Column, columns
from ledger.exports.rows import Row, Table
from ledger.exports.statements import Statement
from ledger.exports.texts import as_csv, as_ndjson
from ledger.exports.workbooks import as_xlsx


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    NDJSON = "ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    content_type: str
    write: Callable[[Table], Generator[bytes, None, None]]


WRITERS: Mapping[Format, Writer] = {
    Format.CSV: Writer(content_type="text/csv; charset=utf-8", write=as_csv),
    Format.XLSX: Writer(
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=as_xlsx
    ),
    Format.NDJSON: Writer(content_type="application/x-ndjson", write=as_ndjson),
}
SEEN: Mapping[Sight, str] = {Sight.NONE: "hidden", Sight.MASKED: "masked", Sight.CLEAR: "in clear"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file on its way. Its rows are read while ``pieces`` are taken, all as they were at the first of them."""

    name: str
    content_type: str
    pieces: Generator[bytes, None, None]


def export(
    rows: QuerySet[Any],
    *,
    viewer: Viewer,
    form: Format,
    statement: Statement,
    paths: Mapping[str, str] | None = None,
) -> Exported:
    """
    All that the query gives, in its order, with the columns of its model as the person may see them. ``paths``: other
    columns, by their heads.

    Raises PermissionDenied.
    """
    heads = columns(rows.model, viewer, paths)
    return _exported(rows, heads, of=rows.model, viewer=viewer, form=form, statement=statement)


def export_report(
    rows: Sequence[Row], heads: Sequence[Column], *, of: type[Model], viewer: Viewer, form: Format, statement: Statement
) -> Exported:
    """
    Numbers that were added up, and whom they name as the person may see them; the log remembers them as taken ``of``
    those rows.

    Raises PermissionDenied.
    """
    return _exported(rows, heads, of=of, viewer=viewer, form=form, statement=statement)


def _exported(
    rows: QuerySet[Any] | Sequence[Row],
    heads: Sequence[Column],
    *,
    of: type[Model],
    viewer: Viewer,
    form: Format,
    statement: Statement,
) -> Exported:
    viewer.must(Power.EXPORT)
    if not viewer.may_list(of):
        raise PermissionDenied(f"To export these needs the permission to view each {of._meta.verbose_name}.")
    _log(of, viewer, form, statement)
    facts = [*statement.facts(), ("Exported by", str(viewer.user or "nobody")), ("Personal data", SEEN[viewer.sight])]
    table = Table(facts=facts, columns=heads, rows=rows)
    return Exported(
        name=f"{slugify(statement.title)}-{statement.at:%Y%m%d-%H%M%S}.{form}",
        content_type=WRITERS[form].content_type,
        pieces=WRITERS[form].write(table),
    )


def answer(exported: Exported) -> StreamingHttpResponse:
    """As a download that no browser opens and nobody between keeps."""
    disposition = f'attachment; filename="{exported.name}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return StreamingHttpResponse(exported.pieces, content_type=exported.content_type, headers=headers)


def _log(of: type[Model], viewer: Viewer, form: Format, statement: Statement) -> None:
    """What was typed is found like a search for it; the rest is as it was chosen."""
    for narrowed in statement.filters:
        if narrowed.logged is None:
            log_search(viewer, narrowed.value, of=of)
    details = {
        "format": form.value,
        "sight": viewer.sight.name.lower(),
        "filters": [narrowed.logged or f"{narrowed.name}: typed" for narrowed in statement.filters],
        "as_of": statement.as_of and cells.time(statement.as_of),
    }
    write_log(Act.EXPORT, user=viewer.user, address=viewer.address, of=of, details=details)
