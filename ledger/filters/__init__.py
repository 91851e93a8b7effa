"""
What lists, totals, the API and exports are filtered by: one definition.

A filter says what it costs (``Cost``) where nothing else is asked, at ten million rows. What only reads row by row is
refused without a period or another filter that finds. Of ten million claims over two years a period of 366 days is five
million lines of an index, one of 31 days some 400,000 rows.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from ledger.choices import (
    ClaimStatus,
    EntrySide,
    EventState,
    MovementKind,
    Origin,
    RedemptionStatus,
    RewardKind,
    VoucherKind,
)
from ledger.filters.asked import (
    Asked,
    Cost,
    answers,
    any_column,
    by_code,
    by_email,
    by_external_id,
    by_ref,
    by_subject,
    column,
    of_provider,
    of_source,
    redemptions_of_id,
    through,
    used,
)
from ledger.filters.fields import Currency, money, text, word, yes_or_no
from ledger.filters.strict import PREFIX, Period, Strict, personal
from ledger.models import LedgerEntry

__all__ = [
    "FILTERS",
    "PERSONAL",
    "CampaignFilters",
    "ClaimFilters",
    "Cost",
    "CustomerFilters",
    "EntryFilters",
    "EventFilters",
    "MovementFilters",
    "RedemptionFilters",
    "Strict",
    "VoucherFilters",
    "is_personal",
]

LISTED, READS, FETCHES = Cost.LISTED, Cost.READS, Cost.FETCHES
NOT_REVERSED = [status.value for status in ClaimStatus if status is not ClaimStatus.REVERSED]


def first_postings() -> QuerySet[LedgerEntry, Any]:
    """Of each claim, with when it was recorded."""
    return LedgerEntry.objects.filter(side=EntrySide.CLAIMED, ordinal=1).values("claim")


class ClaimFilters(Strict):
    """Newest first: by ``claimed_at``, then by number."""

    periods = {
        "claimed": Period(column="claimed_at"),
        "recorded": Period(column="recorded_at", bounds_the_list=False, through=first_postings),
    }
    has_metadata = True

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    provider__in = of_provider(LISTED, some=True)
    status = Asked(column("status"), of=word(ClaimStatus), cost=LISTED)
    status__in = Asked(column("status"), of=word(ClaimStatus), some=True, cost=LISTED)
    reversed = Asked(
        answers(yes=Q(status=ClaimStatus.REVERSED.value), no=Q(status__in=NOT_REVERSED)), of=yes_or_no, cost=LISTED
    )
    kind = Asked(column("kind"), of=word(RewardKind), cost=LISTED)
    kind__in = Asked(column("kind"), of=word(RewardKind), some=True, cost=LISTED)
    currency = Asked(column("currency"), of=Currency, cost=READS)
    currency__in = Asked(column("currency"), of=Currency, some=True, cost=READS)
    campaign = Asked(column("campaign"), cost=LISTED, help_text="By our number.")
    campaign__in = Asked(column("campaign"), some=True, cost=LISTED)
    customer = Asked(column("customer"), help_text="By our number.")
    customer__in = Asked(column("customer"), some=True)
    customer_email = by_email("customer")
    merchant_ref = by_ref("customer")
    voucher = Asked(any_column("granted_voucher", "loyalty_card"), help_text="By our number: granted, or paid from.")
    voucher_code = by_code("granted_voucher", "loyalty_card")
    voucher_used = Asked(answers(**used("granted_voucher")), of=yes_or_no, cost=FETCHES)
    redemption = Asked(column("redemption"), help_text="By our number.")
    redemption_id = Asked(through(redemptions_of_id, "redemption"), of=text, help_text="By the provider's id.")
    order = Asked(any_column("order_id", "order_ref"), of=text, help_text="By the provider's id or the shop's.")
    external_id = Asked(by_external_id, of=text)
    external_id__in = Asked(by_external_id, of=text, some=True)
    points_min = Asked(column("points", "gte"), cost=READS)
    points_max = Asked(column("points", "lte"), cost=READS)
    value_min = Asked(column("value", "gte"), of=money, cost=READS)
    value_max = Asked(column("value", "lte"), of=money, cost=READS)


class EntryFilters(Strict):
    """Newest first: by number, which is the order of recording."""

    periods = {"occurred": Period(column="occurred_at"), "recorded": Period(column="recorded_at")}

    claim = Asked(column("claim"), help_text="By our number.")
    claim__in = Asked(column("claim"), some=True)
    customer = Asked(column("claim__customer"), help_text="By our number: whose claim it is.")
    customer_email = by_email("claim__customer")
    merchant_ref = by_ref("claim__customer")
    side = Asked(column("side"), of=word(EntrySide), cost=FETCHES)
    source = of_source(FETCHES)
    source__in = of_source(FETCHES, some=True)
    provider = of_provider(FETCHES)
    kind = Asked(column("kind"), of=word(RewardKind), cost=FETCHES)
    kind__in = Asked(column("kind"), of=word(RewardKind), some=True, cost=FETCHES)
    currency = Asked(column("currency"), of=Currency, cost=FETCHES)
    campaign = Asked(column("campaign"), cost=FETCHES, help_text="By our number.")
    points_min = Asked(column("points", "gte"), cost=FETCHES)
    points_max = Asked(column("points", "lte"), cost=FETCHES)
    value_min = Asked(column("value", "gte"), of=money, cost=FETCHES)
    value_max = Asked(column("value", "lte"), of=money, cost=FETCHES)


class CustomerFilters(Strict):
    has_metadata = True

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = Asked(by_external_id, of=text)
    external_id__in = Asked(by_external_id, of=text, some=True)
    customer_email = by_email("pk")
    merchant_ref = Asked(column("merchant_ref"), of=text, is_personal=True)
    merchant_ref__in = Asked(column("merchant_ref"), of=text, some=True, is_personal=True)


class VoucherFilters(Strict):
    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = Asked(by_external_id, of=text)
    external_id__in = Asked(by_external_id, of=text, some=True)
    voucher_code = by_code("pk")
    customer = Asked(column("holder"), help_text="By our number.")
    customer_email = by_email("holder")
    merchant_ref = by_ref("holder")
    kind = Asked(column("kind"), of=word(VoucherKind), cost=FETCHES)
    active = Asked(answers(yes=Q(active=True), no=Q(active=False)), of=yes_or_no, cost=FETCHES)


class RedemptionFilters(Strict):
    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = Asked(by_external_id, of=text)
    voucher = Asked(column("voucher"), help_text="By our number.")
    voucher_code = by_code("voucher")
    customer = Asked(column("customer"), help_text="By our number.")
    customer_email = by_email("customer")
    merchant_ref = by_ref("customer")
    order = Asked(column("order_id"), of=text, help_text="By the provider's id.")
    reversal_id = Asked(column("reversal_id"), of=text, help_text="Of what undid it.")
    status = Asked(column("status"), of=word(RedemptionStatus), cost=FETCHES)


class CampaignFilters(Strict):
    """There are few: any filter may read them all."""

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = Asked(by_external_id, of=text)
    external_id__in = Asked(by_external_id, of=text, some=True)


class MovementFilters(Strict):
    """Newest first of a voucher; there is no list of all."""

    periods = {"occurred": Period(column="occurred_at", bounds_the_list=False)}

    voucher = Asked(column("voucher"), help_text="By our number.")
    voucher_code = by_code("voucher")
    external_id = Asked(by_external_id, of=text)
    external_id__in = Asked(by_external_id, of=text, some=True)
    kind = Asked(column("kind"), of=word(MovementKind), cost=FETCHES)
    kind__in = Asked(column("kind"), of=word(MovementKind), some=True, cost=FETCHES)


class EventFilters(Strict):
    """Newest first: by number, which is the order of arrival."""

    periods = {"received": Period(column="received_at")}

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = Asked(by_external_id, of=text)
    subject = Asked(by_subject, of=text)
    state = Asked(column("state"), of=word(EventState), cost=FETCHES)
    state__in = Asked(column("state"), of=word(EventState), some=True, cost=FETCHES)
    origin = Asked(column("origin"), of=word(Origin), cost=FETCHES)
    event_type = Asked(column("event_type"), of=text, cost=FETCHES)


FILTERS: Mapping[str, type[Strict]] = {
    "claims": ClaimFilters,
    "entries": EntryFilters,
    "customers": CustomerFilters,
    "vouchers": VoucherFilters,
    "redemptions": RedemptionFilters,
    "campaigns": CampaignFilters,
    "movements": MovementFilters,
    "events": EventFilters,
}
# What masked roles may not ask: by the answer they would learn what they may not see.
PERSONAL: frozenset[str] = frozenset().union(*map(personal, FILTERS.values()))


def is_personal(parameter: str) -> bool:
    return parameter in PERSONAL or parameter.startswith(PREFIX)
