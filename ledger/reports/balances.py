"""
What customers still hold, as known here: points on loyalty cards, money on gift cards, vouchers not yet used.

Counted by a command, in a walk through all vouchers (a minute for ten million), and read from what it kept: mirrors
change, so this is no report that can be asked again as of a moment.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger.choices import Held
from ledger.models import Balance
from ledger.sql import balances as sql
from ledger.sql.days import spelling
from ledger.sql.run import Line, lines


def balances() -> "QuerySet[Balance]":
    """As they were when last counted; none if they never were."""
    last = Balance.objects.order_by("-counted_at").values("counted_at")[:1]
    return Balance.objects.filter(counted_at=last).order_by("held", "source", "currency", "months")


def count_balances() -> datetime:
    """Count them anew, and put them in the place of those before."""
    now = timezone.now()
    given = {"now": connection.ops.adapt_datetimefield_value(now)}
    counted = [_balance(now, line) for line in lines(sql.count(spelling(connection)), given)]
    with transaction.atomic():
        Balance.objects.bulk_create(counted)
        # What another counts at the same time can't be seen yet, and may stay: the last that was counted is told.
        Balance.objects.filter(counted_at__lt=now).delete()
    return now


def _balance(now: datetime, line: Line) -> Balance:
    held, source, currency, months, vouchers, unknown, total = line
    return Balance(
        counted_at=now,
        held=held,
        source_id=source,
        currency=currency,
        months=months,
        vouchers=vouchers,
        unknown=unknown,
        points=total if held == Held.POINTS else None,
        ten_thousandths=None if held == Held.POINTS else total,
    )
