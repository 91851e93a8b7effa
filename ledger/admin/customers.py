from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.balances import points_over_time
from ledger.admin.base import text
from ledger.admin.elsewhere import elsewhere
from ledger.admin.facets import EMAIL, ITS_ID, MERCHANT_REF, METADATA, PROVIDER, SOURCE, found_by
from ledger.admin.filtering import Filtered
from ledger.admin.finding import may_ask
from ledger.admin.happenings import claims_of, uses_by
from ledger.admin.notes import Notable
from ledger.admin.page import Table, table
from ledger.admin.revealing import Revealable
from ledger.admin.tiles import cards, counters, totals
from ledger.admin.timeline import seen, timeline
from ledger.choices import VoucherKind
from ledger.filters import CustomerFilters
from ledger.models import Customer

MOST_ROWS = 10  # of a table: the time line has told of most
MOST_CARDS = 4  # of which the balance is told; the others are in the list of vouchers


@admin.register(Customer)
class CustomerAdmin(Filtered, Notable, Revealable):
    about = "People at a source, with what they claimed and hold."
    noted = "customer"
    page_template = "admin/ledger/customer.html"
    list_display = ("who", "email_column", "shop_ref", "tier_column", "enrolled", "source_link")
    table_columns = ("who", "email_column", "shop_ref", "tier_column")
    list_select_related = ("source",)
    filters = CustomerFilters
    facets = (
        found_by("A whole e-mail address or id, or a part of a name"),
        SOURCE,
        PROVIDER,
        EMAIL,
        MERCHANT_REF,
        ITS_ID,
        METADATA,
    )
    groups = (
        ("Who", ("name", "email", "merchant_ref", "tier", "enrolled_at")),
        ("Provider's words", ("external_id", "source", "metadata")),
    )

    @admin.display(description="Customer")
    def who(self, customer: Customer) -> SafeString:
        return format_html("{}", customer)

    @admin.display(description="E-mail")
    def email_column(self, customer: Customer) -> SafeString:
        return text(customer.email)

    @admin.display(description="Shop's own id")
    def shop_ref(self, customer: Customer) -> SafeString:
        return show.code(customer.merchant_ref) if customer.merchant_ref else show.dash()

    @admin.display(description="Tier")
    def tier_column(self, customer: Customer) -> SafeString:
        return text(customer.tier)

    @admin.display(description="Enrolled")
    def enrolled(self, customer: Customer) -> SafeString:
        return show.minute(customer.enrolled_at) if customer.enrolled_at else show.dash()

    def get_story(self, thing: Customer) -> SafeString:
        since = f", since {show.day(thing.enrolled_at)}" if thing.enrolled_at else ""
        tier = format_html(", in the tier <strong>{}</strong>", thing.tier) if thing.tier else ""
        return format_html("{} is a customer at {}{}{}.", thing, show.link(thing.source), since, tier)

    def get_page(self, request: HttpRequest, thing: Customer) -> dict[str, Any]:
        others = elsewhere(request, thing)
        people = [thing.pk, *(other.pk for other in others.others if others.is_together)]
        claimed, claims = claims_of(request, people)
        used = uses_by(request, people, apart_from={claim.redemption_id for claim in claims})
        loyalty = thing.vouchers.filter(kind=VoucherKind.LOYALTY_CARD).order_by("-id")
        held = seen(request, loyalty, most=MOST_CARDS)
        return super().get_page(request, thing) | {
            "elsewhere": others,
            "timeline": timeline(claimed, used, is_newest_first=True),
            "tiles": [*totals(request, thing), *counters(request, thing), *cards(held)],
            "chart": points_over_time(request, held, thing),
            "missing": f"{reverse('admin:missing')}?customer={thing.pk}" if may_ask(request) else "",
        }

    def get_tables(self, request: HttpRequest, thing: Customer) -> Sequence[Table | None]:
        claims, vouchers, used = thing.claims.all(), thing.vouchers.all(), thing.redemptions.all()
        none, where = "None that the provider has named.", {"customer": thing.pk}
        rows: Sequence[tuple[QuerySet[Any], str, str, str]] = (
            (claims, "Claimed rewards", "None yet.", "customer_link"),
            (vouchers, "Vouchers", none, "holder_link"),
            (used, "Redemptions", none, "customer_link"),
        )
        return [
            table(request, of, title=title, none=empty, without=column, where=where, most=MOST_ROWS)
            for of, title, empty, column in rows
        ]
