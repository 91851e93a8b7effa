"""
Reading again: kept events are understood as the readers are today, and what they said wrongly is taken back.

A claim and a redemption are folded afresh from every event about them, found by their subjects and by the stamps on
the rows: *unsay, then say*. A customer, a voucher or a campaign is spoken of by many events; where one of those that
are read now says otherwise than what stands in its name, the row is only named here, and ``mending`` folds it afresh
from all of the source's events. The entries follow by the statement that always writes them; a claim that nobody says
any more is annulled, and its postings are taken back.

An event that named a customer, voucher or campaign, and now neither names it nor has a claim or redemption that refers
to it, leaves its word there: nothing leads from the event to the row.

Movements and readings only grow: what was stated wrongly stays beside what is stated now (``models.statements``).

An event that was recorded and can't be read today keeps its state, and what it spoke of is left as it is: a reader that
is broken must not take anything back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from ledger.choices import EventState
from ledger.comparing import Change, Names, Standing, changes, expected, is_same, is_same_value, speaker, standing
from ledger.folding import fold
from ledger.inbox import Understood, again_if_in_the_way, understand_again
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Mirror,
    Redemption,
    Source,
    Voucher,
)
from ledger.recording import hold, record, unsay
from ledger.sql.mirrors import name, said_fields

NOW_RECORDED, CORRECTED, UNCHANGED = "now recorded", "corrected", "unchanged"
STILL_FAILED, STILL_IGNORED, NOW_FAILS = "still failed", "still ignored", "now fails"
OUTCOMES = (NOW_RECORDED, CORRECTED, UNCHANGED, STILL_IGNORED, STILL_FAILED, NOW_FAILS)

SHARED: tuple[type[Mirror], ...] = (Customer, Campaign, Voucher)
OWN: tuple[type[Mirror], ...] = (Redemption, ClaimedReward)
REFERENCES: dict[type[Mirror], tuple[str, ...]] = {
    Customer: ("customer", "holder"),
    Campaign: ("campaign",),
    Voucher: ("voucher", "loyalty_card", "granted_voucher"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What came of a batch. In a dry run: what would."""

    outcomes: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    to_mend: set[tuple[type[Mirror], str]] = field(default_factory=set)  # that only all events together can tell
    broken: list[int] = field(default_factory=list)  # events that were recorded and can't be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An event, read again."""

    event: InboundEvent
    understood: Understood

    @property
    def is_broken(self) -> bool:
        return self.event.state == EventState.RECORDED and self.understood.state is EventState.FAILED

    @property
    def speaks(self) -> bool:
        return self.understood.state is EventState.RECORDED

    @property
    def about(self) -> set[str]:
        facts = self.understood.facts
        named = {self.event.subject, facts.subject or ""}
        named |= {claim.external_id for claim in facts.claims} | {paid.external_id for paid in facts.redemptions}
        return named - {""}

    def speaker_of(self, mirror: type[Mirror]) -> str:
        return speaker(mirror, f"0 {self.understood.word().stamp()}")[: 13 if mirror is Campaign else None]


def reread(source: Source, ids: Collection[int], *, is_dry: bool = False) -> Reread:
    """Read some of a source's events again, in one transaction. Those that are held are left to staff."""
    return again_if_in_the_way(lambda: _reread(source, ids, is_dry=is_dry))


def understand_all(source: Source, events: Iterable[InboundEvent]) -> list[Read]:
    return [Read(event=event, understood=understand_again(source, event)) for event in events]


@transaction.atomic
def _reread(source: Source, ids: Collection[int], *, is_dry: bool) -> Reread:
    events = InboundEvent.objects.filter(source=source, pk__in=ids).exclude(state=EventState.HELD)
    # The rows' locks before the source's, as an import has them; the second of two runs sees what the first did.
    locked = list(events.select_for_update(no_key=True).order_by("external_id", "sha256"))
    hold(source.pk)
    read, own = _family(source, locked)
    names = _named(read, own, standing(source.pk, dict.fromkeys(OWN, own)))
    before, last = standing(source.pk, names), last_entry()
    _say_afresh(source, read, own, before)
    after = standing(source.pk, names)
    done = Reread(changes=list(changes(before, after)), entries=entries_after(source, last))
    done.to_mend.update(_wrongly_said(read, after))
    _tell(done, [one for one in read if one.event.pk in {event.pk for event in locked}])
    _keep(read)
    transaction.set_rollback(is_dry)
    return done


def _family(source: Source, events: Sequence[InboundEvent]) -> tuple[list[Read], set[str]]:
    """The events with all others about the same claims and redemptions, and the ids of those."""
    read: dict[int, Read] = {}
    own: set[str] = set()
    while events:
        more = {one.event.pk: one for one in understand_all(source, events)}
        read |= more
        new = set().union(*(one.about for one in more.values())) - own
        own |= new
        paid_for = ClaimedReward.objects.filter(source=source).filter(
            Q(external_id__in=new) | Q(redemption__external_id__in=new)
        )
        for claim, redemption in paid_for.values_list("external_id", "redemption__external_id"):
            new |= {claim, redemption or claim}
        own |= new
        events = _about(source, new, known=read)
    return sorted(read.values(), key=lambda one: one.understood.key), own


