"""What an examination finds, and what is to be done about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a finding matters. ``manage.py doctor`` fails by what is serious alone."""

    FINE = "fine"  # told for its own sake
    NOTICE = "notice"  # somebody should look at it
    SERIOUS = "serious"  # something is lost, open or refused, or will be


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    weight: Weight
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One look at one thing. Left out where one that it needs has found something serious."""

    name: str
    look: Callable[[], Iterable[Finding]]
    needs: tuple[str, ...] = ()


def serious(text: str, remedy: str) -> Finding:
    return Finding(weight=Weight.SERIOUS, text=text, remedy=remedy)


def notice(text: str, remedy: str) -> Finding:
    return Finding(weight=Weight.NOTICE, text=text, remedy=remedy)


def fine(text: str) -> Finding:
    return Finding(weight=Weight.FINE, text=text)
