"""What staff write down for one another. Free text, so it can be forgotten: nothing of the ledger rests on it."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from ledger.models.mirrors import ClaimedReward, Customer

NOTE_LENGTH = 2000


class Note(models.Model):
    """On a claim or on a customer. Never changed; its author may take it back."""

    claim = models.ForeignKey(ClaimedReward, models.PROTECT, null=True, related_name="notes", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="notes", db_index=False)
    text = models.CharField(max_length=NOTE_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(claim__isnull=False, customer=None) | Q(claim=None, customer__isnull=False),
                name="ledger_note_is_on_one_thing",
            ),
            CheckConstraint(condition=~Q(text=""), name="ledger_note_has_a_text"),
        )
        indexes = (
            # The notes on a page, the newest first.
            Index(fields=("claim", "-id"), condition=Q(claim__isnull=False), name="ledger_note_by_claim"),
            Index(fields=("customer", "-id"), condition=Q(customer__isnull=False), name="ledger_note_by_customer"),
        )

    def __str__(self) -> str:
        return f"Note of {self.author}"
