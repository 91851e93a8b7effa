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

from ledger.access import Sight, Viewer, mask
from ledger.models import Campaign, Customer, Source
from ledger.names import spellings
from ledger.search.questions import QUESTIONS, Kind, Match, Sources, ask, fetch
from ledger.search.typed import Typed, read
from ledger.sql.names import ids_by_name

__all__ = ["MOST", "Found", "Group", "Hit", "Kind", "search"]

STRANGER = Viewer()
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

    @property
    def by(self) -> frozenset[str]:
        """What of all that was typed has found something."""
        return frozenset(hit.typed for hit in self.hits)

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


def search(text: str, *, among: Collection[type[Model]] = tuple(QUESTIONS), viewer: Viewer = STRANGER) -> Found:
    """
    Whatever was typed or pasted, looked for among the models given. The things are found in clear.

    Who sees no names is answered by none. Who sees initials is so by whole words and initials alone, in an order that
    does not tell how well a name fits: or a name could be guessed letter by letter.
    """
    typed = read(text)
    hits: dict[Kind, list[Hit]] = defaultdict(list)
    cut: set[Kind] = set()
    sources = Source.objects.in_bulk() if typed.texts else {}
    for model in among if typed.texts else ():
        matches, is_cut = ask(model, typed.texts, sources, most=MOST)
        _take(hits, _exact(matches))
        cut |= {column.kind for column in QUESTIONS[model]} if is_cut else set()
    for model in among if typed.words else ():
        is_clear = mask(viewer, model, "name") is None
        if (kind := BY_NAME.get(model)) and (is_clear or viewer.sight is not Sight.NONE):
            named, is_cut = _named(model, kind, typed.words, sources, is_clear=is_clear)
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


def _named(
    model: type[Model], kind: Kind, words: Sequence[str], sources: Sources, *, is_clear: bool
) -> tuple[list[Hit], bool]:
    """Who has just this name comes first, whatever the order of its words."""
    ids = ids_by_name(model, words, most=MOST + 1, are_whole=not is_clear)
    rows = fetch(model, Q(pk__in=ids[:MOST]), sources, most=MOST) if ids else ()
    typed = " ".join(words)
    ranked = sorted(rows, key=lambda row: (is_clear and not _is_just(row.name_folded, words), -row.pk))
    return [Hit(kind=kind, thing=row, field="name", typed=typed, is_by_name=True) for row in ranked], len(ids) > MOST


def _is_just(name: str, words: Sequence[str]) -> bool:
    named = set(name.split())
    return len(named) == len(words) and all(named & set(spellings(word)) for word in words)
