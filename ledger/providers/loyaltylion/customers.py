"""Facts about LoyaltyLion's customers, and the readings of their counters."""

from ledger.choices import Counter
from ledger.facts import CustomerFacts, ReadingFacts
from ledger.payload import TEXT_LIMIT, number
from ledger.providers.loyaltylion.bodies import Customer, Tier

# Named as in the payloads.
COUNTERS = (
    Counter.POINTS_APPROVED,
    Counter.POINTS_PENDING,
    Counter.POINTS_SPENT,
    Counter.REWARDS_CLAIMED,
    Counter.REWARDS_USED,
)


def customer(sent: Customer, *, new_tier: Tier | None = None) -> CustomerFacts:
    name = sent.properties
    tier = new_tier or (sent.loyalty_tier_membership and sent.loyalty_tier_membership.loyalty_tier)
    parts = [name.first_name, name.last_name] if name else []
    return CustomerFacts(
        external_id=sent.id,
        merchant_ref=sent.merchant_id,
        name=(name and name.name) or " ".join(part for part in parts if part)[:TEXT_LIMIT] or None,
        email=sent.email or None,
        tier=tier.name if tier else None,
        enrolled_at=sent.enrolled_at,
        metadata=sent.metadata,
    )


def readings(sent: Customer) -> tuple[ReadingFacts, ...]:
    """The counters, as of the customer's last change: what several events repeat of it is one reading."""
    return tuple(
        ReadingFacts(counter=counter, number=number(count), customer=sent.id, at=sent.updated_at)
        for counter in COUNTERS
        if (count := getattr(sent, counter)) is not None
    )
