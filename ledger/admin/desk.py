"""The desk: Django's admin with a frame, a search on every page and a sign-in of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from ledger.access.signing_in import is_let_in
from ledger.admin import show
from ledger.admin.factor_page import second_factor_view
from ledger.admin.finding import search_view
from ledger.admin.home import home
from ledger.admin.missing import missing_view
from ledger.admin.navigation import navigation
from ledger.admin.report_page import report_export_view, reports_view
from ledger.admin.sign_in import PasswordStep, code_step
from ledger.release import VERSION


class Desk(admin.AdminSite):
    site_title = site_header = index_title = "Reward Ledger"
    site_url = None
    empty_value_display = show.DASH
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Whoever leaves is switched off, one at a time.
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        return is_let_in(request.user)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the frame shows. ``available_apps``: the stock pages' own navigation, which nothing here reads."""
        opened = self.has_permission(request)
        offered = navigation(request) if opened else ()
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": opened,
            "available_apps": (),
            "is_popup": False,
            "is_nav_sidebar_enabled": True,
            "navigation": offered,
            "here": next((line for _, lines in offered for line in lines if line.is_here), None),
            "zone": show.zone(),
            "version": VERSION,
            "initials": initials(request.user) if opened else "",
        }

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own = [
            path("login/code/", code_step, name="code"),
            path("second-factor/", second_factor_view, name="second-factor"),
            path("search/", self.admin_view(search_view), name="search"),
            path("missing/", self.admin_view(missing_view), name="missing"),
            path("reports/", self.admin_view(reports_view), name="reports"),
            path("reports/export/<str:form>/", self.admin_view(report_export_view), name="report-export"),
        ]
        return own + super().get_urls()

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        context = {**self.each_context(request), **home(request), **(extra_context or {})}
        return TemplateResponse(request, "admin/index.html", context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Our sections are not Django's apps."""
        return HttpResponseRedirect(reverse("admin:index"))

    @method_decorator(never_cache)
    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Django lets a browser keep it, and with it the frame around it."""
        return super().password_change(request, extra_context)

    @method_decorator(never_cache)
    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().password_change_done(request, extra_context)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {**self.each_context(request), "title": "Sign in", **(extra_context or {})}
        view: Any = never_cache(PasswordStep.as_view(extra_context=context))
        answer: HttpResponse = view(request)
        return answer


def initials(user: Any) -> str:
    """Two letters for a person."""
    words = (user.get_full_name() or user.get_username()).replace(".", " ").replace("_", " ").split()
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else words[0][:2]).upper()
