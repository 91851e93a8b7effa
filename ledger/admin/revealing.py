"""One value in clear for somebody who sees it masked: asked for on its page, with a reason, shown once and logged."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from ledger.access import Power, Unrevealed, Viewer, reveal, shown
from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.admin.page import Group, Row, may_see, value
from ledger.models import Customer, Voucher
from ledger.models.decisions import REASON_LENGTH

# What a link to such a thing shows of it: the first of these that is known.
LINKED: Mapping[type[Model], Sequence[str]] = {Customer: ("name", "merchant_ref"), Voucher: ("code",)}
ONCE = "shown this once, and logged with your reason"


class Revealable(ReadOnly):
    """A page on which whoever has the power can have a masked value shown, of the thing or of one it links to."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reveal_view)
        return [path("<int:pk>/reveal/<slug:name>/", view, name=self.route("reveal")), *super().get_urls()]

    def get_page(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        page = super().get_page(request, thing)
        viewer = Viewer.at(request)
        if not viewer.may(Power.REVEAL):
            return page
        masked = set(self._masked(request, viewer, thing))

        def offered(row: Row) -> Row:
            if row.name not in masked:
                return row
            address = reverse(f"admin:{self.route('reveal')}", args=[thing.pk, row.name]) + self.kept(request)
            return replace(row, reveal=f"{address}#at-{row.name}")

        groups = [_with(group, map(offered, group.rows)) for group in page["groups"]]
        return page | {"groups": groups, "reason_length": REASON_LENGTH}

    def reveal_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """The page with this value in clear, for this answer alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            thing = self._get(request, str(pk))
        except self.model.DoesNotExist:
            raise Http404 from None
        if request.method != "POST":
            return HttpResponseRedirect(show.address(thing) + self.kept(request))
        whose, column = self._of(thing, name)
        if not may_see(request, type(whose)):
            raise PermissionDenied
        try:
            found = reveal(Viewer.at(request), whose, column, reason=request.POST.get("reason", ""))
        except Unrevealed as error:
            self.message_user(request, f"Nothing was shown. {error}", ERROR)
            return HttpResponseRedirect(show.address(thing) + self.kept(request))
        page = self.get_page(request, thing)
        looks = _clear(whose, column, found, is_linked=whose is not thing)

        def revealed(row: Row) -> Row:
            return replace(row, value=looks, note=ONCE, reveal="", is_revealed=True) if row.name == name else row

        groups = [_with(group, map(revealed, group.rows)) for group in page["groups"]]
        context = self.admin_site.each_context(request) | page | {"groups": groups}
        return TemplateResponse(request, self.page_template, context)

    def _masked(self, request: HttpRequest, viewer: Viewer, thing: Any) -> Iterator[str]:
        """The columns of the page of which this person sees less than there is, though they may see the thing."""
        for name in (name for _, names in self.groups for name in names):
            try:
                whose, column = self._of(thing, name)
            except Http404:
                continue
            clear = getattr(whose, column)
            if shown(viewer, type(whose), column, clear) != clear and may_see(request, type(whose)):
                yield name

    def _of(self, thing: Any, name: str) -> tuple[Any, str]:
        """Whose value stands there on the page, and in which column. Raises Http404 where there is none."""
        if not any(name in names for _, names in self.groups):
            raise Http404
        found = getattr(thing, name)
        if not isinstance(found, Model):
            return thing, name
        known = [column for column in LINKED.get(type(found), ()) if getattr(found, column)]
        if not known:
            raise Http404
        return found, known[0]


def _clear(whose: Any, column: str, found: Any, *, is_linked: bool) -> SafeString:
    """As the page shows it to whoever sees it always."""
    seen = copy(whose)
    setattr(seen, column, found)
    looks = value(seen, seen._meta.get_field(column)) or show.unknown()
    return show.link(whose, looks) if is_linked else looks


def _with(group: Group, rows: Iterator[Row]) -> Group:
    return replace(group, rows=list(rows))
