"""How one is known: https://spec.openapis.org/oas/v3.1.0#security-scheme-object."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from ledger.schema.described import Json


class Token(OpenApiAuthenticationExtension):
    target_class = "ledger.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Json:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer", "description": "An API token of the desk: Set-up, API tokens."}


class DeskSession(OpenApiAuthenticationExtension):
    target_class = "ledger.api.authentication.DeskAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Json:  # noqa: ARG002
        # Not the settings' name, which differs where HTTPS is off: the schema is the same everywhere.
        says = "That of somebody who is signed in at the desk; called session where HTTPS is off."
        return {"type": "apiKey", "in": "cookie", "name": "__Host-session", "description": says}
