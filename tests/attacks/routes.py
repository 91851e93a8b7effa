"""Every address of the site, with things that are there in it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.admin.world import Things


class Route(NamedTuple):
    name: str  # admin:ledger_customer_change
    address: str

    def is_of(self, model: str) -> bool:
        return self.name.startswith(f"admin:ledger_{model}_")


def routes(made: Things, **values: Any) -> list[Route]:
    """Each that has a name; a place for something gets the thing of that model, or one of ``values``."""
    by_model = {model._meta.model_name: thing.pk for model, thing in made.items()}
    found = {}
    for name, takes in _named(get_resolver().url_patterns):
        model = name.removeprefix("admin:ledger_").partition("_")[0]
        known: Mapping[str, Any] = {
            "object_id": by_model.get(model, 1),
            "pk": by_model.get(model, 1),
            "app_label": "ledger",
        }
        given = {word: values.get(word, known.get(word, 1)) for word in takes}
        try:
            found[name] = Route(name, reverse(name, kwargs=given))
        except NoReverseMatch:
            continue
    return list(found.values())


def _named(
    patterns: Sequence[Any], spaces: str = "", takes: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        words = (*takes, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            space = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from _named(pattern.url_patterns, space, words)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield spaces + pattern.name, words
