"""A list as a file: what is listed, all of it, for those who may take it away."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.views.main import ChangeList
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

    change_list_template = "admin/ledger/exportable.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<str:form>/", view, name=self._export_route), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        exports = self._exports() if Viewer.at(request).may(Power.EXPORT) else {}
        return super().changelist_view(request, {"exports": exports, **(extra_context or {})})

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        viewer = Viewer.at(request)
        if not (self.has_view_permission(request) and viewer.may(Power.EXPORT)):
            raise PermissionDenied
        if form not in set(Format):
            raise Http404
        listed = self.get_changelist_instance(request)
        if listed.query.strip() and self.find(listed.query.strip()).is_cut:
            self.message_user(request, "Nothing was exported: so many match that they are not all found.", ERROR)
            return HttpResponseRedirect(f"{reverse(self._list_route)}{listed.get_query_string()}")
        statement = Statement(title=self.name, filters=list(_filters(request, listed)))
        return answer(export(listed.queryset, viewer=viewer, form=Format(form), statement=statement))

    def _exports(self) -> dict[str, str]:
        return {form.name: reverse(f"admin:{self._export_route}", args=[form]) for form in Format}

    @property
    def _export_route(self) -> str:
        return f"ledger_{self.opts.model_name}_export"

    @property
    def _list_route(self) -> str:
        return f"admin:ledger_{self.opts.model_name}_changelist"


def _filters(request: HttpRequest, listed: ChangeList) -> Iterator[Filter]:
    """As people read them, and for the log as they stand in the address."""
    if listed.query.strip():
        yield Filter(name="Search", value=listed.query.strip())
    for spec in listed.filter_specs:
        given = {name: request.GET[name] for name in spec.expected_parameters() if name and name in request.GET}
        chosen = [str(choice["display"]) for choice in spec.choices(listed) if choice["selected"]]
        if given:
            is_chosen = all(CHOSEN.fullmatch(value) for value in given.values())
            logged = "&".join(f"{name}={value}" for name, value in given.items()) if is_chosen else None
            yield Filter(name=str(spec.title).capitalize(), value=", ".join(chosen), logged=logged)
