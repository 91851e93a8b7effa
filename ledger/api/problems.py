"""
What goes wrong, as problem details (RFC 9457): a stable type, and every fault named.

``answer`` is the one place where an exception becomes an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404
from django.urls import reverse
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated
from rest_framework.response import Response

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"
TRY_AGAIN_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of problem. ``name`` ends its address, and stays what it is."""

    name: str
    status: int
    title: str
    meaning: str

    @property
    def address(self) -> str:
        return reverse("api:problem", args=[self.name])


INVALID_PARAMETER = Kind(
    name="invalid-parameter",
    status=400,
    title="A parameter is not understood",
    meaning="Each of them is named in errors. What is not understood is never left out silently.",
)
UNCOUNTABLE = Kind(
    name="uncountable",
    status=400,
    title="There are too many rows to count",
    meaning="Ask for count=estimate, or narrow the list.",
)
UNANSWERABLE = Kind(
    name="unanswerable",
    status=400,
    title="The question has no answer",
    meaning="Each parameter is understood, but together they ask for what can't be answered: detail says why.",
)
MALFORMED = Kind(name="malformed", status=400, title="The request can't be read", meaning="It is not well formed.")
NOT_AUTHENTICATED = Kind(
    name="not-authenticated",
    status=401,
    title="Who asks is not known",
    meaning="Sign in, or send a token that is good.",
)
NOT_ALLOWED = Kind(
    name="not-allowed", status=403, title="This is not for you", meaning="The account lacks a permission for it."
)
PERSONAL_PARAMETER = Kind(
    name="personal-parameter",
    status=403,
    title="What you may not see can't be asked by",
    meaning="Each such parameter is named in errors.",
)
NOT_FOUND = Kind(
    name="not-found", status=404, title="There is nothing here", meaning="The address or the thing does not exist."
)
READ_ONLY = Kind(
    name="method-not-allowed", status=405, title="This can only be read", meaning="GET and HEAD are answered."
)
NOT_ACCEPTABLE = Kind(
    name="not-acceptable",
    status=406,
    title="There is no such format",
    meaning="No format of the Accept header is one that this address answers in.",
)
TOO_MANY_REQUESTS = Kind(
    name="too-many-requests", status=429, title="Too many requests", meaning="Wait as long as Retry-After says."
)
FAILED = Kind(name="failed", status=500, title="This failed", meaning="The fault is ours, and is in the log.")
UNAVAILABLE = Kind(
    name="unavailable",
    status=503,
    title="The database is away or too busy",
    meaning="Ask again after Retry-After, or for less.",
)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        INVALID_PARAMETER,
        UNCOUNTABLE,
        UNANSWERABLE,
        MALFORMED,
        NOT_AUTHENTICATED,
        NOT_ALLOWED,
        PERSONAL_PARAMETER,
        NOT_FOUND,
        READ_ONLY,
        NOT_ACCEPTABLE,
        TOO_MANY_REQUESTS,
        FAILED,
        UNAVAILABLE,
    )
}
# Of what DRF raises itself.
BY_STATUS = {
    kind.status: kind
    for kind in (MALFORMED, NOT_AUTHENTICATED, NOT_ALLOWED, NOT_FOUND, READ_ONLY, NOT_ACCEPTABLE, TOO_MANY_REQUESTS)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    parameter: str
    detail: str


class Problem(APIException):
    """One of our own, with what is wrong with each parameter."""

    def __init__(self, kind: Kind, detail: str = "", *, faults: Sequence[Fault] = (), wait: int | None = None) -> None:
        super().__init__(detail or " ".join(f"{one.parameter}: {one.detail}" for one in faults) or kind.meaning)
        self.kind, self.status_code, self.faults, self.wait = kind, kind.status, faults, wait


def unavailable() -> Problem:
    return Problem(UNAVAILABLE, wait=TRY_AGAIN_SECONDS)


def answer(error: Exception, context: Mapping[str, Any]) -> Response:  # noqa: ARG001 - DRF's signature
    problem = _problem(error)
    kind = problem.kind
    said: dict[str, Any] = {
        "type": kind.address,
        "title": kind.title,
        "status": problem.status_code,
        "detail": str(problem.detail),
    }
    if problem.faults:
        said["errors"] = [{"parameter": fault.parameter, "detail": fault.detail} for fault in problem.faults]
    return Response(said, status=problem.status_code, headers=_headers(error, problem), content_type=CONTENT_TYPE)


def _problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case Http404() | SuspiciousOperation():
            return Problem(NOT_FOUND if isinstance(error, Http404) else MALFORMED)
        case PermissionDenied():
            return Problem(NOT_ALLOWED, str(error))
        case APIException():
            return _of_drf(error)
        case OperationalError() | InterfaceError():
            log.error("api_database", error=type(error).__name__)
            return unavailable()
    # The text of the database's own quotes the statement, and that may hold what was asked for.
    is_quoting = isinstance(error, DatabaseError)
    log.error("api_failed", **({"error": type(error).__name__} if is_quoting else {"exc_info": error}))
    return Problem(FAILED)


def _of_drf(error: APIException) -> Problem:
    problem = Problem(BY_STATUS.get(error.status_code, FAILED), str(error.detail), wait=getattr(error, "wait", None))
    # Where there is no challenge to send, DRF makes 403 of 401.
    problem.status_code = error.status_code
    if isinstance(error, NotAuthenticated | AuthenticationFailed):
        problem.kind = NOT_AUTHENTICATED
    return problem


def _headers(error: Exception, problem: Problem) -> dict[str, str]:
    challenge = getattr(error, "auth_header", "")
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return headers | ({"Retry-After": str(int(problem.wait))} if problem.wait else {})
