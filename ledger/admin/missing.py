"""
"Why is it missing?": of a customer and a reward or a day, one sentence, and what speaks for it.

Who is asked about is found by search, posted and sealed like there; the rest stands in the address and tells on nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from ledger.access import Viewer, log_search, veiled
from ledger.admin.finding import cleaned, may_ask, opened, search_address
from ledger.admin.page import Table, table
from ledger.admin.reasons import sentence
from ledger.choices import RewardKind
from ledger.missing import FOUND, Asked, Finding, explain, waiting_for
from ledger.models import ClaimedReward, Customer, InboundEvent
from ledger.models.fields import TEXT_LENGTH
from ledger.periods import DAY
from ledger.search import Hit, search

OLDEST = date(1990, 1, 1)
KINDS = [("", "Any kind"), *((kind.value, kind.value.replace("_", " ").capitalize()) for kind in RewardKind)]


class Reward(forms.Form):
    """What is missing: at least one of the three."""

    title = forms.CharField(label="Its title, or a part of it", max_length=TEXT_LENGTH, required=False)
    kind = forms.ChoiceField(label="Its kind", choices=KINDS, required=False)
    day = forms.DateField(
        label="The day that it was claimed", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not OLDEST <= day <= localdate() + DAY:
            raise forms.ValidationError("Nothing can have been claimed on that day.")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            raise forms.ValidationError("Say which reward or which day: one of the three will do.")
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A sentence, and the rows that speak for it."""

    sentence: str
    tables: list[Table]


def missing_view(request: HttpRequest) -> HttpResponse:
    if not may_ask(request):
        raise PermissionDenied
    if request.method == "POST":
        return HttpResponseRedirect(_onward(request, cleaned(request.POST.get("who", ""))))
    given = request.GET.get("customer", "")
    customers = Customer.objects.select_related("source").defer("said")
    found = customers.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    context = _of(request, found) if found else _who(request, opened(request.GET.get("q", "")))
    return render(request, "admin/missing.html", admin.site.each_context(request) | {"title": TITLE} | context)


TITLE = "Why is it missing?"


def _onward(request: HttpRequest, term: str) -> str:
    """To the questions about the one customer who can be meant; else to those who may be."""
    if not term:
        return reverse("admin:missing")
    viewer = Viewer.at(request)
    found = search(term, among=(Customer,), viewer=viewer)
    log_search(viewer, term, of=Customer, found_by=found.by)
    hit = found.obvious
    query = urlencode({"customer": hit.thing.pk}) if hit else ""
    return f"{reverse('admin:missing')}?{query}" if hit else search_address(term, at="admin:missing")


def _who(request: HttpRequest, term: str) -> dict[str, Any]:
    """Who is asked about. Of somebody who is not recorded, what waits may know."""
    if not term:
        return {}
    found = search(term, among=(Customer,), viewer=Viewer.at(request))
    people = [_person(request, hit) for hit in list(found.hits)[:FOUND]]
    waiting = [] if people else waiting_for(found.typed.texts)
    return {"term": term, "people": people, "waiting": _table(request, waiting) if waiting else None}


def _person(request: HttpRequest, hit: Hit) -> tuple[str, Customer]:
    """Where to go on, and who it is; what was typed is in clear where it is a whole value."""
    typed = [] if hit.is_by_name else [hit.typed]
    person: Customer = veiled(Viewer.at(request), hit.thing, typed=typed)
    return f"{reverse('admin:missing')}?{urlencode({'customer': hit.thing.pk})}", person


def _of(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    is_asked = any(request.GET.get(name) for name in Reward.base_fields)
    form = Reward(request.GET if is_asked else None, label_suffix="")
    context = {"customer": veiled(Viewer.at(request), customer), "form": form}
    if not (is_asked and form.is_valid()):
        return context
    given: Mapping[str, Any] = form.cleaned_data
    kind = RewardKind(given["kind"]) if given["kind"] else None
    asked = Asked(customer=customer, title=given["title"], kind=kind, day=given["day"])
    answer, *others = (_answer(request, asked, finding) for finding in explain(asked))
    return context | {"answer": answer, "others": others}


def _answer(request: HttpRequest, asked: Asked, finding: Finding) -> Answer:
    return Answer(sentence=sentence(request, asked, finding), tables=list(_evidence(request, finding)))


def _evidence(request: HttpRequest, finding: Finding) -> Iterator[Table]:
    claims = ClaimedReward.objects.filter(pk__in=[claim.pk for claim in finding.claims])
    if finding.claims and (shown := table(request, claims, title="Claims", none="", most=FOUND)):
        yield shown
    if finding.events and (shown := _table(request, finding.events)):
        yield shown


def _table(request: HttpRequest, events: Any) -> Table | None:
    rows = InboundEvent.objects.filter(pk__in=[event.pk for event in events])
    return table(request, rows, title="Events", none="", most=FOUND)
