"""What was refused and is kept: why, as far as it can be told; and admitting what verifies by now."""
# ruff: noqa: ARG002 - the signatures are the base's

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.messages import ERROR
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Sight, Viewer, headers, payload, shown
from ledger.admin import show
from ledger.admin.base import LABELS, provider_name
from ledger.admin.facets import SOURCE, Facet, period, words
from ledger.admin.filtering import Filtered
from ledger.admin.page import Group, Row
from ledger.admin.payload import readable
from ledger.admitting import MOST, OUTCOMES, Admitted, Stock, press, stock, waiting
from ledger.choices import RefusalCause
from ledger.filters import RefusedFilters
from ledger.models import InboundEvent, RefusedDelivery, Source
from ledger.providers import all_providers
from ledger.refusing import KEPT_FOR, Look, TurnedAway, look, opened
from ledger.sealing import Unsealable

ADMIT = "admin:ledger_refuseddelivery_admit"
UNOPENED = "It can't be opened: the key that it was sealed with is not among this installation's."
GONE = "The provider of its source is not installed here, so nothing can be told of it."
VERIFIES = "It verifies now, with the secret “{secret}”: it can be admitted."
TOO_BUSY = "The database was too busy. What was admitted by then is; press again for the rest."
TOLD: Mapping[RefusalCause | None, str] = {
    None: VERIFIES,
    RefusalCause.NO_SIGNATURE: "It came without the header {header} that {provider} signs with, so it can never be "
    "admitted: somebody else sent it, or something on the way took the header off.",
    RefusalCause.OTHER_PROVIDER: "It has the signature of {other}, not of {provider}: that webhook may be set up with "
    "the address of this source. It can never be admitted here.",
    RefusalCause.NO_SECRET: "The source has no secret in use that it could be compared with. Add the provider's.",
    RefusalCause.WRONG_SIGNATURE: "No secret of the source fits, retired ones included: it is signed with another, or "
    "its body was changed on the way, or it is a stranger's. Which of them can't be told.",
    RefusalCause.RETIRED_SECRET: "It is signed with the secret “{secret}”, which was retired on {retired}: the "
    "provider still uses it.",
    RefusalCause.BODY_CHANGED: "Its body was changed on its way here: {change}. The secret “{secret}” fits what it was "
    "before. Let the proxy in between pass bodies on as they are.",
}


