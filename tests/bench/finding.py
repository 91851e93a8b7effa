"""
How long it takes to find things in a large ledger: `DATABASE_URL=postgres://… python -m tests.bench.finding`.

Each round is with other values out of the ledger itself. Prints a JSON object for each question: how many milliseconds
each round took, the median of what this process's own CPU took of it and of what was found, and the tables that were
read from end to end. It only reads. `python -m tests.bench finding` makes a table of it.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter, thread_time
from typing import Any

import django
from django.db.models import Q, QuerySet

import tests.environment  # noqa: F401 - before the settings are read

django.setup()

from ledger.access import Power, Viewer  # noqa: E402
from ledger.choices import ClaimStatus, RewardKind  # noqa: E402
from ledger.filters import ClaimFilters  # noqa: E402
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Redemption, Source, Voucher  # noqa: E402
from ledger.search import search  # noqa: E402
from ledger.search.behind import listed  # noqa: E402

CLEAR = Viewer(powers=frozenset({Power.SEE}))
PAGE = 101
ORDER = ("-claimed_at", "-id")
BIG = {
    f"ledger_{name}" for name in ("claimedreward", "customer", "inboundevent", "ledgerentry", "redemption", "voucher")
}
Data = Callable[[], dict[str, str]]  # what is asked in a round


class Some:
    """Rows of the ledger by chance, without reading it whole."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.last: dict[type[Any], int] = {}

    def of(self, model: type[Any], **having: Any) -> Any:
        if model not in self.last:
            self.last[model] = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        rows = model.objects.filter(pk__gte=self.rng.randrange(self.last[model]), **having)
        return rows.order_by("pk").first() or model.objects.filter(**having).first()

    def value(self, model: type[Any], column: str) -> str:
        return str(getattr(self.of(model, **{f"{column}__isnull": False}), column))


def searches(some: Some) -> Mapping[str, Callable[[], str]]:
    """What is typed, by what it is."""

    def name() -> list[str]:
        return some.value(Customer, "name").split()

    return {
        "e-mail": lambda: some.value(Customer, "email").upper(),
        "merchant ref": lambda: some.value(Customer, "merchant_ref"),
        "customer id": lambda: some.value(Customer, "external_id"),
        "voucher code": lambda: some.value(Voucher, "code").lower(),
        "voucher id": lambda: some.value(Voucher, "external_id"),
        "order id": lambda: some.value(ClaimedReward, "order_id"),
        "order ref": lambda: some.value(ClaimedReward, "order_ref"),
        "claim id": lambda: some.value(ClaimedReward, "external_id"),
        "redemption id": lambda: some.value(Redemption, "external_id"),
        "event id": lambda: some.value(InboundEvent, "external_id"),
        "nothing": lambda: f"zz_{some.rng.random()}",
        "a sentence": lambda: f"Hi, I am {some.value(Customer, 'email')} and {some.value(Voucher, 'code')} is missing!",
        "a payload": lambda: payload(some),
        "name: whole": lambda: " ".join(name()),
        "name: last, first": lambda: ", ".join(reversed(name())),
        "name: j last": lambda: f"{name()[0][0]} {name()[-1]}",
        "name: last": lambda: name()[-1],
        "name: first three letters": lambda: name()[0][:3],
        "name: nobody's": lambda: "Xyzzy Quux",
    }


def payload(some: Some) -> str:
    """With the ids of one of each thing."""
    models: tuple[type[Any], ...] = (Customer, Voucher, Redemption, ClaimedReward)
    things = {model.__name__: some.of(model) for model in models}
    email = some.value(Customer, "email")
    return json.dumps({"id": "evt_1", "email": email} | {name: {"id": row.external_id} for name, row in things.items()})


def filters(some: Some) -> Iterator[tuple[str, Data]]:
    """Each filter of the list of claims; of closed lists, each word."""
    for status in ClaimStatus:
        yield f"status={status}", lambda status=status: {"status": status}  # type: ignore[misc]
    for kind in RewardKind:
        yield f"kind={kind}", lambda kind=kind: {"kind": kind}  # type: ignore[misc]
    for slug in Source.objects.values_list("slug", flat=True):
        yield f"source={slug}", lambda slug=slug: {"source": slug}  # type: ignore[misc]
    yield "nothing", dict
    yield "status__in", lambda: {"status__in": "claimed,reversed"}
    yield "kind__in", lambda: {"kind__in": "credit,custom"}
    yield "provider", lambda: {"provider": "voucherify"}
    yield "source, status, kind", lambda: {"source": some.of(Source).slug, "status": "reversed", "kind": "product"}
    yield "reversed=false", lambda: {"reversed": "false"}
    yield "claimed=last_month", lambda: {"claimed": "last_month"}
    yield "campaign", lambda: {"campaign": some.value(ClaimedReward, "campaign_id")}
    yield "customer", lambda: {"customer": some.value(ClaimedReward, "customer_id")}
    yield "customer_email", lambda: {"customer_email": some.value(Customer, "email")}
    yield "merchant_ref", lambda: {"merchant_ref": some.value(Customer, "merchant_ref")}
    yield "voucher_code", lambda: {"voucher_code": some.value(Voucher, "code")}
    yield "order", lambda: {"order": some.value(ClaimedReward, "order_ref")}
    yield "external_id", lambda: {"external_id": some.value(ClaimedReward, "external_id")}
    yield "redemption_id", lambda: {"redemption_id": some.value(Redemption, "external_id")}
    yield from recorded(some)
    yield from bounded(some)


