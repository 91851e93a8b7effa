"""
What every provider's models of payloads share: strict and bounded types, and reading that forgives optional fields.

A model says what we read of a payload. A field without which the rest means nothing is required; every other is
``… | None = None``, and where its value is of no use it becomes None and leaves a fault. Everything that leaves
here fits the database on every engine: no NUL, no lone surrogate, no NaN, nothing too long or too large.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from types import NoneType
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, core_schema, from_json, to_json

from ledger.facts import Fault, Unreadable
from ledger.payload.faults import fault

TEXT_LIMIT = 255
WHOLE_LIMIT = 2**53
CENTS_LIMIT = 10**13 - 1  # as money, 11 digits before the point
COUNT_LIMIT = 10**11 - 1  # as a reading, likewise
METADATA_BYTES = 16 * 1024
METADATA_DEPTH = 10
FAULT_LIMIT = 50
# A byte of JSON can stand for two hundred in memory: what is bounded by its bytes alone could take a gigabyte.
VALUE_LIMIT = 100_000

NO_NUL = r"^[^\x00]*$"
PLACES = Decimal("0.0001")


class Payload(BaseModel):
    """A part of a provider's payload."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True)

    def __eq__(self, other: object) -> bool:
        # Pydantic's own takes ten times as long, for what payloads have none of.
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


Model = TypeVar("Model", bound=Payload)
Location = tuple[int | str, ...]


class _Schema:
    """Annotates a field with a core schema as it stands: these run without a call into Python."""

    def __init__(self, schema: CoreSchema) -> None:
        self.schema = schema

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.schema


def _first_of(*choices: CoreSchema, expected: str) -> _Schema:
    """The first choice that fits; if none does, one fault that says what was expected."""
    schema = core_schema.union_schema(
        list(choices), mode="left_to_right", custom_error_type="expected", custom_error_message=expected
    )
    return _Schema(schema)


def _problem(text: str) -> PydanticCustomError:
    return PydanticCustomError("problem", "{problem}", {"problem": text})


def _whole(limit: int) -> _Schema:
    """Whole numbers, ``50.0`` too: some schemas type them as any number."""
    # Below the limit, not at it: a whole number just beyond it would be rounded to it.
    floats = core_schema.float_schema(gt=-limit, lt=limit, multiple_of=1, allow_inf_nan=False, strict=True)
    return _first_of(
        core_schema.int_schema(ge=-limit, le=limit, strict=True),
        core_schema.no_info_after_validator_function(int, floats),
        expected=f"a whole number of at most {limit}",
    )


