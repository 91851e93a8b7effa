"""
The desk's list of claims beside a `ModelAdmin` as Django has it, in turn, on one ledger and the same middleware:
`DATABASE_URL=postgres://… python -m tests.bench.stock`. Prints a JSON object for each question.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from tests.bench.finding import Some  # sets Django up

from django.conf import settings  # isort: skip
from django.contrib import admin
from django.db import OperationalError, connection, transaction
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.test import Client
from django.urls import path

from ledger.admin.finding import search_address
from ledger.admin.paging import Order
from ledger.models import ClaimedReward, Customer, Voucher
from rewards_site.urls import urlpatterns as desk
from tests.bench.pages import CLAIMS, signed_in, size

SLOW = 20.0  # seconds, from which on two rounds will do
DEEP = 1000  # pages of a hundred
ORDER = Order(model=ClaimedReward, ordering=("-claimed_at", "-id"))

site = admin.AdminSite(name="stock")


@admin.register(ClaimedReward, site=site)
class StockAdmin(admin.ModelAdmin):
    """The desk's columns, order, filters and period, by what Django offers for them."""

    list_display = (
        *("claimed_at", "title", "customer", "kind", "status", "points", "value", "granted_voucher"),
        *("campaign", "source"),
    )
    list_select_related = ("source", "customer", "granted_voucher", "campaign")
    list_filter = ("status", "kind", "source", "campaign")
    date_hierarchy = "claimed_at"
    ordering = ("-claimed_at", "-id")
    search_fields = (
        *("external_id", "order_id", "order_ref", "customer__name", "customer__email", "customer__merchant_ref"),
        *("granted_voucher__code", "loyalty_card__code", "redemption__external_id"),
    )


urlpatterns = [path("stock/", site.urls), *desk]
# Without the templates of the desk.
TEMPLATES = deepcopy(engines.templates["django"]) | {"DIRS": []}
TEMPLATES.pop("BACKEND")
DJANGOS_OWN = DjangoTemplates(TEMPLATES)
STOCK = "/stock/ledger/claimedreward/"
Pair = tuple[str, str]  # the desk's address, and the stock admin's


def questions(some: Some) -> dict[str, Callable[[int], Pair]]:
    """By the number of the round."""

    def deep(number: int) -> Pair:
        page = DEEP + number
        rows = ClaimedReward.objects.order_by(*ORDER.ordering)
        last = rows[min((page - 1) * 100, rows.count()) - 1]
        pages = -(-ClaimedReward.objects.count() // 100)
        return f"{CLAIMS}?{urlencode({'older': ORDER.place(last)})}", f"{STOCK}?p={min(page, pages)}"

    def campaign(_: int) -> Pair:
        chosen = some.value(ClaimedReward, "campaign_id")
        return f"{CLAIMS}?campaign={chosen}", f"{STOCK}?campaign__id__exact={chosen}"

    def searched(term: Callable[[], str]) -> Callable[[int], Pair]:
        def pair(_: int) -> Pair:
            typed = term()
            return search_address(typed), f"{STOCK}?{urlencode({'q': typed})}"

        return pair

    return {
        "first page": lambda _: (CLAIMS, STOCK),
        f"page {DEEP}": deep,
        "filter: campaign": campaign,
        "filter: status": lambda _: (f"{CLAIMS}?status=reversed", f"{STOCK}?status__exact=reversed"),
        "search: e-mail": searched(lambda: some.value(Customer, "email")),
        "search: voucher code": searched(lambda: some.value(Voucher, "code")),
        "search: name": searched(lambda: some.value(Customer, "name")),
    }


def main(rounds: int, seed: int, cap: int) -> None:
    settings.ROOT_URLCONF = __name__
    some = Some(Random(seed))  # noqa: S311 - values by chance, and the same again
    with signed_in() as (client, _):
        for name, pair in questions(some).items():
            size(client, pair(0)[0])  # warms up
            ours: list[float] = []
            stock: list[float] = []
            capped = False
            for number in range(rounds):
                if len(stock) >= 2 and stock[-1] > SLOW * 1000:
                    break
                desk_s, stock_s = pair(number)
                ours.append(took(client, desk_s, 0)[0])
                with as_shipped():
                    elapsed, is_capped = took(client, stock_s, cap)
                stock.append(elapsed)
                capped |= is_capped
            print(json.dumps({"name": name, "ours": ours, "stock": stock, "capped": capped}), flush=True)


@contextmanager
def as_shipped() -> Iterator[None]:
    """Pages by Django's own templates."""
    backend: Any = engines["django"]
    ours, backend.engine = backend.engine, DJANGOS_OWN.engine
    try:
        yield
    finally:
        backend.engine = ours


def took(client: Client, asked: str, cap: int) -> tuple[float, bool]:
    """Milliseconds, and whether it was given up after ``cap`` seconds; 0: as long as the server lets it."""
    begun, is_capped = perf_counter(), False
    try:
        with transaction.atomic():
            if cap:
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {cap * 1000}")
            size(client, asked)
    except OperationalError:
        is_capped = True
    return (perf_counter() - begun) * 1000, is_capped


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cap", type=int, default=45)
    main(**vars(parser.parse_args()))
