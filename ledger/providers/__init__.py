"""
Providers: each turns bytes into facts.

A provider is one module or package here that has a ``provider``. It is data and functions; it knows nothing of HTTP,
the database or settings, so that it can be tried in a bare shell.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ledger.choices import RewardKind
from ledger.facts import Facts
from ledger.payload import Payload
from ledger.signatures import SignedRequest

STAND_IN = "body:"  # begins an id that is made of a payload's bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The outside of an event. To a reader it comes with an id, a stand-in where the provider sends none."""

    event_id: str | None  # None: the provider sends none
    event_type: str  # "": none can be told
    time: datetime | None  # the word's time; None: the payload has no date
    shape: str = ""  # the provider's own name for how the payload is wrapped

    @property
    def is_nameless(self) -> bool:
        return self.event_id is None or self.event_id.startswith(STAND_IN)


Reader = Callable[[bytes, Envelope], Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReader:
    """A reader that tells by which models it reads: one for each way that the provider wraps an event."""

    models: tuple[type[Payload], ...]
    read: Reader

    def __call__(self, payload: bytes, envelope: Envelope) -> Facts:
        return self.read(payload, envelope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    A kind of loyalty system.

    ``check`` answers which form of the body a request's signature fits, or None; ``sign`` gives the headers that
    the provider would send. ``open`` and the readers raise ``Unreadable``.
    """

    slug: str
    name: str
    check: Callable[[SignedRequest, str], str | None]
    sign: Callable[[SignedRequest, str], Mapping[str, str]]
    open: Callable[[bytes, Mapping[str, str]], Envelope]
    readers: Mapping[str, Reader]
    sample: Callable[..., Iterator[bytes]]  # (rng, *, since, until, count): events in the order of their times
    docs: str  # address of the provider's own pages on webhooks
    set_up: tuple[str, ...]  # steps at the provider, for an administrator; "{address}" is our webhook's
    signature_header: str
    retries: tuple[timedelta, ...]  # after the first attempt; empty: not published
    gives_up: str  # when the provider switches a webhook off
    failures_allowed: int  # in a row, until then; of one delivery where its retries are published
    minor: int = 1  # how many of its amounts' units make one of the currency: 100 where it counts in cents
    unsent_kinds: frozenset[RewardKind] = frozenset()  # claims of these never come by webhook
    personal_paths: tuple[str, ...] = ()  # of its payloads: "$.data.customer.name"; "**" for any depth
    page_keys: tuple[str, ...] = ()  # under which a page of its API has an array of records, each an event to ``open``
    event_keys: frozenset[str] = frozenset()  # what ``open`` tells an event by, at its root: a page has none of them
    outside: type[Payload] | None = None  # what ``open`` reads of every payload

    @property
    def models(self) -> Mapping[str, tuple[type[Payload], ...]]:
        """What is read of an event, by its type; of types whose readers tell."""
        return {name: reader.models for name, reader in self.readers.items() if isinstance(reader, ModelReader)}


@cache
def all_providers() -> Mapping[str, Provider]:
    """Every provider by its slug: the modules of this package."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    found = (module.provider for module in modules)
    return {provider.slug: provider for provider in sorted(found, key=lambda provider: provider.slug)}
