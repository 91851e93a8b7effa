"""The frame: what the site is called, and the order in which its pages are offered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest

from ledger.admin import show
from ledger.admin.base import Bounded
from ledger.models import (
    AccessLogEntry,
    Campaign,
    ClaimedReward,
    Customer,
    Decision,
    InboundEvent,
    LedgerEntry,
    Movement,
    Reading,
    Redemption,
    Refusal,
    Source,
    Voucher,
    WebhookSecret,
)

SECTIONS: Mapping[str, Sequence[type[Model]]] = {
    "Desk": (ClaimedReward, Customer, Voucher, Redemption, Campaign),
    "Ledger": (LedgerEntry, Movement, Reading, Decision),
    "Inbox": (InboundEvent, Refusal),
    "Set-up": (Source, WebhookSecret),
    "Staff": (User, Group, AccessLogEntry),
}


def sections(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
    """What the person may see, by what it is for."""
    apps = admin.AdminSite.get_app_list(admin.site, request, app_label)
    found = {offered["model"]: offered for app in apps for offered in app["models"]}
    ours = [
        _section(title, [found.pop(model) for model in models if model in found]) for title, models in SECTIONS.items()
    ]
    others = [app | {"models": [offered for offered in app["models"] if offered["model"] in found]} for app in apps]
    return [section for section in [*ours, *others] if section["models"]]


def _section(title: str, models: list[dict[str, Any]]) -> dict[str, Any]:
    for offered in models:
        of = admin.site.get_model_admin(offered["model"])
        if isinstance(of, Bounded):
            offered |= {"name": of.name, "about": of.about}
    return {"name": title, "app_label": title.lower(), "app_url": "", "has_module_perms": True, "models": models}


admin.site.site_title = admin.site.site_header = "Reward Ledger"
admin.site.index_title = "Reward Ledger"
admin.site.site_url = None
admin.site.empty_value_display = show.DASH
# Whoever leaves is switched off, one at a time.
admin.site.disable_action("delete_selected")
admin.site.get_app_list = sections  # type: ignore[method-assign]
