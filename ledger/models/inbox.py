"""What came in, byte for byte, and how often something was turned away."""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from ledger.choices import EventState, Origin, RefusalCause
from ledger.models.fields import TEXT_LENGTH, Currency, Word, one_of
from ledger.models.sources import Source, WebhookSecret


class InboundEvent(models.Model):
    """
    One webhook delivery, or one record of an import, kept as it came.

    ``external_id`` is the provider's, or ``body:<sha256>:<n>`` where it sends none. The same id with the same bytes is
    the same event, delivered again.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="events", db_index=False)
    external_id = models.CharField(max_length=TEXT_LENGTH)
    sha256 = models.BinaryField(max_length=32)
    event_type = models.CharField(max_length=TEXT_LENGTH, blank=True)
    state = Word(EventState)
    origin = Word(Origin)
    subject = models.CharField(
        max_length=TEXT_LENGTH, blank=True, help_text="The id of the claim or redemption that it is about."
    )
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, help_text="Where it came from.")
    secret = models.ForeignKey(
        WebhookSecret, models.PROTECT, null=True, related_name="+", db_index=False, help_text="That it is signed with."
    )
    body_form = models.CharField(max_length=20, blank=True, help_text="The form of the body that is signed.")
    currency = Currency(help_text="The source's when it came: that of amounts without one.")
    sent_at = models.DateTimeField(null=True, help_text="The provider's word for when; unknown if it gives none.")
    received_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0, help_text="How often the same bytes came again.")
    faults = models.JSONField(default=list, help_text="What could not be read, by path.")

    class Meta:
        verbose_name = "event"
        permissions = (
            ("view_payload", "Can see payloads and headers, as far as personal data"),
            ("reread_events", "Can have events read again"),
        )
        constraints = (
            UniqueConstraint(fields=("source", "external_id", "sha256"), name="ledger_inboundevent_is_kept_once"),
            one_of("inboundevent", "state", EventState),
            one_of("inboundevent", "origin", Origin),
        )
        indexes = (
            # The newest events of a source.
            Index(fields=("source", "received_at"), name="ledger_event_by_source"),
            # What came by webhook lately: an import may bring millions in an hour.
            Index(
                fields=("source", "received_at"),
                condition=Q(origin=Origin.WEBHOOK.value),
                name="ledger_event_by_webhook",
            ),
            # The events of a period. Written at its end alone.
            Index(fields=("received_at",), name="ledger_event_by_time"),
            # The events behind a claim.
            Index(fields=("source", "subject"), condition=~Q(subject=""), name="ledger_event_by_subject"),
            # What waits for somebody. One of each word: of an index for both SQLite can't tell that it has the one.
            Index(
                fields=("state", "received_at"), condition=Q(state=EventState.FAILED.value), name="ledger_event_failed"
            ),
            Index(fields=("state", "received_at"), condition=Q(state=EventState.HELD.value), name="ledger_event_held"),
        )

    def __str__(self) -> str:
        return f"{self.event_type or 'Event'} {self.external_id}"


class Refusal(models.Model):
    """How many deliveries were turned away in an hour, and why. Of some more is kept (``RefusedDelivery``)."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="refusals", db_index=False)
    hour = models.DateTimeField()
    cause = Word(RefusalCause)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = (F("hour").desc(), "source", "cause")
        constraints = (
            UniqueConstraint(fields=("source", "hour", "cause"), name="ledger_refusal_is_counted_per_hour"),
            one_of("refusal", "cause", RefusalCause),
        )

    def __str__(self) -> str:
        return f"{self.count} refused: {self.get_cause_display().lower()}"
