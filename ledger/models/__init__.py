"""What is kept: where events come from, the events, what they say of things, and the ledger."""

from ledger.models.access import AccessLogEntry
from ledger.models.decisions import Decision
from ledger.models.entries import AppendOnly, LedgerEntry
from ledger.models.inbox import InboundEvent, Refusal
from ledger.models.mirrors import Campaign, ClaimedReward, Customer, Mirror, Redemption, Voucher
from ledger.models.second_factors import RecoveryCode, SecondFactor
from ledger.models.sources import Source, WebhookSecret
from ledger.models.statements import Movement, Reading

__all__ = [
    "AccessLogEntry",
    "AppendOnly",
    "Campaign",
    "ClaimedReward",
    "Customer",
    "Decision",
    "InboundEvent",
    "LedgerEntry",
    "Mirror",
    "Movement",
    "Reading",
    "RecoveryCode",
    "Redemption",
    "Refusal",
    "SecondFactor",
    "Source",
    "Voucher",
    "WebhookSecret",
]
