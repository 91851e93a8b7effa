"""
What is kept so that it can't be read: secrets, and that something was asked for.

The first of ``LEDGER_ENCRYPTION_KEYS`` is used for what is new, any of them for what is old.
"""

import hmac
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unsealable(Exception):
    """No key of this installation opens what was sealed."""


def seal(secret: str) -> bytes:
    """The secret, to be stored."""
    return _cipher(tuple(settings.LEDGER_ENCRYPTION_KEYS)).encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret in clear. Raises ``Unsealable``."""
    return _unseal(sealed, tuple(settings.LEDGER_ENCRYPTION_KEYS))


def seal_bytes(content: bytes) -> bytes:
    """The content, to be stored: a third longer."""
    return _cipher(tuple(settings.LEDGER_ENCRYPTION_KEYS)).encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """The content in clear, which is not remembered. Raises ``Unsealable``."""
    try:
        return _cipher(tuple(settings.LEDGER_ENCRYPTION_KEYS)).decrypt(sealed)
    except InvalidToken:
        raise Unsealable("no key in LEDGER_ENCRYPTION_KEYS opens this") from None


def key_of(sealed: bytes) -> int:
    """Which of the keys opens it: 0 is the one that seals what is new. Raises ``Unsealable``."""
    for place, key in enumerate(settings.LEDGER_ENCRYPTION_KEYS):
        try:
            _cipher((key,)).decrypt(sealed)
        except InvalidToken:
            continue
        return place
    raise Unsealable("no key in LEDGER_ENCRYPTION_KEYS opens this")


def resealed(sealed: bytes) -> bytes:
    """The same content under the first key, as long as it was. Raises ``Unsealable``."""
    try:
        return _cipher(tuple(settings.LEDGER_ENCRYPTION_KEYS)).rotate(sealed)
    except InvalidToken:
        raise Unsealable("no key in LEDGER_ENCRYPTION_KEYS opens this") from None


def normal(typed: str) -> str:
    """One spelling for what people take for the same."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def fingerprint(typed: str) -> str:
    """By which it is known again, and not read: HMAC-SHA256 with a key for this alone."""
    return fingerprints(typed)[0]


def fingerprints(typed: str) -> list[str]:
    """The fingerprint, and those it had under older keys."""
    text = normal(typed).encode(errors="surrogatepass")
    return [hmac.digest(_fingerprint_key(key), text, "sha256").hex() for key in settings.LEDGER_ENCRYPTION_KEYS]


@lru_cache(maxsize=16)
def _fingerprint_key(key: str) -> bytes:
    # Not the sealing key itself: what one key gives away must not open what another keeps.
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"reward-ledger fingerprint").derive(key.encode())


@lru_cache(maxsize=256)
def _unseal(sealed: bytes, keys: tuple[str, ...]) -> str:
    try:
        return _cipher(keys).decrypt(sealed).decode()
    except InvalidToken:
        raise Unsealable("no key in LEDGER_ENCRYPTION_KEYS opens this secret") from None


@lru_cache(maxsize=16)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
