"""
Weeks of invented sources, with faults planted, judged minute by minute as cron has them judged.

`python -m tests.simulated_weeks [--runs 20] [--seed 100]` prints how soon each fault was noticed, and how often there
was an alarm without one.
"""

import argparse
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor
from random import Random
from statistics import median

from ledger.alarms.patterns import HOUR, WEEK, WEEKS, Counted, Pattern, learn

MINUTE = 60
DAY = 24 * HOUR
A_WEEK = WEEK * HOUR
BEFORE, JUDGED = WEEKS, 8  # weeks
EPOCH = 1_767_571_200  # Monday, 5 January 2026, midnight in UTC
# Days of the judged weeks at a fifth of the usual; nights so too, and without any where there are but few.
HOLIDAYS = (10, 24, 25, 45)
QUIET_NIGHTS = (5, 19, 33, 47)
FEW = 1.0  # an hour
SURELY_NONE = 2.0  # arrivals that are missing: no alarm is so soon

Rate = Callable[[float], float]  # a moment → deliveries an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    rate: Rate
    faults: Sequence[float]  # weeks from the first judged one at which nothing comes any more
    lasting: float = 3 * HOUR
    burst: tuple[int, float] = (1, 0)  # deliveries that come together, within so many seconds


@dataclass(slots=True, kw_only=True)
class Outcome:
    noticed: list[float] = field(default_factory=list)  # minutes
    missed: int = 0
    false: list[float] = field(default_factory=list)  # moments


def at(week: int, day: int, hour: float) -> float:
    return week + day / 7 + hour / WEEK


def day_and_night(by_day: float, by_night: float, weekend: float = 0.5, growth: float = 0.0) -> Rate:
    """Busy from 8 to 22; on Saturdays and Sundays less; more from week to week."""

    def rate(moment: float) -> float:
        since = moment - EPOCH
        hour, day = since % DAY / HOUR, floor(since / DAY) % 7
        usual = by_day if 8 <= hour < 22 else by_night
        return float(usual * (weekend if day >= 5 else 1.0) * (1 + growth) ** (since / A_WEEK))

    return rate


NOONS = (at(0, 2, 12), at(1, 0, 12.3), at(3, 2, 15.7), at(5, 1, 10.2), at(7, 3, 19.5))
SOURCES: Mapping[str, Invented] = {
    "busy, at noon": Invented(rate=day_and_night(400, 30), faults=NOONS),
    "busy, at the weekend": Invented(rate=day_and_night(400, 30), faults=(at(1, 5, 14), at(4, 6, 11))),
    "busy, at night": Invented(rate=day_and_night(400, 30), faults=(at(2, 1, 2), at(6, 3, 3))),
    "busy, on a holiday": Invented(rate=day_and_night(400, 30), faults=(at(1, 3, 12), at(3, 4, 15.7))),
    "three a minute": Invented(rate=day_and_night(200, 10), faults=NOONS),
    "one a minute": Invented(rate=day_and_night(60, 4), faults=NOONS),
    "growing 5 % a week": Invented(rate=day_and_night(100, 5, growth=0.05), faults=NOONS),
    "bursts of 100": Invented(rate=day_and_night(1.5, 0.1), faults=NOONS[::2], lasting=3 * DAY, burst=(100, 900)),
    "ten an hour": Invented(rate=day_and_night(10, 0.4), faults=NOONS, lasting=DAY),
    "three a night": Invented(rate=day_and_night(120, 0.3), faults=NOONS),
    "fifteen a week": Invented(rate=day_and_night(0.15, 0.02), faults=(at(3, 0, 12),), lasting=3 * A_WEEK),
}


def simulate(name: str, seed: int, judged: int = JUDGED) -> Outcome:
    """One source through its weeks, hour by hour: only pauses of a minute and more are judged."""
    invented, random = SOURCES[name], Random(f"{name} {seed}")  # noqa: S311
    faults = [EPOCH + (BEFORE + week) * A_WEEK for week in invented.faults if week < judged]
    begins = EPOCH // HOUR + BEFORE * WEEK
    ends = begins + judged * WEEK
    outcome = Outcome()
    hours: dict[int, Counted] = {}
    excluded: set[int] = set()
    learnt: tuple[int, Pattern | None] = (-1, None)
    last = float(EPOCH)
    for hour, came in _by_hour(invented, faults, ends, random):
        for since, until in _pauses(last, came, ends if hour + 1 == ends else None) if hour >= begins else ():
            if learnt[0] != (day := floor(since / DAY)):
                learnt = day, learn({hour: hours[hour] for hour in hours.keys() - excluded}, since, _cell)
            _count(hours, floor(since / HOUR), [moment for moment in came if moment <= since])
            alarm = _first_alarm(learnt[1], hours, since, until)
            _judge(outcome, alarm, next((fault for fault in faults if since <= fault < until), None))
            if alarm is not None:
                excluded.update(range(floor(since / HOUR), floor(until / HOUR) + 1))
        _count(hours, hour, came)
        last = came[-1] if came else last
    return outcome


