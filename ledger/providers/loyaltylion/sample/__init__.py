"""A believable history of a LoyaltyLion site: customers enrol, earn points and claim what they buy."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import orjson

from ledger.providers.loyaltylion.sample.site import BARE, Site
from ledger.sampling import Diary, moments, stamp


def sample(rng: Random, *, since: datetime, until: datetime, count: int) -> Iterator[bytes]:
    """``count`` deliveries in the order of their times; the first is a claim."""
    site = Site(rng, custom_since=until - (until - since) / 30)
    times = moments(rng, since=since, until=until, count=count)
    for moment, (topic, body) in Diary().tell(rng, times, otherwise=site.act):
        yield orjson.dumps(body if topic in BARE else _delivery(rng, topic, moment) | body)


def _delivery(rng: Random, topic: str, moment: datetime) -> dict[str, Any]:
    event_id = UUID(int=rng.getrandbits(128), version=4)
    return {"id": str(event_id), "topic": topic, "created_at": stamp(moment)}
