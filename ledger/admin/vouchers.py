from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.access import Viewer, veiled
from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.facets import (
    CODE,
    EMAIL,
    ITS_ID,
    MERCHANT_REF,
    PROVIDER,
    SOURCE,
    Facet,
    found_by,
    words,
    yes_or_no,
)
from ledger.admin.filtering import Filtered
from ledger.admin.page import Table, table
from ledger.admin.revealing import Revealable
from ledger.admin.voucher_page import voucher_chart, voucher_story, voucher_timeline
from ledger.choices import VoucherKind
from ledger.filters import VoucherFilters
from ledger.models import Customer, Voucher


@admin.register(Voucher)
class VoucherAdmin(Filtered, Revealable):
    about = "Loyalty cards, discount codes and gift cards."
    page_template = "admin/ledger/voucher.html"
    table_columns = ("code_column", "kind_word", "holder_link", "left", "reduction", "standing")
    list_display = (*table_columns, "campaign_link", "source_link")
    list_select_related = ("source", "holder", "campaign")
    filters = VoucherFilters
    facets = (
        found_by("A whole code or id, or the e-mail address, id or name of the customer who holds it"),
        SOURCE,
        PROVIDER,
        Facet(title="Kind", name="kind", words=words(VoucherKind)),
        Facet(title="Active", name="active", words=yes_or_no),
        CODE,
        EMAIL,
        MERCHANT_REF,
        ITS_ID,
        Facet(title="Customer", name="customer", of=Customer),
    )
    groups = (
        ("What", ("code", "code_ending", "kind", "active", "expires_at", "discount", "discount_type")),
        ("Loyalty card", ("points_balance", "points")),
        ("Gift card", ("balance", "amount")),
        ("Whose", ("holder", "campaign")),
        ("Provider's words", ("external_id", "source")),
    )

    @admin.display(description="Code")
    def code_column(self, voucher: Voucher) -> SafeString:
        return show.voucher_code(voucher) or show.dash("code not said")

    @admin.display(description="Kind")
    def kind_word(self, voucher: Voucher) -> SafeString:
        return text(voucher.get_kind_display())

    @admin.display(description="Holder")
    def holder_link(self, voucher: Voucher) -> SafeString:
        return show.link(voucher.holder)

    @admin.display(description="Left")
    def left(self, voucher: Voucher) -> SafeString:
        if voucher.points_balance is not None:
            return format_html("{}", show.points(voucher.points_balance))
        return text((voucher.balance is not None and show.money(voucher.balance, voucher.currency)) or "")

    @admin.display(description="Discount")
    def reduction(self, voucher: Voucher) -> SafeString:
        if voucher.discount is None:
            return show.dash()
        return text(show.discount(voucher.discount_type, voucher.discount, voucher.currency))

    @admin.display(description="Active")
    def standing(self, voucher: Voucher) -> SafeString:
        if voucher.active is None:
            return show.dash()
        return show.yes_no(is_so=voucher.active, yes="Active", no="Inactive")

    def get_state(self, thing: Voucher) -> SafeString | str:
        return "" if thing.active is None else self.standing(thing)

    def get_page(self, request: HttpRequest, thing: Voucher) -> dict[str, Any]:
        return super().get_page(request, thing) | {
            "story": voucher_story(request, veiled(Viewer.at(request), thing)),
            "timeline": voucher_timeline(request, thing),
            "chart": voucher_chart(request, thing),
        }

    def get_tables(self, request: HttpRequest, thing: Voucher) -> Sequence[Table | None]:
        where = {"voucher": thing.pk}
        gave, paid, used = thing.claims_granted.all(), thing.claims_paid.all(), thing.redemptions.all()
        moved, card = thing.movements.all(), thing.kind in {VoucherKind.LOYALTY_CARD, VoucherKind.GIFT_CARD}
        return (
            table(request, gave, title="Given by", none="No claim that is known.", without="granted", where=where),
            table(request, paid, title="Paid from it", none="No claim that is known.", where=where),
            table(request, used, title="Redemptions", none="None that is known.", without="voucher_link", where=where),
            table(request, moved, title="Movements", none="None that is known.", where=where) if card else None,
        )
