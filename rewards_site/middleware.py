"""What stands before the views."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from ledger.operating.urls import urlpatterns as probes
from ledger.visible import visible

WEBHOOKS = "webhooks/"  # where their addresses begin
PROBES = frozenset(f"/{probe.pattern}" for probe in probes)

GetResponse = Callable[[HttpRequest], HttpResponse]


class ProbesGoFirst:
    """
    Who watches a server asks it by its address, over plain http, without a name: no host is checked, nobody is led to
    https, and no session is looked for.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return straight(request) if request.path_info in PROBES else self.get_response(request)


class WebhooksGoStraight:
    """
    Webhooks pass by all that browsers need: sessions, who is logged in, policies for pages.

    Stands behind what refuses plain http, which they do need.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return straight(request) if request.path_info.startswith(f"/{WEBHOOKS}") else self.get_response(request)


class WhatIsUnseenIsShown:
    """No text of a stranger turns round a page of the desk, or hides in it, wherever it stands."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            if (shown := visible(page)) != page:
                response.content = shown.encode()
        return response


def straight(request: HttpRequest) -> HttpResponse:
    """The view's answer, without what stands between."""
    request.resolver_match = match = resolve(request.path_info)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    response.headers["Content-Length"] = str(len(response.content))
    return response