def recorded(some: Some) -> Iterator[tuple[str, Data]]:
    for days in (1, 30):
        yield (
            f"recorded, {days} days, claimed then",
            lambda days=days: (  # type: ignore[misc]
                period("recorded", some, LedgerEntry, "recorded_at", days)
                | period("claimed", some, ClaimedReward, "claimed_at", days)
            ),
        )


def bounded(some: Some) -> Iterator[tuple[str, Data]]:
    """What reads row by row, with the longest period that it may."""
    asked: tuple[tuple[int, dict[str, str]], ...] = (
        (31, {"voucher_used": "true"}),
        (31, {"voucher_used": "false"}),
        (31, {"metadata__nothing": "x"}),
        (366, {"currency": "EUR"}),
        (366, {"currency": "XXX"}),
        (366, {"points_min": "999999999"}),
        (366, {"value_min": "25"}),
        (366, {"currency": "EUR", "points_max": "-1"}),
    )
    for days, data in asked:
        yield (
            f"{', '.join(data)}, {days} days",
            lambda data=data, days=days: data | period("claimed", some, ClaimedReward, "claimed_at", days),  # type: ignore[misc]
        )


def period(name: str, some: Some, model: type[Any], column: str, days: int) -> dict[str, str]:
    moment: datetime = getattr(some.of(model), column)
    return {f"{name}_after": moment.isoformat(), f"{name}_before": (moment + timedelta(days=days)).isoformat()}


def page(data: Mapping[str, str], before: ClaimedReward | None) -> QuerySet[ClaimedReward]:
    """Newest first; after a row, by its key."""
    rows = ClaimedReward.objects.order_by(*ORDER)
    if before:
        older = Q(claimed_at__lt=before.claimed_at) | Q(claimed_at=before.claimed_at, pk__lt=before.pk)
        rows = rows.filter(older, claimed_at__lte=before.claimed_at)
    return ClaimFilters(data, rows).qs[:PAGE]


def measure(name: str, rounds: int, prepare: Callable[[], Any], ask: Callable[[Any], int]) -> None:
    times, own, found = [], [], []
    for _ in range(rounds):
        given = prepare()
        begun, own_begun = perf_counter(), thread_time()
        found.append(ask(given))
        times.append((perf_counter() - begun) * 1000)
        own.append((thread_time() - own_begun) * 1000)
    tell(name, ms=times, own=median(own), found=median(found))


def tell(name: str, **figures: Any) -> None:
    print(json.dumps({"name": name, **figures}), flush=True)


def read_whole(rows: QuerySet[Any]) -> str:
    """The large tables that a plan reads from end to end."""
    return ", ".join(sorted(set(re.findall(r"Seq Scan on (\w+)", rows.explain())) & BIG))


def measure_searches(some: Some, rounds: int) -> None:
    for name, typed in searches(some).items():
        measure(f"search: {name}", rounds, typed, lambda text: sum(1 for _ in search(text, viewer=CLEAR).hits))
    behind = partial(listed, ClaimedReward, viewer=CLEAR)
    for name, typed in searches(some).items():
        measure(f"claims behind: {name}", rounds, typed, lambda text: len(behind(text).ids))


def measure_filters(some: Some, rounds: int) -> None:
    for name, data in filters(some):
        for place in ("first", "deep"):

            def prepare(data: Data = data, place: str = place) -> tuple[dict[str, str], ClaimedReward | None]:
                return data(), some.of(ClaimedReward) if place == "deep" else None

            measure(f"{place} page: {name}", rounds, prepare, lambda given: len(page(*given)))
            if whole := read_whole(page(*prepare())):
                tell(f"{place} page: {name}", whole=whole)


def main(rounds: int, seed: int) -> None:
    some = Some(Random(seed))  # noqa: S311 - values by chance, and the same again
    search("to have connected")
    measure_searches(some, rounds)
    measure_filters(some, rounds)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="How long it takes to find things in a large ledger.")
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    main(**vars(arguments.parse_args()))
