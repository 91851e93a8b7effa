"""
What the ledger's webhook view is measured against, on the same server, pool and database.

``bare`` is the least that deserves its 200: check the signature, read the JSON, insert a row. ``orm`` reads as the
ledger does and writes as one usually does.
"""

import hmac
import json
from hashlib import sha256
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseServerError, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.inbox import Delivery, understand
from ledger.models import Source
from ledger.providers.voucherify import provider
from ledger.signatures import SignedRequest
from tests.bench.orm_writer import write
from tests.bench.sending import SECRET

TABLE = "CREATE TABLE bench_delivery (id {id}, external_id varchar(255) NOT NULL, body {bytes} NOT NULL)"
TYPES = {
    "postgresql": {"id": "bigserial PRIMARY KEY", "bytes": "bytea"},
    "sqlite": {"id": "integer PRIMARY KEY AUTOINCREMENT", "bytes": "blob"},
}


class Received(models.Model):
    """All that the bare views keep. Nothing but its own number is indexed."""

    external_id = models.CharField(max_length=255)
    body = models.BinaryField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_delivery"

    def __str__(self) -> str:
        return self.external_id


def is_signed(request: HttpRequest) -> bool:
    wanted = hmac.new(SECRET.encode(), request.body, sha256).hexdigest()
    return hmac.compare_digest(wanted, request.headers.get("x-voucherify-signature", ""))


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    if not is_signed(request):
        return HttpResponseForbidden()
    event = json.loads(request.body)
    row = Received._default_manager.create(external_id=str(event.get("id")), body=request.body)
    return JsonResponse({"event": row.pk, "state": "recorded"})


class Bare(APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        if not is_signed(request._request):
            raise PermissionDenied
        event: Any = request.data
        row = Received._default_manager.create(external_id=str(event.get("id")), body=request._request.body)
        return Response({"event": row.pk, "state": "recorded"})


@csrf_exempt
def orm(request: HttpRequest) -> HttpResponse:
    source = Source.objects.get(provider=provider.slug, slug="bench")
    headers = {name.lower(): value for name, value in request.headers.items()}
    signed = SignedRequest(body=request.body, headers=headers, url=request.build_absolute_uri())
    secret = source.secrets.filter(retired_at=None).get()
    form = provider.check(signed, secret.unsealed())
    if not form:
        return HttpResponseForbidden()
    delivery = Delivery(
        body=request.body, headers=headers, address=request.META["REMOTE_ADDR"], secret_id=secret.pk, body_form=form
    )
    event = write(source, understand(source, delivery))
    return JsonResponse({"event": event.pk, "state": event.state})


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError()


urlpatterns = [path("bare/", bare), path("bare-drf/", Bare.as_view()), path("orm/", orm)]
