"""
Voucherify.

Its webhooks: https://docs.voucherify.io/api-reference/introduction-to-webhooks
"""

from datetime import timedelta

from ledger.providers import Provider
from ledger.providers.voucherify.envelope import Outside, open_payload
from ledger.providers.voucherify.readers import READERS
from ledger.providers.voucherify.sample import sample
from ledger.signatures import compact, hmac_sha256, raw

HEADER = "x-voucherify-signature"

# Their libraries sign text as it is and objects as JSON without white space; nothing says which of them sends.
_signature = hmac_sha256(header=HEADER, encoding="hex", forms={"raw": raw, "compact": compact})

_SINCE_FIRST = [timedelta(minutes=2**step) for step in range(11)] + [timedelta(hours=24)]
RETRIES = tuple(later - earlier for earlier, later in zip([timedelta(), *_SINCE_FIRST], _SINCE_FIRST, strict=False))

SET_UP = (
    (
        "In Voucherify, open Project settings, then Webhooks, and generate a secret key. Store it here as the source's "
        "signing secret first: deliveries that it doesn't fit are refused."
    ),
    "On the same page add a webhook with the target URL {address}.",
    (
        "Choose the events customer.rewarded, redemption.succeeded and redemption.rollback.succeeded; for how far the "
        "giving of a reward has come customer.reward_redemptions.*, for the accounts of cards "
        "voucher.loyalty_card.transaction.created and voucher.gift.transaction.created, for who got which voucher "
        "publication.succeeded. More do no harm: what the ledger doesn't read it keeps and ignores."
    ),
    "Where customer.rewarded can't be chosen there, make a distribution for it with a webhook to the same address.",
    "Claim a reward in a test project, and look for it here under Claimed rewards.",
)
GIVES_UP = (
    "After the first attempt and 12 retries within 24 hours have failed, Voucherify disables a project's webhook and "
    "pauses a distribution; both must be switched on again there, by hand."
)

provider = Provider(
    slug="voucherify",
    name="Voucherify",
    check=_signature.check,
    sign=_signature.sign,
    open=open_payload,
    readers=READERS,
    sample=sample,
    docs="https://docs.voucherify.io/api-reference/introduction-to-webhooks",
    set_up=SET_UP,
    signature_header=HEADER,
    retries=RETRIES,
    gives_up=GIVES_UP,
    failures_allowed=1 + len(RETRIES),
    minor=100,
    personal_paths=(
        "$.**.customer.name",
        "$.**.customer.email",
        "$.**.customer.source_id",
        "$.**.customer.metadata",
        "$.**.customer.address",
        "$.**.customer.phone",
        "$.**.customer.birthdate",
        "$.**.customer.birthday",
        "$.**.holder.name",
        "$.**.holder.email",
        "$.**.holder.source_id",
        "$.**.holder.metadata",
        "$.**.holder.address",
        "$.**.holder.phone",
        "$.**.holder.birthdate",
        "$.**.holder.birthday",
        "$.**.tracking_id",
        "$.**.redemption.metadata",
        "$.**.order.metadata",
        "$.data.related_object.data_json",  # a whole body as text
    ),
    page_keys=("redemptions", "transactions", "activities", "data"),
    event_keys=frozenset(Outside.model_fields) - {"object"},  # which is "list" of a page
    outside=Outside,
)
