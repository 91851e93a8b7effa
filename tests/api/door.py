"""A door of the API with nothing behind it, to knock at; and tokens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.throttling import RateLimited
from ledger.models import ApiToken

DOOR = "/api/v1/door/"
NOTHING: Mapping[str, str] = {}


class Door(RateLimited):
    def get(self, request: Request) -> Response:
        token: Any = request.auth
        return Response({"user": request.user.get_username(), "token": token and token.name})

    post = get


urlpatterns = [path(DOOR.lstrip("/"), Door.as_view()), path("", include("rewards_site.urls"))]


def make_token(user: User, *, name: str = "Warehouse", days: float = 30, **fields: Any) -> ApiToken:
    """One that is good, with what opens doors in ``in_clear``."""
    values = {"expiry": timezone.now() + timedelta(days=days), "made_by": user} | fields
    token = ApiToken(user=user, name=name, **values)
    token.mint()
    token.save()
    return token


def knock(token: str = "", *, client: Client | None = None, headers: Mapping[str, str] = NOTHING) -> Any:
    said = {"authorization": f"Bearer {token}"} if token else {}
    return (client or Client()).get(DOOR, headers={**said, **headers})
