from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.facets import SOURCE, Facet, period, words
from ledger.admin.filtering import Filtered
from ledger.choices import RefusalCause
from ledger.filters import RefusalFilters
from ledger.models import Refusal


@admin.register(Refusal)
class RefusalAdmin(Filtered):
    about = "Deliveries that were turned away: how many in an hour, and why."
    list_display = ("in_hour", "source_link", "why", "how_many")
    table_columns = ("in_hour", "why", "how_many")
    list_select_related = ("source",)
    filters = RefusalFilters
    facets = (period("Hour", "hour"), Facet(title="Cause", name="cause", words=words(RefusalCause)), SOURCE)
    ordering = ("-hour", "-id")
    groups = (("Refused", ("hour", "source", "cause", "count")),)

    @admin.display(description="Hour from")
    def in_hour(self, refusal: Refusal) -> SafeString:
        return show.minute(refusal.hour)

    @admin.display(description="Cause")
    def why(self, refusal: Refusal) -> SafeString:
        return format_html("{}", refusal.get_cause_display())

    @admin.display(description="Deliveries")
    def how_many(self, refusal: Refusal) -> SafeString:
        return format_html("{}", show.number(refusal.count))
