"""A customer in numbers: what the ledger adds up to, what the provider states, what is left on cards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.page import may_see
from ledger.choices import Counter, EntrySide
from ledger.models import ClaimedReward, Customer, LedgerEntry, Reading, Voucher

MOST = 1000  # claims that are added up


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number with its name; leads somewhere, and has a word beside it, where there is one."""

    name: str
    number: str
    word: SafeString | str = ""
    address: str = ""


def totals(request: HttpRequest, customer: Customer) -> Iterator[Tile]:
    """By the entries of the newest claims. Reversals are taken off."""
    if not may_see(request, LedgerEntry):
        return
    claims = ClaimedReward.objects.filter(customer=customer).order_by("-claimed_at").values_list("pk", flat=True)
    newest = list(claims[: MOST + 1])
    entries = LedgerEntry.objects.filter(customer=customer, claim__in=newest[:MOST])
    sums = entries.values("currency", "side").annotate(count=Sum("quantity"), paid=Sum("points"), worth=Sum("value"))
    rows = list(sums.order_by("currency", "side"))
    sides = {side: sum(abs(row["count"]) for row in rows if row["side"] == side) for side in EntrySide}
    where = reverse("admin:ledger_claimedreward_changelist")
    some = f"of the newest {MOST:,}" if len(newest) > MOST else ""
    yield Tile(
        name="Claimed rewards",
        number=f"{sides[EntrySide.CLAIMED]:,}",
        word=", ".join(filter(None, (some, f"{sides[EntrySide.REVERSED]:,} reversed"))),
        address=f"{where}?{urlencode({'customer': customer.pk})}",
    )
    paid = [row["paid"] for row in rows if row["paid"] is not None]
    if paid:
        yield Tile(name="Points paid", number=show.number(sum(paid)), word="reversals taken off")
    for currency in dict.fromkeys(row["currency"] for row in rows):
        worth = [row["worth"] for row in rows if row["currency"] == currency and row["worth"] is not None]
        if worth:
            yield Tile(name="Value given", number=show.money(sum(worth), currency), word="reversals taken off")


def counters(request: HttpRequest, customer: Customer) -> Iterator[Tile]:
    """The newest reading of each, by its index."""
    if not may_see(request, Reading):
        return
    mine = Reading.objects.filter(customer=customer, voucher=None)
    newest = (mine.filter(counter=counter).order_by("-stated_at", "-id").values("pk")[:1] for counter in Counter)
    rows = Reading.objects.filter(Q(*(("pk", Subquery(one)) for one in newest), _connector=Q.OR))
    order = list(Counter)
    for reading in sorted(rows, key=lambda reading: order.index(Counter(str(reading.counter)))):
        number = show.money(reading.number, reading.currency) if reading.currency else f"{reading.number:,.0f}"
        yield Tile(
            name=reading.get_counter_display(),
            number=number,
            word=show.minute(reading.stated_at),
            address=show.address(reading),
        )


def cards(held: Sequence[Voucher]) -> Iterator[Tile]:
    """Loyalty cards as this person sees them."""
    for card in held:
        if card.points_balance is not None:
            left = show.number(card.points_balance)
            ever = "" if card.points is None else f"of {show.points(card.points)} ever put on it"
            yield Tile(name=f"Loyalty card {card}", number=left, word=ever, address=show.address(card))
