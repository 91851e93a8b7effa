"""The schema for programs, and as pages for people who are signed in at the desk."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from ledger.api.authentication import DeskAuthentication, MayUseApi
from ledger.api.views import ASKED_AGAIN, View

SCHEMA = Path(__file__).parent / "openapi.json"


@cache
def committed() -> tuple[bytes, str]:
    """The schema without its blanks, and its ETag."""
    text = orjson.dumps(orjson.loads(SCHEMA.read_bytes()))
    return text, f'"{sha256(text).hexdigest()[:32]}"'


class SchemaView(View):
    """As it is committed: to generate it takes a second, and the tests hold that it would be the same."""

    schema = None
    kept = ASKED_AGAIN

    def get(self, request: Request) -> HttpResponseBase:
        text, etag = committed()
        response = HttpResponse(text, content_type="application/json", headers={"ETag": etag})
        return get_conditional_response(request._request, etag=etag, response=response) or response


# Swagger UI's style sheet has its icons in it, as data: addresses.
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    schema = None
    authentication_classes = [DeskAuthentication]
    permission_classes = [MayUseApi]
    template_name = "schema/docs.html"
    url_name = "schema:schema"

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path(), resolve_url("admin:login"))
        return super().handle_exception(exc)
