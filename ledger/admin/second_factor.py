"""The page where one sets up a second factor, gets new recovery codes, or takes it away again."""

import secrets
from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from ledger.models import SecondFactor
from ledger.models.second_factors import step_of
from ledger.sealing import Unsealable, seal, unseal

CODE_LENGTH = 64  # characters of what is typed, at most
SECRET_BYTES = 20
ISSUER = "Reward Ledger"
PURPOSE = "second factor of"  # what is sealed says what for: no other sealed text is taken for it


def new_secret() -> str:
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def carry(user: User, secret: str) -> str:
    """The secret through the browser and back, for this person alone: nothing is kept before it is confirmed."""
    return seal(f"{PURPOSE} {user.pk} {secret}").decode()


def carried(user: User, sealed: str) -> str | None:
    try:
        head, _, secret = unseal(sealed.encode()).rpartition(" ")
    except Unsealable:
        return None
    return secret if head == f"{PURPOSE} {user.pk}" else None


def otpauth(user: User, secret: str) -> str:
    label = quote(f"{ISSUER}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER}, quote_via=quote)}"


def picture(text: str) -> SafeString:
    """A QR code as SVG, without an inline style."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=2, dark="#1b1f27", light="#fff", svgclass="qr")
    return mark_safe(drawn)  # noqa: S308 - drawn here: squares, and no text


@transaction.atomic
def set_up(user: User, secret: str, code: str) -> tuple[SecondFactor, list[str]] | None:
    """The second factor and its recovery codes; None where the code is not of this secret or there is one already."""
    step = step_of(secret, code)
    if step is None or SecondFactor.objects.filter(user=user).exists():
        return None
    factor = SecondFactor.of(user, secret)
    factor.last_step = step
    factor.save()
    return factor, factor.new_recovery_codes()


def why_not(factor: SecondFactor) -> str:
    """Why a code was not taken, in words that help."""
    factor.refresh_from_db()
    allowed, details = factor.verify_is_allowed()
    if allowed or not details:
        return "This code is not right. The app shows a new one every 30 seconds; each counts once."
    seconds = max(1, round((details["locked_until"] - timezone.now()).total_seconds()))
    return f"This code is not right, or came too soon. Try again in {seconds} seconds, with a new code."


def is_required() -> bool:
    required: bool = settings.REQUIRE_SECOND_FACTOR
    return required
