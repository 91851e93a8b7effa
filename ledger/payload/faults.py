"""Pydantic's errors in our words: what is wrong and where, never the value."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from types import NoneType

from pydantic_core import ErrorDetails

from ledger.facts import Fault

_KINDS: Mapping[type, str] = {
    NoneType: "null",
    str: "other text",
    bool: "true or false",
    int: "another number",
    float: "another number",
    list: "a list",
    dict: "an object",
}
_PROBLEMS: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "expected text, got {kind}",
    "string_too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "holds a NUL character",
    "bool_type": "expected true or false, got {kind}",
    "dict_type": "expected an object, got {kind}",
    "model_type": "expected an object, got {kind}",
    "list_type": "expected a list, got {kind}",
    "expected": "expected {message}, got {kind}",
    "problem": "{message}",
    "decimal_type": "expected a number, got {kind}",
    "decimal_parsing": "expected a number, got {kind}",
    "decimal_max_digits": "has more than {max_digits} digits",
    "decimal_whole_digits": "has more than {whole_digits} digits before the point",
    "decimal_max_places": "has more than {decimal_places} decimals",
    "finite_number": "is not a finite number",
}


def fault(error: ErrorDetails, payload: bytes, at: str) -> Fault:
    """What is wrong, where in a payload whose own place is ``at``."""
    if error["type"] == "json_invalid":
        return Fault(path=at, problem=_why_not_json(payload, error))
    problem = _PROBLEMS.get(error["type"], "can't be read ({type})")
    said = {"type": error["type"], "message": error["msg"], "kind": _KINDS.get(type(error["input"]), "something else")}
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    return Fault(path=at + path, problem=problem.format_map(error.get("ctx", {}) | said))


def _why_not_json(payload: bytes, error: ErrorDetails) -> str:
    if not payload.strip():
        return "the body is empty"
    if payload.startswith(BOM_UTF8):
        return "not JSON: it begins with a byte order mark"
    return f"not JSON: {error['msg'].removeprefix('Invalid JSON: ')}"
