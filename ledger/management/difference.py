"""What reading again changes, as lines for a terminal: no value of a field that may be personal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ledger.comparing import Change
from ledger.models import LedgerEntry

TOLD = 100  # lines; the rest is counted

NOT_PERSONAL = frozenset({
    "status", "kind", "title", "points", "points_balance", "amount", "balance", "value", "order_amount", "currency",
    "discount", "discount_type", "active", "claimed_at", "claimed_at_precision", "redeemed_at", "reversed_at",
    "expires_at", "provider_kind", "provider_status",
})  # fmt: skip


class Difference:
    """Tells of each change once, however often a dry run meets it, and counts the rest."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self.fields = self.entries = 0
        self._tell = tell
        self._seen: set[tuple[str, str, str]] = set()
        self._posted: set[tuple[int, str, int]] = set()

    def changed(self, source: str, change: Change) -> None:
        thing = f"{source}: {change.mirror._meta.verbose_name}"
        key = (thing, change.external_id, change.field)
        if key in self._seen:
            return
        self._seen.add(key)
        self.fields += 1
        values = f"{_shown(change.old)} → {_shown(change.new)}" if change.field in NOT_PERSONAL else "changed"
        self._line(f"{thing} {change.external_id}: {change.field}: {values}")

    def appended(self, source: str, entry: LedgerEntry) -> None:
        key = (entry.claim_id, entry.side or "", entry.ordinal)
        if key in self._posted:
            return
        self._posted.add(key)
        self.entries += 1
        said = (entry.points and f"{entry.points} points", entry.value and f"{entry.value} {entry.currency}")
        worth = ", ".join(part for part in said if part) or "points unknown"
        self._line(f"{source}: entry {entry.claim.external_id}: {entry.side} {entry.quantity:+d}: {worth}")

    def end(self) -> str:
        more = self.fields + self.entries - TOLD
        return (f"… and {more} more. " if more > 0 else "") + f"Fields: {self.fields}. Entries: {self.entries}."

    def _line(self, line: str) -> None:
        if self.fields + self.entries <= TOLD:
            self._tell(line)


def _shown(value: Any) -> str:
    return "unknown" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
