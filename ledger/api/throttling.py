"""
How often one may ask, told on every answer: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/.

Counted in the database, so that all workers count together.
"""

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from typing import Any, Self

from django.conf import settings
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from ledger.clients import client_address
from ledger.models import ApiToken, Quota
from ledger.sql.quotas import count

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
STRANGERS = "60/m"  # a wrong token, or none: more is a script that nobody looks after, or somebody who guesses
NETWORK = 64  # bits of an IPv6 address: what is behind them is one household, or one server


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """So many requests in so many seconds, for each of a kind."""

    name: str
    quota: int
    window: int

    @classmethod
    def of(cls, name: str, rate: str) -> Self:
        """From ``600/m``."""
        quota, _, unit = rate.partition("/")
        return cls(name=name, quota=int(quota), window=SECONDS[unit])

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'


class RateLimited(APIView):
    """
    A view that counts each request as soon as it is known whose it is, before anything is looked up or refused.

    DRF's own throttles come last: who is refused could go on asking, uncounted.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            self.perform_authentication(request)
        except APIException:
            self._count(request)
            raise
        self._count(request)
        super().initial(request, *args, **kwargs)

    def _count(self, request: Request) -> None:
        """Raises ``Throttled``."""
        policy, key = _whose(request)
        now = int(time.time())
        since, used = count(key, window=policy.window, now=now)
        if used == 1 and policy.name == "address":
            # Tokens and users are few. Addresses are not, so a new one sweeps those away that are over.
            Quota.objects.filter(since__lt=now - max(SECONDS.values())).delete()
        left, reset = max(policy.quota - used, 0), max(since + policy.window - now, 1)
        self.headers |= {"RateLimit-Policy": str(policy), "RateLimit": f'"{policy.name}";r={left};t={reset}'}
        if used > policy.quota:
            raise Throttled(wait=reset)


def _whose(request: Request) -> tuple[Policy, str]:
    if isinstance(request.auth, ApiToken):
        return Policy.of("token", settings.API_RATE), f"token {request.auth.pk}"
    if request.user.is_authenticated:
        return Policy.of("user", settings.API_RATE), f"user {request.user.pk}"
    return Policy.of("address", STRANGERS), f"address {_network(client_address(request.META))}"


def _network(address: str | None) -> str:
    """An IPv4 address alone; of an IPv6 one the network, since whoever has one address there has them all."""
    if address is None or ":" not in address:
        return str(address)
    if mapped := IPv6Address(address).ipv4_mapped:
        return str(mapped)
    return str(ip_network((address, NETWORK), strict=False))
