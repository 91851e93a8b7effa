"""The parameters of lists and things: those of their filters, and their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms

from ledger.api import paging
from ledger.api.asking import AS_OF, MOST_MADE
from ledger.api.changes import SINCE
from ledger.api.counting import MOST_EXACTLY, Count
from ledger.api.questions import UNKNOWN, OrUnknown, Zone, zones
from ledger.api.resources import Resource
from ledger.api.shapes import MOST_EXPANDED, MOST_NAMED
from ledger.filters import Cost, Strict
from ledger.filters.fields import MOST_LISTED, Currency, Moment, OneOf, Some, SourceSlug
from ledger.filters.strict import LONGEST, MOST_KEYS, PREFIX
from ledger.schema.described import Json, Parameter

SLUG: Json = {"type": "string", "pattern": r"^[-\w]+$"}
A_MOMENT: Json = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
SOME_TEXT: Json = {"type": "string", "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"}
NO_COMMA = r"^[^\x00,]*[^\s\x00,][^\x00,]*$"
SUFFIXES: Mapping[str, str] = {"__in": "Any of these.", "_min": "At least this.", "_max": "At most this."}
PARTLY = "Answered 403 where what is asked for is masked to you."


def _some(asked: Some) -> Json:
    each = schema_of(asked.each)
    if each.get("pattern") == SOME_TEXT["pattern"]:
        each |= {"pattern": NO_COMMA}
    return {"type": "array", "items": each, "minItems": 1, "maxItems": MOST_LISTED}


def _or_unknown(asked: OrUnknown) -> Json:
    return {"anyOf": [schema_of(asked.of), {"type": "string", "enum": [UNKNOWN]}]}


def _one_of(asked: OneOf) -> Json:
    return {"type": "string", "enum": list(asked.words())}


def _whole(asked: forms.IntegerField) -> Json:
    return {"type": "integer", "minimum": asked.min_value, "maximum": asked.max_value}


def _money(asked: forms.DecimalField) -> Json:
    before, after = (asked.max_digits or 0) - (asked.decimal_places or 0), asked.decimal_places
    return {"type": "string", "format": "decimal", "pattern": rf"^-?\d{{1,{before}}}(\.\d{{1,{after}}})?$"}


def _text(asked: forms.CharField) -> Json:
    return SOME_TEXT | ({"maxLength": asked.max_length} if asked.max_length else {})


# The first that fits: how a parameter's text is read, and what it can be.
READ_AS: Sequence[tuple[type[forms.Field], Callable[[Any], Json]]] = (
    (Some, _some),
    (OrUnknown, _or_unknown),
    (SourceSlug, lambda _: SLUG),
    (Zone, lambda _: {"type": "string", "enum": sorted(zones())}),
    (OneOf, _one_of),
    (Moment, lambda _: A_MOMENT),
    (Currency, lambda _: {"type": "string", "pattern": "^[A-Za-z]{3}$"}),
    (forms.DecimalField, _money),
    (forms.IntegerField, _whole),
    (forms.CharField, _text),
)


def schema_of(asked: forms.Field) -> Json:
    """Raises StopIteration for a kind of field that is not known."""
    return next(write(asked) for kind, write in READ_AS if isinstance(asked, kind))


def filters(of: type[Strict]) -> Iterator[Parameter]:
    for name, one in of.base_filters.items():
        says = [
            one.extra.get("help_text") or _by_name(name),
            _bound(one.cost),
            PARTLY * (one.is_masked and not one.is_personal),
        ]
        yield Parameter(
            name=name,
            schema=schema_of(deepcopy(one).field),
            says=" ".join(filter(None, says)),
            is_personal=one.is_personal,
        )
    if of.has_metadata:
        yield METADATA


def _by_name(name: str) -> str:
    return next((says for ending, says in SUFFIXES.items() if name.endswith(ending)), "")


def _bound(cost: Cost) -> str:
    if cost not in LONGEST:
        return ""
    return f"Needs a period of at most {LONGEST[cost].days} days with it, or a filter that finds few rows."


METADATA = Parameter(
    name="metadata",
    schema={
        "type": "object",
        "propertyNames": {"pattern": rf"^{PREFIX}[A-Za-z0-9_.\- ]{{1,64}}$"},
        "additionalProperties": SOME_TEXT,
        "maxProperties": MOST_KEYS,
    },
    says=f"Each key is a parameter of its own, {PREFIX}store=Riverside: metadata that has this text, number, true or "
    f"false. {_bound(Cost.FETCHES)}",
    is_personal=True,
    is_spread=True,
)


def of_any(view: Any) -> Iterator[Parameter]:
    formats = [renderer.format for renderer in view.get_renderers()]
    yield Parameter(name="format", schema={"type": "string", "enum": formats}, says="Instead of an Accept header.")


def of_a_thing(resource: Resource) -> Iterator[Parameter]:
    yield Parameter(
        name="fields",
        schema=_names([*resource.fields], resource) | {"maxItems": MOST_NAMED},
        says=f"These alone, of what is expanded by their path: id,{resource.listed[2]}.",
    )
    if resource.references:
        yield Parameter(
            name="expand",
            schema=_names([], resource) | {"maxItems": MOST_EXPANDED},
            says="The things themselves in the place of their numbers, and what is within them by its path.",
        )


def _names(fields: Sequence[str], resource: Resource) -> Json:
    """Of fields; and paths that lead through references."""
    through = rf"({'|'.join(resource.references)})(\.[a-z0-9_]+)*" if resource.references else ""
    known = "|".join(filter(None, [*[name for name in fields if name not in resource.references], through]))
    return {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": f"^({known})$"}}


def limit(resource: Resource) -> Parameter:
    most = f" At most {MOST_MADE} with {' or '.join(resource.made)}." if resource.made else ""
    schema = {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.USUAL}
    return Parameter(name="limit", schema=schema, says=f"Rows of a page.{most}")


def of_a_list(resource: Resource) -> Iterator[Parameter]:
    cursor = {"type": "string", "pattern": r"^[\w-]+$", "maxLength": paging.LONGEST}
    yield Parameter(name="cursor", schema=cursor, says="As next has it, with the same filters.")
    yield limit(resource)
    yield Parameter(
        name="count",
        schema={"type": "string", "enum": [how.value for how in Count], "default": Count.NONE.value},
        says=f"How many rows there are: estimated, or counted up to {MOST_EXACTLY:,}.",
    )
    if resource.recorded:
        yield as_of("The ledger as it was recorded then.")


def as_of(says: str) -> Parameter:
    return Parameter(name=AS_OF, schema=A_MOMENT, says=f"{says} Not in the future.")


def since() -> Parameter:
    says = "The cursor of the answer before; or a moment, such as the as_of of a report. Without it, from the first on."
    return Parameter(name=SINCE, schema=SOME_TEXT, says=says)


UNLESS = Parameter(
    name="If-None-Match",
    where="header",
    schema={"type": "string"},
    says="The ETag of what is had already: where nothing has changed the answer is 304.",
)
