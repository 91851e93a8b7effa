"""What staff prove themselves with besides a password: an authenticator app, and codes on paper for when it is lost."""

import secrets
from base64 import b32decode
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from ledger.sealing import seal, unseal

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # what nobody reads for another
STEP = 30  # seconds
TOLERANCE = 1  # steps that a phone's clock may be off


class SecondFactor(ThrottlingMixin, Device):
    """An authenticator app (TOTP). Its secret is sealed; a code counts once, and wrong ones make the next wait."""

    sealed = models.BinaryField(editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)  # of the newest code that was taken
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("user",)
        constraints = (UniqueConstraint(fields=("user",), name="ledger_secondfactor_is_one_for_a_person"),)

    def __str__(self) -> str:
        return f"Second factor of {self.user}"

    @classmethod
    def of(cls, user: User, secret: str) -> "SecondFactor":
        """Not yet saved."""
        return cls(user=user, name="Authenticator app", sealed=seal(secret))

    def verify_token(self, token: str) -> bool:
        """
        Whether it is the code of now, or a recovery code, which is used up. Keeps count of wrong ones.

        Within a transaction that has locked the row: ``django_otp.verify_token`` sees to it. Raises ``Unsealable``.
        """
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        is_right = self._is_of_now(token) or self._is_on_paper(token)
        if is_right:
            self.throttle_reset(commit=False)
        else:
            self.throttle_increment(commit=False)
        self.save()
        return is_right

    def get_throttle_factor(self) -> int:
        return 1

    def new_recovery_codes(self) -> list[str]:
        """In clear, for this once. Those before them open nothing any more."""
        codes = ["-".join(_word() for _ in range(4)) for _ in range(RECOVERY_CODES)]
        self.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(factor=self, digest=digest(code)) for code in codes)
        return codes

    def _is_of_now(self, token: str) -> bool:
        step = step_of(unseal(bytes(self.sealed)), token, after=self.last_step)
        self.last_step = step or self.last_step
        return step is not None

    def _is_on_paper(self, token: str) -> bool:
        used, _ = self.recovery_codes.filter(digest=digest(token)).delete()
        return bool(used)


class RecoveryCode(models.Model):
    """One that is not used yet. With eighty random bits each, a plain digest keeps it."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"Recovery code of {self.factor.user}"


def step_of(secret: str, token: str, *, after: int = 0) -> int | None:
    """The step of time that the code is of; None where it is of none near now, or of one that was used."""
    plain = token.replace(" ", "")
    if not (len(plain) == 6 and plain.isascii() and plain.isdecimal()):
        return None
    clock = TOTP(b32decode(secret), step=STEP)
    return clock.t() if clock.verify(int(plain), tolerance=TOLERANCE, min_t=after + 1) else None


def digest(code: str) -> bytes:
    """Of a recovery code, however it was typed."""
    return sha256("".join(letter for letter in code.lower() if letter in ALPHABET).encode()).digest()


def _word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(4))
