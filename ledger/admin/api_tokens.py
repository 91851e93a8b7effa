"""API tokens: made for oneself, by administrators for anyone; shown once, and revoked for good."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Viewer, write_log
from ledger.admin import show
from ledger.admin.base import ReadOnly
from ledger.choices import Act
from ledger.models import ApiToken
from ledger.models.decisions import REASON_LENGTH

EVERYBODYS = "ledger.change_apitoken"
# A read that every role with the API may make.
READS = "/api/v1/sources/"
UNKNOWN: Mapping[str, str] = {"last_used": "never", "revoked_at": "no"}


class TokenForm(forms.ModelForm):
    class Meta:
        model = ApiToken
        fields = ("name", "user", "expiry")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        same = ApiToken.objects.filter(user=given.get("user"), name=given.get("name"), revoked_at=None)
        if same.exists():
            self.add_error("name", "There is a token of that name: take another one, or revoke that first.")
        return given


class LastDay(forms.DateField):
    """A day to whose end a token is good, in the zone of this installation."""

    def __init__(self) -> None:
        self.days = timezone.localdate(), timezone.localdate() + timedelta(days=settings.API_TOKEN_DAYS)
        first, last = self.days
        calendar = forms.DateInput({"type": "date", "min": first.isoformat(), "max": last.isoformat()}, "%Y-%m-%d")
        super().__init__(
            label="Good until",
            initial=last,
            widget=calendar,
            help_text=f"The last day, no later than {_written(last)}.",
        )

    def clean(self, value: Any) -> Any:
        day: date = super().clean(value)
        first, last = self.days
        if not first <= day <= last:
            raise ValidationError(f"Choose a day from {_written(first)} to {_written(last)}.")
        return datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    about = "What programs read the API with. Each acts for somebody, has an end, and is shown once."
    plural = "API tokens"
    form = TokenForm
    list_display = table_columns = ("name_column", "whose", "maker", "made", "until", "last_use", "standing")
    list_select_related = ("user", "made_by")
    list_without = page_without = ("digest",)
    page_template = "admin/ledger/token.html"
    groups = (
        ("Token", ("name", "user", "token_key")),
        ("Life", ("made_by", "created", "expiry", "last_used", "revoked_at")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        tokens: QuerySet[ApiToken] = super().get_queryset(request)
        return tokens if _is_for_everybody(request) else tokens.filter(user=_person(request))

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(self.revoke_view)
        return [path("<int:pk>/revoke/", revoke, name=self.route("revoke")), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """With somebody to make one for."""
        person = _person(request)
        return person.has_perm("ledger.add_apitoken") and (_is_for_everybody(request) or person.has_perm(Power.USE_API))

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return self.form.Meta.fields

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return forms.ModelChoiceField(
                _open_to(request),
                label="Acts for",
                initial=request.user,
                empty_label=None,
                help_text="It may read what this person may, and no more.",
            )
        return LastDay() if db_field.name == "expiry" else super().formfield_for_dbfield(db_field, request, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Add an API token", **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.made_by = _person(request)
        obj.mint()
        super().save_model(request, obj, form, change)
        viewer = Viewer.at(request)
        write_log(Act.TOKEN_MADE, user=viewer.user, address=viewer.address, of=obj)

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """The one page that has it in clear: an answer, kept nowhere."""
        context = {
            "title": f"Copy {obj.name} now",
            "token": obj,
            "until": show.day(obj.expiry),
            "onward": show.address(obj),
            "curl": f"curl -H 'Authorization: Bearer {obj.in_clear}' {request.build_absolute_uri(READS)}",
        }
        return render(request, "admin/token_made.html", self.admin_site.each_context(request) | context)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        token = self.get_queryset(request).filter(pk=pk).first()
        if token is None:
            raise Http404
        reason = request.POST.get("reason", "").replace("\0", "").strip()
        if not 0 < len(reason) <= REASON_LENGTH:
            self.message_user(request, f"Nothing was revoked: say why, in at most {REASON_LENGTH:,} characters.", ERROR)
        elif _revoke(Viewer.at(request), token, reason):
            self.message_user(request, f"Revoked: {token.name}. Whatever still uses it is refused from now on.")
        return HttpResponseRedirect(show.address(token))

    def get_page(self, request: HttpRequest, thing: ApiToken) -> dict[str, Any]:
        revoke = "" if thing.revoked_at else reverse(f"admin:{self.route('revoke')}", args=[thing.pk])
        return super().get_page(request, thing) | {"revoke": revoke, "longest": REASON_LENGTH}

    @admin.display(description="Token")
    def name_column(self, token: ApiToken) -> SafeString:
        return format_html("{}", token.name)

    @admin.display(description="Acts for")
    def whose(self, token: ApiToken) -> SafeString:
        return format_html("{}", token.user)

    @admin.display(description="Made by")
    def maker(self, token: ApiToken) -> SafeString:
        return format_html("{}", token.made_by)

    @admin.display(description="Made")
    def made(self, token: ApiToken) -> SafeString:
        return show.minute(token.created)

    @admin.display(description="Good until")
    def until(self, token: ApiToken) -> str:
        return show.day(token.expiry)

    @admin.display(description="Last used")
    def last_use(self, token: ApiToken) -> SafeString:
        return show.minute(token.last_used) if token.last_used else show.dash("never")

    @admin.display(description="State")
    def standing(self, token: ApiToken) -> SafeString:
        return show.yes_no(is_so=not token.ended, yes="Good", no=token.ended.capitalize())

    def get_state(self, thing: ApiToken) -> SafeString:
        return self.standing(thing)

    def get_story(self, thing: ApiToken) -> str:
        if thing.ended:
            return f"It opens nothing: it is {thing.ended}."
        if not thing.user.has_perm(Power.USE_API):
            return f"It opens nothing as long as {thing.user} has no role that uses the API."
        return f"Whoever has it reads what {thing.user} may read, until the end of {show.day(thing.expiry)}."

    def get_note(self, thing: ApiToken, name: str) -> str:
        return {"token_key": "the rest is kept as a digest alone", "last_used": "to the hour"}.get(name, "")

    def get_reason(self, thing: ApiToken, name: str) -> str:
        return UNKNOWN.get(name, super().get_reason(thing, name))


@transaction.atomic
def _revoke(viewer: Viewer, token: ApiToken, reason: str) -> bool:
    """False: somebody already has."""
    is_ours = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if is_ours:
        write_log(Act.TOKEN_REVOKED, user=viewer.user, address=viewer.address, of=token, reason=reason)
    return bool(is_ours)


def _open_to(request: HttpRequest) -> QuerySet[User]:
    """Whom this person may make one for: who makes one for a superuser would take a superuser's place."""
    person = _person(request)
    users = User.objects.with_perm(Power.USE_API, backend="django.contrib.auth.backends.ModelBackend")
    if not _is_for_everybody(request):
        users = users.filter(pk=person.pk)
    elif not person.is_superuser:
        users = users.filter(is_superuser=False)
    return users.order_by("username")


def _is_for_everybody(request: HttpRequest) -> bool:
    return _person(request).has_perm(EVERYBODYS)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _written(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
