"""
Signatures: a check and its inverse, made from what a provider documents.

A *form* is what is signed: a function of the whole request, so that a provider may sign its URL as well.
"""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

Form = Callable[["SignedRequest"], bytes]

ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "base64": lambda digest: b64encode(digest).decode("ascii"),
}

LARGEST_COMPACTED = 1024 * 1024
WHITE_SPACE = b" \t\n\r"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """What a signature can be over. Header names are in lower case."""

    body: bytes
    headers: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hmac:
    """One header with a MAC of one of several forms of the request."""

    header: str
    forms: Mapping[str, Form]
    encode: Callable[[bytes], str]
    prefix: str

    def check(self, request: SignedRequest, secret: str) -> str | None:
        """The form that the signature fits, tried in order; None if none does, whatever the header holds."""
        given = request.headers.get(self.header, "")
        if not (secret and given.isascii() and len(given) == self._length):
            return None
        for name, form in self.forms.items():
            if hmac.compare_digest(self._value(form(request), secret).encode(), given.encode()):
                return name
        return None

    def sign(self, request: SignedRequest, secret: str) -> dict[str, str]:
        """The headers that the provider would send: the first form's."""
        form = next(iter(self.forms.values()))
        return {self.header: self._value(form(request), secret)}

    @property
    def _length(self) -> int:
        return len(self.prefix) + len(self.encode(bytes(sha256().digest_size)))

    def _value(self, signed: bytes, secret: str) -> str:
        return self.prefix + self.encode(hmac.digest(secret.encode(), signed, sha256))


def hmac_sha256(*, header: str, encoding: str, forms: Mapping[str, Form], prefix: str = "") -> Hmac:
    """A MAC under the secret's UTF-8 bytes, written as ``encoding`` says behind ``prefix``."""
    return Hmac(header=header, forms=forms, encode=ENCODINGS[encoding], prefix=prefix)


def raw(request: SignedRequest) -> bytes:
    """The body as it came."""
    return request.body


def compact(request: SignedRequest) -> bytes:
    """
    The body without the white space outside of its strings.

    Never a re-dump: that would change how numbers and escapes are spelt. Of a body over ``LARGEST_COMPACTED`` it is the
    body itself: whoever asks is not known yet, and must not cost much.
    """
    if len(request.body) > LARGEST_COMPACTED:
        return request.body
    parts = request.body.split(b'"')
    is_string = False
    for place, part in enumerate(parts):
        if is_string:
            # A quote behind an odd number of backslashes is escaped: the string goes on.
            is_string = (len(part) - len(part.rstrip(b"\\"))) % 2 == 1
        else:
            parts[place] = part.translate(None, WHITE_SPACE)
            is_string = True
    return b'"'.join(parts)
