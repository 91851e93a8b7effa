"""
What came in, as one person may see it.

Providers add fields as they like, so of a masked payload only what is known to be harmless is shown: its shape,
numbers, times and the provider's own words for kinds and states. A text anywhere else is hidden, whatever it says,
unless its reader has it before them already: a title that stands on the page.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ledger.access.masks import HIDDEN
from ledger.access.viewers import Power, Sight, Viewer
from ledger.models import InboundEvent
from ledger.payload import is_crowded
from ledger.providers import all_providers

# Under these keys, outside of what the provider calls personal, a short word is a word of the provider's own.
WORDS = frozenset(
    {
        "campaign_type",
        "currency",
        "discount_type",
        "effect",
        "event",
        "event_type",
        "kind",
        "object",
        "redeemable_type",
        "resource",
        "result",
        "reward_type",
        "state",
        "status",
        "topic",
        "type",
        "verdict",
    }
)
WORD = re.compile(r"[A-Za-z][A-Za-z_./ -]{0,59}")
KEY = re.compile(r"[A-Za-z_][A-Za-z_-]{0,39}")
PLAIN_HEADERS = frozenset({"content-type", "content-length", "user-agent"})
BETWEEN = "\0"  # the steps of a path
OF_THE_SHOP = f"{BETWEEN}metadata"  # its keys too are the shop's own
SHORTEST = 3  # of a personal value that is looked for in the rest
MOST_LOOKING = 20_000_000  # personal values times bytes that each is looked for in: half a second


class Rules(NamedTuple):
    """What one payload is masked by: the paths that are personal, the values there, and texts that may be seen."""

    personal: "re.Pattern[str]"
    values: set[str]
    known: set[str]


def payload(viewer: Viewer, event: InboundEvent, *, known: Collection[str] = ()) -> bytes | None:
    """
    The bytes; masked, JSON that has the shape of them. None: nothing of them can be shown to this person.

    ``known``: texts that are shown to them beside it. What the provider calls personal stays masked all the same.
    """
    if not viewer.may(Power.SEE_PAYLOADS) or viewer.sight is Sight.NONE:
        return None
    if viewer.sight is Sight.CLEAR:
        return bytes(event.body)
    provider = all_providers().get(event.source.provider)
    return _masked(bytes(event.body), provider.personal_paths, known) if provider else None


def headers(viewer: Viewer, event: InboundEvent) -> Mapping[str, str]:
    """Without a signature, which with its body would let anybody repeat it; masked, the harmless ones in clear."""
    if not viewer.may(Power.SEE_PAYLOADS) or viewer.sight is Sight.NONE:
        return {}
    signatures = {provider.signature_header for provider in all_providers().values()}
    in_clear = (set(event.headers) if viewer.sight is Sight.CLEAR else PLAIN_HEADERS) - signatures
    return {name: value if name in in_clear else HIDDEN for name, value in event.headers.items()}


def _masked(body: bytes, personal_paths: tuple[str, ...], known: Collection[str]) -> bytes | None:
    """None: it can't be read, or would take too long to mask."""
    if is_crowded(body):
        return None
    try:
        said = json.loads(body.decode())
        personal = re.compile("|".join(map(_pattern, personal_paths)) or r"(?!)", re.DOTALL)
        values = {value for value in _personal_values(said, "$", personal) if len(value) >= SHORTEST}
        if len(values) * len(body) > MOST_LOOKING:
            return None
        seen = {text for text in known if not _has_any(text, values)}
        return json.dumps(_mask(said, "$", Rules(personal, values, seen)), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None  # what can't be read can't be masked


def _pattern(path: str) -> str:
    """``$.**.customer.name``: at any depth."""
    root, *steps = path.split(".")
    made = "".join(f"(?:{BETWEEN}[^{BETWEEN}]*)*" if step == "**" else BETWEEN + re.escape(step) for step in steps)
    return re.escape(root) + made


def _mask(said: Any, path: str, rules: Rules) -> Any:
    if rules.personal.fullmatch(path) or path.endswith(OF_THE_SHOP):
        return HIDDEN
    if isinstance(said, Mapping):
        return {_key(key, rules.values): _mask(said[key], path + BETWEEN + key, rules) for key in said}
    if isinstance(said, list):
        return [_mask(inner, path, rules) for inner in said]
    if said is None or isinstance(said, bool) or said in rules.known:
        return said
    return said if _is_harmless(said, path) and not _has_any(str(said), rules.values) else HIDDEN


def _key(key: str, values: set[str]) -> str:
    return key if KEY.fullmatch(key) and not _has_any(key, values) else HIDDEN


def _has_any(text: str, values: set[str]) -> bool:
    text = text.casefold()
    return any(value in text for value in values)


def _is_harmless(said: str | float, path: str) -> bool:
    if not isinstance(said, str):
        return True
    if path.rpartition(BETWEEN)[2] in WORDS:
        return bool(WORD.fullmatch(said))
    try:
        return datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        return False


def _personal_values(said: Any, path: str, personal: "re.Pattern[str]", *, is_inside: bool = False) -> Iterator[str]:
    is_inside = is_inside or bool(personal.fullmatch(path))
    if isinstance(said, Mapping):
        for key, inner in said.items():
            yield from _personal_values(inner, path + BETWEEN + key, personal, is_inside=is_inside)
    elif isinstance(said, list):
        for inner in said:
            yield from _personal_values(inner, path, personal, is_inside=is_inside)
    elif is_inside and isinstance(said, (str, int, float)) and not isinstance(said, bool):
        yield str(said).casefold()
