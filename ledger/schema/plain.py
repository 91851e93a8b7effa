"""The index, and what the problems mean."""

from typing import Any

from ledger.api.problems import (
    INVALID_PARAMETER,
    KINDS,
    NOT_ACCEPTABLE,
    NOT_ALLOWED,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    UNAVAILABLE,
)
from ledger.api.views import LISTED
from ledger.schema import parameters
from ledger.schema.described import RATE, Components, Described, Json, Parameter, problem_example
from ledger.schema.lists import OF_ANY, content

TAG = "about"


def index(view: Any, _path: str, components: Components) -> Described:
    lists = {name: {"type": "string", "format": "uri"} for name in LISTED}
    example = {name: f"https://rewards.example.com/api/v1/{name}/" for name in lists}
    answer: Json = {
        "description": "Their addresses, by their names.",
        "headers": components.headers(*RATE),
        "content": content(view, {"type": "object", "properties": lists}, example),
    }
    return Described(
        name="list_lists",
        tag=TAG,
        summary="The lists that you may read",
        parameters=list(parameters.of_any(view)),
        answers={200: answer} | components.problems(*OF_ANY),
    )


def problem(view: Any, _path: str, components: Components) -> Described:
    name = Parameter(name="name", where="path", schema={"type": "string", "enum": list(KINDS)})
    answer: Json = {
        "description": "Its title, its status and what it means.",
        "headers": components.headers(*RATE),
        "content": content(view, components.problem, problem_example(NOT_ALLOWED)),
    }
    kinds = (INVALID_PARAMETER, NOT_FOUND, NOT_ACCEPTABLE, TOO_MANY_REQUESTS, UNAVAILABLE)
    return Described(
        name="get_problem",
        tag=TAG,
        summary="What a type of problem means",
        parameters=[name, *parameters.of_any(view)],
        answers={200: answer} | components.problems(*kinds),
    )
