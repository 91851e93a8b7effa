"""
Stamply, which does not exist: a provider that the tests add, to show what a provider takes.

A café's stamp cards. It signs its URL with the body, counts in stamps, and sends no envelope worth the name.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson

from ledger.choices import ClaimStatus, Precision, RedemptionStatus, RewardKind
from ledger.facts import ClaimFacts, CustomerFacts, Facts, RedemptionFacts
from ledger.payload import Id, Moment, Payload, Text, Whole, read
from ledger.providers import Envelope, ModelReader, Provider
from ledger.sampling import moments, person, stamp, token
from ledger.signatures import SignedRequest, hmac_sha256

HEADER = "x-stamply-mac"
KINDS: Mapping[str, RewardKind] = {"cup": RewardKind.PRODUCT, "ticket": RewardKind.CUSTOM}


class Guest(Payload):
    nr: Id
    called: Text | None = None


class Poured(Payload):
    """A treat without a card: two that are the same to the letter are a retry, or two cups."""

    guest: Guest


class Treat(Payload):
    what: Text | None = None
    is_a: Text | None = None


class Outside(Payload):
    """What every message has."""

    nr: Id | None = None  # none where the machine pours without a card
    says: Text
    at: Moment | None = None


class Message(Outside):
    """All that Stamply sends of cards."""

    nr: Id
    card: Id
    guest: Guest | None = None
    treat: Treat | None = None
    stamps: Whole | None = None


def url_and_body(request: SignedRequest) -> bytes:
    return request.url.encode() + b"\n" + request.body


def open_payload(payload: bytes, _headers: Mapping[str, str]) -> Envelope:
    message, _faults = read(Outside, payload)
    return Envelope(event_id=message.nr, event_type=message.says, time=message.at)


def given(payload: bytes, _envelope: Envelope) -> Facts:
    """A full card was changed for a treat; the card's number is the claim's."""
    message, faults = read(Message, payload, vital=(("stamps",), ("guest", "nr")))
    guest, treat = message.guest, message.treat or Treat()
    claim = ClaimFacts(
        external_id=message.card,
        redemption=message.card,
        customer=guest.nr if guest else None,
        title=treat.what,
        kind=KINDS.get(treat.is_a, RewardKind.OTHER) if treat.is_a else None,
        provider_kind=treat.is_a,
        points=message.stamps,
        status=ClaimStatus.CLAIMED,
        claimed_at=message.at,
        claimed_at_precision=Precision.EXACT if message.at else None,
    )
    customers = (CustomerFacts(external_id=guest.nr, name=guest.called),) if guest else ()
    redemption = RedemptionFacts(external_id=message.card, status=RedemptionStatus.REDEEMED, points=message.stamps)
    return Facts(subject=message.card, customers=customers, redemptions=(redemption,), claims=(claim,), faults=faults)


def poured(payload: bytes, envelope: Envelope) -> Facts:
    """Stamps are not needed for it, and no number tells it from the next: the event's id stands in for one."""
    message, faults = read(Poured, payload)
    claim = ClaimFacts(
        external_id=f"event:{envelope.event_id}",
        customer=message.guest.nr,
        title="On the house",
        kind=RewardKind.PRODUCT,
        status=ClaimStatus.CLAIMED,
    )
    customer = CustomerFacts(external_id=message.guest.nr, name=message.guest.called)
    return Facts(subject=claim.external_id, customers=(customer,), claims=(claim,), is_nameless=True, faults=faults)


def taken_back(payload: bytes, _envelope: Envelope) -> Facts:
    message, faults = read(Message, payload)
    undone = RedemptionFacts(external_id=message.card, status=RedemptionStatus.REVERSED, reversed_at=message.at)
    return Facts(subject=message.card, redemptions=(undone,), faults=faults)


def sample(rng: Random, *, since: datetime, until: datetime, count: int) -> Iterator[bytes]:
    """Ten guests, cups and tickets; every twentieth is taken back."""
    guests = [{"nr": number, "called": person(rng).name} for number in range(1, 11)]
    card = ""
    for number, moment in enumerate(moments(rng, since=since, until=until, count=count)):
        message: dict[str, Any] = {"nr": f"m-{number}", "at": stamp(moment)}
        if number % 20 == 19:
            yield orjson.dumps(message | {"says": "treat.taken_back", "card": card})
            continue
        card = f"card-{token(rng, 8)}"
        treat = {"what": "Flat white", "is_a": "cup"} if rng.random() < 0.8 else {"what": "Cinema", "is_a": "ticket"}
        guest = rng.choice(guests)
        message |= {"says": "treat.given", "card": card, "guest": guest, "treat": treat, "stamps": 10}
        yield orjson.dumps(message)


_signature = hmac_sha256(header=HEADER, encoding="base64", prefix="sha256=", forms={"url and body": url_and_body})

provider = Provider(
    slug="stamply",
    name="Stamply",
    check=_signature.check,
    sign=_signature.sign,
    open=open_payload,
    readers={
        "treat.given": ModelReader(models=(Message,), read=given),
        "treat.poured": ModelReader(models=(Poured,), read=poured),
        "treat.taken_back": ModelReader(models=(Message,), read=taken_back),
    },
    sample=sample,
    docs="https://stamply.example.com/webhooks",
    set_up=("Enter {address} on the back of the machine.",),
    signature_header=HEADER,
    retries=(timedelta(minutes=1), timedelta(hours=1)),
    gives_up="Stamply tries twice more and then goes home.",
    failures_allowed=3,
    personal_paths=("$.guest.called",),
    outside=Outside,
)
