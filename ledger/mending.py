"""
Customers, vouchers and campaigns of which a wrong word stands, folded afresh from every event of their source.

Which of all the events spoke of a customer is written nowhere: a word that never stood leaves no trace, and may be the
one that has to stand now. So all are read, and only then is anything written: who is interrupted has done nothing by
half, and finds the same wrong words when it runs again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, cast

from django.db import transaction
from django.db.models import ForeignKey

from ledger.choices import EventState
from ledger.comparing import Change, Names, Standing, changes, is_same, merge, speaker, standing
from ledger.facts import Facts
from ledger.folding import Row, Word, fold
from ledger.inbox import again_if_in_the_way
from ledger.models import InboundEvent, Mirror, Source
from ledger.recording import hold, record, unsay
from ledger.rereading import SHARED, Read, understand_all
from ledger.sql.mirrors import name, said_fields

Thing = tuple[type[Mirror], str]

PAGE = 500
AT_ONCE = 200  # things in one transaction
IN_MEMORY = 20_000
# The newest events are read under the lock: among them one that is not yet committed may have an older number.
NEWEST = 1000


class Mending:
    """The words on some things of a source, and on whose word a thing is better left alone."""

    def __init__(self, source: Source, things: Iterable[Thing]) -> None:
        self.source = source
        self.wanted: dict[type[Mirror], set[str]] = {}
        for mirror, external_id in things:
            self.wanted.setdefault(mirror, set()).add(external_id)
        self.words: Standing = {}
        self.broken: dict[type[Mirror], set[str]] = {mirror: set() for mirror in SHARED}
        self.last = 0  # the event that was read last

    def hear(self, *, most: int | None) -> int:
        """Read on, up to ``most`` events and not the newest; None: all that are left. Answers how many were read."""
        events = InboundEvent.objects.filter(source=self.source, pk__gt=self.last).order_by("pk")
        newest = InboundEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        page = list(events if most is None else events.filter(pk__lte=newest - NEWEST)[:most])
        recorded = [event for event in page if event.state == EventState.RECORDED]
        read = understand_all(self.source, recorded)
        merge(self.words, fold([_of_shared(one) for one in read if one.speaks]), self.wanted)
        for mirror, speakers in self.broken.items():
            speakers.update(one.speaker_of(mirror) for one in read if one.is_broken)
        if page and most is not None:
            self.last = page[-1].pk
        return len(page)

    @transaction.atomic
    def fold_afresh(self, things: Sequence[Thing], *, is_dry: bool) -> list[Change]:
        hold(self.source.pk)
        self.hear(most=None)
        names: Names = {mirror: {key for of, key in things if of is mirror} for mirror in SHARED}
        before = standing(self.source.pk, names)
        batch: dict[str, dict[str, Row]] = {}
        for mirror, rows in before.items():
            words = self.words.get(mirror, {})
            wrong = {key for key, row in rows.items() if self._is_wrong(mirror, row, words.get(key))}
            unsay(self.source.pk, mirror, wrong)
            for key in wrong & words.keys():
                _add(batch, mirror, words[key])
        if batch:
            record(self.source.pk, {of: list(rows.values()) for of, rows in batch.items()}, [self.last])
        found = list(changes(before, standing(self.source.pk, names)))
        transaction.set_rollback(is_dry)
        return found

    def _is_wrong(self, mirror: type[Mirror], row: Row, said: Row | None) -> bool:
        is_left_alone = any(speaker(mirror, stamp) in self.broken[mirror] for stamp in row["said"].values())
        return not is_left_alone and not is_same(mirror, row, said)


def mend(source: Source, things: Iterable[Thing], *, is_dry: bool = False) -> Iterator[tuple[int, list[Change]]]:
    """Step by step, how many events were read and what is changed. Between two steps it can be left."""
    left = iter(sorted(things, key=lambda thing: (thing[0].__name__, thing[1])))
    while chunk := list(islice(left, IN_MEMORY)):
        mending = Mending(source, chunk)
        while read := mending.hear(most=PAGE):
            yield read, []
        for at in range(0, len(chunk), AT_ONCE):
            some = chunk[at : at + AT_ONCE]
            yield 0, again_if_in_the_way(lambda m=mending, s=some: m.fold_afresh(s, is_dry=is_dry))  # type: ignore[misc]


def _of_shared(one: Read) -> Word:
    word = one.understood.word()
    said = word.facts
    return replace(word, facts=Facts(customers=said.customers, campaigns=said.campaigns, vouchers=said.vouchers))


def _add(batch: dict[str, dict[str, Row]], mirror: type[Mirror], row: Row) -> None:
    """The row, and those that it refers to with nothing said."""
    batch.setdefault(name(mirror), {})[row["external_id"]] = row | {"event": 1}
    for field in said_fields(mirror):
        if isinstance(field, ForeignKey) and row.get(field.name):
            parent: Any = cast("type[Mirror]", field.related_model)
            key = row[field.name]
            batch.setdefault(name(parent), {}).setdefault(key, {"external_id": key, "said": {}, "event": 1})
