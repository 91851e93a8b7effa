from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.facets import (
    EMAIL,
    MERCHANT_REF,
    PROVIDER,
    SOURCE,
    Facet,
    between,
    campaigns,
    found_by,
    period,
    typed,
    words,
)
from ledger.admin.filtering import Filtered
from ledger.choices import EntrySide, RewardKind
from ledger.filters import EntryFilters
from ledger.models import Campaign, ClaimedReward, Customer, LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Filtered):
    about = "Every posting, in the order in which the ledger grew."
    table_columns = ("recorded", "occurred", "posting", "paid", "worth", "event_link")
    list_display = (*table_columns[:3], "claim_link", "customer_link", *table_columns[3:])
    list_select_related = ("source", "claim", "customer", "event")
    list_without = ("event__body", "event__headers", "event__faults")
    page_without = list_without
    page_related = ("campaign",)
    ordering = ("-recorded_at", "-id")
    filters = EntryFilters
    facets = (
        period("Recorded", "recorded"),
        period("Occurred", "occurred"),
        found_by("What finds a claim: an e-mail address, a name, a voucher code, an order or a claim id"),
        Facet(title="Side", name="side", words=words(EntrySide)),
        SOURCE,
        PROVIDER,
        Facet(title="Kind", name="kind", words=words(RewardKind)),
        Facet(title="Campaign", name="campaign", words=campaigns, of=Campaign),
        between("Points", "points"),
        between("Value", "value"),
        typed("Currency", "currency", label="A currency, as in EUR"),
        EMAIL,
        MERCHANT_REF,
        Facet(title="Claim", name="claim", of=ClaimedReward),
        Facet(title="Customer", name="customer", of=Customer),
    )
    groups = (
        ("Posting", ("side", "ordinal", "quantity", "points", "value", "occurred_at", "recorded_at")),
        ("Reported by", ("claim", "title", "kind", "campaign", "customer", "source", "event")),
    )

    @admin.display(description="Recorded")
    def recorded(self, entry: LedgerEntry) -> SafeString:
        return show.minute(entry.recorded_at)

    @admin.display(description="Occurred")
    def occurred(self, entry: LedgerEntry) -> SafeString:
        return show.minute(entry.occurred_at)

    @admin.display(description="Posting")
    def posting(self, entry: LedgerEntry) -> SafeString:
        takes_back = format_html(' <span class="soft">{}</span>', "taken back") if entry.ordinal % 2 == 0 else ""
        return format_html("{} {}{}", show.signed(entry.quantity), entry.get_side_display().lower(), takes_back)

    @admin.display(description="Claim")
    def claim_link(self, entry: LedgerEntry) -> SafeString:
        return show.link(entry.claim, entry.title or entry.claim.external_id)

    @admin.display(description="Points")
    def paid(self, entry: LedgerEntry) -> SafeString:
        return show.dash() if entry.points is None else text(show.signed(entry.points))

    @admin.display(description="Value")
    def worth(self, entry: LedgerEntry) -> SafeString:
        return show.dash() if entry.value is None else text(show.money(entry.value, entry.currency))

    @admin.display(description="Event")
    def event_link(self, entry: LedgerEntry) -> SafeString:
        return show.link(entry.event, entry.event.event_type)

    def get_heading(self, thing: LedgerEntry) -> str:
        return f"{show.signed(thing.quantity)} {thing.title or 'reward'}"
