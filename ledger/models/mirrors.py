"""
Mirrors: rows that repeat what providers say about things.

Only ``recording`` writes them. ``said`` holds the stamp of the word that stands on each field: who said it and when
(``folding.Word``). A null field has not been said.
"""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint
from django.db.models.functions import Lower

from ledger.choices import ClaimStatus, DiscountType, Precision, RedemptionStatus, RewardKind, VoucherKind
from ledger.models.fields import TEXT_LENGTH, Currency, Money, Text, Word, one_of
from ledger.models.sources import Source


class Mirror(models.Model):
    """A thing at a source, by the provider's id."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=TEXT_LENGTH)
    said = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Customer(Mirror):
    """A person at a source."""

    merchant_ref = Text(help_text="The shop's own id of the customer.")
    name = Text()
    name_folded = Text(editable=False, help_text="The name as it is looked for (ledger.names).")
    email = Text()
    tier = Text()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(null=True, blank=True)

    class Meta:
        permissions = (
            ("view_masked_personal_data", "Can see personal data and codes masked"),
            ("view_personal_data", "Can see personal data and codes in clear"),
            ("reveal_personal_data", "Can have one masked value shown, with a reason"),
        )
        constraints = (UniqueConstraint(fields=("source", "external_id"), name="ledger_customer_is_mirrored_once"),)
        indexes = (
            # Search by what a customer writes to support; an e-mail address in any case. Names have an index of each
            # engine's own (ledger.sql.names).
            Index(Lower("email"), name="ledger_customer_by_email"),
            Index(fields=("merchant_ref",), name="ledger_customer_by_ref"),
            # The newest of a source, as of vouchers and redemptions: by number alone, those of a source that is used no
            # more lie behind all the others.
            Index(fields=("source", "-id"), name="ledger_customer_by_source"),
        )

    def __str__(self) -> str:
        return self.name or self.merchant_ref or self.external_id


class Campaign(Mirror):
    """What vouchers are issued and rewards are given under. Its stamps tick by the hour: every event names one."""

    name = Text()
    name_folded = Text(editable=False, help_text="The name as it is looked for (ledger.names).")
    provider_kind = Text()

    class Meta:
        constraints = (UniqueConstraint(fields=("source", "external_id"), name="ledger_campaign_is_mirrored_once"),)

    def __str__(self) -> str:
        return self.name or self.external_id


class Voucher(Mirror):
    """A loyalty card, coupon or gift card."""

    code = Text()
    code_ending = Text(help_text="Of a code that is not said whole.")
    kind = Word(VoucherKind, null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="vouchers", db_index=False)
    holder = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="vouchers")
    points = models.BigIntegerField(null=True, help_text="Ever put on a loyalty card.")
    points_balance = models.BigIntegerField(null=True)
    amount = Money(help_text="Ever put on a gift card.")
    balance = Money()
    currency = Currency()
    discount_type = Word(DiscountType, null=True)
    discount = Money(help_text="Money, percent or pieces, as the type says.")
    active = models.BooleanField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=("source", "external_id"), name="ledger_voucher_is_mirrored_once"),
            one_of("voucher", "kind", VoucherKind),
            one_of("voucher", "discount_type", DiscountType),
        )
        indexes = (
            # Search by a code.
            Index(fields=("code",), name="ledger_voucher_by_code"),
            Index(fields=("source", "-id"), name="ledger_voucher_by_source"),
        )

    def __str__(self) -> str:
        return self.code or (f"\N{HORIZONTAL ELLIPSIS}{self.code_ending}" if self.code_ending else self.external_id)


class Redemption(Mirror):
    """One use of a voucher at the provider. A claim and its reversal meet on this row's lock."""

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="redemptions")
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="redemptions", db_index=False)
    redeemed_at = models.DateTimeField(null=True)
    points = models.BigIntegerField(null=True)
    amount = Money()
    currency = Currency()
    order_id = Text()
    tracking_id = Text()
    status = Word(RedemptionStatus, null=True)
    provider_status = Text()
    reversal_id = Text()
    reversed_at = models.DateTimeField(null=True)
    reason = Text(help_text="Of a failure or a reversal.")

    class Meta:
        constraints = (
            UniqueConstraint(fields=("source", "external_id"), name="ledger_redemption_is_mirrored_once"),
            one_of("redemption", "status", RedemptionStatus),
        )
        indexes = (
            # Search by an order, and by what undid a redemption.
            Index(fields=("order_id",), condition=Q(order_id__isnull=False), name="ledger_redemption_by_order"),
            Index(
                fields=("reversal_id",), condition=Q(reversal_id__isnull=False), name="ledger_redemption_by_reversal"
            ),
            Index(fields=("source", "-id"), name="ledger_redemption_by_source"),
            # The newest uses of a voucher: a public coupon has a million.
            Index(fields=("voucher", "-id"), condition=Q(voucher__isnull=False), name="ledger_redemption_by_voucher"),
        )

    def __str__(self) -> str:
        return self.external_id


