"""One turn of good webhooks: what they were answered and when, and who had the processors meanwhile."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from ledger.providers import all_providers
from tests.bench.processes import cpu_seconds, machine_seconds
from tests.chaos.asking import Entrance, ask, signed
from tests.chaos.delivering import percentile
from tests.chaos.shops import VOUCHERIFY

EVERY = 0.25  # seconds between two webhooks


@dataclass(frozen=True, kw_only=True)
class Turn:
    statuses: Sequence[str]
    waits: Sequence[float]  # seconds
    seconds: float
    used: Mapping[str, float]  # seconds on a processor, by who used them
    machine: float  # seconds that all processors together were busy

    @classmethod
    def of(cls, turns: "Sequence[Turn]") -> "Turn":
        """Several as if they were one."""
        used: Counter[str] = Counter()
        for one in turns:
            used.update(one.used)
        return cls(
            statuses=[status for one in turns for status in one.statuses],
            waits=[wait for one in turns for wait in one.waits],
            seconds=sum(one.seconds for one in turns),
            used=used,
            machine=sum(one.machine for one in turns),
        )

    def __str__(self) -> str:
        waits = " ".join(f"p{percent} {self.wait(percent) * 1000:.0f} ms" for percent in (50, 95, 100))
        used = ", ".join(f"{who} {seconds / self.seconds:.0%}" for who, seconds in self.used.items())
        return f"{self.counted}; {waits}; of a processor {used}; other work {self.others:.0%} of all processors"

    @property
    def counted(self) -> str:
        return ", ".join(f"{count} x {status}" for status, count in Counter(self.statuses).most_common())

    @property
    def is_good(self) -> bool:
        return set(self.statuses) == {"200"}

    @property
    def others(self) -> float:
        """The part of the machine that went to nobody of those who are named."""
        return max(0.0, self.machine - sum(self.used.values())) / self.seconds / (os.cpu_count() or 1)

    def wait(self, percent: int) -> float:
        return percentile(self.waits, percent)


async def turn(entrance: Entrance, seconds: int, *, seed: str, parts: Mapping[str, int]) -> Turn:
    """New events, each when its time has come and over a connection of its own; ``parts``: whose time to tell."""
    bodies = _bodies(seed, int(seconds / EVERY))
    began, used, machine = time.monotonic(), _used(parts), machine_seconds()

    async def deliver(number: int, body: bytes) -> tuple[str, float]:
        await asyncio.sleep(number * EVERY)
        return await ask(entrance, signed(body))

    answers = await asyncio.gather(*(deliver(number, body) for number, body in enumerate(bodies)))
    return Turn(
        statuses=[status for status, _ in answers],
        waits=[wait for _, wait in answers],
        seconds=time.monotonic() - began,
        machine=machine_seconds() - machine,
        used={who: now - used[who] for who, now in _used(parts).items()},
    )


def _bodies(seed: str, count: int) -> Sequence[bytes]:
    until = datetime.now(UTC)
    sample = all_providers()[VOUCHERIFY.provider].sample
    rng = Random(seed)  # noqa: S311 - what is made up is no secret
    return [*sample(rng, since=until - timedelta(hours=1), until=until, count=count)][:count]


def _used(parts: Mapping[str, int]) -> Mapping[str, float]:
    return {who: cpu_seconds(pid) for who, pid in parts.items()} | {"asking": time.process_time()}
