"""What was turned away and is kept for a while, sealed: with the secret that was missing it can be admitted."""

from django.db import models
from django.db.models import Index, UniqueConstraint

from ledger.choices import RefusalCause
from ledger.models.fields import Word, one_of
from ledger.models.sources import Source


class RefusedDelivery(models.Model):
    """
    A delivery that was refused, as it came. Nobody has vouched for it, and nothing reads it.

    Written by ``ledger.refusing`` alone, within bounds; gone when it is admitted, or too old.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="refused_deliveries", db_index=False)
    provider = models.CharField(max_length=50, help_text="The slug of the provider whose address it came to.")
    cause = Word(RefusalCause, help_text="As far as it could be told when it came.")
    is_known = models.BooleanField(
        default=False, help_text="Signed events of the source came from its address when it came."
    )
    size = models.PositiveIntegerField(help_text="Bytes of the body.")
    received_at = models.DateTimeField()
    sealed = models.BinaryField(editable=False)  # address, URL, headers and body

    class Meta:
        verbose_name = "refused delivery"
        verbose_name_plural = "refused deliveries"
        default_permissions = ("view",)
        permissions = (("admit_refused", "Can admit refused deliveries that verify"),)
        constraints = (one_of("refuseddelivery", "cause", RefusalCause),)
        indexes = (
            # Those of a source in the order of their arrival.
            Index(fields=("source", "received_at", "id"), name="ledger_refused_by_source"),
            # The newest of all, and those that are too old.
            Index(fields=("received_at", "id"), name="ledger_refused_by_time"),
        )

    def __str__(self) -> str:
        return f"Refused delivery {self.pk}"


class RefusalRoom(models.Model):
    """
    How much of what was refused is kept of a source, and how much came to be kept since the window began.

    Told from no count of rows: written by the statement that asks for room, and by what gives it back. A stranger who
    fills his room takes none from the addresses that the provider is known by.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    is_signed = models.BooleanField(help_text="Of deliveries with a signature, or of those without.")
    is_known = models.BooleanField(default=False, help_text="Of the source's known addresses, or of all others.")
    count = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField(help_text="As they are sealed.")
    since = models.BigIntegerField(help_text="In seconds since 1970.")
    used = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            UniqueConstraint(fields=("source", "is_signed", "is_known"), name="ledger_refusalroom_is_one_of_a_source"),
        )

    def __str__(self) -> str:
        return f"Room for {self.count} of source {self.source_id}"
