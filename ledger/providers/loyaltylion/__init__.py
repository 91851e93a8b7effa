"""
LoyaltyLion.

Its webhooks: https://developers.loyaltylion.com/api-reference/v2/webhooks/overview
"""

from ledger.choices import RewardKind
from ledger.providers import Provider
from ledger.providers.loyaltylion.envelope import Outside, open_payload
from ledger.providers.loyaltylion.readers import READERS
from ledger.providers.loyaltylion.sample import sample
from ledger.signatures import hmac_sha256, raw

HEADER = "x-loyaltylion-hmac-sha256"

_signature = hmac_sha256(header=HEADER, encoding="base64", forms={"raw": raw})

SET_UP = (
    (
        "Store here, as signing secrets of the source, the client secret of the OAuth app that makes the subscriptions "
        "and, if API keys make some, the site secret: either may sign. Deliveries that none of them fits are refused."
    ),
    (
        "With LoyaltyLion's API, subscribe the topics program_events/customer.claimed_reward and customers/update to "
        "{address}. The token needs the scope read_customers. With program_events/customer.points_earned, .enrolled, "
        ".tier_upgraded and .tier_downgraded the ledger follows points and tiers more closely."
    ),
    (
        "A custom reward has a webhook address of its own in its settings at LoyaltyLion. Before you enter {address} "
        "there: LoyaltyLion takes our 2xx answer to rewards/store_fulfilment for word that the reward has been "
        "fulfilled, and the ledger answers 2xx as soon as it has stored the event. Enter it only if somebody "
        "here fulfils these rewards."
    ),
    (
        "LoyaltyLion sends word of claimed vouchers, gift cards and custom rewards only, and never of what was paid or "
        "undone: free products, free shipping and other kinds come by no webhook. Import the list of transactions "
        "(GET /v2/transactions) now and then: it has them all."
    ),
    "Claim a reward with a test customer, and look for it here under Claimed rewards.",
)
GIVES_UP = (
    "LoyaltyLion tries again with growing pauses that it doesn't publish, sends an e-mail after 5 failures and removes "
    "the subscription after 30: it must then be made anew."
)

provider = Provider(
    slug="loyaltylion",
    name="LoyaltyLion",
    check=_signature.check,
    sign=_signature.sign,
    open=open_payload,
    readers=READERS,
    sample=sample,
    docs="https://developers.loyaltylion.com/api-reference/v2/webhooks/overview",
    set_up=SET_UP,
    signature_header=HEADER,
    retries=(),
    gives_up=GIVES_UP,
    failures_allowed=30,
    unsent_kinds=frozenset(RewardKind) - {RewardKind.DISCOUNT, RewardKind.GIFT_CARD, RewardKind.CUSTOM},
    personal_paths=(
        "$.**.customer.email",
        "$.**.customer.merchant_id",
        "$.**.customer.properties",
        "$.**.customer.metadata",
        "$.**.customer.birthday",
        "$.**.customer.referral_url",
        "$.**.customer.referral_id",
        "$.**.customer.referred_by",
        "$.**.customer.linked_merchant_ids",
        "$.**.customer_email",
        "$.**.customer_merchant_id",
    ),
    page_keys=("transactions",),
    event_keys=frozenset(Outside.model_fields),
    outside=Outside,
)
