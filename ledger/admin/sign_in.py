"""
Signing in: a password, then a code where a second factor is set up or required.

Nobody is signed in between the two steps, so whatever asks for a signed-in person may rely on both.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as prove
from django_otp import verify_token

from ledger.admin.second_factor import CODE_LENGTH, why_not
from ledger.clients import client_address
from ledger.models import SecondFactor
from ledger.sessions import STARTED

HALF = "half signed in"
HALF_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfSignedIn:
    """Who has given a right password, and what is remembered until the code."""

    user_id: int
    backend: str
    password_hash: str  # as sessions keep it: a password changed meanwhile ends this
    since: int
    next: str

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        kept = request.session.get(HALF)
        half = cls(**kept) if kept else None
        return half if half and time.time() - half.since < HALF_SECONDS else None

    @property
    def user(self) -> User | None:
        user = User.objects.filter(pk=self.user_id, is_active=True, is_staff=True).first()
        is_same = user and constant_time_compare(user.get_session_auth_hash(), self.password_hash)
        return user if is_same else None

    def finish(self, request: HttpRequest, user: User, factor: SecondFactor) -> None:
        del request.session[HALF]
        sign_in(request, user, backend=self.backend)
        prove(request, factor)


class PasswordForm(AdminAuthenticationForm):
    error_messages = {
        "invalid_login": "This name and password do not fit together. Both are case-sensitive.",
        "inactive": "This account is switched off.",
    }


class PasswordStep(LoginView):
    template_name = "admin/login.html"
    authentication_form = PasswordForm
    next_page = "admin:index"

    def form_valid(self, form: Any) -> HttpResponse:
        user, onward = form.get_user(), self.get_success_url()
        has_factor = SecondFactor.objects.filter(user=user).exists()
        if not (has_factor or settings.REQUIRE_SECOND_FACTOR):
            sign_in(self.request, user, backend=user.backend)
            return HttpResponseRedirect(onward)
        half = HalfSignedIn(
            user_id=user.pk,
            backend=user.backend,
            password_hash=user.get_session_auth_hash(),
            since=int(time.time()),
            next=onward,
        )
        self.request.session.flush()
        self.request.session[HALF] = asdict(half)
        return redirect("admin:code" if has_factor else "admin:second-factor")


@sensitive_post_parameters("code")
@never_cache
def code_step(request: HttpRequest) -> HttpResponse:
    """The second step, for who has a second factor."""
    half = HalfSignedIn.read(request)
    user = half and half.user
    factor = SecondFactor.objects.filter(user=user).first() if user else None
    if not (half and user and factor):
        return redirect("admin:login")
    problem = ""
    if request.method == "POST":
        code = request.POST.get("code", "")[:CODE_LENGTH]
        if verify_token(user, factor.persistent_id, code):
            half.finish(request, user, factor)
            return HttpResponseRedirect(half.next)
        problem = why_not(factor)
    return render(request, "admin/code.html", {"title": "Your second factor", "problem": problem, "who": user})


def sign_in(request: HttpRequest, user: User, *, backend: str) -> None:
    request.session.pop(STARTED, None)
    login(request, user, backend=backend)


def address(request: HttpRequest) -> str:
    """Where somebody signs in from, for ``AXES_CLIENT_IP_CALLABLE``."""
    return client_address(request.META) or "0.0.0.0"  # noqa: S104 - an address in a table, not one to listen at


def locked_out(request: HttpRequest, _response: object, _credentials: object) -> HttpResponse:
    """For ``AXES_LOCKOUT_CALLABLE``."""
    minutes = settings.AXES_COOLOFF_TIME.total_seconds() / 60
    context = {"title": "Too many tries", "minutes": round(minutes), "again": reverse("admin:login")}
    answer = render(request, "admin/locked.html", context, status=429)
    answer["Retry-After"] = str(round(minutes * 60))
    return answer
