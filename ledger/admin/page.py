"""What the page of one thing is made of: groups of values, and tables of what belongs to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    DecimalField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    PositiveIntegerField,
    QuerySet,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ledger.access import Viewer, veiled
from ledger.admin import show

NEWEST = 50  # rows of a table; the rest is a link away
IDS = ("_id", "_ref", "_key", "code", "sku", "subject")
NOWHERE: Mapping[str, object] = {}
PILLS = frozenset({"status", "state"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A value with its label, and with who said it."""

    label: str
    value: SafeString
    note: str = ""
    said: SafeString | str = ""
    name: str = ""  # of its column
    marks: str = ""  # what its occurrences in payloads are marked by
    reveal: str = ""  # where it is asked for in clear, by those who may
    is_revealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Values that belong together. ``unsaid``: the labels of those that nobody has told."""

    title: str
    rows: Sequence[Row]
    unsaid: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows as they look in their own list. ``rest``: the address of that list, where there are more."""

    title: str
    of: str  # what the rows are, for the style sheet
    heads: Sequence[tuple[str, str]]  # with the column's name, likewise
    rows: Sequence[Sequence[tuple[str, str, SafeString]]]  # column, head, value
    none: str
    is_cut: bool = False
    rest: str = ""


def table(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    title: str,
    none: str,
    where: Mapping[str, object] = NOWHERE,
    without: str = "",
    most: int = NEWEST,
    typed: Collection[str] = (),
) -> Table | None:
    """
    The newest of the rows; none to those who may not see them.

    ``where``: what finds them all in their list; without it the rest is only said to be there. ``typed``: what the
    person gave to find them, and may see again.
    """
    of: Any = admin.site.get_model_admin(rows.model)
    if not may_see(request, rows.model):
        return None
    columns = [column for column in of.table_columns if column != without]
    viewer = Viewer.at(request)
    heads = [(column, capfirst(str(label_for_field(column, rows.model, of)))) for column in columns]
    found = [veiled(viewer, row, typed=typed) for row in of.light(rows).order_by(*of.ordering)[: most + 1]]
    return Table(
        title=title,
        of=str(rows.model._meta.model_name),
        heads=heads,
        rows=[_cells(of, row, heads) for row in found[:most]],
        none=none,
        is_cut=len(found) > most,
        rest=f"{reverse(_list_of(rows.model))}?{urlencode(where)}" if where and len(found) > most else "",
    )


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _list_of(model: type[Model]) -> str:
    return f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"


def _cells(of: Any, row: Model, heads: Sequence[tuple[str, str]]) -> list[tuple[str, str, SafeString]]:
    (first, title), *others = heads
    cells = [(first, title, show.link(row, getattr(of, first)(row)))]
    return cells + [(column, head, format_html("{}", getattr(of, column)(row))) for column, head in others]


def value(thing: Model, field: "Field[Any, Any]") -> SafeString | None:
    """A field's value as it looks on a page; None: unknown."""
    found = getattr(thing, field.name)
    if found is None or found == "":
        return None
    if field.name in PILLS:
        return show.pill(found, _label(thing, field))
    if field.choices:
        return format_html("{}", _label(thing, field))
    looks = next((look for kind, look in LOOKS if isinstance(field, kind)), None)
    if looks:
        return format_html("{}", looks(thing, field.name, found))
    return show.code(found) if field.name.endswith(IDS) else format_html("{}", found)


def _label(thing: Model, field: "Field[Any, Any]") -> str:
    return str(getattr(thing, f"get_{field.name}_display")())


def _money(thing: Model, name: str, found: Decimal) -> str:
    currency = getattr(thing, "currency", None)
    if name == "discount":
        return show.discount(getattr(thing, "discount_type", None), found, currency)
    return show.money(found, currency)


def _number(_thing: Model, name: str, found: int) -> str:
    return show.points(found) if name.startswith("points") else show.number(found)


LOOKS: Sequence[tuple[type["Field[Any, Any]"], Callable[[Any, str, Any], object]]] = (
    (ForeignKey, lambda _thing, _name, found: show.link(found)),
    (DateTimeField, lambda _thing, _name, found: show.time(found)),
    (DecimalField, _money),
    (BooleanField, lambda _thing, _name, found: show.yes_no(is_so=found)),
    (BigIntegerField, _number),
    (PositiveIntegerField, _number),
    (JSONField, lambda _thing, _name, found: show.foreign(found)),
)
