"""A person, as far as access goes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from ledger.clients import client_address


class Power(StrEnum):
    """The permissions of our own; for the rest Django's will do: ``ledger.view_customer``, ``ledger.add_decision`` …"""

    SEE_MASKED = "ledger.view_masked_personal_data"
    SEE = "ledger.view_personal_data"
    REVEAL = "ledger.reveal_personal_data"
    EXPORT = "ledger.export"
    USE_API = "ledger.use_api"
    SEE_PAYLOADS = "ledger.view_payload"
    REREAD = "ledger.reread_events"
    ADMIT = "ledger.admit_refused"
    ACKNOWLEDGE = "ledger.acknowledge_alarm"


class Sight(IntEnum):
    """How much of what is personal somebody sees."""

    NONE = 0
    MASKED = 1
    CLEAR = 2


def no_list(_: type[Model]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """
    Somebody, with what they may. Without a user: a stranger, who sees no personal data.

    ``may_list``: whether they may look at the rows of a model at all.
    """

    powers: frozenset[Power] = frozenset()
    user: User | None = None
    address: str | None = None
    may_list: Callable[[type[Model]], bool] = field(default=no_list, repr=False, compare=False)

    @classmethod
    def of(cls, user: User | AnonymousUser | Any, *, address: str | None = None) -> "Viewer":
        powers = frozenset(power for power in Power if user.has_perm(power))

        def may_list(model: type[Model]) -> bool:
            return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))

        known = user if isinstance(user, User) else None
        return cls(powers=powers, user=known, address=address, may_list=may_list)

    @classmethod
    def at(cls, request: HttpRequest) -> "Viewer":
        return cls.of(request.user, address=client_address(request.META))

    @property
    def sight(self) -> Sight:
        if Power.SEE in self.powers:
            return Sight.CLEAR
        return Sight.MASKED if Power.SEE_MASKED in self.powers else Sight.NONE

    def may(self, power: Power) -> bool:
        return power in self.powers

    def must(self, power: Power) -> None:
        """Raises ``PermissionDenied``."""
        if power not in self.powers:
            raise PermissionDenied(f"This needs the permission {power}.")
