"""A list as a file: what is listed, all of it, for those who may take it away."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from ledger.access import Power, Viewer
from ledger.admin.base import Bounded
from ledger.exports import Filter, Format, Statement, answer, export
from ledger.models import LedgerEntry
from ledger.reports import settle

ANYBODY = Viewer()  # the log is read by those who see no personal data


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
        if listed.found.is_cut:
            self.message_user(request, "Nothing was exported: so many match that they are not all found.", ERROR)
            return HttpResponseRedirect(f"{self.list_address}{listed.get_query_string()}")
        rows, as_of = settled(listed.queryset)
        statement = Statement(title=self.name, filters=list(_filters(listed)), as_of=as_of)
        return answer(export(rows, viewer=viewer, form=Format(form), statement=statement))

    def is_export(self, request: HttpRequest) -> bool:
        return request.resolver_match is not None and request.resolver_match.url_name == self.route("export")

    def _exports(self) -> dict[str, str]:
        return {form.name: reverse(f"admin:{self.route('export')}", args=[form]) for form in Format}


def settled(rows: QuerySet[Any]) -> tuple[QuerySet[Any], datetime | None]:
    """Of what only grows, the rows up to a moment before which none can come any more: they stay the same."""
    if rows.model is not LedgerEntry:
        return rows, None
    as_of = settle()
    return rows.filter(recorded_at__lte=as_of), as_of


def _filters(listed: Any) -> Iterator[Filter]:
    """As people read them, and for the log as they stand in the address."""
    asked = listed.asking.strict
    tells = asked.filters.keys() - set(asked.hidden_from(ANYBODY))
    for title, says, given in listed.stated():
        logged = "&".join(f"{name}={value}" for name, value in given.items()) if given.keys() <= tells else None
        yield Filter(name=title, value=says, logged=logged)