class ClaimedReward(Mirror):
    """
    One claim: who claimed what, when, paid how, given what.

    The loyalty card is what points were taken from; the granted voucher is what was given for them.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="claims", db_index=False)
    holder = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+", db_index=False)
    redemption = models.ForeignKey(Redemption, models.PROTECT, null=True, related_name="claims")
    loyalty_card = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="claims_paid", db_index=False)
    granted_voucher = models.ForeignKey(
        Voucher, models.PROTECT, null=True, related_name="claims_granted", db_index=False
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="claims", db_index=False)
    title = Text()
    kind = Word(RewardKind, null=True)
    provider_id = Text(help_text="The provider's own id of the claim, which is known by another.")
    provider_kind = Text(help_text="The provider's own words.")
    reward_id = Text()
    assignment_id = Text()
    product_id = Text()
    product_ref = Text(help_text="The shop's own id of the product.")
    product_name = Text()
    sku = Text()
    points = models.BigIntegerField(null=True, help_text="Paid.")
    value = Money(help_text="Of what was given, in money.")
    currency = Currency(help_text="Of the value and of the order's amount.")
    discount_type = Word(DiscountType, null=True)
    discount = Money(help_text="Money, percent or pieces, as the type says.")
    order_id = Text()
    order_ref = Text(help_text="The shop's own id of the order.")
    order_amount = Money()
    tracking_id = Text()
    earned_by = Text(help_text="What earned it when points did not.")
    metadata = models.JSONField(null=True)
    status = Word(ClaimStatus)
    provider_status = Text()
    claimed_at = models.DateTimeField()
    claimed_at_precision = Word(Precision)
    reversed_at = models.DateTimeField(null=True)
    reason = Text(help_text="Of the reversal.")

    class Meta:
        verbose_name = "claimed reward"
        permissions = (
            ("export", "Can export lists"),
            ("use_api", "Can use the API"),
        )
        constraints = (
            UniqueConstraint(fields=("source", "external_id"), name="ledger_claimedreward_is_counted_once"),
            one_of("claimedreward", "kind", RewardKind),
            one_of("claimedreward", "discount_type", DiscountType),
            one_of("claimedreward", "status", ClaimStatus),
            one_of("claimedreward", "claimed_at_precision", Precision),
        )
        indexes = (
            # The list: newest first, whole, of a customer, of a campaign. Without the id, which a planner that has no
            # statistics yet would look up here. With what is asked for by range, so that it is told here, row by row.
            Index(F("claimed_at").desc(), "currency", "points", "value", name="ledger_claim_by_time"),
            Index("customer", F("claimed_at").desc(), name="ledger_claim_by_customer"),
            Index("campaign", F("claimed_at").desc(), "status", "kind", name="ledger_claim_by_campaign"),
            # The newest claims of a voucher. Most claims have one of the two.
            Index(
                "loyalty_card",
                F("claimed_at").desc(),
                condition=Q(loyalty_card__isnull=False),
                name="ledger_claim_by_card",
            ),
            Index(
                "granted_voucher",
                F("claimed_at").desc(),
                condition=Q(granted_voucher__isnull=False),
                name="ledger_claim_by_granted",
            ),
            # The list by a word that few claims may have, or none in years: read by time alone, it would go on to the
            # oldest. Two words that never meet are told here too. Each word's newest page is hot: a webhook reads none.
            Index("source", F("claimed_at").desc(), "status", "kind", name="ledger_claim_by_source"),
            Index("status", F("claimed_at").desc(), "source", "kind", name="ledger_claim_by_status"),
            Index("kind", F("claimed_at").desc(), name="ledger_claim_by_kind"),
            # What staff have to fulfil, the longest waiting first. With the two words, or SQLite takes another index.
            Index(
                fields=("status", "kind", "claimed_at"),
                condition=Q(status=ClaimStatus.CLAIMED.value, kind=RewardKind.CUSTOM.value),
                name="ledger_claim_to_fulfil",
            ),
            # Search by an order.
            Index(fields=("order_id",), condition=Q(order_id__isnull=False), name="ledger_claim_by_order"),
            Index(fields=("order_ref",), condition=Q(order_ref__isnull=False), name="ledger_claim_by_order_ref"),
        )

    def __str__(self) -> str:
        return f"{self.title or 'Reward'} ({self.external_id})"
