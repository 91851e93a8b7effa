"""What providers state once and for all: changes of points and money, and counters at a time. Append-only."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from ledger.choices import Counter, MovementKind
from ledger.models.entries import AppendOnly
from ledger.models.fields import MONEY_DIGITS, MONEY_PLACES, TEXT_LENGTH, Currency, Money, Text, Word, one_of
from ledger.models.inbox import InboundEvent
from ledger.models.mirrors import Customer, Redemption, Voucher
from ledger.models.sources import Source


class Movement(AppendOnly):
    """
    One change of a voucher's points or money, as the provider reports it.

    Told otherwise by two events it is here twice, under one external id; then the greater digest counts. Told otherwise
    by one event, which was read again, its newest row alone counts: the one before was a wrong reading, and stays.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=TEXT_LENGTH)
    digest = models.CharField(max_length=32, help_text="Of all that is said of it.")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="movements", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+", db_index=False)
    redemption = models.ForeignKey(Redemption, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = Word(MovementKind)
    provider_kind = Text()
    points = models.BigIntegerField(null=True)
    amount = Money()
    currency = Currency()
    points_balance = models.BigIntegerField(null=True, help_text="After it.")
    balance = Money(help_text="After it.")
    occurred_at = models.DateTimeField()
    reason = Text()
    recorded_at = models.DateTimeField()
    event = models.ForeignKey(InboundEvent, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            UniqueConstraint(fields=("source", "external_id", "digest"), name="ledger_movement_is_told_once"),
            one_of("movement", "kind", MovementKind),
        )
        indexes = (
            # What happened on a card.
            Index(fields=("voucher", "occurred_at"), name="ledger_movement_by_voucher"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.external_id}"


class Reading(AppendOnly):
    """
    A counter or balance of one customer or one voucher, as the provider stated it at a time.

    Of two of one time that one event stated, which was read again, the newest row alone counts.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="readings", db_index=False)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="readings", db_index=False)
    counter = Word(Counter)
    stated_at = models.DateTimeField()
    number = models.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES)
    currency = Currency(help_text="Of money; points have none.")
    recorded_at = models.DateTimeField()
    event = models.ForeignKey(InboundEvent, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            # Each also answers how a counter went.
            UniqueConstraint(
                fields=("customer", "counter", "stated_at", "number"),
                condition=Q(voucher=None),
                name="ledger_reading_of_customer_is_kept_once",
            ),
            UniqueConstraint(
                fields=("voucher", "counter", "stated_at", "number"),
                condition=Q(customer=None),
                name="ledger_reading_of_voucher_is_kept_once",
            ),
            CheckConstraint(
                condition=Q(customer=None, voucher__isnull=False) | Q(customer__isnull=False, voucher=None),
                name="ledger_reading_is_of_one_thing",
            ),
            one_of("reading", "counter", Counter),
        )

    def __str__(self) -> str:
        return f"{self.get_counter_display()}: {self.number.normalize():f}"
