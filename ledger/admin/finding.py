"""
The search on every page: what a customer gave, whatever it is, or a sentence with it in it.

What was typed is personal, so it is posted, and comes back in the address sealed: the page can be reloaded, gone back
to and sent to a colleague, and neither a server's log nor a browser's history tells it.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from ledger.access import Viewer, log_search
from ledger.admin import show
from ledger.admin.asking import sealed_value
from ledger.admin.page import Table, table
from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, Movement, Redemption, Voucher
from ledger.sealing import Unsealable, seal, unseal
from ledger.search import Found, behind, search

KINDS: dict[type[Model], str] = {
    ClaimedReward: "Claimed rewards",
    Customer: "Customers",
    Voucher: "Vouchers",
    Redemption: "Redemptions",
    Movement: "Movements",
    Campaign: "Campaigns",
    InboundEvent: "Events",
}
LONGEST = 4000  # characters: a sentence, or a payload
SHOWN = 10  # rows of a kind
NAMED = 80  # characters of what was typed that stand in the heading
PURPOSE = "search for "  # what is sealed says what for: no other sealed text is shown here


def search_address(term: str, *, at: str = "admin:search") -> str:
    """Of the page with what is found; or of another that is given what was typed."""
    return f"{reverse(at)}?{urlencode({'q': seal(PURPOSE + term).decode()})}"


def search_view(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(_onward(request, cleaned(request.POST.get("q", ""))))
    term = opened(request.GET.get("q", ""))
    found = search(term, among=_open_to(request), viewer=Viewer.at(request)) if term else None
    context = {
        "title": "Search",
        "term": f"{term[:NAMED]}…" if len(term) > NAMED else term,
        "tables": list(_tables(request, found, term)) if found else [],
        "is_cut": found is not None and found.is_cut,
        "longest": LONGEST,
        "missing": search_address(term, at="admin:missing") if term and may_ask(request) else "",
    }
    return render(request, "admin/search.html", admin.site.each_context(request) | context)


def _onward(request: HttpRequest, term: str) -> str:
    """To the one thing that can be meant; to the page of results, where there are more or none."""
    if not term:
        return reverse("admin:search")
    viewer = Viewer.at(request)
    found = search(term, among=_open_to(request), viewer=viewer)
    log_search(viewer, term, of=ClaimedReward, found_by=found.by)
    hit = found.obvious
    return show.address(hit.thing) if hit else search_address(term)


def may_ask(request: HttpRequest) -> bool:
    """Why something is missing: the answer is in customers, claims and events."""
    asked_of = (Customer, ClaimedReward, InboundEvent)
    return all(admin.site.get_model_admin(model).has_view_permission(request) for model in asked_of)


def _open_to(request: HttpRequest) -> Sequence[type[Model]]:
    return [model for model in KINDS if admin.site.get_model_admin(model).has_view_permission(request)]


def _tables(request: HttpRequest, found: Found, term: str) -> Iterator[Table]:
    """The claims found, or behind what is, then each kind that was found itself; the rest is in its list."""
    ids = {model: {hit.thing.pk for hit in found.hits if isinstance(hit.thing, model)} for model in KINDS}
    ids[ClaimedReward] = set(behind.claims(found).ids)
    where = {SEARCH_VAR: sealed_value(term)}
    typed = {hit.typed for hit in found.hits if not hit.is_by_name}
    for model, title in KINDS.items():
        rows: Any = model._default_manager.filter(pk__in=sorted(ids[model]))
        look = partial(table, request, rows, title=title, none="", most=SHOWN, typed=typed, where=where)
        if ids[model] and (shown := look()):
            yield shown


def cleaned(typed: str) -> str:
    return typed.replace("\0", "").strip()[:LONGEST]


def opened(sealed: str) -> str:
    try:
        text = unseal(sealed.encode())
    except (Unsealable, UnicodeEncodeError):
        return ""
    return text.removeprefix(PURPOSE) if text.startswith(PURPOSE) else ""
