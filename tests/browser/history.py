"""What the desk shows in these tests: the demo's history, and one of each thing that it lacks."""

from datetime import timedelta
from functools import cache
from hashlib import sha256

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone

from ledger.choices import ClaimStatus, EventState, Origin, Verdict
from ledger.decisions import close
from ledger.inbox import Delivery, receive
from ledger.models import Alarm, ApiToken, ClaimedReward, InboundEvent, SecondFactor, Source
from tests.providers.fixture_files import fixture
from tests.sources import post

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
    one_of_each()


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


def rewarded(of: str) -> tuple[str, bytes]:
    """A claim of Maya Lindqvist: its event's id, and the body. ``of`` tells several apart."""
    given = fixture("voucherify", "customer.rewarded")
    event_id, subject = given.meaning["event_id"], given.meaning["subject"]
    body = given.payload.replace(subject.encode(), f"{subject[:-1]}{of}".encode())
    return f"{event_id[:-1]}{of}", body.replace(event_id.encode(), f"{event_id[:-1]}{of}".encode())


def unread(*, of: str = "1") -> InboundEvent:
    """A claim that an older reader could not read, and today's can."""
    shop = Source.objects.get(provider="voucherify")
    event_id, body = rewarded(of)
    return InboundEvent.objects.create(
        source=shop,
        external_id=event_id,
        event_type="customer.rewarded",
        sha256=sha256(body).digest(),
        state=EventState.FAILED,
        origin=Origin.WEBHOOK,
        body=body,
        currency=shop.currency,
        received_at=timezone.now(),
        faults=["$.data.order.amount: expected an amount in minor units"],
    )


def same_name() -> str:
    """Of one customer at each of two sources."""
    shop, lion = (Source.objects.get(provider=provider) for provider in ("voucherify", "loyaltylion"))
    claimed = fixture("loyaltylion", "customer.claimed_reward")
    receive(lion, [Delivery(body=claimed.payload, headers=claimed.headers)], origin=Origin.WEBHOOK)
    _, body = rewarded("9")
    body = body.replace(b"Maya Lindqvist", "Inês Carvalho".encode()).replace(b"4tLs9wRa", b"4tLs9wR9")
    receive(shop, [Delivery(body=body)], origin=Origin.WEBHOOK)
    return "Inês Carvalho"


def one_of_each() -> None:
    admin = User.objects.get(username="admin")
    lion = Source.objects.get(provider="loyaltylion")
    given = fixture("loyaltylion", "rewards.store_fulfilment")
    for _ in range(2):
        receive(lion, [Delivery(body=given.payload, headers=given.headers)], origin=Origin.WEBHOOK)
    assert InboundEvent.objects.filter(state=EventState.HELD).exists()
    receive(lion, [Delivery(body=b"<b>no JSON</b>")], origin=Origin.WEBHOOK)
    shop = Source.objects.get(provider="voucherify")
    moved = fixture("voucherify", MOVES)
    receive(shop, [Delivery(body=moved.payload, headers=moved.headers)], origin=Origin.WEBHOOK)
    post(lion, given.payload, secret="not its secret", **given.headers)
    claim = ClaimedReward.objects.filter(status=ClaimStatus.CLAIMED).order_by("pk").first()
    assert claim
    close(claim, Verdict.FULFILLED, reason="The till says so.", author=admin)
    now = timezone.now()
    Alarm.objects.create(source=shop, kind="silent", since=now, opened_at=now, seen_at=now, said="Nothing has come.")
    token = ApiToken(user=admin, made_by=admin, name="Warehouse", expiry=timezone.now() + timedelta(days=30))
    token.mint()
    token.save()
    unread()
    SecondFactor.of(User.objects.create_user("absent", is_staff=True), "A" * 32).save()
