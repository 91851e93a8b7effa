"""What staff decided, why and who: kept for good."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from ledger.choices import Verdict
from ledger.models.entries import AppendOnly
from ledger.models.fields import Word, one_of
from ledger.models.inbox import InboundEvent
from ledger.models.mirrors import ClaimedReward

REASON_LENGTH = 1000


class Decision(AppendOnly):
    """
    A word of staff, on an event that is held or on a claim.

    That on a claim is an event as well, ``staff:<uuid>``, so that entries can be traced to it.
    """

    uuid = models.UUIDField(default=uuid4, editable=False)
    verdict = Word(Verdict)
    event = models.ForeignKey(InboundEvent, models.PROTECT, null=True, related_name="decisions", db_index=False)
    claim = models.ForeignKey(ClaimedReward, models.PROTECT, null=True, related_name="decisions", db_index=False)
    reason = models.CharField(max_length=REASON_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=("uuid",), name="ledger_decision_has_a_name"),
            UniqueConstraint(fields=("event",), name="ledger_decision_on_an_event_is_made_once"),
            one_of("decision", "verdict", Verdict),
            CheckConstraint(
                condition=(
                    Q(event__isnull=False, claim=None, verdict__in=("a_retry", "a_second_claim"))
                    | Q(event=None, claim__isnull=False, verdict__in=("fulfilled", "voided"))
                ),
                name="ledger_decision_is_on_one_thing",
            ),
            CheckConstraint(condition=~Q(reason=""), name="ledger_decision_has_a_reason"),
        )
        indexes = (
            # What staff decided of a claim.
            Index(fields=("claim",), condition=Q(claim__isnull=False), name="ledger_decision_by_claim"),
        )

    def __str__(self) -> str:
        return str(self.get_verdict_display())
