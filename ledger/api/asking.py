"""What a list is asked for, out of its address. Whatever is not understood is refused, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from ledger.access import Viewer
from ledger.api import counting, paging
from ledger.api.answering import moment
from ledger.api.counting import Count
from ledger.api.paging import Cursors
from ledger.api.parameters import Parameters
from ledger.api.problems import unavailable
from ledger.api.resources import Resource
from ledger.api.shapes import (
    MOST_EXPANDED,
    MOST_NAMED,
    NOTHING,
    Shape,
    Tree,
    shape,
    tree,
    unknown_fields,
    unknown_references,
)
from ledger.filters import Strict
from ledger.filters.fields import Moment
from ledger.reports import Unanswerable, settle

OF_A_THING = frozenset({"fields", "expand", "format"})
OF_A_PAGE = frozenset({"cursor", "limit", "count"})
OF_A_LIST = OF_A_THING | OF_A_PAGE
AS_OF = "as_of"
MOST_MADE = 20  # rows of a page with what is as large as a body


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``rows``: all that fit, in no order; ``at``: beside what the page begins; ``asked``: the filters as given."""

    resource: Resource
    rows: QuerySet[Any]
    shape: Shape
    limit: int
    count: Count
    at: Any
    as_of: datetime | None
    asked: Mapping[str, str]

    @property
    def cursors(self) -> Cursors:
        return Cursors(order=self.resource.order, asked=self.asked, name=self.resource.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFile:
    """``rows``: all that fit, in the list's order; ``asked``: what says which they are, as given."""

    resource: Resource
    rows: QuerySet[Any]
    shape: Shape
    as_of: datetime | None
    asked: Mapping[str, str]


def ask_list(resource: Resource, given: QueryDict, viewer: Viewer) -> Asked:
    """Raises Problem."""
    parameters = Parameters(given)
    own = OF_A_LIST | ({AS_OF} if resource.recorded else set())
    asked = {name: str(value) for name, value in given.items() if name not in OF_A_LIST}
    shape = ask_shape(resource, parameters, viewer, is_whole=False)
    limit = ask_limit(parameters, shape)
    count = Count(parameters.read("count", counting.read, Count.NONE))
    cursors = Cursors(order=resource.order, asked=asked, name=resource.name)
    at = parameters.read("cursor", cursors.read, None)
    as_of = parameters.read(AS_OF, settled(is_settled=at is not None), None) if resource.recorded else None
    rows = _filtered(resource, parameters, viewer, own)
    if as_of:
        rows = rows.filter(**{f"{resource.recorded}__lte": as_of})
        asked[AS_OF] = moment(as_of)
    return Asked(resource=resource, rows=rows, shape=shape, limit=limit, count=count, at=at, as_of=as_of, asked=asked)


def ask_file(resource: Resource, given: QueryDict, viewer: Viewer) -> AskedFile:
    """Raises Problem."""
    parameters = Parameters(given)
    for name in OF_A_PAGE & given.keys():
        parameters.wrong(name, "A file has all rows: leave it out.")
    own = OF_A_LIST | ({AS_OF} if resource.recorded else set())
    shape = ask_shape(resource, parameters, viewer, is_whole=False)
    for path in shape.all_made:
        parameters.wrong("fields", f"No file has {path}.")
    as_of = parameters.read(AS_OF, settled(is_settled=False), None) if resource.recorded else None
    rows = _filtered(resource, parameters, viewer, own, is_whole=True)
    if resource.recorded:
        as_of = as_of or settle_now()
        rows = rows.filter(**{f"{resource.recorded}__lte": as_of})
    asked = {name: str(value) for name, value in given.items() if name not in own or name == "expand"}
    return AskedFile(
        resource=resource, rows=rows.order_by(*resource.order.ordering), shape=shape, as_of=as_of, asked=asked
    )


def ask_thing(resource: Resource, given: QueryDict, viewer: Viewer) -> Shape:
    """Raises Problem."""
    parameters = Parameters(given)
    shape = ask_shape(resource, parameters, viewer, is_whole=True)
    finish_without_filters(resource, parameters, beside=OF_A_THING)
    return shape


def ask_nothing(given: QueryDict) -> None:
    """Of what answers in a format, and can't be asked anything. Raises Problem."""
    parameters = Parameters(given)
    for name in given.keys() - {"format"}:
        parameters.wrong(name, "There is no such parameter.")
    parameters.finish()


def finish_without_filters(resource: Resource, parameters: Parameters, *, beside: frozenset[str]) -> None:
    parameters.take(Strict(parameters.given, resource.model._default_manager.none(), beside=beside).errors)
    parameters.finish()


def ask_shape(resource: Resource, parameters: Parameters, viewer: Viewer, *, is_whole: bool) -> Shape:
    """Where it is not understood, that of one who asked for nothing."""
    expand = parameters.read("expand", _references_of(resource), NOTHING)
    fields = parameters.read("fields", _fields_of(resource, expand), NOTHING)
    made = shape(resource, fields=fields, expand=expand, is_whole=is_whole)
    user = viewer.user
    for path, inner in made.within:
        if not (user and user.has_perm(inner.resource.permission)):
            parameters.forbid("expand", f"{path} needs the permission {inner.resource.permission}.")
    for path, one in made.all_made.items() if fields else ():
        if not viewer.may(one.power):
            parameters.forbid("fields", f"{path} needs the permission {one.power}.")
    return made


def ask_limit(parameters: Parameters, shape: Shape) -> int:
    made = shape.all_made
    limit = parameters.read("limit", paging.LIMIT.clean, MOST_MADE if made else paging.USUAL)
    if made and limit > MOST_MADE:
        parameters.wrong("limit", f"At most {MOST_MADE} with {' or '.join(made)}.")
    return int(limit)


def settled(*, is_settled: bool) -> Callable[[str], datetime]:
    """
    Reads a moment, and answers the one that the rows can be of.

    ``is_settled``: a cursor came with it, so it was told by the page before.
    """

    def read(text: str) -> datetime:
        asked: datetime = Moment().clean(text)
        if is_settled:
            return asked
        try:
            return settle(asked)
        except Unanswerable as error:
            raise ValidationError(str(error)) from None

    return read


def settle_now() -> datetime:
    """Raises Problem."""
    try:
        return settle()
    except Unanswerable:
        raise unavailable() from None


def _references_of(resource: Resource) -> Callable[[str], Tree]:
    def read(text: str) -> Tree:
        expand = tree(_names(text, most=MOST_EXPANDED))
        return _known(expand, list(unknown_references(resource, expand)))

    return read


def _fields_of(resource: Resource, expand: Tree) -> Callable[[str], Tree]:
    def read(text: str) -> Tree:
        fields = tree(_names(text, most=MOST_NAMED))
        return _known(fields, list(unknown_fields(resource, fields, expand)))

    return read


def _names(text: str, *, most: int) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) > most:
        raise ValidationError(f"At most {most} at once, not {len(names)}.")
    return names


def _known(named: Tree, unknown: list[str]) -> Tree:
    if unknown:
        raise ValidationError(unknown)
    return named


def _filtered(
    resource: Resource, parameters: Parameters, viewer: Viewer, own: frozenset[str], *, is_whole: bool = False
) -> QuerySet[Any]:
    parameters.refuse_personal(resource, viewer)
    every = resource.model._default_manager.order_by()
    strict = resource.filters(parameters.given, every, beside=own, is_whole=is_whole)
    parameters.take(strict.errors)
    parameters.finish()
    rows: QuerySet[Any] = strict.qs
    return rows