def _pauses(last: float, came: Sequence[float], ends: int | None) -> Iterator[tuple[float, float]]:
    moments = [last, *came, *([float(ends * HOUR)] if ends else [])]
    return ((since, until) for since, until in pairwise(moments) if until - since > MINUTE)


def _judge(outcome: Outcome, alarm: float | None, fault: float | None) -> None:
    if alarm is not None and (fault is None or alarm < fault):
        outcome.false.append(alarm)
    elif alarm is not None and fault is not None:
        outcome.noticed.append((alarm - fault) / MINUTE)
    elif fault is not None:
        outcome.missed += 1


def _first_alarm(pattern: Pattern | None, hours: Mapping[int, Counted], last: float, until: float) -> float | None:
    """The first whole minute at which the silence is a fault."""
    if pattern is None or pattern.expected(last, until) < SURELY_NONE:
        return None
    silence = pattern.judge(hours, last, floor(until / MINUTE) * MINUTE)
    if not silence.is_fault:
        return None
    minutes = range(floor(last / MINUTE) + 1, floor(until / MINUTE) + 1)
    found = bisect_left(minutes, silence.needed, key=lambda minute: pattern.expected(last, minute * MINUTE))
    return minutes[found] * MINUTE


def _count(hours: dict[int, Counted], hour: int, came: Sequence[float]) -> None:
    """As the database would, hours without any too; the hour that goes on as far as it is over."""
    if came and floor(came[0] / HOUR) == hour:
        hours[hour] = Counted(len({int(moment) // MINUTE for moment in came}), came[0], came[-1])
    else:
        hours.setdefault(hour, Counted(0))


def _by_hour(
    invented: Invented, faults: Sequence[float], until: int, random: Random
) -> Iterator[tuple[int, Sequence[float]]]:
    """Each hour with its deliveries in order. Within an hour the rate is steady; the rest of a burst follows."""
    outages = [(fault, fault + invented.lasting) for fault in faults]
    size, within = invented.burst
    late: list[float] = []
    for hour in range(EPOCH // HOUR, until):
        rate, moment, ends = _rate(invented, hour * HOUR + HOUR / 2) / HOUR, float(hour * HOUR), (hour + 1) * HOUR
        came = late
        while rate and (moment := moment + random.expovariate(rate)) < ends:
            came += [moment + random.random() * within for _ in range(size)] if within else [moment]
        came.sort()
        cut = bisect_left(came, ends)
        came, late = came[:cut], came[cut:]
        if any(since < ends and hour * HOUR < until for since, until in outages):
            came = [one for one in came if not any(since <= one < until for since, until in outages)]
        yield hour, came


def _rate(invented: Invented, moment: float) -> float:
    """With what is planted."""
    since, usual = moment - EPOCH - BEFORE * A_WEEK, invented.rate(moment)
    day, hour = floor(since / DAY), since % DAY / HOUR
    if day in QUIET_NIGHTS and not 8 <= hour < 22:
        return 0.0 if usual < FEW else usual / 5
    return usual / 5 if day in HOLIDAYS else usual


def _cell(hour: int) -> int:
    return (hour - EPOCH // HOUR) % WEEK


def main() -> None:
    parser = argparse.ArgumentParser(description="Alarms of silence over simulated weeks.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the first run")
    parser.add_argument("sources", nargs="*", metavar="source", help=", ".join(SOURCES))
    asked = parser.parse_args()
    runs = asked.runs
    print(f"{runs} runs of {JUDGED} weeks after {BEFORE}; minutes from the fault to the alarm\n")
    print(f"{'source':<22} {'faults':>6} {'missed':>6} {'median':>7} {'slowest':>8} {'false a week':>13}")
    for name in asked.sources or SOURCES:
        outcomes = [simulate(name, seed) for seed in range(asked.seed, asked.seed + runs)]
        noticed = [minutes for outcome in outcomes for minutes in outcome.noticed]
        missed = sum(outcome.missed for outcome in outcomes)
        false = sum(len(outcome.false) for outcome in outcomes) / JUDGED / runs
        told = f"{median(noticed):7.1f} {max(noticed):8.1f}" if noticed else f"{'-':>7} {'-':>8}"
        print(f"{name:<22} {len(noticed) + missed:>6} {missed:>6} {told} {false:>13.3f}", flush=True)


if __name__ == "__main__":
    main()
