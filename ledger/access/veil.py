"""Rows and values as one person may see them."""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from typing import Any, TypeVar, cast

from django.db.models import ForeignKey, Model

from ledger.access.masks import HIDDEN, MASKS, Mask, nothing
from ledger.access.sorts import JUDGED, Sort, sort_of
from ledger.access.viewers import Power, Viewer
from ledger.sealing import normal

SomeModel = TypeVar("SomeModel", bound=Model)
TEXTS = (str, bytes, memoryview, dict, list, tuple)
NEEDS_THE_DATABASE = ("save", "save_base", "delete", "refresh_from_db")


class Veiled(Exception):
    """A veiled row is for showing: it can't be stored, and what it was made without is not fetched in clear."""


def mask(viewer: Viewer, model: type[Model], field: str) -> Mask | None:
    """What is done to each value of a column that is known; None: nothing, all of it may be seen."""
    sort = sort_of(model, field)
    if sort is Sort.BYTES and not viewer.may(Power.SEE_PAYLOADS):
        return nothing
    return MASKS.get((sort, viewer.sight))


def shown(viewer: Viewer, model: type[Model], field: str, value: Any, *, typed: Iterable[str] = ()) -> Any:
    """
    One value. ``typed``: what the person searched by, which is shown to them in clear where it is the whole value.

    What is unknown stays so.
    """
    return _shown(mask(viewer, model, field), value, _normal(typed), sort_of(model, field))


def veiled(viewer: Viewer, thing: SomeModel, *, typed: Iterable[str] = ()) -> SomeModel:
    """A copy of the row, with all that was fetched with it, in which everything is as the person may see it."""
    return _veiled(viewer, thing, _normal(typed), {})


def _normal(typed: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(normal, typed)))


def _shown(how: Mask | None, value: Any, typed: Collection[str], sort: Sort) -> Any:
    if how is None or value is None or value == "":
        return value
    if isinstance(value, str) and typed and sort is not Sort.NEVER and normal(value) in typed:
        return value
    return how(value)


def _veiled(viewer: Viewer, thing: SomeModel, typed: Collection[str], known: dict[int, Any]) -> SomeModel:
    if type(thing) not in JUDGED:
        return thing
    if id(thing) in known:
        met: SomeModel = known[id(thing)]
        return met
    seen = known[id(thing)] = copy(thing)
    vars(seen).update(_values(viewer, thing, typed), **dict.fromkeys(NEEDS_THE_DATABASE, _refuse))
    for field in thing._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            field.set_cached_value(seen, _related(viewer, thing, field, typed, known))
    return seen


def _values(viewer: Viewer, thing: Model, typed: Collection[str]) -> Iterator[tuple[str, Any]]:
    names = {field.attname: field.name for field in thing._meta.concrete_fields}
    for attribute, value in vars(thing).items():
        if name := names.get(attribute):
            yield attribute, _shown(mask(viewer, type(thing), name), value, typed, sort_of(type(thing), name))
        elif not attribute.startswith("_") and isinstance(value, TEXTS):
            # A query's own annotation: nobody has judged it.
            yield attribute, HIDDEN


def _related(
    viewer: Viewer, thing: Model, field: "ForeignKey[Any, Any]", typed: Collection[str], known: dict[int, Any]
) -> Model | None:
    key, model = getattr(thing, field.attname), field.related_model
    if key is None:
        return None
    if field.is_cached(thing):
        return _veiled(viewer, cast("Model", field.get_cached_value(thing)), typed, known)
    if model not in JUDGED:
        return cast("Model", getattr(thing, field.name))
    bare = model.from_db(thing._state.db, ["id"], [key])
    vars(bare).update(dict.fromkeys(NEEDS_THE_DATABASE, _refuse))
    return bare


def _refuse(*_: Any, **__: Any) -> None:
    raise Veiled("This row is veiled, for showing alone. Fetch with it what is to be shown of it.")
