"""What stands before the views."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

WEBHOOKS = "webhooks/"  # where their addresses begin


class WebhooksGoStraight:
    """
    Webhooks pass by all that browsers need: sessions, who is logged in, policies for pages.

    Stands behind what refuses plain http, which they do need.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"/{WEBHOOKS}"):
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        response.headers["Content-Length"] = str(len(response.content))
        return response
