"""Where a request comes from."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings


def client_address(meta: Mapping[str, Any]) -> str | None:
    """Of the client; a proxy's word for it counts only as far as ``TRUSTED_PROXIES`` says."""
    said = f"{meta.get('HTTP_X_FORWARDED_FOR', '')},{meta.get('REMOTE_ADDR', '')}"
    hops = [hop.strip() for hop in said.split(",") if hop.strip()]
    try:
        # A zone (fe80::1%eth0) means something on one machine alone.
        return str(ip_address(hops[max(0, len(hops) - 1 - settings.TRUSTED_PROXIES)].split("%")[0]))
    except (ValueError, IndexError):
        return None
