"""What is kept: where events come from, the events, what they say of things, the ledger, and its sums."""

from ledger.models.access import AccessLogEntry
from ledger.models.alarms import Alarm, AlarmNotice, ArrivalHour
from ledger.models.decisions import Decision
from ledger.models.entries import AppendOnly, LedgerEntry
from ledger.models.inbox import InboundEvent, Refusal
from ledger.models.mirrors import Campaign, ClaimedReward, Customer, Mirror, Redemption, Voucher
from ledger.models.notes import Note
from ledger.models.refused import RefusalRoom, RefusedDelivery
from ledger.models.rollups import Balance, RollUp, RollUpZone
from ledger.models.second_factors import RecoveryCode, SecondFactor
from ledger.models.sources import Source, WebhookSecret
from ledger.models.statements import Movement, Reading
from ledger.models.tokens import ApiToken, Quota
from ledger.models.views import SavedView

__all__ = [
    "AccessLogEntry",
    "Alarm",
    "AlarmNotice",
    "ApiToken",
    "AppendOnly",
    "ArrivalHour",
    "Balance",
    "Campaign",
    "ClaimedReward",
    "Customer",
    "Decision",
    "InboundEvent",
    "LedgerEntry",
    "Mirror",
    "Movement",
    "Note",
    "Quota",
    "Reading",
    "RecoveryCode",
    "Redemption",
    "Refusal",
    "RefusalRoom",
    "RefusedDelivery",
    "RollUp",
    "RollUpZone",
    "SavedView",
    "SecondFactor",
    "Source",
    "Voucher",
    "WebhookSecret",
]
