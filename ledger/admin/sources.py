# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ledger.access import Viewer
from ledger.admin import show
from ledger.admin.alarming import open_alarms
from ledger.admin.base import Bounded, provider_name
from ledger.admin.listening import listening
from ledger.admin.refused import kept_of, told_of
from ledger.admin.secrets import SecretInline, log_secrets
from ledger.models import Source
from ledger.providers import all_providers

FIXED = ("provider", "slug")  # once it is made: they are the webhook's address
ZONES = ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


class SourceForm(forms.ModelForm):
    provider = forms.ChoiceField(
        choices=lambda: [(provider.slug, provider.name) for provider in all_providers().values()],
        help_text="Whose webhooks come in. It can't be changed later.",
    )
    time_zone = forms.ChoiceField(initial="UTC", help_text="Of this source's days and months.")

    class Meta:
        model = Source
        fields = ("provider", "name", "slug", "currency", "time_zone", "is_active")
        labels = {"slug": "In its address", "is_active": "On"}
        widgets = {"slug": forms.TextInput(attrs={"data-slug-of": "id_name", "class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIXED if self.instance.pk else ():
            self.fields.pop(name, None)
        zone = self.fields.get("time_zone")
        if isinstance(zone, forms.ChoiceField):
            zone.choices = [(name, name) for name in dict.fromkeys([self.instance.time_zone, *ZONES])]


@admin.register(Source)
class SourceAdmin(Bounded):
    about = "The accounts whose webhooks come in: their address, set-up and signing secrets."
    form = SourceForm
    inlines = (SecretInline,)
    list_display = ("title", "at_provider", "address_part", "currency_column", "zone", "standing", "secrets_in_use")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        in_use = Count("secrets", filter=Q(secrets__retired_at=None))
        sources: QuerySet[Source] = super().get_queryset(request).annotate(in_use=in_use)
        return sources

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return [field for field in self.form.Meta.fields if not (obj and field in FIXED)]

    def get_inlines(self, request: HttpRequest, obj: Source | None) -> Any:
        return self.inlines if obj else ()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Add a source", **ONE_BUTTON, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        source = self.get_object(request, object_id)
        shown = _page(request, source) if source else {}
        return super().change_view(request, object_id, form_url, {**ONE_BUTTON, **shown, **(extra_context or {})})

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        super().save_formset(request, form, formset, change)
        retired = [secret for secret, _fields in formset.changed_objects]
        log_secrets(Viewer.at(request), added=formset.new_objects, retired=retired)
        if formset.new_objects and (told := told_of(request, form.instance)):
            self.message_user(request, told)

    def response_add(self, request: HttpRequest, obj: Source, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, f"{obj.name} is made. Now store what its provider signs with.")
        return HttpResponseRedirect(show.address(obj))

    def response_change(self, request: HttpRequest, obj: Source) -> HttpResponse:
        self.message_user(request, f"{obj.name} is saved.")
        return HttpResponseRedirect(show.address(obj))

    @admin.display(description="Source")
    def title(self, source: Source) -> SafeString:
        return format_html("{}", source.name)

    @admin.display(description="Provider")
    def at_provider(self, source: Source) -> str:
        return provider_name(source)

    @admin.display(description="In its address")
    def address_part(self, source: Source) -> SafeString:
        return show.code(source.slug)

    @admin.display(description="Currency")
    def currency_column(self, source: Source) -> str:
        return source.currency

    @admin.display(description="Time zone")
    def zone(self, source: Source) -> str:
        return source.time_zone

    @admin.display(description="State")
    def standing(self, source: Source) -> SafeString:
        return show.yes_no(is_so=source.is_active, yes="On", no="Off")

    @admin.display(description="Secrets in use")
    def secrets_in_use(self, source: Any) -> SafeString:
        if not source.in_use:
            return format_html('<span class="pill bad">{}</span>', "None: refused")
        return format_html("{}", source.in_use)


ONE_BUTTON: Mapping[str, Any] = {"show_save_and_add_another": False, "show_save_and_continue": False}


def _page(request: HttpRequest, source: Source) -> dict[str, Any]:
    heard = listening(source) if request.method == "GET" else {}
    may_see = request.user.has_perm("ledger.view_alarm")
    alarms = open_alarms(source) if may_see and request.method == "GET" else None
    shown = {"alarms": alarms, "heard": heard, "title": source.name, "subtitle": None}
    return set_up(request, source) | kept_of(request, source) | shown


def set_up(request: HttpRequest, source: Source) -> dict[str, Any]:
    """What an administrator needs at the provider. Nothing where the provider is not installed."""
    try:
        address = request.build_absolute_uri(reverse(f"webhook-{source.provider}", args=[source.slug]))
    except NoReverseMatch:
        return {}
    provider = all_providers()[source.provider]
    shown = show.code(address)
    return {
        "address": address,
        "provider": provider,
        "steps": [mark_safe(escape(step).replace("{address}", shown)) for step in provider.set_up],  # noqa: S308
    }
