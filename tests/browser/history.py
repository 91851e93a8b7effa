"""What the desk shows in these tests: the demo's history, and one of each thing that it lacks."""

from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from ledger.choices import ClaimStatus, EventState, Origin, RefusalCause, Verdict
from ledger.decisions import close
from ledger.inbox import Delivery, receive, refuse
from ledger.models import ClaimedReward, InboundEvent, SecondFactor, Source
from tests.providers.fixture_files import fixture

PASSWORD = "a password of the tests"
# Who signs in, and what for. None: everything.
ROLES: dict[str, tuple[str, ...] | None] = {
    "admin": None,
    "agent": tuple(
        f"view_{name}" for name in ("claimedreward", "customer", "voucher", "campaign", "redemption", "inboundevent")
    ),
    "analyst": ("view_ledgerentry", "view_movement", "view_reading"),
    "newcomer": (),
}
EVENTS = 400
MOVES = "voucher.loyalty_card.transaction.created"  # points of a card


def fill() -> None:
    call_command("demo", "--events", str(EVENTS), "--until", "2026-03-01")
    for name, permissions in ROLES.items():
        _add(name, permissions)
    Group.objects.create(name="Support agent")
    _one_of_each()


@cache
def encoded() -> str:
    """The password as the server keeps it; the other tests have a quicker hasher."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(PASSWORD, hasher.salt())


def _add(name: str, permissions: tuple[str, ...] | None) -> None:
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.is_superuser = permissions is None
    user.password = encoded()
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions or ()))


def _one_of_each() -> None:
    lion = Source.objects.get(provider="loyaltylion")
    given = fixture("loyaltylion", "rewards.store_fulfilment")
    for _ in range(2):
        receive(lion, [Delivery(body=given.payload, headers=given.headers)], origin=Origin.WEBHOOK)
    assert InboundEvent.objects.filter(state=EventState.HELD).exists()
    receive(lion, [Delivery(body=b"<b>no JSON</b>")], origin=Origin.WEBHOOK)
    shop = Source.objects.get(provider="voucherify")
    moved = fixture("voucherify", MOVES)
    receive(shop, [Delivery(body=moved.payload, headers=moved.headers)], origin=Origin.WEBHOOK)
    refuse(lion, RefusalCause.WRONG_SIGNATURE)
    claim = ClaimedReward.objects.filter(status=ClaimStatus.CLAIMED).order_by("pk").first()
    assert claim
    close(claim, Verdict.FULFILLED, reason="The till says so.", author=User.objects.get(username="admin"))
    SecondFactor.of(User.objects.create_user("absent", is_staff=True), "A" * 32).save()
