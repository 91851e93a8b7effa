"""How points and money on vouchers went: from movements, which say what was left after them, and from readings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from ledger.admin import show
from ledger.admin.charts import Chart, Number, Series, lines
from ledger.admin.page import may_see
from ledger.choices import Counter
from ledger.models import Customer, Movement, Reading, Voucher

MOST = 300  # of either, the newest
Told = tuple[str, datetime, int, Number]  # whose, when, which row's, how much


def points_over_time(request: HttpRequest, cards: Sequence[Voucher], customer: Customer | None = None) -> Chart | None:
    """Of loyalty cards, by the names that this person sees; and of what a provider states of the customer itself."""
    names = {f"card {card.pk}": str(card) for card in cards} | {"customer": "Points approved"}
    ids = [card.pk for card in cards]
    told = [*_moved(request, ids, "points_balance"), *_stated(request, ids, Counter.POINTS_BALANCE, customer)]
    return lines("Points over time", _series(told, names), lambda number: show.points(int(number)))


def money_over_time(request: HttpRequest, card: Voucher) -> Chart | None:
    names = {f"card {card.pk}": "Left"}
    told = [*_moved(request, [card.pk], "balance"), *_stated(request, [card.pk], Counter.BALANCE, None)]
    look = partial(show.money, currency=card.currency)
    return lines("Balance over time", _series(told, names), lambda number: look(Decimal(number)))


def _series(told: Sequence[Told], names: Mapping[str, str]) -> list[Series]:
    found: dict[str, list[Any]] = defaultdict(list)
    for whose, *when, number in sorted(told):
        found[whose].append((when[0], number))
    # A movement and a reading of the same event say the same.
    once = {whose: list(dict.fromkeys(points)) for whose, points in found.items()}
    return [Series(name=name, points=once[whose]) for whose, name in names.items() if whose in once]


def _moved(request: HttpRequest, cards: Sequence[int], column: str) -> Iterator[Told]:
    """By the index ``ledger_movement_by_voucher``."""
    if not may_see(request, Movement):
        return
    rows = Movement.objects.filter(voucher__in=cards, **{f"{column}__isnull": False}).order_by("-occurred_at")
    for pk, card, at, number in rows.values_list("pk", "voucher", "occurred_at", column)[:MOST]:
        yield f"card {card}", at, pk, number


def _stated(request: HttpRequest, cards: Sequence[int], counter: Counter, customer: Customer | None) -> Iterator[Told]:
    if not may_see(request, Reading):
        return
    wanted = Q(voucher__in=cards, customer=None, counter=counter)
    if customer:
        wanted |= Q(customer=customer, voucher=None, counter=Counter.POINTS_APPROVED)
    rows = Reading.objects.filter(wanted).order_by("-stated_at")
    for pk, card, at, number in rows.values_list("pk", "voucher", "stated_at", "number")[:MOST]:
        yield f"card {card}" if card else "customer", at, pk, number
