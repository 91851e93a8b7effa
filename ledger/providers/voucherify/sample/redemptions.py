"""Redemptions and orders as the sample's events have them."""

from datetime import datetime
from random import Random
from typing import Any

from ledger.providers.voucherify.sample.members import Member
from ledger.providers.voucherify.sample.wrapping import hexadecimal
from ledger.sampling import stamp, token


def redemption(rng: Random, member: Member, moment: datetime) -> dict[str, Any]:
    """What every redemption says."""
    return {
        "id": f"r_{hexadecimal(rng)}",
        "customer_id": member.id,
        "tracking_id": f"track_{token(rng, 22)}==",
        "date": stamp(moment, decimals=rng.choice((3, 6))),
        "order": order(rng, member, moment) if rng.random() < 0.6 else None,
        "customer": member.as_customer(),
        "result": "SUCCESS",
        "status": "SUCCEEDED",
        "metadata": {"channel": rng.choice(("web", "app", "till"))},
        "object": "redemption",
    }


def order(rng: Random, member: Member, moment: datetime, *, cents: int | None = None) -> dict[str, Any]:
    amount = cents or round(rng.lognormvariate(8.3, 0.6)) // 5 * 5
    return {
        "id": f"ord_{token(rng, 24)}",
        "source_id": f"WEB-{rng.randrange(10**5, 10**6)}",
        "status": "PAID",
        "customer_id": member.id,
        "amount": amount,
        "total_amount": amount,
        "created_at": stamp(moment, decimals=6),
        "object": "order",
    }
