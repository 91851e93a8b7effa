"""Who saw or did what for which the house answers: kept for good, and without the personal data itself."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from ledger.choices import Act
from ledger.models.decisions import REASON_LENGTH
from ledger.models.entries import AppendOnly
from ledger.models.fields import Word, one_of

DIGEST_LENGTH = 64


class AccessLogEntry(AppendOnly):
    """
    One act of one person.

    What was typed is kept as a keyed digest alone (``sealing.fingerprint``): that it was asked for can be found out by
    whoever knows it, and it can't be read here.
    """

    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: a stranger, or a command.",
    )
    act = Word(Act)
    model = models.CharField(max_length=50, blank=True, help_text="What kind of thing it was done with.")
    row = models.BigIntegerField(null=True, help_text="The number of the one thing.")
    field = models.CharField(max_length=50, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True, help_text="Keyed, of what was typed.")
    details = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, help_text="Where the person was.")

    class Meta:
        verbose_name = "access log entry"
        verbose_name_plural = "access log"
        constraints = (
            one_of("accesslogentry", "act", Act),
            CheckConstraint(condition=~Q(act=Act.REVEAL.value, reason=""), name="ledger_accesslogentry_says_why"),
        )
        indexes = (
            # Who searched for this.
            Index(fields=("digest",), condition=~Q(digest=""), name="ledger_access_by_digest"),
            # Who saw or did something to this one.
            Index(fields=("model", "row"), condition=Q(row__isnull=False), name="ledger_access_by_row"),
        )

    def __str__(self) -> str:
        return str(self.get_act_display())
