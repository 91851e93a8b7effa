"""
Every request in one line of the log, among the metrics, and under an id that all its other lines have too.

Told are the method, the name of the route, the status, and the milliseconds to the beginning of the answer: neither
addresses nor what was asked for, in which people are named.
"""

import re
from collections.abc import Callable
from secrets import token_hex
from time import perf_counter

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ledger.metrics import REQUESTS

log = structlog.get_logger("requests")

HEADER = "X-Request-ID"
SANE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._=:-]{7,127}")
STATIC, UNKNOWN = "static", "unknown"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds, or a dozen a page: told where one fails.
QUIET = frozenset({"healthz", "readyz", "metrics", STATIC})
BAD = 500


class RequestsAreTold:
    """Stands before everything. What is logged while an answer is still being sent has the id too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        request_id = id_of(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        tell(request, response, perf_counter() - began)
        return response


def id_of(request: HttpRequest) -> str:
    """The word of a trusted proxy, if it looks like an id; else a new one."""
    given: str = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
    return given if SANE.fullmatch(given) else token_hex(16)


def tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    say = log.debug if route in QUIET and response.status_code < BAD else log.info
    method = request.method if request.method in METHODS else "OTHER"
    say("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
    REQUESTS.labels(route, method, response.status_code).observe(seconds)


def route_of(request: HttpRequest) -> str:
    """The name of the route: the same for whatever values stand in the address."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else UNKNOWN
