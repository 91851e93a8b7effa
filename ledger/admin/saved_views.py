"""
Views of a list that staff keep under a name, and share.

One with a search or with personal data in it is about one person: it is not kept, so that nothing outlives the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from ledger.access import Viewer, veiled
from ledger.admin.asking import is_sealed, list_query
from ledger.admin.filtering import Filtered
from ledger.models import SavedView
from ledger.models.views import NAME_LENGTH, QUERY_LENGTH

MOST = 50  # of one person and list
PERSONAL = "A view is about no single person: one with a search, an e-mail address or a code in it is not kept."


class Unkept(Exception):
    """Why a view was not kept, in words for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedLink:
    """A view in the list's menu."""

    view: SavedView
    address: str
    is_here: bool
    is_own: bool
    share: str  # where it is shared, or no more; empty: not by this person
    delete: str


class WithViews(Filtered):
    """A list with saved views."""

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view
        own = [
            path("views/keep/", wrapped(self.keep_view), name=self.route("keep")),
            path("views/<int:pk>/share/", wrapped(self.share_view), name=self.route("share")),
            path("views/<int:pk>/delete/", wrapped(self.forget_view), name=self.route("forget")),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        asked = list_query(request.GET.urlencode())
        context = {"saved": list(self._links(request, asked)), "unkept": self._why_not(request, asked)}
        return super().changelist_view(request, context | {"name_length": NAME_LENGTH} | (extra_context or {}))

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        user = self._asked_by(request)
        if user is None:
            return HttpResponseNotAllowed(["POST"])
        asked = list_query(request.POST.get("query", ""))
        try:
            view = self._keep(request, user, asked)
        except Unkept as why:
            self.message_user(request, f"The view was not kept. {why}", ERROR)
        else:
            self.message_user(request, f"Kept: {view.name}{', for the team' if view.is_shared else ''}.")
        return HttpResponseRedirect(f"{self.list_address}?{asked.urlencode()}")

    def share_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it to the team, or no more."""
        user = self._asked_by(request)
        if user is None:
            return HttpResponseNotAllowed(["POST"])
        view = get_object_or_404(self._seen_by(user), pk=pk)
        if view.owner_id != user.pk:
            raise PermissionDenied
        view.is_shared = request.POST.get("shared") == "yes"
        view.save(update_fields=["is_shared"])
        self.message_user(request, f"{view.name} is {'shared with the team' if view.is_shared else 'yours alone'}.")
        return HttpResponseRedirect(f"{self.list_address}?{view.query}")

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self._asked_by(request)
        if user is None:
            return HttpResponseNotAllowed(["POST"])
        view = get_object_or_404(self._seen_by(user), pk=pk)
        if not _may_forget(user, view):
            raise PermissionDenied
        view.delete()
        self.message_user(request, f"Deleted: {view.name}. The claims are as they were.")
        return HttpResponseRedirect(f"{self.list_address}?{view.query}")

    def _asked_by(self, request: HttpRequest) -> User | None:
        """None: not posted."""
        if not self.has_view_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        return request.user if request.method == "POST" else None

    def _keep(self, request: HttpRequest, user: User, asked: Any) -> SavedView:
        name = " ".join(request.POST.get("name", "").replace("\0", "").split())
        if why := self._why_not(request, asked):
            raise Unkept(why)
        if not 0 < len(name) <= NAME_LENGTH:
            raise Unkept(f"Give it a name of at most {NAME_LENGTH} characters.")
        if len(query := _query(asked)) > QUERY_LENGTH:
            raise Unkept("It has too many filters.")
        own = SavedView.objects.filter(owner=user, model=self.opts.model_name)
        if own.count() >= MOST:
            raise Unkept(f"You have {MOST} of this list: delete one first.")
        given = {"query": query, "is_shared": request.POST.get("shared") == "yes"}
        view, is_new = own.get_or_create(owner=user, model=self.opts.model_name, name=name, defaults=given)
        if not is_new:
            raise Unkept("You have one of that name.")
        return view

    def _why_not(self, request: HttpRequest, asked: Any) -> str:
        """Why these filters can't be kept; nothing: they can."""
        if any(map(is_sealed, asked)):
            return PERSONAL
        if self.asking(request, asked, self.model._default_manager.all()).problems:
            return "Some of its filters can't be read."
        return "" if asked else "Set a filter first."

    def _seen_by(self, user: User) -> QuerySet[SavedView]:
        return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), model=self.opts.model_name)

    def _links(self, request: HttpRequest, asked: Any) -> Sequence[SavedLink]:
        user, here, viewer = request.user, _query(asked), Viewer.at(request)
        if not isinstance(user, User):
            return ()
        views = self._seen_by(user).select_related("owner").order_by("name", "pk")[: 4 * MOST]
        return [
            SavedLink(
                view=veiled(viewer, view),
                address=f"{self.list_address}?{view.query}",
                is_here=view.query == here,
                is_own=view.owner_id == user.pk,
                share=self._act("share", view) if view.owner_id == user.pk else "",
                delete=self._act("forget", view) if _may_forget(user, view) else "",
            )
            for view in views
        ]

    def _act(self, name: str, view: SavedView) -> str:
        return reverse(f"admin:{self.route(name)}", args=[view.pk])


def _query(asked: Any) -> str:
    """One spelling for the same filters."""
    return urlencode(sorted(asked.items()))


def _may_forget(user: User, view: SavedView) -> bool:
    return view.owner_id == user.pk or user.has_perm("ledger.delete_savedview")
