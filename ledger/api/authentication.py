"""Who asks: a program by its token, in somebody's name, or somebody who is signed in at the desk."""

import re
from typing import Any

from django.contrib.auth.models import User
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ledger.access import Power
from ledger.access.signing_in import is_let_in
from ledger.models import ApiToken

TOKEN = re.compile(rb"[a-z_]+[0-9a-f]{64}")  # as knox makes them: what has another form is none, and is not looked up


class BearerAuthentication(TokenAuthentication):
    """
    ``Authorization: Bearer``, and a token nowhere else.

    Knox reads the header. The look-up is our own: knox's deletes what has expired, and with it whom the log names.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        digest = hash_token(token.decode()) if TOKEN.fullmatch(token) else ""
        found = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if found is None:
            raise AuthenticationFailed("There is no such token.")
        if found.ended:
            raise AuthenticationFailed(f"This token is {found.ended}.")
        found.note_use()
        return found.user, found


class DeskAuthentication(SessionAuthentication):
    """Whom the desk would let in, in the same session."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        return found if found and is_let_in(found[0]) else None


class MayUseApi(BasePermission):
    """Who may use the API, and has the view's ``permissions``."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = [Power.USE_API, *getattr(view, "permissions", ())]
        missing = [permission for permission in needed if not request.user.has_perm(permission)]
        self.message = f"This needs the permission {', '.join(missing)}." if missing else ""
        return not missing
