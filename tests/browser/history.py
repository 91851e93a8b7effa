"""What the desk shows in these tests: the demo's history, and one of each thing that it lacks."""

from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from ledger.choices import ClaimStatus, EventState, Origin, RefusalCause, Verdict
from ledger.decisions import close
from ledger.inbox import Delivery, receive, refuse
from ledger.models import ClaimedReward, InboundEvent, SecondFactor, Source
from tests.providers.fixture_files import fixture

PASSWORD = "a password of the tests"
# Who signs in, and in which role. "admin" may do everything, "newcomer" has none yet.
ROLES: dict[str, tuple[str, ...]] = {
    "admin": (),
    "agent": ("Support agent",),
    "lead": ("Support lead",),
    "analyst": ("Analyst",),
    "newcomer": (),
}
EVENTS = 400
MOVES = "voucher.loyalty_card.transaction.created"  # points of a card


def fill() -> None:
    call_command("demo", "--events", str(EVENTS), "--until", "2026-03-01")
    for name, roles in ROLES.items():
        _add(name, roles)
    _one_of_each()


@cache
def encoded() -> str:
    """The password as the server keeps it; the other tests have a quicker hasher."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(PASSWORD, hasher.salt())


def _add(name: str, roles: tuple[str, ...]) -> None:
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.is_superuser = name == "admin"
    user.password = encoded()
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))


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
