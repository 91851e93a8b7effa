"""What the inbox does with a payload before the database: open it, find its reader, read it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import orjson

from ledger.facts import Facts, Fault, Unreadable
from ledger.payload import FAULT_LIMIT, METADATA_BYTES, TEXT_LIMIT
from ledger.providers import Envelope, Provider


class Outcome(NamedTuple):
    """What became of a payload."""

    state: str
    envelope: Envelope | None = None
    facts: Facts | None = None
    faults: tuple[Fault, ...] = ()


def outcome(provider: Provider, payload: bytes, headers: Mapping[str, str] | None = None) -> Outcome:
    envelope = None
    try:
        envelope = provider.open(payload, headers or {})
        reader = provider.readers.get(envelope.event_type)
        if reader is None:
            return Outcome("ignored", envelope)
        stand_in = f"body:{sha256(payload).hexdigest()}:1"
        facts = reader(payload, replace(envelope, event_id=envelope.event_id or stand_in))
    except Unreadable as unreadable:
        return Outcome("failed", envelope, None, unreadable.faults)
    return Outcome("recorded", envelope, facts, facts.faults)


def assert_sound(found: Outcome) -> None:
    """Every value fits the column that it will be kept in, on either database."""
    for fault in found.faults:
        assert fault.path.startswith("$")
        assert fault.problem
        assert len(str(fault)) < 500
    assert len(found.faults) <= FAULT_LIMIT + 1
    assert found.state != "failed" or found.faults
    for one in _said(found.envelope, found.facts):
        types = get_type_hints(type(one))
        for field in fields(one):
            _assert_sound(getattr(one, field.name), types[field.name])


def _said(*roots: Any) -> Iterator[Any]:
    for root in roots:
        if isinstance(root, tuple):
            yield from _said(*root)
        elif is_dataclass(root) and not isinstance(root, Fault):
            yield root
            yield from _said(*(getattr(root, field.name) for field in fields(root)))


def _assert_sound(value: Any, kind: Any) -> None:
    choices = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    assert isinstance(value, tuple(get_origin(choice) or choice for choice in choices))
    if isinstance(value, str):
        assert len(value) <= TEXT_LIMIT
        assert "\0" not in value
        value.encode()
    elif isinstance(value, Decimal):
        assert value.is_finite()
        assert abs(value) < 10**11
        assert value.as_tuple().exponent == -4
        assert not (value == 0 and value.is_signed())
    elif isinstance(value, bool):
        assert kind != int | None
    elif isinstance(value, int):
        assert abs(value) <= 2**53
    elif isinstance(value, datetime):
        assert value.tzinfo is UTC
    elif isinstance(value, Mapping):
        assert len(orjson.dumps(value)) <= METADATA_BYTES
        assert b"\\u0000" not in orjson.dumps(value).replace(b"\\\\", b"")
