from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import text
from ledger.admin.facets import CODE, EMAIL, ITS_ID, MERCHANT_REF, PROVIDER, SOURCE, Facet, found_by, typed, words
from ledger.admin.filtering import Filtered
from ledger.admin.page import Table, table
from ledger.admin.revealing import Revealable
from ledger.choices import RedemptionStatus
from ledger.filters import RedemptionFilters, about
from ledger.models import Customer, InboundEvent, Redemption, Voucher


@admin.register(Redemption)
class RedemptionAdmin(Filtered, Revealable):
    about = "Uses of vouchers at a provider: points paid, codes and gift cards used."
    table_columns = ("id_column", "redeemed", "customer_link", "voucher_link", "state", "paid", "used")
    list_display = (*table_columns, "source_link")
    list_select_related = ("source", "customer", "voucher")
    filters = RedemptionFilters
    facets = (
        found_by("The id of a redemption, or a voucher code"),
        SOURCE,
        PROVIDER,
        Facet(title="Status", name="status", words=words(RedemptionStatus)),
        typed("Order", "order", label="The provider's id of the order, whole"),
        ITS_ID,
        typed("Undone by", "reversal_id", label="The provider's id of what undid it"),
        CODE,
        EMAIL,
        MERCHANT_REF,
        Facet(title="Customer", name="customer", of=Customer),
        Facet(title="Voucher", name="voucher", of=Voucher),
    )
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
        said, where = InboundEvent.objects.filter(about(thing)), {"redemption": thing.pk}
        none = "It is not known to have paid for a reward."
        return (
            table(request, thing.claims.all(), title="Claims it paid for", none=none, where=where),
            table(request, said, title="Events", none="No event is about it alone.", where=where),
        )
