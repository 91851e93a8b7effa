"""Movements and readings: what providers stated once and for all."""

from django.contrib import admin
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.facets import CODE, ITS_ID, Facet, found_by, period, words
from ledger.admin.filtering import Filtered
from ledger.choices import Counter, MovementKind
from ledger.filters import MovementFilters, ReadingFilters
from ledger.models import Customer, Movement, Reading, Voucher


@admin.register(Movement)
class MovementAdmin(Filtered):
    about = "Each change of a card's points or a gift card's money, as the provider reports it."
    table_columns = ("occurred", "why", "changed", "left", "event_link")
    list_display = ("occurred", "voucher_link", *table_columns[1:], "source_link")
    list_select_related = ("source", "voucher", "event")
    list_without = page_without = ("event__body", "event__headers", "event__faults")
    page_related = ("customer", "redemption")
    filters = MovementFilters
    facets = (
        found_by("The provider's id of a movement"),
        CODE,
        Facet(title="Kind", name="kind", words=words(MovementKind)),
        period("Occurred", "occurred"),
        ITS_ID,
        Facet(title="Voucher", name="voucher", of=Voucher),
    )
    groups = (
        ("Movement", ("kind", "points", "amount", "points_balance", "balance", "occurred_at", "reason")),
        ("Of", ("voucher", "customer", "redemption")),
        ("Provider's words", ("external_id", "provider_kind", "source", "event", "recorded_at")),
    )

    @admin.display(description="Occurred")
    def occurred(self, movement: Movement) -> SafeString:
        return show.minute(movement.occurred_at)

    @admin.display(description="Voucher")
    def voucher_link(self, movement: Movement) -> SafeString:
        return show.link(movement.voucher)

    @admin.display(description="Why")
    def why(self, movement: Movement) -> SafeString:
        return text(movement.get_kind_display())

    @admin.display(description="Change")
    def changed(self, movement: Movement) -> SafeString:
        if movement.points is not None:
            return text(f"{show.signed(movement.points)} points")
        return show.dash() if movement.amount is None else text(show.money(movement.amount, movement.currency))

    @admin.display(description="Left")
    def left(self, movement: Movement) -> SafeString:
        if movement.points_balance is not None:
            return text(f"{show.number(movement.points_balance)} points")
        return show.dash() if movement.balance is None else text(show.money(movement.balance, movement.currency))

    @admin.display(description="Event")
    def event_link(self, movement: Movement) -> SafeString:
        return show.link(movement.event, movement.event.event_type)


@admin.register(Reading)
class ReadingAdmin(Filtered):
    about = "Counters and balances as the provider stated them at a time."
    list_display = table_columns = ("stated", "thing", "what", "stands_at", "event_link")
    list_select_related = ("source", "customer", "voucher", "event")
    list_without = page_without = ("event__body", "event__headers", "event__faults")
    filters = ReadingFilters
    facets = (
        Facet(title="Counter", name="counter", words=words(Counter)),
        Facet(title="Customer", name="customer", of=Customer),
        Facet(title="Voucher", name="voucher", of=Voucher),
    )
    groups = (
        ("Reading", ("counter", "number", "currency", "stated_at")),
        ("Of", ("customer", "voucher")),
        ("Said by", ("source", "event", "recorded_at")),
    )

    @admin.display(description="Stated")
    def stated(self, reading: Reading) -> SafeString:
        return show.minute(reading.stated_at)

    @admin.display(description="Of")
    def thing(self, reading: Reading) -> SafeString:
        return show.link(reading.customer or reading.voucher)

    @admin.display(description="Counter")
    def what(self, reading: Reading) -> SafeString:
        return text(reading.get_counter_display())

    @admin.display(description="Number")
    def stands_at(self, reading: Reading) -> SafeString:
        return text(show.money(reading.number, reading.currency) if reading.currency else f"{reading.number:,.0f}")

    @admin.display(description="Event")
    def event_link(self, reading: Reading) -> SafeString:
        return show.link(reading.event, reading.event.event_type)
