"""The demo's sources and what came in at them: invented by the providers themselves, the same at every run."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import accumulate, cycle
from random import Random

from ledger.choices import Origin
from ledger.inbox import Delivery, receive, understand
from ledger.models import Source, WebhookSecret
from ledger.providers import all_providers
from ledger.sealing import Unsealable

DAYS = timedelta(days=90)
CURRENCIES = ("EUR", "GBP", "USD")
BATCH = 250
SPARE = 10  # more than is ever said of one claim


def slugs() -> list[str]:
    """Of the demo's sources, one for each provider."""
    return [f"acme-{provider}" for provider in all_providers()]


def sources(until: date) -> list[Source]:
    """The sources, made where they are missing. Their first day remembers where the history begins."""
    since = datetime.combine(until, time(), UTC) - DAYS
    made = []
    for slug, provider, currency in zip(slugs(), all_providers().values(), cycle(CURRENCIES), strict=False):
        name = f"Acme at {provider.name}"
        defaults = {"provider": provider.slug, "name": name, "currency": currency, "created_at": since}
        source, _ = Source.objects.get_or_create(slug=slug, defaults=defaults)
        made.append(source)
    return made


def period(source: Source) -> tuple[date, date]:
    """The first day of the history, and the day before which it ends."""
    return source.created_at.date(), (source.created_at + DAYS).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What became of a source: the first run's number of events stands, for another one is another history."""

    kept_back: bytes  # an event that can be sent as a webhook
    has_another_number: bool


def fill(source: Source, count: int) -> Filled:
    """Have the source receive what it lacks of ``count`` events; nothing where it has a history of another number."""
    imported = source.events.filter(origin=Origin.IMPORT)
    known = {bytes(digest) for digest in imported.values_list("sha256", flat=True)}
    history, kept_back = _invent(source, count)
    missing = [delivery for delivery in history if sha256(delivery.body).digest() not in known]
    if known and len(missing) == len(history):
        return Filled(kept_back=_invent(source, len(known))[1], has_another_number=True)
    for start in range(0, len(missing), BATCH):
        receive(source, missing[start : start + BATCH], origin=Origin.IMPORT)
    return Filled(kept_back=kept_back, has_another_number=False)


def secret(source: Source) -> str:
    """A live signing secret in clear; a new one if there is none that the keys of this installation open."""
    for known in source.secrets.filter(retired_at=None):
        try:
            return known.unsealed()
        except Unsealable:
            continue
    made = secrets.token_hex(24)
    WebhookSecret.of(source, made, name="Made for the demo").save()
    return made


def _invent(source: Source, count: int) -> tuple[Sequence[Delivery], bytes]:
    """
    So many events in the order of their times, and one more: the last claim that can be told from another.

    Each comes in when it is told; one without a time of its own, with the one before it. Whatever else is said of the
    last claim is left out.
    """
    sample = all_providers()[source.provider].sample
    since = source.created_at
    # The same numbers at every run, so that nothing comes in twice.
    bodies = list(sample(Random(source.slug), since=since, until=since + DAYS, count=count + SPARE))  # noqa: S311
    understood = [understand(source, Delivery(body=body)) for body in bodies]
    times = accumulate((one.envelope.time or since for one in understood), max)
    facts = [one.facts for one in understood]
    # A source that is switched off reads nothing; then it is the last event.
    last = next((said for said in reversed(facts) if said.claims and not said.is_nameless), facts[-1])
    of_it = [place for place, said in enumerate(facts) if said is last or said.subject == last.subject is not None]
    deliveries = [Delivery(body=body, received_at=time) for body, time in zip(bodies, times, strict=True)]
    return [one for place, one in enumerate(deliveries) if place not in of_it][:count], bodies[of_it[0]]
