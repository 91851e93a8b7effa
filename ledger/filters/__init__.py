"""
What lists, totals, the API and exports are filtered by: one definition.

A filter says what it costs (``Cost``) where nothing else is asked, at ten million rows. What only reads row by row is
refused without a period or another filter that finds few (``costs.MOST_FOUND``). Of ten million claims over two years
a period of 366 days is five million lines of an index, one of 31 days some 400,000 rows.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from ledger.choices import (
    Act,
    ClaimStatus,
    Counter,
    EntrySide,
    EventState,
    MovementKind,
    Origin,
    RedemptionStatus,
    RefusalCause,
    RewardKind,
    Verdict,
    VoucherKind,
)
from ledger.filters.asked import (
    Asked,
    Cost,
    about,
    answers,
    any_column,
    by_code,
    by_email,
    by_id,
    by_redemption,
    by_ref,
    by_subject,
    by_text,
    by_thing,
    column,
    of_provider,
    of_source,
    used,
)
from ledger.filters.fields import Currency, money, text, word, yes_or_no
from ledger.filters.strict import PREFIX, Period, Strict, personal
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Movement,
    Redemption,
    Voucher,
)

__all__ = [
    "FILTERS",
    "PERSONAL",
    "AccessFilters",
    "CampaignFilters",
    "ClaimFilters",
    "Cost",
    "CustomerFilters",
    "DecisionFilters",
    "EntryFilters",
    "EventFilters",
    "MovementFilters",
    "ReadingFilters",
    "RedemptionFilters",
    "RefusalFilters",
    "RefusedFilters",
    "Strict",
    "VoucherFilters",
    "about",
    "is_personal",
]

LISTED, READS, FETCHES = Cost.LISTED, Cost.READS, Cost.FETCHES
NOT_REVERSED = [status.value for status in ClaimStatus if status is not ClaimStatus.REVERSED]


# The events that wait for somebody have an index of their own.
WAITING = frozenset({EventState.FAILED.value, EventState.HELD.value})


def first_postings() -> QuerySet[LedgerEntry, Any]:
    """Of each claim, with when it was recorded."""
    return LedgerEntry.objects.filter(side=EntrySide.CLAIMED, ordinal=1).values("claim")


class ClaimFilters(Strict):
    """Newest first: by ``claimed_at``, then by number."""

    periods = {
        "claimed": Period(column="claimed_at"),
        "recorded": Period(column="recorded_at", cost=Cost.FINDS, through=first_postings),
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
    campaign__in = Asked(column("campaign"), some=True, cost=LISTED, several=FETCHES)
    customer = Asked(column("customer"), many=LISTED, help_text="By our number.")
    customer__in = Asked(column("customer"), some=True)
    customer_email = by_email("customer")
    merchant_ref = by_ref("customer")
    voucher = Asked(any_column("granted_voucher", "loyalty_card"), help_text="By our number: granted, or paid from.")
    voucher_code = by_code("granted_voucher", "loyalty_card")
    voucher_used = Asked(answers(**used("granted_voucher")), of=yes_or_no, cost=FETCHES)
    redemption = Asked(column("redemption"), many=Cost.FINDS, help_text="By our number.")
    redemption_id = by_redemption("redemption")
    order = by_text(ClaimedReward, "order_id", "order_ref", help_text="By the provider's id or the shop's.")
    external_id = by_id(ClaimedReward)
    external_id__in = by_id(ClaimedReward, some=True)
    points_min = Asked(column("points", "gte"), cost=READS)
    points_max = Asked(column("points", "lte"), cost=READS)
    value_min = Asked(column("value", "gte"), of=money, cost=READS)
    value_max = Asked(column("value", "lte"), of=money, cost=READS)


class EntryFilters(Strict):
    """Newest first: by ``recorded_at``, then by number."""

    periods = {"recorded": Period(column="recorded_at"), "occurred": Period(column="occurred_at", cost=Cost.FINDS)}

    claim = Asked(column("claim"), many=Cost.FINDS, help_text="By our number.")
    claim__in = Asked(column("claim"), some=True, many=Cost.FINDS)
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
    external_id = by_id(Customer)
    external_id__in = by_id(Customer, some=True)
    customer_email = by_email("pk")
    merchant_ref = by_text(Customer, "merchant_ref")
    merchant_ref__in = by_text(Customer, "merchant_ref", some=True)


class VoucherFilters(Strict):
    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = by_id(Voucher)
    external_id__in = by_id(Voucher, some=True)
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
    external_id = by_id(Redemption)
    voucher = Asked(column("voucher"), many=LISTED, help_text="By our number.")
    voucher_code = by_code("voucher")
    customer = Asked(column("customer"), help_text="By our number.")
    customer_email = by_email("customer")
    merchant_ref = by_ref("customer")
    order = by_text(Redemption, "order_id", help_text="By the provider's id.")
    reversal_id = by_text(Redemption, "reversal_id", help_text="Of what undid it.")
    status = Asked(column("status"), of=word(RedemptionStatus), cost=FETCHES)


class CampaignFilters(Strict):
    """There are few: any filter may read them all."""

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True, several=None)
    provider = of_provider(LISTED, several=None)
    external_id = by_id(Campaign)
    external_id__in = by_id(Campaign, some=True)


class MovementFilters(Strict):
    """Newest first of a voucher; there is no list of all."""

    periods = {"occurred": Period(column="occurred_at", cost=FETCHES)}

    voucher = Asked(column("voucher"), many=LISTED, help_text="By our number.")
    voucher_code = by_code("voucher")
    external_id = by_id(Movement)
    external_id__in = by_id(Movement, some=True)
    kind = Asked(column("kind"), of=word(MovementKind), cost=FETCHES)
    kind__in = Asked(column("kind"), of=word(MovementKind), some=True, cost=FETCHES)


class EventFilters(Strict):
    """Newest first: by ``received_at``, then by number."""

    periods = {"received": Period(column="received_at")}

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    provider = of_provider(LISTED)
    external_id = by_id(InboundEvent)
    subject = Asked(by_subject, of=text, tells=((InboundEvent, "subject"),))
    claim = Asked(by_thing(ClaimedReward.objects.select_related("redemption")), help_text="By our number.")
    redemption = Asked(by_thing(Redemption.objects.all()), help_text="By our number.")
    state = Asked(column("state"), of=word(EventState), cost=FETCHES, listed=WAITING)
    state__in = Asked(column("state"), of=word(EventState), some=True, cost=FETCHES)
    origin = Asked(column("origin"), of=word(Origin), cost=FETCHES)
    event_type = by_text(InboundEvent, "event_type", cost=FETCHES)


class ReadingFilters(Strict):
    customer = Asked(column("customer"), help_text="By our number.")
    voucher = Asked(column("voucher"), help_text="By our number.")
    counter = Asked(column("counter"), of=word(Counter), cost=FETCHES)


class RefusalFilters(Strict):
    """There are few, as of decisions: a row is an hour."""

    periods = {"hour": Period(column="hour")}

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    cause = Asked(column("cause"), of=word(RefusalCause), cost=LISTED)


class RefusedFilters(Strict):
    """There are few: what is kept of a source is bounded."""

    periods = {"received": Period(column="received_at")}

    source = of_source(LISTED)
    source__in = of_source(LISTED, some=True)
    cause = Asked(column("cause"), of=word(RefusalCause), cost=LISTED)


class DecisionFilters(Strict):
    periods = {"decided": Period(column="decided_at")}

    verdict = Asked(column("verdict"), of=word(Verdict), cost=LISTED)


class AccessFilters(Strict):
    periods = {"at": Period(column="at")}

    act = Asked(column("act"), of=word(Act), cost=FETCHES)


# Those of what the ledger holds, by the names that it has for others.
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
# What is personal whatever is asked. What one person may ask of the rest, ``Strict.hidden_from`` tells by the value.
PERSONAL: frozenset[str] = frozenset().union(*map(personal, FILTERS.values()))


def is_personal(parameter: str) -> bool:
    return parameter in PERSONAL or parameter.startswith(PREFIX)
