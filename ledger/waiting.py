"""What waits for staff, and how much of it there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from ledger.choices import ClaimStatus, EventState, RewardKind
from ledger.models import ClaimedReward, InboundEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The rows that fit. Each has an index of its own that holds no others."""

    model: type[Model]
    fits: Mapping[str, str]  # by columns

    def count(self, most: int) -> int:
        """How many wait, and no more than so many."""
        return self.model._default_manager.filter(**self.fits).order_by()[:most].count()


FAILED = Waiting(model=InboundEvent, fits={"state": EventState.FAILED.value})
HELD = Waiting(model=InboundEvent, fits={"state": EventState.HELD.value})
# What a shop gives by hand: no provider says of it that it was given.
TO_FULFIL = Waiting(model=ClaimedReward, fits={"status": ClaimStatus.CLAIMED.value, "kind": RewardKind.CUSTOM.value})
