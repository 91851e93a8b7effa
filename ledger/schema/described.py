"""What an address takes and answers, before it is written down."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.serializers import Serializer

from ledger.api.problems import CONTENT_TYPE, KINDS, Kind

Json = dict[str, Any]
PERSONAL = "Personal: who does not see personal data in clear is answered 403."


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """``schema`` is that of its value; an array is written with commas."""

    name: str
    schema: Mapping[str, Any]
    says: str = ""
    where: str = "query"
    example: Any = None
    is_personal: bool = False
    is_spread: bool = False  # an object, whose keys are parameters themselves

    @property
    def written(self) -> Json:
        says = " ".join(filter(None, [self.says, PERSONAL if self.is_personal else ""]))
        said: Json = {"name": self.name, "in": self.where, "schema": dict(self.schema), "description": says}
        if self.where == "path":
            said["required"] = True
        if self.is_spread or self.schema.get("type") == "array":
            said |= {"style": "form", "explode": self.is_spread}
        if self.example is not None:
            said["example"] = self.example
        return said | ({"x-personal": True} if self.is_personal else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """``answers`` are written responses by their status; ``security`` is the view's own where it is None."""

    name: str
    tag: str
    summary: str
    answers: Mapping[int, Json]
    says: str = ""
    parameters: Sequence[Parameter] = ()
    body: Json = field(default_factory=dict)
    security: Sequence[Json] | None = None


@dataclass(frozen=True, slots=True)
class Components:
    """What is written once, and referred to from wherever it is needed."""

    schema: AutoSchema

    def add(self, kind: str, name: str, written: Json) -> Json:
        """``kind``: ``schemas``, ``responses``, ``headers`` …"""
        component = ResolvedComponent(name=name, type=kind, schema=written, object=name)
        self.schema.registry.register_on_missing(component)
        reference: Json = component.ref
        return reference

    def of(self, serializer: type[Serializer[Any]]) -> Json:
        reference: Json = self.schema.resolve_serializer(serializer, "response").ref
        return reference

    def headers(self, *names: str, always: bool = True) -> Json:
        return {name: self._header(name, always=always) for name in names}

    def problems(self, *kinds: Kind) -> dict[int, Json]:
        return {status: self._problem(status) for status in sorted({kind.status for kind in kinds})}

    @property
    def problem(self) -> Json:
        return self.add("schemas", "Problem", _problem_schema())

    def _problem(self, status: int) -> Json:
        phrase = HTTPStatus(status).phrase
        kinds = [kind for kind in KINDS.values() if kind.status == status]
        examples = {kind.name: {"summary": kind.title, "value": problem_example(kind)} for kind in kinds}
        written = {
            "description": " ".join(f"{kind.title}: {kind.meaning}" for kind in kinds),
            "headers": self.headers(*RATE, always=status in COUNTED) | self.headers(*SENT_WITH.get(status, ())),
            "content": {CONTENT_TYPE: {"schema": self.problem, "examples": examples}},
        }
        return self.add("responses", phrase.replace(" ", ""), written)

    def _header(self, name: str, *, always: bool) -> Json:
        says, example = HEADERS[name]
        kind = "integer" if isinstance(example, int) else "string"
        written = {"description": says, "schema": {"type": kind}, "required": always, "example": example}
        return self.add("headers", name if always else f"{name}-maybe", written)


RATE = ("RateLimit", "RateLimit-Policy")
HEADERS: Mapping[str, tuple[str, str | int]] = {
    "RateLimit": ("How many requests are left, and in how many seconds all of them are again.", '"token";r=598;t=42'),
    "RateLimit-Policy": ("So many requests in so many seconds.", '"token";q=600;w=60'),
    "ETag": ("Of what is answered: send it as If-None-Match.", '"5f70bf18a086007016e948b04aed3b82"'),
    "Link": ("The next page.", '</api/v1/entries/?cursor=bm90IG9uZQ>; rel="next"'),
    "Retry-After": ("So many seconds are to be waited.", 30),
    "WWW-Authenticate": ("What to send.", "Bearer"),
}
SENT_WITH: Mapping[int, Sequence[str]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
# Of what is not found not even the list may be, and a database that is away counts nothing.
COUNTED: Collection[int] = {400, 401, 403, 406, 429}


def _problem_schema() -> Json:
    fault = {
        "type": "object",
        "properties": {
            "parameter": {"type": "string", "description": "Its name in the address."},
            "detail": {"type": "string", "description": "What is wrong with it, in words."},
        },
        "required": ["parameter", "detail"],
    }
    return {
        "type": "object",
        "description": "What went wrong, as RFC 9457 has it.",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "enum": [kind.address for kind in KINDS.values()],
                "description": "Stays what it is, and leads to what it means.",
            },
            "title": {"type": "string"},
            "status": {"type": "integer", "enum": sorted({kind.status for kind in KINDS.values()})},
            "detail": {"type": "string", "description": "For people."},
            "errors": {"type": "array", "items": fault, "minItems": 1, "description": "Every parameter that is wrong."},
        },
        "required": ["type", "title", "status", "detail"],
    }


def problem_example(kind: Kind) -> Json:
    said: Json = {"type": kind.address, "title": kind.title, "status": kind.status, "detail": kind.meaning}
    fault = FAULTS.get(kind.name)
    if fault:
        parameter, detail = fault
        said |= {"detail": f"{parameter}: {detail}", "errors": [{"parameter": parameter, "detail": detail}]}
    return said


FAULTS: Mapping[str, tuple[str, str]] = {
    "invalid-parameter": ("status", "One of annulled, claimed, fulfilled, reversed."),
    "uncountable": ("count", "There are more than 1,000,000 rows."),
    "personal-parameter": ("customer_email", "You are not shown this, so it can't be asked by."),
}
