from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import ReadOnly, text
from ledger.admin.filters import about, of
from ledger.admin.page import Table, table
from ledger.choices import RedemptionStatus
from ledger.models import Customer, InboundEvent, Redemption, Voucher


@admin.register(Redemption)
class RedemptionAdmin(ReadOnly):
    about = "Uses of vouchers at a provider: points paid, codes and gift cards used."
    table_columns = ("id_column", "redeemed", "customer_link", "voucher_link", "state", "paid", "used")
    list_display = (*table_columns, "source_link")
    list_select_related = ("source", "customer", "voucher")
    list_filter = ("status", "source", of("customer", Customer), of("voucher", Voucher))
    search_fields = ("external_id",)
    search_help_text = "The id of a redemption, or a voucher code."
    groups = (
        ("What", ("voucher", "points", "amount", "redeemed_at")),
        ("Who", ("customer", "order_id", "tracking_id")),
        ("Reversed", ("reversed_at", "reversal_id", "reason")),
        ("Provider's words", ("external_id", "source", "status", "provider_status")),
    )

    @admin.display(description="Redemption")
    def id_column(self, redemption: Redemption) -> SafeString:
        return show.code(redemption.external_id)

    @admin.display(description="Redeemed")
    def redeemed(self, redemption: Redemption) -> SafeString:
        return show.minute(redemption.redeemed_at) if redemption.redeemed_at else show.dash()

    @admin.display(description="Voucher")
    def voucher_link(self, redemption: Redemption) -> SafeString:
        return show.voucher(redemption.voucher)

    @admin.display(description="Status")
    def state(self, redemption: Redemption) -> SafeString:
        if redemption.status is None:
            return show.dash()
        return show.pill(redemption.status, redemption.get_status_display())

    @admin.display(description="Points")
    def paid(self, redemption: Redemption) -> SafeString:
        return show.dash() if redemption.points is None else text(show.number(redemption.points))

    @admin.display(description="Amount")
    def used(self, redemption: Redemption) -> SafeString:
        return show.dash() if redemption.amount is None else text(show.money(redemption.amount, redemption.currency))

    def get_state(self, thing: Redemption) -> SafeString | str:
        return self.state(thing) if thing.status else ""

    def get_reason(self, thing: Redemption, name: str) -> str:
        not_reversed = name in {"reversed_at", "reversal_id"} and thing.status != RedemptionStatus.REVERSED
        return "not reversed" if not_reversed else super().get_reason(thing, name)

    def get_tables(self, request: HttpRequest, thing: Redemption) -> Sequence[Table | None]:
        said, where = about(InboundEvent.objects.all(), thing), {"redemption": thing.pk}
        none = "It is not known to have paid for a reward."
        return (
            table(request, thing.claims.all(), title="Claims it paid for", none=none, where=where),
            table(request, said, title="Events", none="No event is about it alone.", where=where),
        )