# What datetime.fromisoformat won't take and providers send: blanks around ":", decimals of any number.
_LOOSE_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]+(\d\d)\s*:\s*(\d\d)(?:\s*:\s*(\d\d)(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def to_moment(text: str) -> datetime:
    """
    A date and time in UTC, from ISO 8601 as providers write it.

    Without an offset it is UTC, without a time midnight.
    """
    try:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = datetime.fromisoformat(_tidied(text))
        if moment.tzinfo is UTC:
            return moment
        # Leaves the calendar where the year is 1 or 9999 and the offset large.
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _problem("expected a date, got other text") from None


def _tidied(text: str) -> str:
    found = _LOOSE_MOMENT.fullmatch(text.strip())
    if found is None:
        return text
    day, hour, minute, second, decimals, offset = found.groups()
    return f"{day}T{hour}:{minute}:{second or '00'}.{(decimals or '0')[:6]:0<6}{(offset or 'Z').upper()}"


def _to_money(number: Decimal) -> Decimal:
    # Always four decimals and no negative zero: equal amounts are equal text.
    return number.quantize(PLACES) + 0


def _to_currency(code: str) -> str:
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code.upper()
    raise _problem("expected the three letters of a currency, got other text")


def _bounded(metadata: dict[str, Any]) -> dict[str, Any]:
    if metadata:
        try:
            dumped = orjson.dumps(metadata)
        except orjson.JSONEncodeError:
            raise _problem("holds a number beyond 64 bits") from None
        if len(dumped) > METADATA_BYTES:
            raise _problem(f"is larger than {METADATA_BYTES} bytes")
        # Most are a few words: nothing in them to look for.
        if b"\\u0000" in dumped or not _HARMLESS.issuperset(map(type, metadata.values())):
            _look_into(metadata, METADATA_DEPTH)
    return metadata


_HARMLESS = frozenset({str, bool, NoneType})


_SOUND: Mapping[type, tuple[Callable[[Any], bool], str]] = {
    str: (lambda text: "\0" not in text, "holds a NUL character"),
    float: (isfinite, "holds a number that is not finite"),
    int: (lambda number: -(2**63) <= number < 2**63, "holds a number beyond 64 bits"),
}


def _look_into(value: Any, depth: int) -> None:
    """Raise for what one of the databases would refuse."""
    is_sound, problem = _SOUND.get(type(value), (None, ""))
    if is_sound and not is_sound(value):
        raise _problem(problem)
    if isinstance(value, dict | list):
        if depth == 0:
            raise _problem(f"is nested deeper than {METADATA_DEPTH} levels")
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _look_into(part, depth - 1)


Text = Annotated[str, StringConstraints(max_length=TEXT_LIMIT, pattern=NO_NUL)]
Id = Annotated[
    str,
    _first_of(
        core_schema.str_schema(min_length=1, max_length=TEXT_LIMIT, pattern=NO_NUL, strict=True),
        core_schema.no_info_after_validator_function(str, core_schema.int_schema(ge=-(2**63), lt=2**63, strict=True)),
        expected="an id",
    ),
]
Whole = Annotated[int, _whole(WHOLE_LIMIT)]
Cents = Annotated[int, _whole(CENTS_LIMIT)]
Count = Annotated[int, _whole(COUNT_LIMIT)]
_DECIMAL = core_schema.decimal_schema(max_digits=15, decimal_places=4, allow_inf_nan=False)
Money = Annotated[Decimal, _Schema(core_schema.no_info_after_validator_function(_to_money, _DECIMAL))]
Currency = Annotated[str, AfterValidator(_to_currency)]
Moment = Annotated[
    datetime,
    _Schema(
        core_schema.no_info_after_validator_function(
            to_moment,
            core_schema.custom_error_schema(
                core_schema.str_schema(max_length=64, strict=True),
                custom_error_type="expected",
                custom_error_message="a date",
            ),
        )
    ),
]
Metadata = Annotated[dict[str, Any], AfterValidator(_bounded)]


def major_units(cents: int | None) -> Decimal | None:
    """Money from hundredths."""
    return None if cents is None else Decimal(cents).scaleb(-2).quantize(PLACES)


def number(count: int) -> Decimal:
    """A count as a reading's number."""
    return Decimal(count).quantize(PLACES)


def made_id(*parts: str) -> str:
    """An id of our own making, ``code:XMAS``; one that would be too long is named by its digest."""
    made = ":".join(parts)
    return made if len(made) <= TEXT_LIMIT else f"{parts[0]}:sha256:{sha256(made.encode()).hexdigest()}"


def is_crowded(payload: bytes) -> bool:
    """Whether JSON may hold more values than are read of a payload; by what precedes a value, in texts too."""
    return sum(map(payload.count, (b",", b"[", b"{"))) > VALUE_LIMIT


def read(
    model: type[Model], payload: bytes, *, at: str = "$", vital: Collection[Location] = ()
) -> tuple[Model, tuple[Fault, ...]]:
    """
    What ``payload`` says, and a fault for whatever of it is of no use.

    ``vital`` names fields, by how their paths end, that may be absent but not unreadable; a path from the root begins
    with "$". ``at`` is the payload's own place, for the faults.

    Raises Unreadable, with every fault, where a vital or a required field is unreadable.
    """
    try:
        return model.model_validate_json(payload), ()
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = tuple(fault(error, payload, at) for error in errors[:FAULT_LIMIT])
    places = [error["loc"] for error in errors]
    if any(("$", *place)[-len(ending) :] == ending for place in places for ending in vital):
        raise Unreadable(*faults)
    rest = _without(model, payload, places)
    if rest is None:
        raise Unreadable(*faults)
    return rest, faults


def _without(model: type[Model], payload: bytes, places: Sequence[Location]) -> Model | None:
    """The payload without what is at ``places``, and then without what can't be without that; None if that is all."""
    # The same parser as before, so what it takes it takes again; floats survive the trip through text.
    tree = [from_json(payload)] if all(places) else [None]
    while places and tree[0] is not None:
        for place in places:
            _cut(tree, place)
        try:
            return model.model_validate_json(to_json(tree[0], inf_nan_mode="constants"))
        except ValidationError as error:
            places = [error["loc"] for error in error.errors(include_url=False, include_input=False)]
    return None


def _cut(tree: list[Any], place: Location) -> None:
    """Make null of what is at ``place``, or of what it should be in where nothing is there."""
    around: Any = tree
    key: int | str = 0
    for step in place[:-1]:
        if around[key] is None:
            return  # a wider cut has been made
        around, key = around[key], step
    inside, last = around[key], place[-1]
    if inside is None:
        return
    if (inside.get(last) if isinstance(inside, dict) else inside[last]) is None:
        around[key] = None
    else:
        inside[last] = None
