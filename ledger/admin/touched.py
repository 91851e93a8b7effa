"""The rows that an event speaks of: what it is about, and all that it names as its reader reads it today."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest

from ledger.admin.page import Table, table
from ledger.choices import EventState
from ledger.folding import fold
from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, LedgerEntry, Mirror, Redemption, Voucher
from ledger.providers import all_providers
from ledger.sql.mirrors import name
from ledger.understanding import understand_again

NAMED: Mapping[type[Mirror], str] = {
    Customer: "Customers that it names",
    Voucher: "Vouchers that it names",
    Campaign: "Campaigns that it names",
}


def touched(request: HttpRequest, event: InboundEvent) -> Iterator[Table | None]:
    """Nothing where the event is about nothing and was not recorded."""
    yield from _about(request, event) if event.subject else ()
    named = _named(event) if event.state == EventState.RECORDED else {}
    for mirror, title in NAMED.items():
        if ids := named.get(mirror):
            rows: Any = mirror._default_manager.filter(source=event.source_id, external_id__in=sorted(ids))
            yield table(request, rows, title=title, none="None of them is known here.")


def _about(request: HttpRequest, event: InboundEvent) -> Iterator[Table | None]:
    redemptions = Redemption.objects.filter(source=event.source_id, external_id=event.subject)
    ids = list(_claims(event, redemptions))
    claims = ClaimedReward.objects.filter(pk__in=ids)
    yield table(request, claims, title="About this claim", none="No claim is known that it is about.")
    none = "No redemption is known that it is about."
    yield table(request, redemptions, title="About this redemption", none=none)
    posted = LedgerEntry.objects.filter(claim__in=ids, event=event)
    yield table(request, posted, title="Entries that it led to", none="None.", without="event_link")


def _claims(event: InboundEvent, redemptions: Any) -> Iterator[int]:
    """By their own id, and by that of the redemption that paid for them."""
    rows = ClaimedReward.objects
    yield from rows.filter(source=event.source_id, external_id=event.subject).values_list("pk", flat=True)
    yield from rows.filter(redemption__in=list(redemptions)).values_list("pk", flat=True)


def _named(event: InboundEvent) -> Mapping[type[Mirror], set[str]]:
    if event.source.provider not in all_providers():
        return {}
    understood = understand_again(event.source, event)
    batch = fold([understood.word()])
    return {mirror: {row["external_id"] for row in batch.get(name(mirror), ())} for mirror in NAMED}