def _about(source: Source, names: set[str], *, known: Collection[int]) -> list[InboundEvent]:
    """The recorded events about things of the names, and any other that has a word standing on them."""
    rows = standing(source.pk, dict.fromkeys(OWN, names))
    stamps = {stamp for of in rows.values() for row in of.values() for stamp in row["said"].values()}
    spoke = {speaker(Redemption, stamp) for stamp in stamps}
    by_subject = Q(subject__in=names) & ~Q(subject="")
    by_id = Q(external_id__in={whose.rpartition(" ")[0] for whose in spoke})
    found = InboundEvent.objects.filter(by_subject | by_id, source=source, state=EventState.RECORDED)
    return list(found.exclude(pk__in=known))


def _named(read: Iterable[Read], own: set[str], rows: Standing) -> Names:
    """All things that the events speak of or that the claims and redemptions refer to."""
    batch = fold([one.understood.word() for one in read if one.speaks])
    names: dict[type[Mirror], set[str]] = {of: {row["external_id"] for row in batch.get(name(of), ())} for of in SHARED}
    for of_mirror in rows.values():
        for row in of_mirror.values():
            for mirror, references in REFERENCES.items():
                names[mirror] |= {row[reference] for reference in references if row.get(reference)}
    return names | dict.fromkeys(OWN, own)


def _say_afresh(source: Source, read: Sequence[Read], own: set[str], before: Standing) -> None:
    speaking = [one for one in read if one.speaks]
    events = speaking + [one for one in read if not one.speaks]
    place_of = {key: place for place, one in enumerate(events, 1) for key in one.about}
    batch = {mirror: list(rows) for mirror, rows in fold([one.understood.word() for one in speaking]).items()}
    said, left = expected(batch), _left_alone(read, before)
    for mirror in OWN:
        rows = before.get(mirror, {})
        wrong = {key for key in own & rows.keys() - left if not is_same(mirror, rows[key], said[mirror].get(key))}
        unsay(source.pk, mirror, wrong)
        # Its entries follow, even where nothing is said of it.
        unsaid = sorted(wrong - said[mirror].keys())
        touched = [{"external_id": key, "said": {}, "event": place_of.get(key, 1)} for key in unsaid]
        if touched:
            batch.setdefault(name(mirror), []).extend(touched)
    if batch:
        record(source.pk, batch, [one.event.pk for one in events])


def _left_alone(read: Iterable[Read], rows: Standing) -> set[str]:
    """What an event bears on that can't be read today."""
    broken = [one for one in read if one.is_broken]
    speakers = {one.speaker_of(Redemption) for one in broken}
    stood = {
        key
        for mirror in OWN
        for key, row in rows.get(mirror, {}).items()
        if any(speaker(mirror, stamp) in speakers for stamp in row["said"].values())
    }
    return stood.union(*(one.about for one in broken))


def _wrongly_said(read: Sequence[Read], rows: Standing) -> Iterable[tuple[type[Mirror], str]]:
    """Things on which a word stands that its event, read again, does not say."""
    said = expected(fold([one.understood.word() for one in read if one.speaks]))
    for mirror in SHARED:
        speakers = {one.speaker_of(mirror) for one in read if not one.is_broken}
        for key, row in rows.get(mirror, {}).items():
            now: dict[str, Any] = said[mirror].get(key, {"said": {}})
            if any(
                speaker(mirror, stamp) in speakers
                and not (now["said"].get(of.name) == stamp and is_same_value(of, row[of.name], now[of.name]))
                for of in said_fields(mirror)
                if (stamp := row["said"].get(of.name))
            ):
                yield mirror, key


def _tell(done: Reread, read: Iterable[Read]) -> None:
    changed = {change.external_id for change in done.changes if change.mirror in OWN}
    for one in read:
        done.outcomes[_outcome(one, changed)] += 1
        if one.is_broken:
            done.broken.append(one.event.pk)


def _outcome(one: Read, changed: set[str]) -> str:
    was = one.event.state
    if one.is_broken:
        return NOW_FAILS
    if was != EventState.RECORDED and one.understood.state is not EventState.RECORDED:
        return STILL_FAILED if one.understood.state is EventState.FAILED else STILL_IGNORED
    if was != EventState.RECORDED:
        return NOW_RECORDED
    return CORRECTED if one.about & changed or not one.speaks else UNCHANGED


def _keep(read: Iterable[Read]) -> None:
    """What became of the events, where it is another."""
    for one in read:
        event, understood = one.event, one.understood
        now = {
            "state": understood.state.value,
            "event_type": understood.envelope.event_type,
            "subject": understood.facts.subject or "",
            "sent_at": understood.envelope.time,
            "faults": [str(fault) for fault in understood.facts.faults],
        }
        if not one.is_broken and any(getattr(event, column) != value for column, value in now.items()):
            InboundEvent.objects.filter(pk=event.pk).update(**now)


def last_entry() -> int:
    newest = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def entries_after(source: Source, last: int) -> list[LedgerEntry]:
    """What was appended since, while nobody else could for this source."""
    return list(LedgerEntry.objects.filter(source=source, pk__gt=last).select_related("claim").order_by("pk"))
