"""A page, as a browser would take it."""

from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag if tag != "script" or given.get("src") else "inline script")
        self.handlers += [name for name in given if name.startswith("on")] + ["style"] * ("style" in given)
        self.links += [str(given[name]) for name in ("href", "src", "action", "formaction") if given.get(name)]
