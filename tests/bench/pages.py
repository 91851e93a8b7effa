"""
How long the desk's pages and the API's take on a ledger: `DATABASE_URL=postgres://… python -m tests.bench.pages`.

In this process, through all of Django, each round of another thing of the ledger's own. What a request writes, a
session or a line of the access log, is undone in the end. Prints a JSON object for each page, as `finding` does;
`python -m tests.bench pages` makes a table of them.
"""

import argparse
import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode

from tests.bench.finding import Some, measure, searches  # sets Django up

from django.conf import settings  # isort: skip
from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from ledger.access import Viewer
from ledger.admin.finding import search_address
from ledger.admin.paging import Order
from ledger.admin.show import address
from ledger.api import throttling
from ledger.api.asking import ask_list
from ledger.api.resources import RESOURCES, Resource
from ledger.models import ClaimedReward, Customer, LedgerEntry, Voucher
from ledger.reports import Dimension, Period, Summary, summarize

PAGE = "limit=100"
NOW = datetime.now(UTC)
MONTH = ((NOW - timedelta(days=30)).date(), (NOW + timedelta(days=1)).date())
CLAIMS = "/admin/ledger/claimedreward/"
Address = Callable[[], str]


def desk(some: Some) -> Iterator[tuple[str, Address]]:
    order = Order(model=ClaimedReward, ordering=("-claimed_at", "-id"))

    def deep() -> str:
        return f"{CLAIMS}?{urlencode({'older': order.place(some.of(ClaimedReward))})}"

    yield "home", lambda: reverse("admin:index")
    yield "claims, first page", lambda: CLAIMS
    yield "claims, filtered", lambda: f"{CLAIMS}?status=claimed&claimed=last_30_days"
    yield "claims, of a source", lambda: f"{CLAIMS}?source={some.of(ClaimedReward).source.slug}"
    yield "claims, a page by chance", deep
    yield "a claim", lambda: address(some.of(ClaimedReward))
    yield "a customer", lambda: address(some.of(Customer))
    for name, typed in searches(some).items():
        yield f"search: {name}", lambda typed=typed: search_address(typed())  # type: ignore[misc]


def api(some: Some, viewer: Viewer) -> Iterator[tuple[str, Address]]:
    def by_chance(resource: Resource) -> str:
        """The page behind some row."""
        row, asked = some.of(resource.model), ask_list(resource, QueryDict(PAGE), viewer)
        at = [getattr(row, column) for column in resource.order.columns]
        return f"/api/v1/{resource.name}/?{PAGE}&cursor={asked.cursors.write(at)}"

    for resource in RESOURCES:
        if resource.model in (ClaimedReward, LedgerEntry, Customer, Voucher):
            yield f"API: {resource.name}, first page", lambda name=resource.name: f"/api/v1/{name}/?{PAGE}"  # type: ignore[misc]
            yield f"API: {resource.name}, by chance", lambda one=resource: by_chance(one)  # type: ignore[misc]
    yield "API: a claim", lambda: f"/api/v1/claimed-rewards/{some.of(ClaimedReward).pk}/"
    for name, by in {"source": "source", "source, campaign, kind": "source,campaign,kind"}.items():
        asked = f"/api/v1/reports/summary/?period=day&by={by}&since={MONTH[0]}&until={MONTH[1]}"
        yield f"API: 30 days, daily, by {name}", lambda asked=asked: asked  # type: ignore[misc]


def reports() -> Iterator[tuple[str, Summary]]:
    """What the API's summaries are told by, for their ratio."""
    for by in ((Dimension.SOURCE,), (Dimension.SOURCE, Dimension.CAMPAIGN, Dimension.KIND)):
        question = Summary(since=MONTH[0], until=MONTH[1], period=Period.DAY, by=by)
        yield f"reports: 30 days, daily, by {', '.join(by)}", question


def main(rounds: int, seed: int) -> None:
    some = Some(Random(seed))  # noqa: S311 - values by chance, and the same again
    with signed_in() as (client, root):
        viewer = Viewer.of(root)
        for name, where in [*desk(some), *api(some, viewer)]:
            size(client, where())  # warms up
            measure(name, rounds, where, lambda asked: size(client, asked))
        for name, question in reports():
            measure(name, rounds, lambda question=question: question, lambda asked: len(summarize(asked).rows))  # type: ignore[misc]


@contextmanager
def signed_in() -> Iterator[tuple[Client, User]]:
    """A browser of somebody who may see all; what it leaves is undone. The process is set up as a server is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    # As in the tests: what is served is not what is measured.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    logging.disable()
    settings.API_RATE = throttling.STRANGERS = "1000000/s"
    with transaction.atomic():
        root = User.objects.create_superuser("bench of pages", password=None)
        client = Client(SERVER_NAME="localhost")
        client.force_login(root, backend=settings.AUTHENTICATION_BACKENDS[-1])
        yield client, root
        transaction.set_rollback(True)


def size(client: Client, asked: str) -> int:
    answer = client.get(asked)
    if answer.status_code != 200:
        raise RuntimeError(f"{asked}: {answer.status_code}")
    return len(answer.content) // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    main(asked.rounds, asked.seed)
