"""
The webhooks' entrance: one DRF view, one route a provider.

Whatever is signed is kept and answered with 200, also what can't be understood: sending it again would not mend it, and
a provider that is refused too often switches the webhook off.
"""

from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, UnreadablePostError
from django.urls import path
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.choices import Origin
from ledger.clients import client_address
from ledger.inbox import Delivery, Receipt, receive
from ledger.metrics import EVENTS, RECORDING, REFUSED, UNDER_WAY, seconds
from ledger.models import Source, WebhookSecret
from ledger.providers import Provider, all_providers
from ledger.refusing import TurnedAway, refuse, signed_with
from ledger.sealing import Unsealable
from ledger.signatures import SignedRequest
from ledger.sql.sources import LIVE_SECRETS

log = structlog.get_logger(__name__)

# Never kept: they would let whoever reads an event act as its sender.
UNKEPT_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
TRY_AGAIN_SECONDS = 30


class Refused(APIException):
    status_code = 401
    default_detail = "The signature is missing or wrong."


class TooLarge(APIException):
    status_code = 413
    default_detail = "The body is too large."


class CutShort(APIException):
    status_code = 400
    default_detail = "The body ended early."


class Unavailable(APIException):
    status_code = 503
    default_detail = "The event could not be stored. Send it again."
    wait = TRY_AGAIN_SECONDS  # DRF's handler makes Retry-After of it


class AlwaysJSON(BaseContentNegotiation):
    """Providers send odd Accept headers and query strings; none of them is a reason to refuse an event."""

    def select_parser(self, request: Request, parsers: Any) -> None:  # noqa: ARG002
        return None

    def select_renderer(self, *_: Any) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), "application/json"


class WebhookView(APIView):
    """Takes a provider's events."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    content_negotiation_class = AlwaysJSON
    http_method_names = ("post",)
    provider: Provider = None  # type: ignore[assignment]  # as_view() gives it

    def post(self, request: Request, source: str) -> Response:
        body = _body(request)
        try:
            return self._take(request, source, body)
        except (DatabaseError, InterfaceError, Unsealable) as error:
            log.error("webhook_not_stored", source=source, error=type(error).__name__)  # noqa: TRY400 - a text could hold values
            raise Unavailable from error

    def _take(self, request: Request, slug: str, body: bytes) -> Response:
        source, secrets = _source(self.provider, slug)
        headers = {name.lower(): value for name, value in request.headers.items()}
        signed = SignedRequest(body=body, headers=headers, url=request.build_absolute_uri())
        if found := signed_with(self.provider, signed, secrets):
            return _answer(source, _delivery(request, signed, *found))
        cause = refuse(source, _turned_away(request, signed), has_secret=bool(secrets))
        REFUSED.labels(slug, cause.value).inc()
        log.warning("webhook_refused", source=slug, cause=cause.value)
        raise Refused


urlpatterns = [
    path(
        f"{provider.slug}/<slug:source>{slash}",
        WebhookView.as_view(provider=provider),
        name=f"webhook-{provider.slug}" if slash else f"webhook-{provider.slug}-without-slash",
    )
    for provider in all_providers().values()
    # A missing slash is no reason to refuse an event.
    for slash in ("/", "")
]


def _body(request: Request) -> bytes:
    django_s = request._request
    try:
        if "CONTENT_LENGTH" in django_s.META or django_s.META.get("HTTP_TRANSFER_ENCODING") != "chunked":
            return django_s.body
        # Django takes a body without a length for an empty one.
        body: bytes = django_s.META["wsgi.input"].read(settings.LEDGER_MAX_BODY_BYTES + 1)
    except RequestDataTooBig:
        raise TooLarge from None
    except (UnreadablePostError, OSError):
        raise CutShort from None
    if len(body) > settings.LEDGER_MAX_BODY_BYTES:
        raise TooLarge
    return body


def _source(provider: Provider, slug: str) -> tuple[Source, list[WebhookSecret]]:
    """The source and its live secrets, in one query. Raises ``Http404``."""
    with connection.cursor() as cursor:
        cursor.execute(LIVE_SECRETS, [provider.slug, slug])
        rows = cursor.fetchall()
    secrets = [_secret_of(pk, sealed) for *_, pk, sealed in rows if pk]
    for pk, currency, is_active, *_ in rows:
        return _source_of(pk, slug, provider.slug, currency, is_active), secrets
    raise Http404


# Making a model's instance costs more than a look-up, and here the next webhook's is the same: none is ever changed.
@lru_cache(maxsize=256)
def _source_of(pk: int, slug: str, provider: str, currency: str, is_active: bool) -> Source:  # noqa: FBT001
    return Source(pk=pk, slug=slug, provider=provider, currency=currency, is_active=is_active)


@lru_cache(maxsize=256)
def _secret_of(pk: int, sealed: bytes) -> WebhookSecret:
    return WebhookSecret(pk=pk, sealed=sealed)


def _delivery(request: Request, signed: SignedRequest, secret: WebhookSecret, form: str) -> Delivery:
    return Delivery(
        body=signed.body,
        headers=_kept_headers(signed),
        address=client_address(request.META),
        secret_id=secret.pk,
        body_form=form,
    )


def _turned_away(request: Request, signed: SignedRequest) -> TurnedAway:
    kept = SignedRequest(body=signed.body, headers=_kept_headers(signed), url=signed.url)
    return TurnedAway(request=kept, address=client_address(request.META), received_at=timezone.now())


def _kept_headers(signed: SignedRequest) -> dict[str, str]:
    return {name: value.replace("\0", "") for name, value in signed.headers.items() if name not in UNKEPT_HEADERS}


def _answer(source: Source, delivery: Delivery) -> Response:
    (receipt,) = receive(source, [delivery], origin=Origin.WEBHOOK)
    state = receipt.state.value if receipt.is_new else "duplicate"
    _measure(source.slug, state, receipt)
    return Response({"event": receipt.event_id, "state": state})


def _measure(slug: str, state: str, receipt: Receipt) -> None:
    EVENTS.labels(slug, state).inc()
    RECORDING.labels(slug).observe(seconds(timezone.now() - receipt.received_at))
    if receipt.is_new and receipt.sent_at:
        UNDER_WAY.labels(slug).observe(seconds(receipt.received_at - receipt.sent_at))
