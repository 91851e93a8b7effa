"""
Reading kept events again: one, some that are ticked, or all that a list shows. What would change is shown first.

One press is bounded (``trying.MOST``), so that no webhook waits long for it; for more the page has the command.
"""

from typing import Any

from django.contrib import admin
from django.contrib.messages import ERROR, WARNING
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Viewer
from ledger.admin import show
from ledger.admin.chosen import Chosen, listed, these, ticked
from ledger.admin.differences import changed, outcomes, posted, unmended
from ledger.admin.filtering import Filtered
from ledger.choices import EventState
from ledger.models import InboundEvent
from ledger.rereading import NOW_FAILS, OUTCOMES, STILL_IGNORED, UNCHANGED
from ledger.trying import Otherwise, Tried, look, press

REREAD = "admin:ledger_inboundevent_reread"
SALT = "read again"
SHOWN_FOR = 3600  # seconds that a look may be acted on
IDLE = {UNCHANGED, STILL_IGNORED, NOW_FAILS}  # what a press does nothing with
TOO_BUSY = "Nothing was changed: the database was too busy. Choose fewer events, or try again later."
TOO_OLD = "Nothing was changed: what was shown is too old. Look again."
OTHERWISE = "Nothing was changed: it would come out otherwise by now. This is how."
NONE = "Nothing was read: choose events that are not held."


class Rereadable(Filtered):
    """A list of events and their pages, with a button."""

    change_list_template = "admin/ledger/events.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reread_view)
        return [path("read-again/", view, name="ledger_inboundevent_reread"), *super().get_urls()]

    def may_reread(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and Viewer.at(request).may(Power.REREAD)

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), *(["chosen"] if self.may_reread(request) else []))

    @admin.display(description="Choose")
    def chosen(self, event: InboundEvent) -> SafeString:
        if event.state == EventState.HELD:
            return show.dash("waits for a decision")
        box = '<input type="checkbox" name="event" value="{}" aria-label="Choose {}">'
        return format_html(box, event.pk, event)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"reread": self._address(request) if self.may_reread(request) else ""}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def get_page(self, request: HttpRequest, thing: InboundEvent) -> dict[str, Any]:
        is_open = self.may_reread(request) and thing.state != EventState.HELD
        return super().get_page(request, thing) | {"pk": thing.pk, "reread": reverse(REREAD) if is_open else ""}

    def reread_view(self, request: HttpRequest) -> HttpResponse:
        """A look at what is chosen, or the press that follows one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_reread(request):
            raise PermissionDenied
        try:
            return self._press(request) if "shown" in request.POST else self._look(request, self._chosen(request))
        except OperationalError:
            return self._back(request, TOO_BUSY, ERROR)

    def _chosen(self, request: HttpRequest) -> Chosen:
        if "all" not in request.POST:
            return ticked(request.POST.getlist("event"))
        given = request.POST.get("after", "")
        after = int(given) if given.isdecimal() and len(given) < 19 else 0
        shown: Any = self.get_changelist_instance(request)
        return listed(shown.queryset, shown.asking.strict, after=after)

    def _look(self, request: HttpRequest, chosen: Chosen) -> HttpResponse:
        if not chosen.ids:
            return self._back(request, NONE)
        tried = look(chosen.ids)
        token = {"ids": list(chosen.ids), "digest": tried.digest, "by": request.user.pk, "all": chosen.is_all}
        return self._page(request, chosen, tried, shown=signing.dumps(token, salt=SALT, compress=True))

    def _press(self, request: HttpRequest) -> HttpResponse:
        """Just what was shown. Where it would come out otherwise by now, that is shown instead."""
        try:
            token = signing.loads(request.POST["shown"], salt=SALT, max_age=SHOWN_FOR)
        except signing.BadSignature:
            return self._back(request, TOO_OLD)
        if token["by"] != request.user.pk:
            return self._back(request, TOO_OLD)
        try:
            tried = press(token["ids"], shown=token["digest"], viewer=Viewer.at(request))
        except Otherwise:
            self.message_user(request, OTHERWISE, WARNING)
            return self._look(request, self._the_same(request, token))
        return self._page(request, self._the_same(request, token), tried)

    def _the_same(self, request: HttpRequest, token: dict[str, Any]) -> Chosen:
        ids = token["ids"]
        if not token["all"]:
            return ticked(list(map(str, ids)))
        shown: Any = self.get_changelist_instance(request)
        return these(shown.queryset, shown.asking.strict, ids)

    def _page(self, request: HttpRequest, chosen: Chosen, tried: Tried, *, shown: str = "") -> HttpResponse:
        """``shown``: the token of a look; without it all is done."""
        context = self.admin_site.each_context(request) | {
            "title": "Read again: what would change" if shown else "Read again: done",
            "opts": self.opts,
            "plural": self.name,
            "list_address": self._list(request),
            "address": self._address(request),
            "chosen": chosen,
            "count": show.number(tried.outcomes.total()),
            "outcomes": outcomes(tried, OUTCOMES),
            "broken": tried.outcomes[NOW_FAILS],
            "changed": changed(request, tried),
            "posted": posted(request, tried),
            "unmended": list(unmended(tried)),
            "shown": shown,
            "is_idle": not (tried.changes or tried.entries or tried.outcomes.keys() - IDLE),
        }
        return TemplateResponse(request, "admin/ledger/reread.html", context)

    def _address(self, request: HttpRequest) -> str:
        return _with_query(reverse(REREAD), request)

    def _list(self, request: HttpRequest) -> str:
        return _with_query(reverse("admin:ledger_inboundevent_changelist"), request)

    def _back(self, request: HttpRequest, message: str, level: int = WARNING) -> HttpResponse:
        self.message_user(request, message, level)
        return HttpResponseRedirect(self._list(request))


def _with_query(address: str, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address
