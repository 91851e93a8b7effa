"""The demo's sources and what came in at them: invented by the providers themselves, the same at every run."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import cycle, islice
from random import Random

from ledger.choices import Origin
from ledger.inbox import Delivery, receive, understand
from ledger.models import Source, WebhookSecret
from ledger.providers import all_providers
from ledger.sealing import Unsealable

DAYS = timedelta(days=90)
CURRENCIES = ("EUR", "GBP", "USD")
BATCH = 250


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


def fill(source: Source, count: int) -> bytes:
    """Have the source receive what it lacks of ``count`` events. One that is kept back can be sent as a webhook."""
    *history, kept_back = _invent(source, count + 1)
    known = {bytes(digest) for digest in source.events.values_list("sha256", flat=True)}
    missing = (Delivery(body=body) for body in history if sha256(body).digest() not in known)
    while batch := list(islice(missing, BATCH)):
        receive(source, batch, origin=Origin.IMPORT)
    return kept_back


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


def _invent(source: Source, count: int) -> Sequence[bytes]:
    """Events in the order of their times, but last the last claim that nothing else is said of."""
    sample = all_providers()[source.provider].sample
    since = source.created_at
    # The same numbers at every run, so that nothing comes in twice.
    bodies = list(sample(Random(source.slug), since=since, until=since + DAYS, count=count))  # noqa: S311
    subjects = set()
    for place in reversed(range(count)):
        facts = understand(source, Delivery(body=bodies[place])).facts
        if facts.claims and facts.subject not in subjects:
            bodies.append(bodies.pop(place))
            break
        subjects.add(facts.subject)
    return bodies
