"""Notes of staff: written, read and taken back on the page of what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.models import Note
from ledger.models.notes import NOTE_LENGTH

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A note as it is read. ``delete``: the address to take it back at, for those who may."""

    text: str
    author: str
    written_at: datetime
    delete: str

    @property
    def time(self) -> Any:
        return show.minute(self.written_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The newest on a page, and where one more is sent; empty for those who may not write."""

    written: Sequence[Written]
    is_cut: bool
    address: str
    longest: int = NOTE_LENGTH


class Notable(ReadOnly):
    """A page with notes."""

    noted: ClassVar[str]  # the column of Note that names such a thing

    def get_urls(self) -> list[URLPattern]:
        write, delete = (self.admin_site.admin_view(view) for view in (self.note_view, self.unnote_view))
        return [
            path("<int:pk>/note/", write, name=f"{self._noted_route}_note"),
            path("<int:pk>/note/<int:note>/delete/", delete, name=f"{self._noted_route}_unnote"),
            *super().get_urls(),
        ]

    def get_page(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return super().get_page(request, thing) | {"notes": self._notes(request, thing)}

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        thing = self._noted(request, pk)
        if not request.user.has_perm("ledger.add_note"):
            raise PermissionDenied
        text = request.POST.get("text", "").replace("\0", "").strip()
        if not text:
            self.message_user(request, "Nothing was noted: the note is empty.", ERROR)
        elif len(text) > NOTE_LENGTH:
            self.message_user(request, f"Nothing was noted: at most {NOTE_LENGTH:,} characters.", ERROR)
        else:
            given = {self.noted: thing, "text": text, "author": request.user, "written_at": timezone.now()}
            Note.objects.create(**given)
            self.message_user(request, "Noted.")
        return HttpResponseRedirect(f"{show.address(thing)}#notes")

    def unnote_view(self, request: HttpRequest, pk: int, note: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        thing = self._noted(request, pk)
        found = Note.objects.filter(**{"pk": note, self.noted: thing}).first()
        if found is None:
            raise Http404
        if not _may_delete(request, found):
            raise PermissionDenied
        found.delete()
        self.message_user(request, "The note is gone.")
        return HttpResponseRedirect(f"{show.address(thing)}#notes")

    def _noted(self, request: HttpRequest, pk: int) -> Any:
        if not (self.has_view_permission(request) and request.user.has_perm("ledger.view_note")):
            raise PermissionDenied
        thing = self.model._default_manager.filter(pk=pk).first()
        if thing is None:
            raise Http404
        return thing

    def _notes(self, request: HttpRequest, thing: Any) -> Notes | None:
        """The newest first; None for those whom they are not for."""
        if not request.user.has_perm("ledger.view_note"):
            return None
        rows = Note.objects.filter(**{self.noted: thing}).select_related("author").order_by("-id")
        found = list(rows[: MOST + 1])
        may_write = request.user.has_perm("ledger.add_note")
        return Notes(
            written=[self._written(request, thing, note) for note in found[:MOST]],
            is_cut=len(found) > MOST,
            address=reverse(f"admin:{self._noted_route}_note", args=[thing.pk]) if may_write else "",
        )

    def _written(self, request: HttpRequest, thing: Any, note: Note) -> Written:
        seen = veiled(Viewer.at(request), note)
        there = reverse(f"admin:{self._noted_route}_unnote", args=[thing.pk, note.pk])
        return Written(
            text=seen.text,
            author=str(seen.author),
            written_at=seen.written_at,
            delete=there if _may_delete(request, note) else "",
        )

    @property
    def _noted_route(self) -> str:
        return f"ledger_{self.opts.model_name}"


def _may_delete(request: HttpRequest, note: Note) -> bool:
    """Its author, as long as they may write any; and who may delete those of others."""
    user: Any = request.user
    is_own = isinstance(user, User) and note.author_id == user.pk and user.has_perm("ledger.add_note")
    return is_own or bool(user.has_perm("ledger.delete_note"))