@admin.register(RefusedDelivery)
class RefusedDeliveryAdmin(Filtered):
    about = "Refused deliveries that are kept for a while, to be admitted once their secret is here."
    plural = "Refused deliveries"
    list_display = ("received", "why", "body_size", "source_link")
    table_columns = ("received", "why", "body_size")
    list_select_related = ("source",)
    list_without = ("sealed",)
    filters = RefusedFilters
    facets = (period("Received", "received"), Facet(title="Cause", name="cause", words=words(RefusalCause)), SOURCE)
    ordering = ("-received_at", "-id")
    page_template = "admin/ledger/event.html"
    groups = (("Delivery", ("source", "received_at")),)

    @admin.display(description="Received")
    def received(self, kept: RefusedDelivery) -> SafeString:
        return show.minute(kept.received_at)

    @admin.display(description="Cause")
    def why(self, kept: RefusedDelivery) -> SafeString:
        return format_html("{}", kept.get_cause_display())

    @admin.display(description="Size")
    def body_size(self, kept: RefusedDelivery) -> SafeString:
        return format_html("{}", filesizeformat(kept.size))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.admit_view)
        return [path("admit/<int:pk>/", view, name="ledger_refuseddelivery_admit"), *super().get_urls()]

    def get_page(self, request: HttpRequest, thing: RefusedDelivery) -> dict[str, Any]:
        viewer = Viewer.at(request)
        page = super().get_page(request, thing)
        try:
            away = opened(thing)
        except Unsealable:
            return page | {"story": UNOPENED, "payload_is_hidden": True, "payload_size": thing.size}
        address = shown(viewer, InboundEvent, "address", away.address)
        came_from = Row(label=LABELS["address"], value=show.code(address) if address else show.unknown())
        return (
            page
            | _content(viewer, thing, away)
            | {
                "story": _story(thing, away),
                "groups": [_with(group, came_from) for group in page["groups"]],
            }
        )

    def get_heading(self, thing: RefusedDelivery) -> str:
        return "Refused delivery"

    def get_state(self, thing: RefusedDelivery) -> SafeString:
        return format_html('<span class="pill bad">{}</span>', thing.get_cause_display())

    def admit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How many of a source verify by now; pressed, they are admitted."""
        if not may_admit(request):
            raise PermissionDenied
        source = get_object_or_404(Source, pk=pk)
        if request.method == "GET":
            return TemplateResponse(request, "admin/ledger/admit.html", self._look(request, source))
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        try:
            self.message_user(request, _outcome(press(source, Viewer.at(request))))
        except OperationalError:
            self.message_user(request, TOO_BUSY, ERROR)
        return HttpResponseRedirect(reverse(ADMIT, args=[pk]))

    def _look(self, request: HttpRequest, source: Source) -> dict[str, Any]:
        known = stock(source)
        return self.admin_site.each_context(request) | {
            "title": f"Admit what was refused from {source.name}",
            "source": source,
            "source_address": show.address(source),
            "stock": known,
            "tiles": [
                ("Kept with a signature", show.number(known.kept)),
                ("Verify now", show.number(known.verify)),
                ("Do not", show.number(known.kept - known.verify)),
            ],
            "press": show.number(min(MOST, known.verify)),
            "is_cut": known.verify > MOST,
            "command": f"python manage.py admit_refused {source.slug}",
            "kept_for": KEPT_FOR.days,
            "list_address": f"{self.list_address}?source={source.slug}",
        }


def may_admit(request: HttpRequest) -> bool:
    of = admin.site.get_model_admin(RefusedDelivery)
    return of.has_view_permission(request) and Viewer.at(request).may(Power.ADMIT)


def told_of(request: HttpRequest, source: Source) -> SafeString | None:
    """After a secret was added: how many verify by now, and the way to admit them. None: nothing is kept."""
    if not may_admit(request):
        return None
    known: Stock = stock(source)
    if not known.kept:
        return None
    if not known.verify:
        return format_html("{}.", known)
    return format_html('{}: <a href="{}">admit them</a>.', known, reverse(ADMIT, args=[source.pk]))


def kept_of(request: HttpRequest, source: Source) -> dict[str, Any]:
    """For the source's page: how many are kept that may verify."""
    if not may_admit(request):
        return {}
    return {"refused": waiting(source).order_by().count(), "admit": reverse(ADMIT, args=[source.pk])}


def _content(viewer: Viewer, thing: RefusedDelivery, away: TurnedAway) -> dict[str, Any]:
    """As of an event. What is not even signed as this provider's may say things at places that nothing masks."""
    event = InboundEvent(source=thing.source, body=away.request.body, headers=away.request.headers)
    is_known = viewer.sight is Sight.CLEAR or RefusalCause(str(thing.cause)).is_signed
    body = payload(viewer, event) if is_known else None
    text, is_all = readable(body or b"")
    return {
        "payload": text,
        "payload_is_all": is_all,
        "payload_size": thing.size,
        "payload_is_hidden": body is None,
        "payload_is_masked": body is not None and viewer.sight is not Sight.CLEAR,
        "headers": sorted(headers(viewer, event).items()),
    }


def _story(thing: RefusedDelivery, away: TurnedAway) -> str:
    provider = all_providers().get(thing.source.provider)
    if provider is None or provider.slug != thing.provider:
        return GONE
    seen = look(provider, away.request, list(thing.source.secrets.all()))
    return TOLD[seen.cause].format(
        header=provider.signature_header,
        provider=provider_name(thing.source),
        other=_other(away.request.headers),
        secret=seen.secret or "",
        change=seen.change,
        retired=_retired(seen),
    )


def _other(found: Mapping[str, str]) -> str:
    return ", ".join(one.name for one in all_providers().values() if one.signature_header in found)


def _retired(seen: Look) -> str:
    return show.exactly(seen.secret.retired_at) if seen.secret and seen.secret.retired_at else ""


def _with(group: Group, row: Row) -> Group:
    return replace(group, rows=[*group.rows, row])


def _outcome(done: Admitted) -> str:
    counts = ", ".join(f"{done.outcomes[word]:,} {word}" for word in OUTCOMES if done.outcomes[word])
    left = f" {show.number(done.left)} more verify: press again." if done.left else ""
    return f"{show.number(done.outcomes.total())} admitted{': ' if counts else ''}{counts}.{left}"
