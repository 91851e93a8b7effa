"""
Lists and reports as CSV and NDJSON: all rows, with the columns that the API has, one name for each.

What is expanded stands beside the rest: ``customer_name``. A file says in its first lines what it is, and in its last
that it is whole: once it has begun, nothing else can say that it broke off.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

import orjson
from django.http import StreamingHttpResponse

from ledger.access import Viewer
from ledger.api.asking import AskedFile
from ledger.api.parameters import is_typed
from ledger.api.questions import Asked
from ledger.api.reports import Report, Told
from ledger.api.shapes import Shape
from ledger.api.tallies import Tally
from ledger.exports import Column, Exported, Filter, Format, Kind, Statement, answer, export, export_report
from ledger.exports.texts import BOM
from ledger.filters import Strict

MONEY = "value"  # how the names of its columns begin


def of_list(asked: AskedFile, viewer: Viewer, form: Format) -> StreamingHttpResponse:
    """Raises PermissionDenied."""
    resource = asked.resource
    title = str(resource.model._meta.verbose_name_plural).capitalize()
    statement = Statement(title=title, filters=_filters(asked.asked, resource.filters), as_of=asked.as_of)
    paths = dict(_paths(asked.shape))
    return answer(_plain(export(asked.rows, viewer=viewer, form=form, statement=statement, paths=paths)))


def of_report(report: Report, told: Told, asked: Asked, viewer: Viewer, form: Format) -> StreamingHttpResponse:
    """Raises PermissionDenied."""
    named = Filter(name="report", value=report.name, logged=f"report={report.name}")
    filters = [named, *_filters({name: value for name, value in asked.given.items() if name != "as_of"})]
    statement = Statement(title=report.name.replace("-", " ").capitalize(), filters=filters, as_of=told.as_of)
    rows: list[Tally] = orjson.loads(told.data)
    rows = [_wide(row) for row in rows] if form is Format.CSV else rows
    heads = list(dict.fromkeys(name for row in rows for name in row))
    exported = export_report(
        [[row.get(name) for name in heads] for row in rows],
        [Column(head=name, kind=_kind(name, rows)) for name in heads],
        of=report.of,
        viewer=viewer,
        form=form,
        statement=statement,
    )
    return answer(_plain(exported))


def _plain(exported: Exported) -> Exported:
    """For programs, which do not want the mark that spreadsheets know UTF-8 by."""
    return replace(exported, pieces=_without_mark(exported.pieces))


def _without_mark(pieces: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    with closing(pieces):
        yield next(pieces, b"").removeprefix(BOM.encode())
        yield from pieces


def _paths(shape: Shape, head: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """The columns of the database, by the names that the API has for them."""
    references = shape.resource.references
    for name in shape.fields:
        if inner := shape.expanded.get(name):
            yield from _paths(inner, f"{head}{name}_", f"{path}{name}__")
        elif name in references and references[name].key != "id":
            yield f"{head}{name}", f"{path}{name}__{references[name].key}"
        else:
            yield f"{head}{name}", f"{path}{name}"


def _kind(name: str, rows: Sequence[Tally]) -> Kind:
    """A text is no formula; a sum of money may begin with a minus."""
    known = next((row[name] for row in rows if row.get(name) is not None), None)
    return Kind.TEXT if isinstance(known, str) and not name.startswith(MONEY) else Kind.WORD


def _wide(row: Tally) -> Tally:
    """With money in columns of its currency."""
    flat = {name: value for name, value in row.items() if name != "values"}
    for of in row.get("values", ()):
        code = of["currency"]
        flat |= {f"value_{name}_{code}": of[name] for name in ("claimed", "reversed", "net")}
    return flat


def _filters(asked: Mapping[str, str], of: type[Strict] = Strict) -> Sequence[Filter]:
    return [
        Filter(name=name, value=value, logged=None if is_typed(name, of) else f"{name}={value}")
        for name, value in asked.items()
    ]
