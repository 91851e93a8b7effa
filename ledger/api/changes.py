"""
``entries/changes/``: what was recorded since a moment or a cursor, oldest first.

A page ends where the ledger is settled, so what was still being committed when a cursor was handed out comes after it.
The entries since the moment of one report, as of that of another, are all that lies between the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from ledger.access import Viewer
from ledger.api.asking import AS_OF, OF_A_THING, ask_limit, ask_shape, finish_without_filters, settle_now, settled
from ledger.api.paging import Cursors
from ledger.api.parameters import Parameters
from ledger.api.resources import ENTRIES
from ledger.api.shapes import Shape
from ledger.filters.fields import BIGGEST, Moment
from ledger.keysets import Order
from ledger.models import LedgerEntry

SINCE = "since"
APART = timedelta(minutes=1)  # clocks
OF_CHANGES = OF_A_THING | {SINCE, AS_OF, "limit"}
CURSORS = Cursors(order=Order(model=LedgerEntry, ordering=("recorded_at", "id")), asked={}, name="changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``since``: beside what the page begins; None: with the first entry."""

    shape: Shape
    limit: int
    since: Sequence[Any] | None
    as_of: datetime

    def page(self) -> tuple[list[dict[str, Any]], bool]:
        """The entries, and whether there are more."""
        rows = LedgerEntry.objects.filter(recorded_at__lte=self.as_of)
        order = CURSORS.order
        ordered = rows.order_by(*order.ordering) if self.since is None else order.after(rows, self.since)
        found = list(ordered.values(*self.shape.columns)[: self.limit + 1])
        return found[: self.limit], len(found) > self.limit

    def cursor(self, rows: Sequence[Mapping[str, Any]], *, has_more: bool) -> str:
        """Where the next page begins: after all that is settled, unless there are more."""
        if has_more:
            return CURSORS.beside(rows[-1])
        return CURSORS.write(max([self.as_of, BIGGEST], list(self.since or ())))


def ask_changes(given: QueryDict, viewer: Viewer) -> Asked:
    """Raises Problem."""
    parameters = Parameters(given)
    shape = ask_shape(ENTRIES, parameters, viewer, is_whole=False)
    limit = ask_limit(parameters, shape)
    since = parameters.read(SINCE, _place, None)
    as_of = parameters.read(AS_OF, settled(is_settled=False), None)
    finish_without_filters(ENTRIES, parameters, beside=OF_CHANGES)
    return Asked(shape=shape, limit=limit, since=since, as_of=as_of or settle_now())


def _place(text: str) -> Sequence[Any]:
    """
    A cursor's; of a moment, that after all which was recorded at it.

    From a moment to come on nothing would be told of what is recorded until then.
    """
    try:
        moment = Moment().clean(text)
    except ValidationError:
        return CURSORS.read(text)
    if moment > timezone.now() + APART:
        raise ValidationError("It lies in the future.")
    return [moment, BIGGEST]
