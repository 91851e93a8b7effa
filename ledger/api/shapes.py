"""What of a resource is answered: ``?fields=id,customer.name`` and ``?expand=customer,campaign``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias

from ledger.api.resources import Made, Resource

Tree: TypeAlias = Mapping[str, Any]  # names, each with what is named within it
NOTHING: Tree = {}
MOST_EXPANDED = 10  # each is a query
MOST_NAMED = 200  # fields: more than all of a claim with ten things expanded


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The fields of a resource that are answered, and the shape of each thing that stands in the place of its key."""

    resource: Resource
    fields: Sequence[str]
    expanded: Mapping[str, "Shape"]

    @property
    def made(self) -> Mapping[str, Made]:
        return {name: made for name, made in self.resource.made.items() if name in self.fields}

    @property
    def columns(self) -> Sequence[str]:
        """What they are made of, and what a row is told and placed by."""
        plain = [name for name in self.fields if name not in self.resource.made]
        needed = [column for made in self.made.values() for column in made.of]
        return list(dict.fromkeys(["id", *plain, *needed, *self.resource.order.columns]))

    @property
    def within(self) -> Iterator[tuple[str, "Shape"]]:
        """The shapes of what stands in it, at any depth, by their path."""
        for name, inner in self.expanded.items():
            yield name, inner
            yield from ((f"{name}.{path}", deeper) for path, deeper in inner.within)

    @property
    def all_made(self) -> Mapping[str, Made]:
        """At any depth, by their path."""
        inner = {f"{path}.{name}": made for path, one in self.within for name, made in one.made.items()}
        return {**self.made, **inner}


def tree(paths: Sequence[str]) -> Tree:
    made: dict[str, Any] = {}
    for path in paths:
        at = made
        for step in path.split("."):
            at = at.setdefault(step, {})
    return made


def shape(resource: Resource, *, fields: Tree, expand: Tree, is_whole: bool) -> Shape:
    """Of names that are known. ``is_whole``: with what lists are spared."""
    default = resource.fields if is_whole else resource.listed
    return Shape(
        resource=resource,
        fields=[name for name in (resource.fields if fields else default) if not fields or name in {*fields, *expand}],
        expanded={
            name: shape(target, fields=fields.get(name, NOTHING), expand=expand[name], is_whole=False)
            for name, target in resource.references.items()
            if name in expand
        },
    )


def unknown_fields(resource: Resource, fields: Tree, expand: Tree, path: str = "") -> Iterator[str]:
    references = resource.references
    for name, within in fields.items():
        if name not in resource.fields:
            yield _unknown(f"{path}{name}", name, resource.fields)
        elif within and name not in expand:
            yield f"{path}{name} is not expanded: give it in expand."
        elif within:
            yield from unknown_fields(references[name], within, expand[name], f"{path}{name}.")


def unknown_references(resource: Resource, expand: Tree, path: str = "") -> Iterator[str]:
    references = resource.references
    for name, within in expand.items():
        if name not in references:
            yield _unknown(f"{path}{name}", name, list(references), what="reference")
        else:
            yield from unknown_references(references[name], within, f"{path}{name}.")


def _unknown(path: str, name: str, known: Sequence[str], what: str = "field") -> str:
    close = get_close_matches(name[:100], known, n=1)
    return f"There is no {what} {path[:100]!r}.{f' Is {close[0]} meant?' if close else ''}"
