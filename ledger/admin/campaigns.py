from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin.base import text
from ledger.admin.campaign_page import numbers
from ledger.admin.facets import ITS_ID, PROVIDER, SOURCE, found_by
from ledger.admin.filtering import Filtered
from ledger.admin.page import Table, table
from ledger.admin.said import hour_note
from ledger.filters import CampaignFilters
from ledger.models import Campaign


@admin.register(Campaign)
class CampaignAdmin(Filtered):
    about = "What vouchers are issued and rewards are given under."
    page_template = "admin/ledger/campaign.html"
    list_display = ("name_column", "kind_words", "source_link")
    table_columns = ("name_column", "kind_words")
    list_select_related = ("source",)
    filters = CampaignFilters
    facets = (found_by("A part of a name, or a whole id"), SOURCE, PROVIDER, ITS_ID)
    groups = (
        ("What", ("name", "provider_kind")),
        ("Provider's words", ("external_id", "source")),
    )

    @admin.display(description="Campaign")
    def name_column(self, campaign: Campaign) -> SafeString:
        return format_html("{}", campaign)

    @admin.display(description="Kind")
    def kind_words(self, campaign: Campaign) -> SafeString:
        return text(campaign.provider_kind)

    def get_note(self, thing: Campaign, name: str) -> str:
        return hour_note(thing.said.get(name, ""))

    def get_page(self, request: HttpRequest, thing: Campaign) -> dict[str, Any]:
        return super().get_page(request, thing) | {"numbers": numbers(request, thing)}

    def get_tables(self, request: HttpRequest, thing: Campaign) -> Sequence[Table | None]:
        return (
            table(request, thing.claims.all(), title="Latest claims", none="None yet.", where={"campaign": thing.pk}),
        )
