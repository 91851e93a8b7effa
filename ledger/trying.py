"""
Reading again at one press: first what would change, then just that, or nothing.

A press is one transaction, and a look at it is the same transaction taken back: what is shown is what will be done. It
keeps others from recording for its sources, so it is small; for more there is a command (``reread_events``).
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import transaction

from ledger.access import Viewer, write_log
from ledger.choices import Act
from ledger.comparing import Change
from ledger.inbox import again_if_in_the_way
from ledger.mending import mend
from ledger.models import InboundEvent, LedgerEntry, Source
from ledger.rereading import reread

MOST = 200  # events at one press
MENDABLE = 2000  # events of a source, all of which are read where a customer, voucher or campaign is mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a press; of a look: what would."""

    outcomes: Counter[str] = field(default_factory=Counter)
    changes: list[tuple[Source, Change]] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    unmended: list[tuple[Source, int]] = field(default_factory=list)  # how many things only the command can mend

    @property
    def digest(self) -> str:
        """The same for the same outcome, in whatever order it was met."""
        fields = [
            repr((source.pk, one.mirror.__name__, one.external_id, one.field, one.old, one.new))
            for source, one in self.changes
        ]
        # By the provider's id: our number of a claim that is new is another at every try.
        posted = [
            repr((one.source_id, one.claim.external_id, one.side, one.ordinal, one.points, one.value))
            for one in self.entries
        ]
        left = [(source.pk, count) for source, count in self.unmended]
        said = (sorted(self.outcomes.items()), sorted(fields), sorted(posted), left)
        return sha256(repr(said).encode()).hexdigest()


class Otherwise(Exception):
    """It would come out otherwise than was shown, so nothing was done."""


def look(ids: Collection[int]) -> Tried:
    """What would change if these events were read again."""
    return again_if_in_the_way(lambda: _look(ids))


def press(ids: Collection[int], *, shown: str, viewer: Viewer) -> Tried:
    """Do what was shown, and log who did. Raises ``Otherwise``."""
    return again_if_in_the_way(lambda: _press(ids, shown, viewer))


@transaction.atomic
def _look(ids: Collection[int]) -> Tried:
    tried = _try(ids)
    transaction.set_rollback(True)
    return tried


@transaction.atomic
def _press(ids: Collection[int], shown: str, viewer: Viewer) -> Tried:
    tried = _try(ids)
    if tried.digest != shown:
        raise Otherwise
    details = {"events": sorted(ids), "outcomes": dict(tried.outcomes), "entries": len(tried.entries)}
    write_log(Act.REREAD, user=viewer.user, address=viewer.address, of=InboundEvent, details=details)
    return tried


def _try(ids: Collection[int]) -> Tried:
    """Source by source in one order, so that two presses wait for one another and no more."""
    tried, chosen = Tried(), sorted(ids)[:MOST]
    for source in Source.objects.filter(pk__in=_owners(chosen)).order_by("pk"):
        done = reread(source, chosen)
        tried.outcomes.update(done.outcomes)
        tried.changes.extend((source, change) for change in done.changes)
        tried.entries.extend(done.entries)
        if done.to_mend and source.events.order_by()[: MENDABLE + 1].count() > MENDABLE:
            tried.unmended.append((source, len(done.to_mend)))
        else:
            steps = mend(source, done.to_mend)
            tried.changes.extend((source, change) for _, changes in steps for change in changes)
    return tried


def _owners(ids: Iterable[int]) -> set[int]:
    return set(InboundEvent.objects.filter(pk__in=ids).order_by().values_list("source", flat=True))
