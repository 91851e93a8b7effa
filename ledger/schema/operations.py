"""Writes down each address of the site that is described. What is not described can't be forgotten: it is an error."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from ledger.schema import fields, security
from ledger.schema.addresses import describe
from ledger.schema.described import Components, Described, Json

__all__ = ["Operation", "fields", "security", "whole_addresses"]


class Operation(AutoSchema):
    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Json:
        self.registry, self.path, self.path_regex, self.path_prefix = registry, path, path_regex, path_prefix
        self.method = method.upper()
        return self._written(describe(self.view, path, Components(self)))

    def _written(self, said: Described) -> Json:
        parts = {
            "operationId": said.name,
            "tags": [said.tag],
            "summary": said.summary,
            "description": said.says,
            "parameters": [parameter.written for parameter in said.parameters],
            "requestBody": said.body,
            "security": self.get_auth() if said.security is None else said.security,
            "responses": {str(status): answer for status, answer in sorted(said.answers.items())},
        }
        return {name: part for name, part in parts.items() if part or name == "security"}


def whole_addresses(endpoints: list[Any]) -> list[Any]:
    """Without those that only forgive a missing slash."""
    return [endpoint for endpoint in endpoints if endpoint[0].endswith("/")]
