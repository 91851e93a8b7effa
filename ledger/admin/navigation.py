"""Where one can go: the places of the desk, by what they are for. What somebody may not see is not offered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from ledger.admin.base import Bounded
from ledger.choices import EventState
from ledger.models import (
    AccessLogEntry,
    Alarm,
    ApiToken,
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
    SecondFactor,
    Source,
    Voucher,
    WebhookSecret,
)

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of the navigation: the list of a model, or any named address."""

    name: str
    icon: str  # of static/ledger/icons.svg
    model: type[Model] | None = None
    route: str = ""
    query: str = ""
    permission: str = ""  # where there is no model to ask
    count: Callable[[], int] | None = None  # of what waits there

    @property
    def address(self) -> str:
        route = self.route or f"admin:{self._model._meta.label_lower.replace('.', '_')}_changelist"
        return reverse(route) + self.query

    @property
    def about(self) -> str:
        of = admin.site.get_model_admin(self._model) if self.model and not self.query else None
        return of.about if isinstance(of, Bounded) else ""

    def is_open_to(self, request: HttpRequest) -> bool:
        if self.model:
            of = admin.site.get_model_admin(self.model)
            return of.has_view_permission(request) or of.has_add_permission(request)
        user: Any = request.user
        return not self.permission or bool(user.has_perm(self.permission))

    @property
    def _model(self) -> type[Model]:
        if self.model is None:
            raise LookupError(self.name)
        return self.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A place as it is offered on one page."""

    place: Place
    address: str
    is_here: bool
    count: str


def held() -> int:
    return InboundEvent.objects.filter(state=EventState.HELD).order_by()[: MOST_COUNTED + 1].count()


HOME = Place(name="Home", icon="home", route="admin:index")
PLACES: Mapping[str, Sequence[Place]] = {
    "Desk": (
        HOME,
        Place(name="Claims", icon="claims", model=ClaimedReward),
        Place(name="Customers", icon="customers", model=Customer),
        Place(name="Vouchers", icon="vouchers", model=Voucher),
        Place(name="Campaigns", icon="campaigns", model=Campaign),
        Place(name="Redemptions", icon="redemptions", model=Redemption),
        Place(name="Reports", icon="reports", route="admin:reports", permission="ledger.view_ledgerentry"),
    ),
    "Inbox": (
        Place(name="Events", icon="events", model=InboundEvent),
        Place(name="Held", icon="held", model=InboundEvent, query=f"?state={EventState.HELD.value}", count=held),
        Place(name="Refused", icon="refused", model=Refusal),
        Place(name="Refused, kept", icon="kept", model=RefusedDelivery),
        Place(name="Alarms", icon="alarms", model=Alarm),
    ),
    "Ledger": (
        Place(name="Entries", icon="entries", model=LedgerEntry),
        Place(name="Movements", icon="movements", model=Movement),
        Place(name="Readings", icon="readings", model=Reading),
        Place(name="Decisions", icon="decisions", model=Decision),
    ),
    "Set-up": (
        Place(name="Sources", icon="sources", model=Source),
        Place(name="Signing secrets", icon="secrets", model=WebhookSecret),
        Place(name="API tokens", icon="tokens", model=ApiToken),
        Place(name="Staff", icon="staff", model=User),
        Place(name="Roles", icon="roles", model=Group),
        Place(name="Second factors", icon="factors", model=SecondFactor),
        Place(name="Access log", icon="log", model=AccessLogEntry),
    ),
}


def navigation(request: HttpRequest) -> Sequence[tuple[str, Sequence[Line]]]:
    """The sections with what this person may see, the place of this page marked."""
    opened = {title: [place for place in places if place.is_open_to(request)] for title, places in PLACES.items()}
    here = _here(request, [place for places in opened.values() for place in places])
    return [(title, [_line(place, here) for place in places]) for title, places in opened.items() if places]


def _here(request: HttpRequest, places: Sequence[Place]) -> Place | None:
    """The place with the longest address that this page's begins with; home is only itself."""

    def fitting() -> Iterator[Place]:
        for place in places:
            whole = request.get_full_path() if place.query else request.path
            if whole == place.address or (place is not HOME and whole.startswith(place.address)):
                yield place

    return max(fitting(), key=lambda place: len(place.address), default=None)


def _line(place: Place, here: Place | None) -> Line:
    counted = place.count() if place.count else 0
    shown = f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted or "")
    return Line(place=place, address=place.address, is_here=place is here, count=shown)
