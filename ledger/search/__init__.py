"""
What was typed, found: by small questions that an index answers, in a number of queries that does not depend on it.

Nothing that is searched for is logged.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q

from ledger.models import Campaign, Customer, Source
from ledger.search.questions import QUESTIONS, Kind, Match, Sources, ask, fetch
from ledger.search.typed import Typed, read
from ledger.sql.names import ids_by_name

__all__ = ["MOST", "Found", "Group", "Hit", "Kind", "search"]

MOST = 1000  # candidates of a kind
BY_NAME: Mapping[type[Model], Kind] = {Customer: Kind.CUSTOMER, Campaign: Kind.CAMPAIGN}
# What is found beside a thing by the same id, and says nothing else.
BESIDE = {Kind.CLAIM: {Kind.REDEMPTION, Kind.EVENT}, Kind.REDEMPTION: {Kind.EVENT}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A thing, by which of its fields it was found and by what that somebody typed."""

    kind: Kind
    thing: Any
    field: str
    typed: str  # as it was typed: may be shown to who typed it, whatever else of the thing is masked
    is_by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind; is cut where more fits."""

    kind: Kind
    hits: tuple[Hit, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that was found, the likeliest kind first."""

    typed: Typed
    groups: tuple[Group, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether not everything that fits is here, or not everything that was typed was looked for."""
        return self.typed.is_cut or any(group.is_cut for group in self.groups)

    @property
    def hits(self) -> Iterator[Hit]:
        for group in self.groups:
            yield from group.hits

    def of(self, *kinds: Kind) -> Iterator[Hit]:
        return (hit for hit in self.hits if hit.kind in kinds)

    @property
    def obvious(self) -> Hit | None:
        """The one thing that can be meant."""
        if not self.groups or self.is_cut or len(self.groups[0].hits) > 1:
            return None
        [hit] = self.groups[0].hits
        beside = BESIDE.get(hit.kind, set())
        others = [other for other in self.hits if other is not hit]
        return hit if all(other.kind in beside and other.typed == hit.typed for other in others) else None


def search(text: str, *, among: Collection[type[Model]] = tuple(QUESTIONS)) -> Found:
    """Whatever was typed or pasted, looked for among the models given."""
    typed = read(text)
    hits: dict[Kind, list[Hit]] = defaultdict(list)
    cut: set[Kind] = set()
    sources = Source.objects.in_bulk() if typed.texts else {}
    for model in among if typed.texts else ():
        matches, is_cut = ask(model, typed.texts, sources, most=MOST)
        _take(hits, _exact(matches))
        cut |= {column.kind for column in QUESTIONS[model]} if is_cut else set()
    for model in among if typed.words else ():
        if kind := BY_NAME.get(model):
            named, is_cut = _named(model, kind, typed.words, sources)
            known = {hit.thing.pk for hit in hits[kind]}
            _take(hits, (hit for hit in named if hit.thing.pk not in known))
            cut |= {kind} if is_cut else set()
    groups = (Group(kind=kind, hits=tuple(hits[kind]), is_cut=kind in cut) for kind in Kind if hits[kind])
    return Found(typed=typed, groups=tuple(groups))


def _take(hits: Mapping[Kind, list[Hit]], found: Iterable[Hit]) -> None:
    for hit in found:
        hits[hit.kind].append(hit)


def _exact(matches: Iterable[Match]) -> Iterator[Hit]:
    """The newest first."""
    for match in sorted(matches, key=attrgetter("row.pk"), reverse=True):
        yield Hit(kind=match.column.kind, thing=match.row, field=match.column.name, typed=match.typed)


def _named(model: type[Model], kind: Kind, words: Sequence[str], sources: Sources) -> tuple[list[Hit], bool]:
    """Who has just this name comes first, whatever the order of its words."""
    ids = ids_by_name(model, words, most=MOST + 1)
    rows = fetch(model, Q(pk__in=ids[:MOST]), sources, most=MOST) if ids else ()
    typed = " ".join(words)
    ranked = sorted(rows, key=lambda row: (set(row.name_folded.split()) != set(words), -row.pk))
    return [Hit(kind=kind, thing=row, field="name", typed=typed, is_by_name=True) for row in ranked], len(ids) > MOST
