"""Lists, things, and the changes of the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.api.answering import serializer_of
from ledger.api.counting import Certainty
from ledger.api.problems import (
    FAILED,
    INVALID_PARAMETER,
    NOT_ACCEPTABLE,
    NOT_ALLOWED,
    NOT_AUTHENTICATED,
    NOT_FOUND,
    PERSONAL_PARAMETER,
    TOO_MANY_REQUESTS,
    UNAVAILABLE,
    UNCOUNTABLE,
    Kind,
)
from ledger.api.resources import ENTRIES, Resource
from ledger.schema import parameters
from ledger.schema.described import RATE, Components, Described, Json, Parameter
from ledger.schema.examples import example_of

OF_ANY: Sequence[Kind] = (
    INVALID_PARAMETER,
    NOT_AUTHENTICATED,
    NOT_ALLOWED,
    NOT_ACCEPTABLE,
    TOO_MANY_REQUESTS,
    FAILED,
    UNAVAILABLE,
)
A_MOMENT: Json = {"type": "string", "format": "date-time"}
ONWARD: Json = {"type": ["string", "null"], "format": "uri", "description": "The next page; null: this is the last."}
COUNT: Json = {
    "type": ["object", "null"],
    "description": "Null unless it is asked for.",
    "properties": {
        "rows": {"type": "integer", "minimum": 0},
        "is": {"type": "string", "enum": [how.value for how in Certainty]},
    },
    "required": ["rows", "is"],
}
AS_OF: Json = {"type": ["string", "null"], "format": "date-time", "description": "Which moment it is of; null: now."}


def pages(view: Any, _path: str, components: Components) -> Described:
    resource: Resource = view.resource
    page = {"next": ONWARD, **({"as_of": AS_OF} if resource.recorded else {}), "count": COUNT}
    example = {"next": None, **({"as_of": None} if resource.recorded else {}), "count": None}
    answer: Json = {
        "description": "A page of them.",
        "headers": components.headers(*RATE) | components.headers("Link", always=False),
        "content": content(view, _page(resource, components, page), {"data": [_listed(resource)], **example}),
    }
    return Described(
        name=f"list_{_plural(resource)}",
        tag=resource.name,
        summary=f"A page of {_words(resource)}",
        parameters=[
            *parameters.filters(resource.filters),
            *parameters.of_a_thing(resource),
            *parameters.of_a_list(resource),
            *parameters.of_any(view),
        ],
        answers={200: answer} | components.problems(*OF_ANY, PERSONAL_PARAMETER, UNCOUNTABLE),
    )


def thing(view: Any, path: str, components: Components) -> Described:
    resource: Resource = view.resource
    is_by_key = "{external_id}" not in path
    tagged = components.headers(*RATE, "ETag")
    answers: dict[int, Json] = {
        200: {
            "description": "It.",
            "headers": tagged,
            "content": content(view, components.of(serializer_of(resource)), example_of(resource)),
        },
        304: {"description": "It has not changed.", "headers": tagged},
    }
    return Described(
        name=f"{'get' if is_by_key else 'find'}_{str(resource.model._meta.verbose_name).replace(' ', '_')}",
        tag=resource.name,
        summary=f"One of {_words(resource)}, by its {resource.key if is_by_key else 'source and external id'}",
        parameters=[
            *_place(resource, is_by_key=is_by_key),
            *parameters.of_a_thing(resource),
            *parameters.of_any(view),
            parameters.UNLESS,
        ],
        answers=answers | components.problems(*OF_ANY, PERSONAL_PARAMETER, NOT_FOUND),
    )


def changes(view: Any, _path: str, components: Components) -> Described:
    cursor = {"type": "string", "description": "What since is next: keep it."}
    has_more = {"type": "boolean", "description": "Whether there is a next page now."}
    page = {"next": ONWARD | {"type": "string"}, "cursor": cursor, "has_more": has_more, "as_of": A_MOMENT}
    example = {
        "data": [_listed(ENTRIES)],
        "next": "https://rewards.example.com/api/v1/entries/changes/?since=bm90IG9uZQ",
        "cursor": "bm90IG9uZQ",
        "has_more": False,
        "as_of": "2026-02-01T00:00:00Z",
    }
    answer: Json = {
        "description": "A page of them, oldest first.",
        "headers": components.headers(*RATE, "Link"),
        "content": content(view, _page(ENTRIES, components, page, name="Changes"), example),
    }
    return Described(
        name="list_changes",
        tag=ENTRIES.name,
        summary="The entries recorded since a moment or a cursor",
        says="Ask again with the cursor until has_more is false, and whenever you like after. None is lost that was "
        "still being committed when a cursor was handed out.",
        parameters=[
            parameters.since(),
            parameters.as_of("The entries recorded until then."),
            parameters.limit(ENTRIES),
            *parameters.of_a_thing(ENTRIES),
            *parameters.of_any(view),
        ],
        answers={200: answer} | components.problems(*OF_ANY),
    )


def content(view: Any, schema: Json, example: Mapping[str, Any]) -> Json:
    """In each format that the view answers in: what is not JSON is text."""
    return {
        renderer.media_type: {"schema": schema, "example": example}
        if renderer.format == "json"
        else {"schema": {"type": "string"}}
        for renderer in view.get_renderers()
    }


def _page(resource: Resource, components: Components, beside: Json, *, name: str = "") -> Json:
    data = {"type": "array", "items": components.of(serializer_of(resource))}
    schema = {"type": "object", "properties": {"data": data, **beside}, "required": ["data", *beside]}
    return components.add("schemas", name or f"{resource.model.__name__}Page", schema)


def _place(resource: Resource, *, is_by_key: bool) -> Sequence[Parameter]:
    if is_by_key:
        number = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
        schema = number if resource.key == "id" else parameters.SLUG
        return [Parameter(name=resource.key, where="path", schema=schema, says="Our number." * (schema is number))]
    external_id = Parameter(
        name="external_id",
        where="path",
        schema=parameters.SOME_TEXT,
        says=f"The provider's id. {parameters.PARTLY}",
        example=example_of(resource)["external_id"],
    )
    return [Parameter(name="source", where="path", schema=parameters.SLUG, example="acme"), external_id]


def _listed(resource: Resource) -> Json:
    whole = example_of(resource)
    return {name: whole[name] for name in resource.listed}


def _words(resource: Resource) -> str:
    return resource.name.replace("-", " ")


def _plural(resource: Resource) -> str:
    return resource.name.replace("-", "_")
