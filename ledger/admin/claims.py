from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.claim_facets import CLAIM_FACETS
from ledger.admin.decisions import Decidable
from ledger.admin.doubles import notices
from ledger.admin.filtering import FilteredList
from ledger.admin.happenings import decisions, deliveries, events, postings, uses_of_voucher
from ledger.admin.notes import Notable
from ledger.admin.page import Table, table
from ledger.admin.payloads import payloads, traced, wanted_of
from ledger.admin.reply import reply
from ledger.admin.revealing import Revealable
from ledger.admin.saved_views import WithViews
from ledger.admin.story import story
from ledger.admin.timeline import timeline
from ledger.admin.totals import MOST, Totals, totals
from ledger.choices import ClaimStatus, Precision, Verdict
from ledger.decisions import OPEN_TO, close, is_held
from ledger.filters import ClaimFilters
from ledger.models import ClaimedReward, LedgerEntry, Voucher

PRECISIONS = {
    Precision.EXACT: "when it was claimed",
    Precision.REPORTED: "when the provider sent word of it",
    Precision.RECEIVED: "when word of it came here",
}
THEIR_WORDS = ("provider_id", "provider_kind", "provider_status", "reward_id", "assignment_id", "metadata")


class ClaimList(FilteredList):
    """With what the filtered claims add up to; all claims there are, are for reports to add up."""

    adds_up = True
    words = ("claim", "claims")
    totals: Totals | None = None

    def count(self) -> tuple[int, int]:
        if not (self.is_quick and self.asking.given):
            return super().count()
        self.totals = totals(self.queryset)
        return self.totals.claims, MOST


@admin.register(ClaimedReward)
class ClaimedRewardAdmin(WithViews, Decidable, Notable, Revealable):
    about = "Who claimed what, when, paid how and given what."
    asked = "How did it end?"
    help_with = {
        Verdict.FULFILLED: "The customer has what was claimed.",
        Verdict.VOIDED: "It counts as reversed, for good.",
    }
    act = close
    noted = "claim"
    page_template = "admin/ledger/claim.html"
    list_display = (
        "claimed",
        "reward",
        "customer_link",
        "kind_word",
        "state",
        "paid",
        "worth",
        "granted",
        "campaign_link",
        "source_link",
    )
    list_display_links = ("claimed", "reward")
    table_columns = ("claimed", "reward", "customer_link", "state", "paid", "worth", "granted")
    list_select_related = ("source", "customer", "granted_voucher", "campaign")
    page_related = ("holder", "loyalty_card", "redemption")
    ordering = ("-claimed_at", "-id")
    filters = ClaimFilters
    facets = CLAIM_FACETS
    changelist = ClaimList
    groups = (
        ("What", ("title", "kind", "value", "discount", "product_name", "product_id", "product_ref", "sku")),
        ("Who", ("customer", "holder")),
        ("When", ("claimed_at", "claimed_at_precision", "reversed_at", "reason")),
        ("Paid", ("points", "loyalty_card", "redemption", "earned_by")),
        ("Given", ("granted_voucher", "campaign")),
        ("Order", ("order_id", "order_ref", "order_amount", "tracking_id")),
        ("Provider's words", ("external_id", "source", *THEIR_WORDS)),
    )

    @admin.display(description="Claimed")
    def claimed(self, claim: ClaimedReward) -> SafeString:
        return show.minute(claim.claimed_at)

    @admin.display(description="Reward")
    def reward(self, claim: ClaimedReward) -> SafeString:
        return text(claim.title)

    @admin.display(description="Kind")
    def kind_word(self, claim: ClaimedReward) -> SafeString:
        return text(claim.get_kind_display())

    @admin.display(description="Status")
    def state(self, claim: ClaimedReward) -> SafeString:
        return show.pill(claim.status, claim.get_status_display())

    @admin.display(description="Points")
    def paid(self, claim: ClaimedReward) -> SafeString:
        return show.dash() if claim.points is None else format_html("{}", show.number(claim.points))

    @admin.display(description="Value")
    def worth(self, claim: ClaimedReward) -> SafeString:
        return show.dash() if claim.value is None else format_html("{}", show.money(claim.value, claim.currency))

    @admin.display(description="Given")
    def granted(self, claim: ClaimedReward) -> SafeString:
        return show.voucher(claim.granted_voucher)

    def open_to(self, thing: ClaimedReward) -> list[Verdict]:
        return [verdict for verdict, statuses in OPEN_TO.items() if thing.status in statuses]

    def get_page(self, request: HttpRequest, thing: ClaimedReward) -> dict[str, Any]:
        page = super().get_page(request, thing)
        viewer = Viewer.at(request)
        told, doubles, shown = events(request, thing), notices(thing), veiled(viewer, thing)
        came = payloads(request, told, wanted_of(shown, page["groups"]))
        return page | {
            "doubles": doubles,
            "timeline": timeline(
                postings(request, thing),
                deliveries(told, thing),
                uses_of_voucher(request, thing.granted_voucher),
                decisions(request, thing),
            ),
            "payloads": came,
            "groups": traced(page["groups"], page["said_by"], came.shown),
            "reply": reply(viewer, shown, is_double=bool(doubles), is_held=is_held(told)),
        }

    def get_heading(self, thing: ClaimedReward) -> str:
        return thing.title or "Reward"

    def get_state(self, thing: ClaimedReward) -> SafeString:
        return self.state(thing)

    def get_story(self, thing: ClaimedReward) -> SafeString:
        return story(thing)

    def get_note(self, thing: ClaimedReward, name: str) -> str:
        return PRECISIONS[Precision(str(thing.claimed_at_precision))] if name == "claimed_at_precision" else ""

    def get_reason(self, thing: ClaimedReward, name: str) -> str:
        if name == "holder":
            return "no other than the customer"
        not_reversed = name in {"reversed_at", "reason"} and thing.status != ClaimStatus.REVERSED
        return "not reversed" if not_reversed else super().get_reason(thing, name)

    def get_tables(self, request: HttpRequest, thing: ClaimedReward) -> Sequence[Table | None]:
        where = {"claim": thing.pk}
        posted = LedgerEntry.objects.filter(claim=thing)
        return (
            table(request, posted, title="Ledger entries", none="Nothing is posted yet.", where=where),
            _uses(request, thing.granted_voucher),
        )


def _uses(request: HttpRequest, granted: Voucher | None) -> Table | None:
    if granted is None:
        return None
    return table(
        request,
        granted.redemptions.all(),
        title="Uses of what was given",
        none="None that the provider has told of.",
        where={"voucher": granted.pk},
        without="voucher_link",
    )
