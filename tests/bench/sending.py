"""The webhooks that are sent: new events of the sample's shop, of this hour, signed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from ledger.providers import Provider, all_providers
from ledger.signatures import SignedRequest
from tests.bench.load import post

SECRET = "of-the-bench"
PROVIDER = "voucherify"
SOURCE = "bench"
CHUNK = 2000


def bodies(seed: int = 0) -> Iterator[bytes]:
    """Each new, without end; the same again for the same seed and hour."""
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for chunk in count():
        rng = Random(f"{seed} {chunk}")  # noqa: S311 - what is made up is no secret
        yield from provider().sample(rng, since=until - timedelta(hours=1), until=until, count=CHUNK)


def requests(path: str, *, seed: int = 0) -> Iterator[bytes]:
    return signed(path, bodies(seed))


def signed(path: str, events: Iterable[bytes]) -> Iterator[bytes]:
    """As the provider would send them."""
    for body in events:
        headers = provider().sign(SignedRequest(body=body, headers={}, url=""), SECRET)
        yield post(path, body, {"Content-Type": "application/json", **headers})


def provider() -> Provider:
    return all_providers()[PROVIDER]
