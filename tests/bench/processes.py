"""A process and all that it has started: who they are, and their time on the processor."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """
    Of a process, its children and theirs, those that have ended among them.

    PostgreSQL's backends come and go: what they used is the postmaster's once it has seen them end.
    """
    return sum(used for _, used in _family(root)) / TICKS


def machine_seconds() -> float:
    """That all processors together were not idle, whoever had them; another guest of a shared host counts too."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICKS


def descendants(root: int) -> Sequence[int]:
    """A process's children and theirs, the process itself left out."""
    return [process for process, _ in _family(root) if process != root]


def _family(root: int) -> Iterator[tuple[int, int]]:
    """Each process, and the ticks it used: user, system, and both of its ended children."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(folder)):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
            ticks[int(folder.name)] = sum(map(int, fields[11:15]))
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process, ticks.get(process, 0)
        waiting += children.get(process, [])


def _stat(folder: Path) -> list[str]:
    """The fields from the state on: the name before it may have spaces in it."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
