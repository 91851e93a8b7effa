"""
When a source is silent: its own hours of the week, how today compares with them, how long it was silent before.

Deliveries come in clumps, and a campaign sends thousands within minutes. So what is counted is minutes in which
anything came, as the number of independent arrivals that would fill so many: of few arrivals that is their number, and
no flood in one week makes the next one look silent.

Times are seconds since 1970, an hour is its number since then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import expm1, floor, log, log1p
from statistics import mean, median
from typing import NamedTuple

HOUR = 3600
WEEK = 168  # hours
WEEKS = 8  # are looked back at
LEARNT_IN = 2 * WEEK  # hours: before, a source's week is not known
SELDOM = 3.0  # arrivals a week: of fewer no silence can be told
# False alarms a week that chance alone may raise at a source whose arrivals are independent of one another.
FALSE_A_WEEK = 0.02
# Days differ. Before anything came today it may have this much of the usual: Gamma(STEADY, STEADY), which gives a
# fifth of it (a holiday) one chance in 700. What came in the last hours is worth half after each HALF_LIFE.
STEADY = 6.0
HALF_LIFE = 3  # hours
REMEMBERED = 8 * HALF_LIFE  # what is older weighs nothing
FADED = 0.5 ** (1 / HALF_LIFE)
LATELY = 0.2  # of an hour's arrivals: what the hours before say weighs no more, since a night may differ from its day
LONGER = 1.5  # times as long as one that is as surprising as the longest silence of every week but one


@dataclass(frozen=True, slots=True)
class Counted:
    """What came in an hour: in how many of its minutes, the first and the last of it; ``None``: nothing came."""

    minutes: int
    first: float | None = None
    last: float | None = None


Hours = Mapping[int, Counted]
Cell = Callable[[int], int]  # an hour's place in the week of its source, 0 to 167


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """``expected``: arrivals since the last; it is a fault where so many are missing as are ``needed``."""

    expected: float
    needed: float

    @property
    def is_fault(self) -> bool:
        return self.expected >= self.needed


def arrivals(minutes: float, share: float = 1.0) -> float:
    """How many independent ones fill so many minutes of an hour, or of a share of it; of all 60 some 250."""
    whole = 60 * share
    return -whole * log(1 - min(minutes, whole) / (whole + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A source's week, hour by hour."""

    cell: Cell
    rates: Sequence[float]  # arrivals in the hour
    longest: float = 0.0  # silence: of each week the most surprising, the second of those

    @property
    def weekly(self) -> float:
        return sum(self.rates)

    def expected(self, since: float, until: float) -> float:
        return sum(share * self.rates[self.cell(hour)] for hour, share in _shares(since, until))

    def surprise(self, lately: "Lately", since: float, until: float) -> float:
        """
        That nothing came between, in nats, after what came in the hours before.

        Poisson, with a rate that is known as well as Gamma has it: the chance is
        ((STEADY + usual) / (STEADY + usual + expected)) ** (STEADY + came).
        """
        return (STEADY + lately.came) * log1p(self.expected(since, until) / (STEADY + lately.usual))

    def judge(self, hours: Hours, last: float, now: float) -> Silence:
        """The silence since ``last``, when something came last."""
        this = floor(last / HOUR)
        *_, before = self.remembered(hours, this - REMEMBERED, this)
        lately = self.lately(before, hours, last)

        def missing(surprise: float) -> float:
            return (STEADY + lately.usual) * expm1(surprise / (STEADY + lately.came))

        needed = max(missing(log(self.weekly / FALSE_A_WEEK)), LONGER * missing(self.longest))
        return Silence(expected=self.expected(last, now), needed=needed)

    def remembered(self, hours: Hours, first: int, last: int) -> Iterator["Lately"]:
        """At the beginning of each hour from the first to the last, of the hours since the first."""
        usual = came = 0.0
        for hour in range(first, last + 1):
            yield Lately(usual, came)
            if hour in hours:
                usual += self.rates[self.cell(hour)]
                came += arrivals(hours[hour].minutes)
            usual, came = usual * FADED, came * FADED

    def lately(self, before: "Lately", hours: Hours, moment: float) -> "Lately":
        """With what is over of the moment's own hour; weighing no more than it may."""
        usual, came = before
        hour = floor(moment / HOUR)
        rate, share = self.rates[self.cell(hour)], moment / HOUR - hour
        if hour in hours and share > 0:
            usual += share * rate
            came += arrivals(hours[hour].minutes, share)
        weight = min(1.0, LATELY * rate / usual) if usual else 0.0
        return Lately(usual * weight, came * weight)


class Lately(NamedTuple):
    """What was usual in the hours up to a moment, and what came; each worth less the longer ago it is."""

    usual: float
    came: float


def learn(hours: Hours, now: float, cell: Cell) -> Pattern | None:
    """
    The week of a source from its last whole hours; those that a fault fell into are to be left out.

    None: too little is known of it.
    """
    this = floor(now / HOUR)
    known = sorted(hour for hour in hours if this - WEEKS * WEEK <= hour < this)
    heard = [hour for hour in known if hours[hour].minutes]
    if not heard or this - heard[0] < LEARNT_IN:
        return None
    known = known[known.index(heard[0]) :]
    rates = _rates(hours, known, cell)
    if sum(rates) < SELDOM:
        return None
    pattern = Pattern(cell=cell, rates=rates)
    return replace(pattern, longest=_longest(hours, known, pattern))


def _rates(hours: Hours, known: Sequence[int], cell: Cell) -> Sequence[float]:
    """From the mean of the weeks, or their median where that is more: a holiday takes no part of a full hour."""
    weeks: list[list[int]] = [[] for _ in range(WEEK)]
    for hour in known:
        weeks[cell(hour)].append(hours[hour].minutes)
    return [arrivals(max(mean(minutes), median(minutes))) if minutes else 0.0 for minutes in weeks]


def _longest(hours: Hours, known: Sequence[int], pattern: Pattern) -> float:
    """The second of the weeks' longest silences, so that a fault that nobody was told of does not count."""
    longest: dict[int, float] = {}
    begins = known[0]
    remembered = list(pattern.remembered(hours, begins, known[-1]))
    for since, until in _silences(hours, known):
        week = (known[-1] - floor(until / HOUR)) // WEEK
        lately = pattern.lately(remembered[floor(since / HOUR) - begins], hours, since)
        longest[week] = max(longest.get(week, 0.0), pattern.surprise(lately, since, until))
    return sorted(longest.values())[-2] if len(longest) > 1 else max(longest.values(), default=0.0)


def _silences(hours: Hours, known: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Between an hour's last and the first of the next that has any; not across hours that are left out."""
    last = None
    for before, hour in pairwise([known[0] - 1, *known]):
        if hour != before + 1:
            last = None
        found = hours[hour]
        if found.first is not None and last is not None:
            yield last, found.first
        last = found.last or last


def _shares(since: float, until: float) -> Iterator[tuple[int, float]]:
    """The hours between two moments, and how much of each."""
    for hour in range(floor(since / HOUR), floor(until / HOUR) + 1):
        yield hour, max(0.0, min(until, (hour + 1) * HOUR) - max(since, hour * HOUR)) / HOUR
