"""Histories written straight into the ledger, at any moments, and plain Python that adds them up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from ledger.choices import ClaimStatus, EntrySide, EventState, Origin, Precision, RewardKind
from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from ledger.reports import Dimension, Period, Row, Summary

numbers = count(1)
SIGNS = {EntrySide.CLAIMED: 1, EntrySide.REVERSED: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry to be; ``corrected`` times it is taken back and posted anew, as it was."""

    occurred_at: datetime
    recorded_at: datetime
    source: int = 0  # places in a world's lists
    campaign: int | None = None
    customer: int | None = None
    side: EntrySide = EntrySide.CLAIMED
    kind: RewardKind | None = None
    title: str | None = None
    points: int | None = None
    value: Decimal | None = None
    currency: str = "EUR"
    is_taken_back: bool = False


class World:
    """Two sources with campaigns and customers, and what is written of them."""

    def __init__(self) -> None:
        self.sources = [
            Source.objects.create(slug=f"{slug}-{next(numbers)}", provider=provider, name=slug, currency="EUR")
            for slug, provider in (("one", "stamply"), ("two", "voucherify"), ("three", "voucherify"))
        ]
        self.campaigns, self.customers, self.events = [], [], []
        for source in self.sources:
            named = {"source": source, "external_id": "x"}
            self.campaigns.append(Campaign.objects.create(**named))
            self.customers.append([Customer.objects.create(source=source, external_id=str(n)) for n in range(3)])
            self.events.append(
                InboundEvent.objects.create(
                    **named,
                    sha256=b"",
                    state=EventState.RECORDED,
                    origin=Origin.IMPORT,
                    body=b"",
                    received_at=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )

    def write(self, lines: Iterable[Line]) -> None:
        for line in lines:
            claim = ClaimedReward.objects.create(
                source=self.sources[line.source],
                external_id=str(next(numbers)),
                status=ClaimStatus.CLAIMED,
                claimed_at=line.occurred_at,
                claimed_at_precision=Precision.EXACT,
            )
            LedgerEntry.objects.bulk_create(self._entries(line, claim))

    def _entries(self, line: Line, claim: ClaimedReward) -> Iterable[LedgerEntry]:
        for ordinal, turn in [(1, 1), (2, -1)][: 1 + line.is_taken_back]:
            sign = SIGNS[line.side] * turn
            yield LedgerEntry(
                source=claim.source,
                claim=claim,
                side=line.side,
                ordinal=ordinal,
                quantity=sign,
                points=None if line.points is None else sign * line.points,
                value=None if line.value is None else sign * line.value,
                currency=None if line.value is None else line.currency,
                campaign=None if line.campaign is None else self.campaigns[line.source],
                customer=None if line.customer is None else self.customers[line.source][line.customer],
                kind=line.kind,
                title=line.title,
                occurred_at=line.occurred_at,
                recorded_at=line.recorded_at + (ordinal - 1) * timedelta(minutes=1),
                event=self.events[line.source],
            )


Sums = dict[str, Any]


def added_up(question: Summary, as_of: datetime) -> Mapping[tuple[Any, ...], Sums]:
    """What ``question`` asks, one entry after another."""
    groups: dict[tuple[Any, ...], list[LedgerEntry]] = defaultdict(list)
    for entry in LedgerEntry.objects.select_related("source"):
        if entry.recorded_at <= as_of and _is_asked(question, entry):
            key = (period_of(entry.occurred_at, question.period, question.zone),)
            groups[key + tuple(DIMENSIONS[dimension](entry) for dimension in question.by)].append(entry)
    sums = {key: _sums(entries) for key, entries in groups.items()}
    nothing = (0, (0, 0))
    return {key: of for key, of in sums.items() if any(of[name] not in nothing for name in of if name != "customers")}


def told(rows: Sequence[Row]) -> Mapping[tuple[Any, ...], Sums]:
    """An answer in the same words."""
    plain: dict[tuple[Any, ...], Sums] = {}
    for row in rows:
        totals = row.totals
        key = (row.period, *row.group.values())
        assert key not in plain
        plain[key] = {
            "claims": totals.claims,
            "reversals": totals.reversals,
            "points": totals.points.claimed or 0,
            "points_back": totals.points.reversed or 0,
            "points_unknown": (totals.points_unknown.claims, totals.points_unknown.reversals),
            "value_unknown": (totals.value_unknown.claims, totals.value_unknown.reversals),
            "customers": totals.customers or 0,
        } | {code: (of.claimed, of.reversed) for code, of in totals.values.items() if of.claimed or of.reversed}
    return plain


DIMENSIONS: Mapping[Dimension, Callable[[LedgerEntry], Any]] = {
    Dimension.SOURCE: lambda entry: entry.source_id,
    Dimension.PROVIDER: lambda entry: entry.source.provider,
    Dimension.CAMPAIGN: lambda entry: entry.campaign_id,
    Dimension.KIND: lambda entry: entry.kind,
    Dimension.CURRENCY: lambda entry: entry.currency,
    Dimension.TITLE: lambda entry: entry.title or None,
}
FILTERS = {
    "sources": Dimension.SOURCE,
    "providers": Dimension.PROVIDER,
    "campaigns": Dimension.CAMPAIGN,
    "kinds": Dimension.KIND,
    "currencies": Dimension.CURRENCY,
    "titles": Dimension.TITLE,
}


def period_of(moment: datetime, period: Period | None, zone: str) -> date | datetime | None:
    local = moment.astimezone(ZoneInfo(zone))
    if period is Period.HOUR:
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return moment.astimezone(UTC) - into
    firsts = {
        None: None,
        Period.DAY: local.date(),
        Period.WEEK: local.date() - timedelta(days=local.weekday()),
        Period.MONTH: local.date().replace(day=1),
    }
    return firsts[period]


def _is_asked(question: Summary, entry: LedgerEntry) -> bool:
    def moment(edge: date | datetime) -> datetime:
        return edge if isinstance(edge, datetime) else datetime.combine(edge, time(), ZoneInfo(question.zone))

    in_time = (question.since is None or entry.occurred_at >= moment(question.since).astimezone(UTC)) and (
        question.until is None or entry.occurred_at < moment(question.until).astimezone(UTC)
    )
    return in_time and all(
        (wanted := getattr(question, name)) is None or DIMENSIONS[dimension](entry) in wanted
        for name, dimension in FILTERS.items()
    )


def _sums(entries: Sequence[LedgerEntry]) -> Sums:
    sides = [[entry for entry in entries if entry.side == side] for side in EntrySide]
    sums: Sums = {
        "claims": sum(entry.quantity for entry in sides[0]),
        "reversals": -sum(entry.quantity for entry in sides[1]),
        "points": sum(entry.points or 0 for entry in sides[0]),
        "points_back": -sum(entry.points or 0 for entry in sides[1]),
    }
    for name, field in (("points_unknown", "points"), ("value_unknown", "value")):
        claimed, back = (sum(entry.quantity for entry in side if getattr(entry, field) is None) for side in sides)
        sums[name] = (claimed, -back)
    for code in {entry.currency for entry in entries if entry.currency}:
        values = [[entry.value or Decimal(0) for entry in side if entry.currency == code] for side in sides]
        if any(map(sum, values)):
            sums[code] = (sum(values[0]), -sum(values[1]))
    claims_of: dict[int, int] = defaultdict(int)
    for entry in sides[0]:
        if entry.customer_id:
            claims_of[entry.customer_id] += entry.quantity
    return sums | {"customers": sum(claims > 0 for claims in claims_of.values())}
