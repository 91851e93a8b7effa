"""
What the ledger amounts to, for the desk, the API and exports alike.

Every answer says of which moment it is, and asked again as of that moment it is the same for ever; if the database's
clock is put back, that of a moment before the roll-ups' end.
"""

from ledger.reports.answers import NOTHING, Answer, Counted, Row, Sum, Totals, Unknown
from ledger.reports.balances import balances, count_balances
from ledger.reports.moments import settle
from ledger.reports.questions import Dimension, Period, Summary, Unanswerable
from ledger.reports.rolling import roll_up
from ledger.reports.summaries import summarize, summarize_together
from ledger.reports.tops import Place, Rank, Top, top, top_customers

__all__ = [
    "NOTHING",
    "Answer",
    "Counted",
    "Dimension",
    "Period",
    "Place",
    "Rank",
    "Row",
    "Sum",
    "Summary",
    "Top",
    "Totals",
    "Unanswerable",
    "Unknown",
    "balances",
    "count_balances",
    "roll_up",
    "settle",
    "summarize",
    "summarize_together",
    "top",
    "top_customers",
]
