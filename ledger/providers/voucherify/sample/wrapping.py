"""The envelope of the sample's events: the event, and a little later its send-out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ledger.providers.voucherify.sample.catalogue import made_up
from ledger.sampling import stamp, token

DISTRIBUTED = 0.06  # of claims are told of by a distribution, whose type is whatever its maker typed
TARGET = "https://ledger.example.com/"
SOURCES = {
    "webhook": {"id": made_up("wh", "ledger"), "object": "webhook", "target_url": TARGET},
    "distribution": {"id": made_up("distr", "ledger"), "object": "distribution", "target_url": TARGET},
}
PREFIXES: Mapping[str, str] = {
    "campaign": "evcam",
    "customer": "evcus",
    "publication": "evpub",
    "redemption": "evred",
    "voucher": "evvou",
}
HEX = "0123456789abcdef"


def hexadecimal(rng: Random) -> str:
    """The part of an id that comes after its prefix."""
    return token(rng, 18, HEX)


def wrapped(rng: Random, kind: str, moment: datetime, body: dict[str, Any]) -> dict[str, Any]:
    is_distributed = kind == "customer.rewarded" and rng.random() < DISTRIBUTED
    return {
        "id": f"whs_{hexadecimal(rng)}",
        "project_id": made_up("proj", "sample"),
        "created_at": stamp(moment + timedelta(milliseconds=rng.randrange(300, 2500))),
        "type": "Reward claimed" if is_distributed else kind,
        "data": body,
        "source": SOURCES["distribution" if is_distributed else "webhook"],
        "event": {
            "id": f"{PREFIXES[kind.partition('.')[0]]}_{hexadecimal(rng)}",
            "type": kind,
            "created_at": stamp(moment),
            "group_id": f"v-{hexadecimal(rng)}",
            "event_source": {"channel": "INTERNAL"},
        },
    }
