"""What staff decide: shown like everything that is kept, and asked for on the page of what it is about."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.admin.facets import Facet, period, words
from ledger.admin.filtering import Filtered
from ledger.choices import Verdict
from ledger.decisions import Undecidable
from ledger.filters import DecisionFilters
from ledger.models import Decision
from ledger.models.decisions import REASON_LENGTH

REASON_SHOWN = 80  # characters, in a list


@admin.register(Decision)
class DecisionAdmin(Filtered):
    about = "What staff decided of events that were held and of claims, with the reason."
    table_columns = ("decided", "verdict_column", "why", "by")
    list_display = (*table_columns, "on")
    list_select_related = ("author", "event", "claim")
    list_without = page_without = ("event__body", "event__headers", "event__faults")
    filters = DecisionFilters
    facets = (period("Decided", "decided"), Facet(title="Decision", name="verdict", words=words(Verdict)))
    groups = (("Decision", ("verdict", "reason", "author", "decided_at")), ("On", ("event", "claim")))

    @admin.display(description="Decided")
    def decided(self, decision: Decision) -> SafeString:
        return show.minute(decision.decided_at)

    @admin.display(description="Decision")
    def verdict_column(self, decision: Decision) -> SafeString:
        return format_html("{}", decision.get_verdict_display())

    @admin.display(description="Reason")
    def why(self, decision: Decision) -> SafeString:
        return format_html("{}", Truncator(decision.reason).chars(REASON_SHOWN))

    @admin.display(description="By")
    def by(self, decision: Decision) -> SafeString:
        return format_html("{}", decision.author)

    @admin.display(description="On")
    def on(self, decision: Decision) -> SafeString:
        return show.link(decision.event or decision.claim)

    def get_reason(self, thing: Decision, name: str) -> str:
        return "on a claim" if name == "event" else "on an event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What staff can decide here: the words on the buttons."""

    title: str
    help: str
    address: str
    answers: Mapping[str, str]
    longest: int = REASON_LENGTH


class Decidable(ReadOnly):
    """A page that asks for a decision of those who may make one."""

    asked: ClassVar[str]
    help_with: ClassVar[Mapping[Verdict, str]]  # what each verdict leads to, in the order of the buttons
    act: ClassVar[Callable[..., Decision]]

    def open_to(self, thing: Any) -> list[Verdict]:
        """The verdicts that have a meaning now."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", view, name=self._route), *super().get_urls()]

    def get_page(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        return super().get_page(request, thing) | {"question": self._question(request, thing)}

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One answer to the question; whatever comes of it is said on the page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_view_permission(request) and _may_decide(request)):
            raise PermissionDenied
        thing = self.model._default_manager.filter(pk=pk).first()
        if thing is None:
            raise Http404
        try:
            self._decide(request, thing)
        except Undecidable as error:
            self.message_user(request, f"Nothing was decided. {error}", ERROR)
        return HttpResponseRedirect(show.address(thing) + self.kept(request))

    def _decide(self, request: HttpRequest, thing: Any) -> None:
        verdict = next((known for known in self.help_with if known == request.POST.get("verdict")), None)
        if verdict is None:
            raise Undecidable("Press one of the two buttons.")
        reason = request.POST.get("reason", "")
        decision = type(self).act(thing, verdict, reason=reason, author=request.user)
        self.message_user(request, f"Decided: {decision.get_verdict_display().lower()}. {self.help_with[verdict]}")

    def _question(self, request: HttpRequest, thing: Any) -> Question | None:
        verdicts = self.open_to(thing)
        if not (verdicts and _may_decide(request)):
            return None
        return Question(
            title=self.asked,
            help=" ".join(f"{_label(verdict)}: {self.help_with[verdict]}" for verdict in verdicts),
            address=reverse(f"admin:{self._route}", args=[thing.pk]) + self.kept(request),
            answers={verdict.value: _label(verdict) for verdict in verdicts},
        )

    @property
    def _route(self) -> str:
        return f"ledger_{self.opts.model_name}_decide"


def _may_decide(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_perm("ledger.add_decision")


def _label(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ").capitalize()
