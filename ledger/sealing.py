"""Secrets at rest: sealed with the first of ``LEDGER_ENCRYPTION_KEYS``, opened with any of them."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):
    """No key of this installation opens what was sealed."""


def seal(secret: str) -> bytes:
    """The secret, to be stored."""
    return _cipher(tuple(settings.LEDGER_ENCRYPTION_KEYS)).encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret in clear. Raises ``Unsealable``."""
    return _unseal(sealed, tuple(settings.LEDGER_ENCRYPTION_KEYS))


@lru_cache(maxsize=256)
def _unseal(sealed: bytes, keys: tuple[str, ...]) -> str:
    try:
        return _cipher(keys).decrypt(sealed).decode()
    except InvalidToken:
        raise Unsealable("no key in LEDGER_ENCRYPTION_KEYS opens this secret") from None


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
