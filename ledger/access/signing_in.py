"""Who is let in, and every attempt to sign in with a password, from wherever, for the access log."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from ledger.access.log import write_log
from ledger.choices import Act
from ledger.clients import client_address


class LoggedBackend(ModelBackend):
    """
    Django's own, with a log.

    A name that was typed is kept as a fingerprint alone: a password may be typed in its place.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **given: Any
    ) -> User | None:
        user: User | None = super().authenticate(request, username=username, password=password, **given)
        write_log(
            Act.SIGN_IN if user else Act.SIGN_IN_FAILED,
            user=user,
            address=client_address(request.META) if request else None,
            typed=username or str(given.get(User.USERNAME_FIELD, "")),
        )
        return user


def is_let_in(user: Any) -> bool:
    """Whether a session is that of staff, proven as far as this installation asks for it."""
    is_proven = getattr(user, "otp_device", None) is not None
    return bool(user.is_active and user.is_staff and (is_proven or not settings.REQUIRE_SECOND_FACTOR))
