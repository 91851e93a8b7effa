"""What happened, in the order of its times: moments from several sources in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.page import may_see

MOST = 100
LATE = timedelta(minutes=1)  # what is told to the minute differs from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened. ``recorded``: when it became known here."""

    when: datetime
    what: SafeString
    tone: str = ""  # of story.css
    recorded: datetime | None = None
    where: str = ""  # the source, where a line has those of several

    @property
    def time(self) -> SafeString:
        return show.minute(self.when)

    @property
    def known(self) -> SafeString | None:
        """The other of the two times, where they differ."""
        if self.recorded is None or abs(self.recorded - self.when) < LATE:
            return None
        return show.minute(self.recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """Moments of one kind, the newest of them; ``rest`` is the address of the list that has all of them."""

    name: str
    moments: Sequence[Moment]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The newest moments. Cut: there are more, in the lists of ``rest``."""

    moments: Sequence[Moment]
    is_newest_first: bool
    is_cut: bool
    rest: Sequence[tuple[str, str]]


def timeline(*strands: Strand, is_newest_first: bool = False) -> Timeline:
    """A claim is told from its beginning; of a customer the last thing is asked for first."""
    newest = sorted((one for strand in strands for one in strand.moments), key=attrgetter("when"), reverse=True)
    kept = newest[:MOST]
    told = kept if is_newest_first else sorted(kept, key=attrgetter("when"))
    return Timeline(
        moments=told,
        is_newest_first=is_newest_first,
        is_cut=len(newest) > MOST,
        rest=[(strand.name, strand.rest) for strand in strands if strand.rest],
    )


def seen(request: HttpRequest, rows: QuerySet[Any], *, most: int = MOST + 1) -> list[Any]:
    """The first of the rows as the person may see them; of a kind that is not for this person none."""
    if not may_see(request, rows.model):
        return []
    of: Any = admin.site.get_model_admin(rows.model)
    viewer = Viewer.at(request)
    return [veiled(viewer, row) for row in of.light(rows)[:most]]
