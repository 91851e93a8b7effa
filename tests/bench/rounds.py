"""Contenders in turn (A B A B …), and what is said of them: medians and ratios."""

import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from time import perf_counter

Act = Callable[[], object]
Measure = Callable[[], Mapping[str, float]]  # one round: figures by their names
Figures = dict[str, list[Mapping[str, float]]]  # of each contender, round by round

PACKAGES = ("django", "djangorestframework", "psycopg", "granian", "orjson", "pydantic")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How much is to be measured."""

    rounds: int
    requests: int  # of a round of webhooks, where its three seconds allow
    events: int  # of a file to import
    claims: Sequence[int]  # of each ledger to measure on
    cap: int  # seconds that a page of the stock admin may take


@dataclass(frozen=True, kw_only=True)
class Table:
    """What one bench found."""

    title: str
    notes: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [f"### {self.title}", "", *self.notes, ""] if self.notes else [f"### {self.title}", ""]
        lines += [_line(self.columns), _line(["---", *["---:"] * (len(self.columns) - 1)]), *map(_line, self.rows), ""]
        return "\n".join(lines)


def in_turn(contenders: Mapping[str, Measure], *, rounds: int) -> Figures:
    """One round of each, then the next, so that whatever else the machine does falls on all of them."""
    figures: Figures = {name: [] for name in contenders}
    for number in range(rounds):
        for name, measure in contenders.items():
            figures[name].append(measure())
            print(f"  {number + 1}/{rounds} {name}: {_told(figures[name][-1])}", file=sys.stderr, flush=True)
    return figures


def in_milliseconds(acts: Mapping[str, Act], rounds: int) -> Mapping[str, list[float]]:
    """In turn; the first round, which warms up, does not count. What is slow is asked less often."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for act in acts.values():
        act()
    for number in range(rounds):
        for name, act in acts.items():
            if number >= 5 and median(took[name]) > 1000:
                continue
            begun = perf_counter()
            act()
            took[name].append((perf_counter() - begun) * 1000)
    return took


def middle(figures: Figures, contender: str, figure: str) -> float:
    """The median of the rounds."""
    return median(one[figure] for one in figures[contender])


def ratio(figures: Figures, figure: str, *, of: str, to: str) -> float:
    """The median of the rounds' own ratios: of two that ran one after the other."""
    pairs = zip(figures[of], figures[to], strict=True)
    return median(ours[figure] / theirs[figure] for ours, theirs in pairs)


def spread(figures: Figures, contender: str, figure: str) -> str:
    """From the least to the greatest of the rounds."""
    found = [one[figure] for one in figures[contender]]
    return f"{min(found):,.0f} to {max(found):,.0f}"


def machine() -> str:
    """What the figures depend on."""
    python = f"Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, {python}, {packages}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _told(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:,.2f}" for name, value in figures.items())
