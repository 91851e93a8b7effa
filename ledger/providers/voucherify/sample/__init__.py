"""
A believable history of a Voucherify project: members earn points, claim rewards, use them or change their minds.

Whatever changes on a card is told, so that its balances add up from the first event that names it.
"""

from collections.abc import Iterator
from datetime import datetime
from random import Random

import orjson

from ledger.providers.voucherify.sample.shop import Shop
from ledger.providers.voucherify.sample.wrapping import wrapped
from ledger.sampling import moments


def sample(rng: Random, *, since: datetime, until: datetime, count: int) -> Iterator[bytes]:
    """``count`` deliveries in the order of their times; of a claim the first word is the claim itself."""
    shop = Shop(rng)
    times = moments(rng, since=since, until=until, count=count)
    for moment, (kind, body) in shop.diary.tell(rng, times, otherwise=shop.act):
        yield orjson.dumps(wrapped(rng, kind, moment, body))
