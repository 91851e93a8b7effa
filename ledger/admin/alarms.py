"""Alarms, all of them, and acknowledging one."""

from typing import Any

from django.contrib import admin
from django.contrib.messages import WARNING
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Viewer
from ledger.admin import show
from ledger.admin.alarming import to_do
from ledger.admin.base import ReadOnly
from ledger.alarms.episodes import acknowledge
from ledger.models import Alarm

UNKNOWN = {"closed_at": "it goes on", "acknowledged_at": "by nobody yet", "acknowledged_by": "nobody yet"}


@admin.register(Alarm)
class AlarmAdmin(ReadOnly):
    about = "What was wrong with a source, since when, and who looked after it."
    list_display = ("opened", "what", "source_link", "story", "standing")
    table_columns = ("opened", "what", "standing")
    list_select_related = ("source", "acknowledged_by")
    ordering = ("-opened_at", "-id")
    page_template = "admin/ledger/alarm.html"
    groups = (
        ("Alarm", ("source", "kind", "since", "said")),
        ("Course", ("opened_at", "seen_at", "closed_at", "acknowledged_at", "acknowledged_by")),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.acknowledge_view)
        return [path("<int:pk>/acknowledge/", view, name=self.route("acknowledge")), *super().get_urls()]

    @admin.display(description="Opened")
    def opened(self, alarm: Alarm) -> SafeString:
        return show.minute(alarm.opened_at)

    @admin.display(description="Alarm")
    def what(self, alarm: Alarm) -> SafeString:
        return format_html("{}", alarm.get_kind_display())

    @admin.display(description="Said")
    def story(self, alarm: Alarm) -> SafeString:
        return format_html("{}", alarm.said)

    @admin.display(description="State")
    def standing(self, alarm: Alarm) -> SafeString:
        tone, word = "bad", "Open"
        if alarm.closed_at:
            tone, word = "mute", "Over"
        elif alarm.acknowledged_at:
            tone, word = "wait", "Acknowledged"
        return format_html('<span class="pill {}">{}</span>', tone, word)

    def get_state(self, thing: Alarm) -> SafeString:
        return self.standing(thing)

    def get_story(self, thing: Alarm) -> str:
        return "" if thing.closed_at else to_do(thing)

    def get_reason(self, thing: Alarm, name: str) -> str:
        return UNKNOWN.get(name, super().get_reason(thing, name))

    def get_page(self, request: HttpRequest, thing: Alarm) -> dict[str, Any]:
        is_asked = not (thing.closed_at or thing.acknowledged_at) and Viewer.at(request).may(Power.ACKNOWLEDGE)
        address = reverse(f"admin:{self.route('acknowledge')}", args=[thing.pk]) if is_asked else ""
        return super().get_page(request, thing) | {"acknowledge": address}

    def acknowledge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        alarm = Alarm.objects.filter(pk=pk).first()
        if alarm is None:
            raise Http404
        if acknowledge(alarm, Viewer.at(request)):
            self.message_user(request, "Acknowledged: nobody is reminded of it any more. It ends by itself.")
        else:
            self.message_user(request, "It is over, or somebody has acknowledged it already.", WARNING)
        return HttpResponseRedirect(show.address(alarm))
