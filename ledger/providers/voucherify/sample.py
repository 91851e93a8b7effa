"""A believable history of a Voucherify project: members claim rewards, and some change their minds."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import NamedTuple

import orjson

from ledger.providers.voucherify.shop import Shop
from ledger.sampling import later, moments, weighted

ROLLBACKS = 0.04
# What happens, besides rollbacks. Nothing reads the last two: a project sends more than the ledger keeps.
DEEDS = (
    (0.86, "claim"),
    (0.08, "use"),
    (0.035, "order"),
    (0.025, "segment"),
)


class Deed(NamedTuple):
    """What happens when; a rollback has the number of the claim that it undoes."""

    moment: datetime
    number: int
    kind: str


def sample(rng: Random, *, since: datetime, until: datetime, count: int) -> Iterator[bytes]:
    """``count`` deliveries in the order of their times."""
    shop = Shop(rng)
    for deed in _deeds(rng, since=since, until=until, count=count):
        yield orjson.dumps(getattr(shop, deed.kind)(deed.moment, deed.number))


def _deeds(rng: Random, *, since: datetime, until: datetime, count: int) -> list[Deed]:
    rollbacks = round(count * ROLLBACKS)
    times = moments(rng, since=since, until=until, count=count - rollbacks)
    deeds = [Deed(moment, number, weighted(rng, DEEDS)) for number, moment in enumerate(times)]
    claims = [deed for deed in deeds if deed.kind == "claim"]
    undone = rng.sample(claims, min(rollbacks, len(claims)))
    deeds += [Deed(later(rng, claim.moment, until=until), claim.number, "rollback") for claim in undone]
    deeds += [deed._replace(kind="claim") for deed in deeds[:1]] * (count - len(deeds))
    return sorted(deeds, key=lambda deed: (deed.moment, deed.kind == "rollback", deed.number))
