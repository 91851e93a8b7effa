"""The time on the processor of a process and all that it has started."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """
    Of a process, its children and theirs, those that have ended among them.

    PostgreSQL's backends come and go: what they used is the postmaster's once it has seen them end.
    """
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(folder)):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
            ticks[int(folder.name)] = sum(map(int, fields[11:15]))  # user, system, and both of ended children
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        total += ticks.get(process, 0)
        waiting += children.get(process, [])
    return total / TICKS


def _stat(folder: Path) -> list[str]:
    """The fields from the state on: the name before it may have spaces in it."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
