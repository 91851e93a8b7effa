"""Sources to send to, and senders that sign as their provider does."""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from ledger.models import Source, WebhookSecret
from ledger.providers import all_providers
from ledger.signatures import SignedRequest

SECRET = "not a secret: the tests' own"


def add_source(provider: str, *, slug: str | None = None, secret: str | None = SECRET, **fields: Any) -> Source:
    """A source that takes what is signed with the secret."""
    values = {"name": f"Acme ({provider})", "currency": "EUR"} | fields
    source = Source.objects.create(slug=slug or f"acme-{provider}", provider=provider, **values)
    if secret:
        WebhookSecret.of(source, secret, name="first").save()
    return source


def address(source: Source) -> str:
    return f"/webhooks/{source.provider}/{source.slug}/"


def signature(source: Source, body: bytes, *, secret: str = SECRET, path: str | None = None) -> Mapping[str, str]:
    """The headers that the provider would send with the body."""
    url = f"http://testserver{path or address(source)}"
    return all_providers()[source.provider].sign(SignedRequest(body=body, headers={}, url=url), secret)


def post(source: Source, body: bytes, *, secret: str = SECRET, path: str | None = None, **more: str) -> tuple[int, Any]:
    """Send a signed webhook; answers the status and what is said."""
    headers = {**signature(source, body, secret=secret, path=path), **more}
    response = Client().post(path or address(source), body, content_type="application/json", headers=headers)
    return response.status_code, response.json()
