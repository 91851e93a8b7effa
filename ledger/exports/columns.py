"""Which columns a list has as a file, what is in them, and how each is masked: by the column that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, cast

from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    DecimalField,
    Expression,
    Field,
    ForeignKey,
    GenericIPAddressField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from django.db.models.functions import Cast

from ledger.access import Mask, Viewer, mask
from ledger.models import (
    AccessLogEntry,
    Campaign,
    ClaimedReward,
    Customer,
    Decision,
    InboundEvent,
    LedgerEntry,
    Movement,
    Reading,
    Redemption,
    Refusal,
    RefusedDelivery,
    Voucher,
)

PATHS: Mapping[type[Model], str] = {
    ClaimedReward: "id source__slug external_id status claimed_at claimed_at_precision title kind points value "
    "currency customer__external_id customer__merchant_ref customer__name customer__email holder__external_id "
    "loyalty_card__external_id loyalty_card__code granted_voucher__external_id granted_voucher__code "
    "campaign__external_id campaign__name discount_type discount reward_id assignment_id "
    "product_id product_ref product_name sku order_id order_ref order_amount tracking_id earned_by metadata "
    "provider_id provider_kind provider_status reversed_at reason",
    LedgerEntry: "id source__slug claim__external_id side ordinal quantity points value currency kind title "
    "campaign__external_id campaign__name customer__external_id occurred_at recorded_at event__external_id",
    Customer: "id source__slug external_id merchant_ref name email tier enrolled_at metadata",
    Campaign: "id source__slug external_id name provider_kind",
    Voucher: "id source__slug external_id code kind active points points_balance amount balance currency discount_type "
    "discount expires_at holder__external_id holder__name holder__email campaign__external_id campaign__name",
    Redemption: "id source__slug external_id status redeemed_at points amount currency customer__external_id "
    "customer__name customer__email voucher__external_id voucher__code order_id tracking_id provider_status "
    "reversal_id reversed_at reason",
    Movement: "id source__slug external_id kind provider_kind occurred_at points points_balance amount balance "
    "currency voucher__external_id voucher__code customer__external_id redemption__external_id reason recorded_at "
    "event__external_id",
    Reading: "id source__slug counter number currency stated_at customer__external_id voucher__external_id "
    "voucher__code recorded_at event__external_id",
    InboundEvent: "id source__slug external_id event_type state origin subject sent_at received_at repeats address "
    "faults",
    Decision: "id verdict decided_at author__username reason event__external_id claim__external_id",
    Refusal: "id source__slug hour cause count",
    RefusedDelivery: "id source__slug provider cause size received_at",
    AccessLogEntry: "id at user__username act model row field reason address details",
}


class Kind(Enum):
    """What a column holds."""

    TEXT = auto()
    WORD = auto()  # of a closed list of our own
    NUMBER = auto()
    DECIMAL = auto()
    TIME = auto()
    TRUTH = auto()
    JSON = auto()
    BYTES = auto()


KINDS: Mapping[type["Field[Any, Any]"], Kind] = {
    BinaryField: Kind.BYTES,
    DateTimeField: Kind.TIME,
    DecimalField: Kind.DECIMAL,
    BooleanField: Kind.TRUTH,
    IntegerField: Kind.NUMBER,
    JSONField: Kind.JSON,
}
# An address too: PostgreSQL's own text of one has its net with it. Bytes have none.
AS_THEY_ARE = (CharField, TextField, GenericIPAddressField, BinaryField)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the file. ``mask``: None where all of it may be seen."""

    head: str
    kind: Kind
    path: str = ""  # of what is told already there is none
    mask: Mask | None = None
    is_cast: bool = False

    @property
    def selected(self) -> "str | Expression":
        return Cast(self.path, TextField()) if self.is_cast else self.path


def columns(model: type[Model], viewer: Viewer, paths: Mapping[str, str] | None = None) -> list[Column]:
    """As the person may see them. ``paths``: others than the model's own, by their heads."""
    if paths is None:
        paths = {path.replace("__external_id", "").replace("__", "_"): path for path in PATHS[model].split()}
    return [_column(model, head, path, viewer) for head, path in paths.items()]


def _column(model: type[Model], head: str, path: str, viewer: Viewer) -> Column:
    of, field = _end(model, path.split("__"))
    how = mask(viewer, of, field.name)
    held = field.target_field if isinstance(field, ForeignKey) else field
    known = next((kind for base, kind in KINDS.items() if isinstance(held, base)), Kind.TEXT)
    kind = Kind.WORD if field.choices else known
    return Column(
        head=head,
        path=path,
        kind=kind if how is None else Kind.TEXT,
        mask=how,
        is_cast=not isinstance(field, AS_THEY_ARE),
    )


def _end(model: type[Model], steps: list[str]) -> tuple[type[Model], "Field[Any, Any]"]:
    """The column that the path ends at, and whose it is."""
    field = cast("Field[Any, Any]", model._meta.get_field(steps[0]))
    if isinstance(field, ForeignKey) and steps[1:]:
        return _end(field.related_model, steps[1:])
    return model, field
