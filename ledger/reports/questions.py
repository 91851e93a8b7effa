"""What can be asked of the ledger. A question that can't be answered says so when it is made."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from ledger.choices import RewardKind
from ledger.reports.calendars import before, begin
from ledger.sql.summaries import Period

__all__ = ["Dimension", "Period", "Summary", "Unanswerable"]

Edge = date | datetime
Word = TypeVar("Word", bound=StrEnum)
MOST_PERIODS = 10_000
YEARS = range(2, 9999)  # in which every zone can be counted with


class Dimension(StrEnum):
    """What claims are told apart by."""

    SOURCE = "source"
    PROVIDER = "provider"
    CAMPAIGN = "campaign"
    KIND = "kind"
    CURRENCY = "currency"
    TITLE = "title"


class Unanswerable(ValueError):
    """A question that has no answer, with the reason in the words of who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    What the ledger amounts to, by a period and any dimensions.

    ``until`` is not part of what is asked; a date is the day's beginning in the zone. A filter is a list of which one
    must fit; in ``campaigns``, ``kinds``, ``currencies`` and ``titles``, None stands for unknown. ``as_of`` leaves out
    what was recorded after it. ``customers`` also asks how many there were, which takes all entries to be read.

    Raises Unanswerable.
    """

    since: Edge | None = None
    until: Edge | None = None
    zone: str = ""  # the settings' if it is not given
    period: Period | None = None
    by: tuple[Dimension, ...] = ()
    sources: Collection[int] | None = None
    providers: Collection[str] | None = None
    campaigns: Collection[int | None] | None = None
    kinds: Collection[RewardKind | None] | None = None
    currencies: Collection[str | None] | None = None
    titles: Collection[str | None] | None = None
    as_of: datetime | None = None
    customers: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", self.zone or settings.TIME_ZONE)
        _zone(self.zone)
        object.__setattr__(self, "period", self.period and _word(Period, self.period, "period"))
        object.__setattr__(self, "by", tuple(_word(Dimension, word, "dimension") for word in self.by))
        if len(set(self.by)) < len(self.by):
            raise Unanswerable("A dimension is named twice.")
        for name in ("since", "until", "as_of"):
            _aware(name, getattr(self, name))
        for name in FILTERS:
            if isinstance(getattr(self, name), str):
                raise Unanswerable(f"{name}: expected a list, got a text.")
        for kind in self.kinds or ():
            if kind is not None:
                _word(RewardKind, kind, "kind")
        self._bound()

    @property
    def begins(self) -> datetime | None:
        return begin(self.since, self.zone)

    @property
    def ends(self) -> datetime | None:
        return begin(self.until, self.zone)

    def before(self) -> "Summary":
        """
        The same of the period before, as long as this one: of whole months, as many months; of days, as many days.

        Raises Unanswerable for one without a beginning or an end.
        """
        if self.since is None or self.until is None:
            raise Unanswerable("Only what has a beginning and an end can be compared with the period before.")
        try:
            since, until = before(self.since, self.until, self.zone)
        except (OverflowError, ValueError):
            raise Unanswerable("The period before lies before the calendar.") from None
        return replace(self, since=since, until=until)

    def _bound(self) -> None:
        begins, ends = self.begins, self.ends
        if begins is None or ends is None:
            return
        if begins > ends:
            raise Unanswerable("since lies after until.")
        if self.period and (ends - begins) / LENGTHS[self.period] > MOST_PERIODS:
            raise Unanswerable(f"More than {MOST_PERIODS} periods: ask for longer ones, or for less time.")


FILTERS = ("sources", "providers", "campaigns", "kinds", "currencies", "titles")
LENGTHS = {
    Period.HOUR: timedelta(hours=1),
    Period.DAY: timedelta(days=1),
    Period.WEEK: timedelta(weeks=1),
    Period.MONTH: timedelta(days=30),
}


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unanswerable(f"{name!r} is no time zone, as in Europe/Berlin.") from None


def _word(vocabulary: type[Word], word: str, name: str) -> Word:
    try:
        return vocabulary(word)
    except ValueError:
        raise Unanswerable(f"{word!r} is no {name}: expected one of {', '.join(vocabulary)}.") from None


def _aware(name: str, edge: Edge | None) -> None:
    if isinstance(edge, datetime) and edge.utcoffset() is None:
        raise Unanswerable(f"{name}: a time needs its offset from UTC.")
    if edge is not None and edge.year not in YEARS:
        raise Unanswerable(f"{name}: no such year; without {name} there is no bound.")
