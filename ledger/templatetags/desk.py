"""What the desk's templates can't say themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def labelled(cells: Sequence[str], headers: Sequence[dict[str, Any]]) -> Iterator[SafeString]:
    """The stock list's cells, each with the head of its column: where rows are cards, it stands before the value."""
    for cell, header in zip(cells, headers, strict=True):
        tag, rest = cell[:3], cell[3:]  # <td or <th
        yield mark_safe(tag + format_html(' data-label="{}"', header["text"]) + rest)  # noqa: S308 - Django's own cell


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has for a key, or nothing."""
    return (mapping or {}).get(key, "")
