"""
Turning a delivery away: why, counted by the hour; and kept, so that it can be admitted once its secret is here.

What is kept is bounded per source by count, bytes, age and rate, since anybody may send it, and sealed, since nobody
has vouched for it. Beyond the bounds a refusal costs the statement that counts it, and no more.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from ledger.choices import RefusalCause
from ledger.models import RefusalRoom, RefusedDelivery, Source, WebhookSecret
from ledger.providers import Provider, all_providers
from ledger.sealing import Unsealable, seal_bytes, unseal_bytes
from ledger.signatures import SignedRequest, compact
from ledger.sql import refusals as sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Of what is kept of a source from the addresses that it is known by, and as much again from all others."""

    most: int
    most_bytes: int  # as they are sealed
    rate: int  # so many in a window


# By whether it has a signature. What has none can never be admitted: a few are kept, for people to see what comes.
BOUNDS: Mapping[bool, Bounds] = {
    True: Bounds(most=10_000, most_bytes=64 * 1024 * 1024, rate=600),
    False: Bounds(most=100, most_bytes=1024 * 1024, rate=10),
}
WINDOW = 60  # seconds
LARGEST = 1024 * 1024  # bytes of a body
KEPT_FOR = timedelta(days=30)

# What a proxy may do to a body, undone. Each is sure where a secret fits it; that none fits says nothing.
UNDONE: Mapping[str, Callable[[bytes], bytes]] = {
    "line ends were added to its end": lambda body: body.rstrip(b"\r\n"),
    "the line end at its end was taken off": lambda body: body + b"\n",
    "its line ends were changed": lambda body: body.replace(b"\r\n", b"\n"),
    "white space was added to it": lambda body: compact(SignedRequest(body=body, headers={}, url="")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway:
    """A delivery that was refused, as it came."""

    request: SignedRequest
    address: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What can be told of a signature with the secrets that are here. ``cause``: None, a secret in use fits."""

    cause: RefusalCause | None
    secret: WebhookSecret | None = None  # that fits, or fits what the body was
    change: str = ""  # what was done to the body


def signed_with(
    provider: Provider, request: SignedRequest, secrets: Collection[WebhookSecret]
) -> tuple[WebhookSecret, str] | None:
    """The first of the secrets that the signature fits, and the form of the body. Raises ``Unsealable``."""
    for secret in secrets:
        form = provider.check(request, secret.unsealed())
        if form is not None:
            return secret, form
    return None


def refuse(source: Source, away: TurnedAway, *, has_secret: bool) -> RefusalCause:
    """Count a delivery that is turned away, and keep it where there is room."""
    cause = _first_glance(all_providers()[source.provider], away.request, has_secret=has_secret)
    hour = away.received_at.replace(minute=0, second=0, microsecond=0)
    given = _bounds(source, cause, away, size=len(away.request.body)) | {
        "hour": connection.ops.adapt_datetimefield_value(hour),
        "cause": cause.value,
        "address": away.address,
    }
    counted = sql.count(given)
    if counted.has_room and len(away.request.body) <= LARGEST:
        _keep(source, away, cause, is_known=counted.is_known)
    return cause


def look(provider: Provider, request: SignedRequest, secrets: Sequence[WebhookSecret]) -> Look:
    """A closer look at a delivery, with all secrets of its source, those that are retired too."""
    cause = _first_glance(provider, request, has_secret=any(not secret.retired_at for secret in secrets))
    if not cause.is_signed:
        return Look(cause=cause)
    known = sorted(openable(secrets), key=lambda secret: secret.retired_at is not None)
    if found := signed_with(provider, request, known):
        secret, _form = found
        return Look(cause=RefusalCause.RETIRED_SECRET if secret.retired_at else None, secret=secret)
    for change, undo in UNDONE.items():
        before = SignedRequest(body=undo(request.body), headers=request.headers, url=request.url)
        if found := signed_with(provider, before, known):
            return Look(cause=RefusalCause.BODY_CHANGED, secret=found[0], change=change)
    return Look(cause=cause)


def openable(secrets: Collection[WebhookSecret]) -> list[WebhookSecret]:
    """Without those that no key of this installation opens."""
    return [secret for secret in secrets if _opens(secret)]


def opened(kept: RefusedDelivery) -> TurnedAway:
    """What was kept, in clear. Raises ``Unsealable``."""
    head, _, body = unseal_bytes(bytes(kept.sealed)).partition(b"\n")
    said = json.loads(head)
    request = SignedRequest(body=body, headers=said["headers"], url=said["url"])
    return TurnedAway(request=request, address=said["address"], received_at=kept.received_at)


@transaction.atomic
def forget(kept: QuerySet[RefusedDelivery]) -> int:
    """Delete what is kept, and give its room back; how many."""
    rows = kept.select_for_update().order_by("pk").annotate(bytes=Length("sealed"))
    found = list(rows.values_list("pk", "source", "cause", "is_known", "bytes"))
    freed: dict[tuple[int, bool, bool], list[int]] = {}
    for _, source, cause, is_known, size in found:
        freed.setdefault((source, RefusalCause(str(cause)).is_signed, is_known), []).append(size)
    for (source, is_signed, is_known), sizes in sorted(freed.items()):
        room = RefusalRoom.objects.filter(source=source, is_signed=is_signed, is_known=is_known)
        room.update(count=F("count") - len(sizes), bytes=F("bytes") - sum(sizes))
    RefusedDelivery.objects.filter(pk__in=[pk for pk, *_ in found]).delete()
    return len(found)


def too_old() -> QuerySet[RefusedDelivery]:
    return RefusedDelivery.objects.filter(received_at__lt=timezone.now() - KEPT_FOR)


def _first_glance(provider: Provider, request: SignedRequest, *, has_secret: bool) -> RefusalCause:
    """What the headers alone tell."""
    if provider.signature_header in request.headers:
        return RefusalCause.WRONG_SIGNATURE if has_secret else RefusalCause.NO_SECRET
    others = {other.signature_header for other in all_providers().values()}
    return RefusalCause.OTHER_PROVIDER if others & request.headers.keys() else RefusalCause.NO_SIGNATURE


def _keep(source: Source, away: TurnedAway, cause: RefusalCause, *, is_known: bool) -> None:
    seen = look(all_providers()[source.provider], away.request, list(source.secrets.all())) if cause.is_signed else None
    sealed = _sealed(away)
    if len(sealed) > BOUNDS[cause.is_signed].most_bytes:
        return
    with transaction.atomic():
        if sql.take(_bounds(source, cause, away, size=len(sealed)) | {"is_known": is_known}):
            RefusedDelivery.objects.create(
                source=source,
                provider=source.provider,
                # A secret that came this moment may fit: then it was not here.
                cause=(seen and seen.cause) or cause,
                is_known=is_known,
                size=len(away.request.body),
                received_at=away.received_at,
                sealed=sealed,
            )


def _bounds(source: Source, cause: RefusalCause, away: TurnedAway, *, size: int) -> dict[str, object]:
    now = int(away.received_at.timestamp())
    asked = {"source": source.pk, "is_signed": cause.is_signed, "bytes": size, "now": now, "over": now - WINDOW}
    return asked | asdict(BOUNDS[cause.is_signed])


def _sealed(away: TurnedAway) -> bytes:
    """A line of JSON, which has no line end in it, and the body."""
    head = {"url": away.request.url, "address": away.address, "headers": dict(away.request.headers)}
    return seal_bytes(json.dumps(head).encode() + b"\n" + away.request.body)


def _opens(secret: WebhookSecret) -> bool:
    try:
        secret.unsealed()
    except Unsealable:
        return False
    return True
