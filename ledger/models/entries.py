"""The ledger proper: it only grows."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from ledger.choices import EntrySide, RewardKind
from ledger.models.fields import Currency, Money, Text, Word, one_of
from ledger.models.inbox import InboundEvent
from ledger.models.mirrors import Campaign, ClaimedReward, Customer
from ledger.models.sources import Source


class AppendOnly(models.Model):
    """Rows that are never updated and never deleted, by anyone: triggers refuse it (``ledger.sql.install``)."""

    class Meta:
        abstract = True


class LedgerEntry(AppendOnly):
    """
    One line of the ledger.

    A claim has two sides, *claimed* (+1) and *reversed* (-1). On each, entries alternate: a posting (odd ordinals), its
    taking-back (even), the corrected posting. An entry carries all that reports group by, as it was said then.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    claim = models.ForeignKey(ClaimedReward, models.PROTECT, related_name="entries", db_index=False)
    side = Word(EntrySide)
    ordinal = models.PositiveIntegerField()
    quantity = models.SmallIntegerField(help_text="Claims: +1 or -1.")
    points = models.BigIntegerField(null=True)
    value = Money()
    currency = Currency()
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = Word(RewardKind, null=True)
    title = Text()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    event = models.ForeignKey(InboundEvent, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = (
            UniqueConstraint(fields=("claim", "side", "ordinal"), name="ledger_ledgerentry_is_posted_once"),
            one_of("ledgerentry", "side", EntrySide),
            one_of("ledgerentry", "kind", RewardKind),
            CheckConstraint(
                # Odd ordinals post, even ones take back; on the reversed side the signs are the other way about.
                condition=(
                    Q(side=EntrySide.CLAIMED.value, quantity=(F("ordinal") % 2) * 2 - 1)
                    | Q(side=EntrySide.REVERSED.value, quantity=1 - (F("ordinal") % 2) * 2)
                ),
                name="ledger_ledgerentry_alternates",
            ),
        )
        indexes = (
            # The ledger by time, and every report of a period.
            Index(fields=("occurred_at",), name="ledger_entry_by_time"),
            # What was recorded since a moment. The last page alone is written to.
            Index(fields=("recorded_at", "id"), name="ledger_entry_by_record"),
        )

    def __str__(self) -> str:
        return f"{self.quantity:+d} {self.title or 'reward'}"
