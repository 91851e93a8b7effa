"""What is wrong with sources, from its first sign to its end; what is sent about it; the hours silence is told by."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from ledger.choices import AlarmKind, Channel, Notice
from ledger.models.fields import TEXT_LENGTH, Word, one_of
from ledger.models.sources import Source


class ArrivalHour(models.Model):
    """What came from a source by webhook in an hour, counted once it was over; none is left out, empty ones neither."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    events = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0, help_text="In which anything came.")
    first = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (UniqueConstraint(fields=("source", "hour"), name="ledger_arrivalhour_is_counted_once"),)

    def __str__(self) -> str:
        return f"{self.events} events in an hour"


class Alarm(models.Model):
    """One fault of one source. Written by ``ledger.alarms`` alone; it holds no personal data."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="alarms", db_index=False)
    kind = Word(AlarmKind)
    since = models.DateTimeField(help_text="When the fault began, as far as that can be told.")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When it was last there.")
    closed_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=TEXT_LENGTH, help_text="As it was when it was last seen.")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ("view",)
        permissions = (("acknowledge_alarm", "Can acknowledge alarms"),)
        ordering = (F("opened_at").desc(), "-id")
        constraints = (
            UniqueConstraint(fields=("source", "kind"), condition=Q(closed_at=None), name="ledger_alarm_is_open_once"),
            one_of("alarm", "kind", AlarmKind),
            CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="ledger_alarm_is_acknowledged_by_somebody",
            ),
        )
        indexes = (
            # The newest first; and of a source.
            Index(fields=("opened_at", "id"), name="ledger_alarm_by_time"),
            Index(fields=("source", "opened_at"), name="ledger_alarm_by_source"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AlarmNotice(models.Model):
    """A message about an alarm by one channel: due when it is written, tried until it is sent or given up."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="notices", db_index=False)
    channel = Word(Channel)
    word = Word(Notice)
    number = models.PositiveIntegerField(default=0, help_text="Of a reminder.")
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="By a run that tries to send it.")
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            UniqueConstraint(fields=("alarm", "channel", "word", "number"), name="ledger_alarmnotice_is_sent_once"),
            one_of("alarmnotice", "channel", Channel),
            one_of("alarmnotice", "word", Notice),
        )
        indexes = (
            # What is still to be sent.
            Index(fields=("due_at",), condition=Q(sent_at=None), name="ledger_alarmnotice_due"),
        )

    def __str__(self) -> str:
        return f"{self.word} by {self.channel}"
