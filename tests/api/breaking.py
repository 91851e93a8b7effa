"""What a client of one schema would stumble over in another."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def breaks(before: Json, after: Json) -> Iterator[str]:
    for path, methods in before["paths"].items():
        for method, operation in methods.items():
            at = f"{method.upper()} {path}"
            now = after["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{at} is gone."
            else:
                yield from _operation(operation, now, at)
    schemas = after["components"]["schemas"]
    for name, schema in before["components"]["schemas"].items():
        yield from _schema(schema, schemas[name], name) if name in schemas else [f"{name} is gone."]


def _operation(before: Json, after: Json, at: str) -> Iterator[str]:
    was, now = ({one["name"]: one for one in operation.get("parameters", ())} for operation in (before, after))
    for name in was.keys() - now.keys():
        yield f"{at}: the parameter {name} is gone."
    for name, one in now.items():
        if one.get("required") and not was.get(name, {}).get("required"):
            yield f"{at}: the parameter {name} is needed now."
        if name in was:
            yield from _schema(was[name]["schema"], one["schema"], f"{at}: {name}")
    for status, answer in before["responses"].items():
        if status not in after["responses"]:
            yield f"{at}: the answer {status} is gone."
            continue
        media = after["responses"][status].get("content", {})
        for kind, content in answer.get("content", {}).items():
            place = f"{at}: {status} as {kind}"
            yield from (
                _schema(content["schema"], media[kind]["schema"], place) if kind in media else [f"{place} is gone."]
            )


def _schema(before: Json, after: Json, at: str) -> Iterator[str]:
    if (was := _types(before)) != (now := _types(after)):
        yield f"{at} was {' or '.join(sorted(was))} and is {' or '.join(sorted(now))}."
        return
    for word in before.get("enum", ()):
        if word not in after.get("enum", [word]):
            yield f"{at}: {word} is gone."
    for name in before.get("required", ()):
        if name not in after.get("required", ()):
            yield f"{at}: {name} may be missing now."
    properties = after.get("properties", {})
    for name, one in before.get("properties", {}).items():
        place = f"{at}.{name}"
        yield from _schema(one, properties[name], place) if name in properties else [f"{place} is gone."]
    if "items" in before:
        yield from _schema(before["items"], after["items"], f"{at}[]")


def _types(schema: Json) -> frozenset[str]:
    """In words that can be compared: a type, a format, what is referred to, or any of some ways."""
    ways: list[Json] = schema.get("oneOf") or schema.get("anyOf") or []
    if ways and "type" not in schema:
        return frozenset().union(*map(_types, ways))
    named = json.dumps(schema["const"]) if "const" in schema else schema.get("$ref", "anything")
    kinds: Any = schema.get("type", named)
    form = f" ({schema['format']})" if "format" in schema else ""
    return frozenset(f"{kind}{form}" for kind in ([kinds] if isinstance(kinds, str) else kinds))
