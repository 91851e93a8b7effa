"""The page of one's own second factor: set it up, get new recovery codes, take it away again."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as prove
from django_otp import verify_token

from ledger.admin import second_factor as factors
from ledger.admin.sign_in import HalfSignedIn
from ledger.models import SecondFactor

TITLE = "Second factor"


@sensitive_post_parameters("code", "sealed")
@never_cache
def second_factor_view(request: HttpRequest) -> HttpResponse:
    """For who is signed in, and for who must have one before that."""
    half = None if admin.site.has_permission(request) else HalfSignedIn.read(request)
    user: Any = half.user if half else request.user
    if user is None or not (half or admin.site.has_permission(request)):
        return redirect("admin:login")
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return _enrol(request, user, half)
    return redirect("admin:code") if half else _manage(request, user, factor)


def _enrol(request: HttpRequest, user: User, half: HalfSignedIn | None) -> HttpResponse:
    secret = factors.carried(user, request.POST.get("sealed", "")) if request.method == "POST" else None
    made = factors.set_up(user, secret, _code(request)) if secret else None
    if made:
        factor, codes = made
        onward = half.next if half else reverse("admin:index")
        if half:
            half.finish(request, user, factor)
        else:
            prove(request, factor)
        return _show_codes(request, codes, onward)
    problem = "This code is not right. Wait for the next one in the app, and type that." if secret else ""
    secret = secret or factors.new_secret()
    context = {
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "sealed": factors.carry(user, secret),
        "picture": factors.picture(factors.otpauth(user, secret)),
        "is_required": half is not None,
    }
    return _page(request, "admin/factor_set_up.html", title="Set up a second factor", problem=problem, **context)


def _manage(request: HttpRequest, user: User, factor: SecondFactor) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act and verify_token(user, factor.persistent_id, _code(request)):
            return act(request, factor)
        problem = factors.why_not(factor) if act else "Press one of the two buttons."
    context = {"factor": factor, "left": factor.recovery_codes.count(), "is_required": factors.is_required()}
    return _page(request, "admin/factor.html", title=TITLE, problem=problem, **context)


def _renew(request: HttpRequest, factor: SecondFactor) -> HttpResponse:
    prove(request, factor)
    return _show_codes(request, factor.new_recovery_codes(), reverse("admin:second-factor"))


def _remove(_request: HttpRequest, factor: SecondFactor) -> HttpResponse:
    if not factors.is_required():
        factor.delete()
    return redirect("admin:second-factor")


ACTS = {"renew": _renew, "remove": _remove}


def _show_codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    return _page(request, "admin/factor_codes.html", title="Your recovery codes", codes=codes, onward=onward)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, admin.site.each_context(request) | context)


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "")[: factors.CODE_LENGTH]
