"""The access log, for those who audit. Whoever knows what was typed can find out who typed it."""
# ruff: noqa: ARG002 - the signatures are the base's

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, searches_for
from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.facets import Facet, found_by, period, words
from ledger.admin.filtering import Filtered
from ledger.choices import Act
from ledger.filters import AccessFilters
from ledger.models import AccessLogEntry
from ledger.search import MOST
from ledger.search.behind import Ids


@admin.register(AccessLogEntry)
class AccessLogEntryAdmin(Filtered):
    about = "Who revealed, exported, decided, searched and signed in."
    plural = "Access log"
    list_display = table_columns = ("when", "who", "did", "with_what", "why", "address_column")
    list_select_related = ("user",)
    filters = AccessFilters
    facets = (
        period("When", "at"),
        found_by("Exactly what somebody searched for or signed in with: it is kept as a fingerprint alone"),
        Facet(title="Act", name="act", words=words(Act)),
    )
    groups = (
        ("Act", ("act", "at", "user", "address", "reason")),
        ("With", ("model", "row", "field", "details")),
    )

    @admin.display(description="When")
    def when(self, entry: AccessLogEntry) -> SafeString:
        return show.minute(entry.at)

    @admin.display(description="Who")
    def who(self, entry: AccessLogEntry) -> SafeString:
        return format_html("{}", entry.user) if entry.user else show.dash("a stranger, or a command")

    @admin.display(description="Act")
    def did(self, entry: AccessLogEntry) -> SafeString:
        return format_html("{}", entry.get_act_display())

    @admin.display(description="With")
    def with_what(self, entry: AccessLogEntry) -> SafeString:
        return text(" ".join(str(part) for part in (entry.model, entry.row, entry.field) if part))

    @admin.display(description="Reason")
    def why(self, entry: AccessLogEntry) -> SafeString:
        return text(entry.reason)

    @admin.display(description="From")
    def address_column(self, entry: AccessLogEntry) -> SafeString:
        return text(entry.address)

    def find(self, term: str, viewer: Viewer) -> Ids:
        found = list(searches_for(term).values_list("pk", flat=True)[: MOST + 1])
        return Ids(ids=frozenset(found[:MOST]), is_cut=len(found) > MOST)

    def get_reason(self, thing: AccessLogEntry, name: str) -> str:
        return "a stranger, or a command" if name == "user" else "not of this act"
