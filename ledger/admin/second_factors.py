from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.models import SecondFactor


@admin.register(SecondFactor)
class SecondFactorAdmin(ReadOnly):
    """Who has one. Deleting it is how a lost phone is dealt with."""

    about = "Who signs in with an app besides the password. Delete one when a phone is lost."
    list_display = ("whose", "since", "standing")
    table_columns = list_display
    list_select_related = ("user",)
    list_without = page_without = ("sealed",)
    groups = (("Second factor", ("user", "name", "created_at")),)

    @admin.display(description="Whose")
    def whose(self, factor: SecondFactor) -> SafeString:
        return format_html("{}", factor.user.get_username())

    @admin.display(description="Set up")
    def since(self, factor: SecondFactor) -> SafeString:
        return show.minute(factor.created_at)

    @admin.display(description="State")
    def standing(self, factor: SecondFactor) -> SafeString:
        is_open, _ = factor.verify_is_allowed()
        return show.yes_no(is_so=is_open, yes="In use", no="Waits after wrong codes")

    def get_state(self, thing: SecondFactor) -> SafeString:
        return self.standing(thing)

    def get_story(self, thing: SecondFactor) -> str:  # noqa: ARG002 - the page's signature
        return "The secret itself is encrypted and can't be shown. Recovery codes are kept as digests alone."

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        return bool(request.user.has_perm("ledger.delete_secondfactor"))
