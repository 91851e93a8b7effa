"""A payload's text with the lines that its faults speak of."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

KEY = re.compile(r'("(?:[^"\\]|\\.)*"): ')
LAST_STEP = re.compile(r"(?:\.[^.\[\]]*|\[\d+\])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where, what, and which line of the text it is about: None if the text has no such lines."""

    path: str
    problem: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines of the text: one with what is wrong there, or any number in which nothing is."""

    text: str
    line: int
    problems: Sequence[str] = ()


@dataclass(slots=True)
class _Open:
    """A list or an object that has begun."""

    path: str
    is_list: bool
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text as ``payload.readable`` sets it in."""

    parts: Sequence[Part]
    faults: Sequence[Fault]

    @classmethod
    def of(cls, text: str, said: Iterable[tuple[str, str]]) -> "Marked":
        """``said``: paths and problems. What is missing is marked where it should be: at the nearest that is there."""
        faults = list(said)
        rows = text.split("\n")
        places = _places(rows) if faults and len(rows) > 1 else {}
        found = [Fault(path=path, problem=problem, line=_line(path, places)) for path, problem in faults]
        return cls(parts=list(_parts(rows, found)), faults=found)

    @property
    def drawn(self) -> SafeString:
        return format_html_join("\n", "{}", ((_drawn(part),) for part in self.parts))


def _drawn(part: Part) -> SafeString | str:
    if not part.problems:
        return part.text
    text = '<mark id="line-{}">{} <span class="wrong">{}</span></mark>'
    return format_html(text, part.line, part.text, "; ".join(part.problems))


def _places(rows: Sequence[str]) -> dict[str, int]:
    """The line at which each value begins, by its path."""
    places: dict[str, int] = {}
    opened: list[_Open] = []
    for number, row in enumerate(rows):
        told = row.strip().removesuffix(",")
        if told[:1] in {"}", "]"}:
            opened = opened[:-1]
            continue
        path, value = _step(opened[-1], told) if opened else ("$", told)
        places.setdefault(path, number)
        if value in {"{", "["}:
            opened.append(_Open(path, value == "["))
    return places


def _step(within: _Open, told: str) -> tuple[str, str]:
    """The path of what stands in a line, and how it is spelt."""
    if within.is_list:
        within.items += 1
        return f"{within.path}[{within.items - 1}]", told
    key = KEY.match(told)
    return (f"{within.path}.{json.loads(key[1])}", told[key.end() :]) if key else (within.path, told)


def _line(path: str, places: dict[str, int]) -> int | None:
    while path not in places and (shorter := LAST_STEP.sub("", path)) != path:
        path = shorter
    return places.get(path)


def _parts(rows: Sequence[str], faults: Iterable[Fault]) -> Iterator[Part]:
    problems: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        if fault.line is not None:
            problems[fault.line].append(fault.problem)
    before = 0
    for line in (*sorted(problems), len(rows)):
        if before < line:
            yield Part(text="\n".join(rows[before:line]), line=before)
        if line < len(rows):
            yield Part(text=rows[line], line=line, problems=problems[line])
        before = line + 1
