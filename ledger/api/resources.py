"""
What there is to read: one declaration a list. Addresses, parameters, serializers and permissions follow from it.

Fields have the names of the models' columns, and are masked by them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, Model
from rest_framework import serializers

from ledger import access
from ledger.access import Power, Viewer
from ledger.filters import (
    CampaignFilters,
    ClaimFilters,
    CustomerFilters,
    EntryFilters,
    EventFilters,
    MovementFilters,
    RedemptionFilters,
    Strict,
    VoucherFilters,
)
from ledger.keysets import Order
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    InboundEvent,
    LedgerEntry,
    Mirror,
    Movement,
    Redemption,
    Source,
    Voucher,
)

Row = Mapping[str, Any]
NEWEST_FIRST = ("-id",)  # by number


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A field that is made of several columns, or unknown. Lists have it only where it is named, and are short then."""

    of: Sequence[str]
    make: Callable[[Viewer, Row], Any]
    power: Power
    type: Callable[..., serializers.Field[Any, Any, Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """
    One list and its details.

    ``ordering``: that of an index. ``key``: the column that details are found by, and that others refer to it by.
    ``recorded``: the column that says since when the ledger has a row, where it never changes after.
    """

    name: str
    model: type[Model]
    columns: str
    filters: type[Strict] = Strict
    ordering: Sequence[str] = NEWEST_FIRST
    key: str = "id"
    made: Mapping[str, Made] = field(default_factory=dict)
    recorded: str = ""

    @property
    def listed(self) -> Sequence[str]:
        """The fields that a list has unless it is told."""
        return self.columns.split()

    @property
    def fields(self) -> Sequence[str]:
        return [*self.listed, *self.made]

    @property
    def references(self) -> Mapping[str, "Resource"]:
        """The fields that name another thing, which can stand there itself (``?expand=``)."""
        found = {name: self.model._meta.get_field(name) for name in self.listed}
        return {name: OF[one.related_model] for name, one in found.items() if isinstance(one, ForeignKey)}

    @property
    def order(self) -> Order:
        return Order(model=self.model, ordering=self.ordering)

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def has_external_ids(self) -> bool:
        """Whether a source and an external id name one row."""
        return issubclass(self.model, Mirror)


def _event(row: Row) -> InboundEvent:
    return InboundEvent(body=row["body"], headers=row["headers"], source=Source(provider=row["source__provider"]))


def body(viewer: Viewer, row: Row) -> str | None:
    """As text; bytes that are none are replaced, and the desk has them as they came."""
    shown = access.payload(viewer, _event(row))
    return None if shown is None else shown.decode(errors="replace")


def headers(viewer: Viewer, row: Row) -> Mapping[str, str]:
    return access.headers(viewer, _event(row))


CAME_IN = ("body", "headers", "source__provider")
ENTRIES = Resource(
    name="entries",
    model=LedgerEntry,
    columns="id source claim side ordinal quantity points value currency campaign customer kind title occurred_at "
    "recorded_at event",
    filters=EntryFilters,
    ordering=("-recorded_at", "-id"),
    recorded="recorded_at",
)
RESOURCES: Sequence[Resource] = (
    Resource(
        name="claimed-rewards",
        model=ClaimedReward,
        columns="id source external_id status provider_status claimed_at claimed_at_precision reversed_at reason "
        "customer holder redemption loyalty_card granted_voucher campaign title kind provider_id provider_kind "
        "reward_id assignment_id product_id product_ref product_name sku points value currency discount_type discount "
        "order_id order_ref order_amount tracking_id earned_by metadata",
        filters=ClaimFilters,
        ordering=("-claimed_at", "-id"),
    ),
    ENTRIES,
    Resource(
        name="movements",
        model=Movement,
        columns="id source external_id voucher customer redemption kind provider_kind points points_balance amount "
        "balance currency occurred_at reason recorded_at event",
        filters=MovementFilters,
    ),
    Resource(
        name="customers",
        model=Customer,
        columns="id source external_id merchant_ref name email tier enrolled_at metadata",
        filters=CustomerFilters,
    ),
    Resource(
        name="vouchers",
        model=Voucher,
        columns="id source external_id code code_ending kind active campaign holder points points_balance amount "
        "balance currency discount_type discount expires_at",
        filters=VoucherFilters,
    ),
    Resource(
        name="redemptions",
        model=Redemption,
        columns="id source external_id status provider_status redeemed_at reversal_id reversed_at reason customer "
        "voucher points amount currency order_id tracking_id",
        filters=RedemptionFilters,
    ),
    Resource(
        name="campaigns",
        model=Campaign,
        columns="id source external_id name provider_kind",
        filters=CampaignFilters,
    ),
    Resource(
        name="sources",
        model=Source,
        columns="id slug provider name currency time_zone is_active created_at",
        key="slug",
    ),
    Resource(
        name="events",
        model=InboundEvent,
        columns="id source external_id sha256 event_type state origin subject sent_at received_at repeats currency "
        "address faults",
        filters=EventFilters,
        ordering=("-received_at", "-id"),
        made={
            "body": Made(of=CAME_IN, make=body, power=Power.SEE_PAYLOADS, type=serializers.CharField),
            "headers": Made(of=CAME_IN, make=headers, power=Power.SEE_PAYLOADS, type=serializers.DictField),
        },
    ),
)
OF: Mapping[type[Model], Resource] = {resource.model: resource for resource in RESOURCES}
