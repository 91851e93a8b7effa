from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Power, Sight, Viewer, headers, payload
from ledger.admin import show
from ledger.admin.decisions import Decidable
from ledger.admin.facets import ITS_ID, PROVIDER, SOURCE, Facet, found_by, period, typed, types, words
from ledger.admin.faulty import Marked
from ledger.admin.page import Table, table
from ledger.admin.payload import readable
from ledger.admin.rereading import Rereadable
from ledger.admin.touched import touched
from ledger.choices import EventState, Origin, Verdict
from ledger.decisions import decide, decisions_on, same_bytes
from ledger.filters import EventFilters
from ledger.models import ClaimedReward, InboundEvent, Redemption

STORIES = {
    EventState.RECORDED: "It was understood, and what it says is recorded.",
    EventState.IGNORED: "It is kept, and nothing was read from it: its type says nothing that the ledger keeps, "
    "or the source was switched off.",
    EventState.FAILED: "It is kept, and could not be understood. What is wrong with it is listed below.",
    EventState.HELD: "It is kept and waits for a decision: it may be a repeat, or an honest second claim.",
}

UNDELIVERED = {Origin.IMPORT: "imported, not delivered", Origin.STAFF: "said here by staff"}


@admin.register(InboundEvent)
class InboundEventAdmin(Rereadable, Decidable):
    about = "Every delivery and every imported record, byte for byte, with what became of it."
    asked = "A retry, or a second claim?"
    help_with = {
        Verdict.A_RETRY: "It repeats another delivery and says nothing new.",
        Verdict.A_SECOND_CLAIM: "What it says is recorded as a claim of its own.",
    }
    act = decide
    page_template = "admin/ledger/event.html"
    table_columns = ("received", "type_column", "standing", "sent", "repeated")
    list_display = (*table_columns, "subject_column", "source_link")
    list_select_related = ("source",)
    ordering = ("-received_at", "-id")
    list_without = ("body", "headers", "faults")
    page_related = ("secret",)
    filters = EventFilters
    facets = (
        period("Received", "received"),
        found_by("The whole id of an event, or of the claim or redemption that it is about"),
        Facet(title="State", name="state", words=words(EventState)),
        SOURCE,
        PROVIDER,
        Facet(title="Type", name="event_type", words=types),
        Facet(title="Origin", name="origin", words=words(Origin)),
        ITS_ID,
        typed("About", "subject", label="The provider's id of the claim or redemption, whole"),
        Facet(title="Claim", name="claim", of=ClaimedReward),
        Facet(title="Redemption", name="redemption", of=Redemption),
    )
    groups = (
        ("Event", ("external_id", "event_type", "subject", "source", "currency")),
        ("Arrival", ("origin", "sent_at", "received_at", "repeats", "address")),
        ("Verification", ("secret", "body_form")),
    )

    @admin.display(description="Received")
    def received(self, event: InboundEvent) -> SafeString:
        return show.minute(event.received_at)

    @admin.display(description="Type")
    def type_column(self, event: InboundEvent) -> SafeString:
        return show.name_of_parts(event.event_type) if event.event_type else show.dash()

    @admin.display(description="State")
    def standing(self, event: InboundEvent) -> SafeString:
        return show.pill(event.state, event.get_state_display())

    @admin.display(description="About")
    def subject_column(self, event: InboundEvent) -> SafeString:
        return show.code(event.subject) if event.subject else show.dash("nothing alone")

    @admin.display(description="Sent")
    def sent(self, event: InboundEvent) -> SafeString:
        return show.minute(event.sent_at) if event.sent_at else show.dash()

    @admin.display(description="Repeats")
    def repeated(self, event: InboundEvent) -> SafeString:
        return format_html("{}", show.number(event.repeats))

    def open_to(self, thing: InboundEvent) -> list[Verdict]:
        return list(self.help_with) if thing.state == EventState.HELD else []

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.send_bytes)
        return [path("<int:pk>/bytes/", download, name="ledger_inboundevent_bytes"), *super().get_urls()]

    def send_bytes(self, request: HttpRequest, pk: int) -> FileResponse:
        """Exactly what came, as nothing that a browser would open."""
        viewer = Viewer.at(request)
        if not (self.has_view_permission(request) and viewer.may(Power.SEE_PAYLOADS) and viewer.may(Power.SEE)):
            raise PermissionDenied
        body = InboundEvent.objects.filter(pk=pk).values_list("body", flat=True).first()
        if body is None:
            raise Http404
        name = f"event-{pk}.bin"
        answer = FileResponse(BytesIO(body), as_attachment=True, filename=name, content_type="application/octet-stream")
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def get_page(self, request: HttpRequest, thing: InboundEvent) -> dict[str, Any]:
        viewer = Viewer.at(request)
        body = payload(viewer, thing)
        shown, is_all = readable(body or b"")
        marked = Marked.of(shown, (str(fault).partition(": ")[::2] for fault in thing.faults))
        return super().get_page(request, thing) | {
            "payload": marked.drawn,
            "payload_is_all": is_all,
            "payload_size": len(thing.body),
            "payload_is_hidden": body is None,
            "payload_is_masked": body is not None and viewer.sight is not Sight.CLEAR,
            "download": reverse("admin:ledger_inboundevent_bytes", args=[thing.pk]),
            "headers": sorted(headers(viewer, thing).items()),
            "faults": marked.faults,
        }

    def get_heading(self, thing: InboundEvent) -> str:
        return thing.event_type or "Event of unknown type"

    def get_state(self, thing: InboundEvent) -> SafeString:
        return self.standing(thing)

    def get_story(self, thing: InboundEvent) -> str:
        again = f" The same bytes came {show.times(thing.repeats)} more, and changed nothing." if thing.repeats else ""
        return STORIES[EventState(str(thing.state))] + again

    def get_reason(self, thing: InboundEvent, name: str) -> str:
        if name in {"secret", "body_form", "address"} and thing.origin in UNDELIVERED:
            return UNDELIVERED[Origin(thing.origin)]
        return "nothing alone" if name == "subject" else super().get_reason(thing, name)

    def get_tables(self, request: HttpRequest, thing: InboundEvent) -> Sequence[Table | None]:
        return (*self._deliveries(request, thing), *touched(request, thing))

    def _deliveries(self, request: HttpRequest, thing: InboundEvent) -> Iterator[Table | None]:
        """Other deliveries of it, and for one that is or was held, or that staff said, what was decided."""
        same = same_bytes(thing)
        if same is not None:
            none = "None has come."
            yield table(request, same, title="Others that are the same to the letter", none=none)
        if same is not None or thing.origin == Origin.STAFF:
            yield table(request, decisions_on(thing), title="Decisions", none="Staff have decided nothing.")
        if same is None:
            others = InboundEvent.objects.filter(source=thing.source_id, external_id=thing.external_id)
            none = "None: it always came with the same bytes."
            yield table(request, others.exclude(pk=thing.pk), title="Under the same id, with other bytes", none=none)
