"""What the claims are filtered by, in the order of use."""

from collections.abc import Sequence

from ledger.admin.facets import (
    CODE,
    EMAIL,
    MERCHANT_REF,
    METADATA,
    PROVIDER,
    SOURCE,
    Facet,
    between,
    campaigns,
    found_by,
    period,
    typed,
    words,
    yes_or_no,
)
from ledger.choices import ClaimStatus, RewardKind
from ledger.models import Campaign, Customer, Redemption, Voucher

CLAIM_FACETS: Sequence[Facet] = (
    period("Claimed", "claimed"),
    found_by("An e-mail address, a name, a voucher code, an order or a claim id"),
    SOURCE,
    PROVIDER,
    Facet(title="Kind", name="kind", words=words(RewardKind)),
    Facet(title="Status", name="status", words=words(ClaimStatus)),
    Facet(title="Reversed", name="reversed", words=yes_or_no),
    Facet(title="Campaign", name="campaign", words=campaigns, of=Campaign),
    between("Points", "points"),
    between("Value", "value"),
    typed("Currency", "currency", label="A currency, as in EUR"),
    Facet(title="Voucher used", name="voucher_used", words=yes_or_no),
    typed("Order", "order", label="The order, whole"),
    typed("Claim id", "external_id", label="The provider's id of the claim"),
    typed("Redemption id", "redemption_id", label="The provider's id of the redemption"),
    period("Recorded", "recorded"),
    EMAIL,
    MERCHANT_REF,
    CODE,
    METADATA,
    # A link from the thing's own page sets these.
    Facet(title="Customer", name="customer", of=Customer),
    Facet(title="Voucher", name="voucher", of=Voucher),
    Facet(title="Redemption", name="redemption", of=Redemption),
)
