"""A list as a file: what is listed, all of it, for those who may take it away."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from ledger.access import Power, Viewer
from ledger.admin.base import Bounded
from ledger.exports import Filter, Format, Statement, answer, export

CHOSEN = re.compile(r"[a-z_]{1,20}|\d{1,19}")  # a word of a list or a row's number; anything else was typed


class Exportable(Bounded):
    """A list with a way out."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:form>/", view, name=self.route("export")), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        exports = self._exports() if Viewer.at(request).may(Power.EXPORT) else {}
        return super().changelist_view(request, {"exports": exports, **(extra_context or {})})

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        viewer = Viewer.at(request)
        if not (self.has_view_permission(request) and viewer.may(Power.EXPORT)):
            raise PermissionDenied
        if form not in set(Format):
            raise Http404
        listed: Any = self.get_changelist_instance(request)
        if listed.problems:
            return HttpResponseRedirect(f"{self.list_address}{listed.get_query_string()}")
        if listed.query.strip() and self.find(listed.query.strip()).is_cut:
            self.message_user(request, "Nothing was exported: so many match that they are not all found.", ERROR)
            return HttpResponseRedirect(f"{self.list_address}{listed.get_query_string()}")
        statement = Statement(title=self.name, filters=list(_filters(listed)))
        return answer(export(listed.queryset, viewer=viewer, form=Format(form), statement=statement))

    def is_export(self, request: HttpRequest) -> bool:
        return request.resolver_match is not None and request.resolver_match.url_name == self.route("export")

    def _exports(self) -> dict[str, str]:
        return {form.name: reverse(f"admin:{self.route('export')}", args=[form]) for form in Format}


def _filters(listed: Any) -> Iterator[Filter]:
    """As people read them, and for the log as they stand in the address."""
    if listed.query.strip():
        yield Filter(name="Search", value=listed.query.strip())
    for title, says, given in listed.stated():
        is_chosen = all(CHOSEN.fullmatch(value) for value in given.values())
        logged = "&".join(f"{name}={value}" for name, value in given.items()) if is_chosen else None
        yield Filter(name=title, value=says, logged=logged)
