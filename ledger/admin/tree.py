"""A payload as a tree that opens: each value with what it is on the page, where it is one of the page's own."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ledger.admin.payload import DEEPEST, pictured
from ledger.admin.traces import Key, Spelt, of_leaf

OPEN = 4  # levels that are open at first
LONGEST = 300  # characters of one value
WORDS: Mapping[object, str] = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A value of the page that is looked for, by its column and its label."""

    name: str
    label: str


@dataclass(slots=True, kw_only=True)
class Drawing:
    """
    One tree in the making. ``left``: so many values may still be drawn.

    ``found``: the paths at which each wanted one stands.
    """

    wanted: Mapping[Key, list[Wanted]]
    left: int
    found: dict[str, list[str]] = field(default_factory=dict)
    is_all: bool = True

    def draw(self, said: Any) -> SafeString:
        pieces = "".join(self._node(said, "$", 0, None))
        return mark_safe(f'<ul class="tree">{pieces}</ul>')  # noqa: S308 - each piece is escaped where it is made

    def _node(self, said: Any, path: str, depth: int, key: str | None) -> Iterator[str]:
        if self.left <= 0 or depth > DEEPEST:
            self.is_all = False
            return
        self.left -= 1
        name = "" if key is None else format_html('<span class="key">{}</span> ', pictured(key, LONGEST))
        if not (isinstance(said, (dict, list)) and said):
            yield self._leaf(said, path, name)
            return
        inner = said.items() if isinstance(said, dict) else ((f"[{at}]", one) for at, one in enumerate(said))
        count = f"{len(said)} {'value' if len(said) == 1 else 'values'}"
        opened = " open" if depth < OPEN else ""
        yield f'<li><details{opened}><summary>{name}<span class="soft">{count}</span></summary><ul>'
        for step, one in inner:
            below = f"{path}.{step}" if isinstance(said, dict) else f"{path}{step}"
            yield from self._node(one, below, depth + 1, step)
        yield "</ul></details></li>"

    def _leaf(self, said: Any, path: str, name: str) -> SafeString:
        found = {one.name: one.label for key in of_leaf(said) for one in self.wanted.get(key, ())}
        for column in found:
            self.found.setdefault(column, []).append(path)
        means = format_html(' <span class="means">{}</span>', ", ".join(found.values())) if found else ""
        of = format_html(' data-of="{}"', " ".join(found)) if found else ""
        kind = "number" if isinstance(said, Spelt) else "text" if isinstance(said, str) else "word"
        return format_html(
            '<li class="leaf" title="{}"{}>{}<span class="is {}">{}</span>{}</li>',
            pictured(path, LONGEST),
            of,
            name,
            kind,
            pictured(_spelt(said), LONGEST),
            means,
        )


def parsed(body: bytes) -> Any:
    """The JSON of it, numbers as they are spelt. Raises ValueError, also for what is nested too deep to be read."""
    try:
        return json.loads(body.decode(), parse_int=Spelt, parse_float=Spelt, parse_constant=Spelt)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _spelt(said: Any) -> str:
    if isinstance(said, str):
        return said
    return "empty" if isinstance(said, (dict, list)) else WORDS[said]
