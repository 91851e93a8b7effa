from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.admin.base import ReadOnly, text
from ledger.admin.page import Table, table
from ledger.models import Customer


@admin.register(Customer)
class CustomerAdmin(ReadOnly):
    about = "People at a source, with what they claimed and hold."
    list_display = ("who", "email_column", "shop_ref", "tier_column", "enrolled", "source_link")
    table_columns = ("who", "email_column", "shop_ref", "tier_column")
    list_select_related = ("source",)
    list_filter = ("source",)
    search_fields = ("email",)
    search_help_text = "A whole e-mail address or id, or a part of a name."
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

    def get_tables(self, request: HttpRequest, thing: Customer) -> Sequence[Table | None]:
        claims, vouchers, used = thing.claims.all(), thing.vouchers.all(), thing.redemptions.all()
        none, where = "None that the provider has named.", {"customer": thing.pk}
        return (
            table(request, claims, title="Claimed rewards", none="None yet.", without="customer_link", where=where),
            table(request, vouchers, title="Vouchers", none=none, without="holder_link", where=where),
            table(request, used, title="Redemptions", none=none, without="customer_link", where=where),
        )
