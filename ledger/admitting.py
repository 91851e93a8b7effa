"""
Admitting what was refused: what verifies by now goes through the inbox as if it had been taken when it came.

What does not verify stays where it is. One is admitted and forgotten in one transaction, so that an end at any moment
loses none and doubles none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from ledger.access import Power, Viewer, write_log
from ledger.choices import Act, EventState, Origin, RefusalCause
from ledger.inbox import Delivery, again_if_in_the_way, receive
from ledger.models import RefusedDelivery, Source, WebhookSecret
from ledger.providers import Provider, all_providers
from ledger.refusing import forget, openable, opened, signed_with
from ledger.sealing import Unsealable

BATCH = 20  # are in memory at once
MOST = 1000  # at one press
UNSIGNED = [cause.value for cause in RefusalCause if not cause.is_signed]
DUPLICATE = "duplicate"
OUTCOMES = (*(state.value for state in EventState), DUPLICATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many are kept of a source that could verify, and how many do by now."""

    kept: int
    verify: int

    def __str__(self) -> str:
        return f"{self.verify:,} of {self.kept:,} refused {'delivery' if self.kept == 1 else 'deliveries'} now verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What came of a press. ``left``: how many more verify."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: int


def waiting(source: Source) -> QuerySet[RefusedDelivery]:
    """
    What is kept of the source that a secret could fit, in the order of arrival.

    Not what came to another provider's address: if the source was moved since, it was said in another language.
    """
    kept = RefusedDelivery.objects.filter(source=source, provider=source.provider)
    return kept.exclude(cause__in=UNSIGNED).order_by("received_at", "pk")


def stock(source: Source) -> Stock:
    """What is kept now. All of it is opened for that: up to a few seconds."""
    return Stock(kept=waiting(source).count(), verify=sum(len(ids) for ids in verifying(source)))


def verifying(source: Source) -> Iterator[list[int]]:
    """Those that verify by now, in the order of arrival, batch by batch."""
    ids = list(waiting(source).values_list("pk", flat=True))
    for at in range(0, len(ids), BATCH):
        yield list(_deliveries(source, ids[at : at + BATCH]))


def admit(source: Source, ids: Sequence[int]) -> Counter[str]:
    """
    Admit those of a batch that verify, in the order given, and count what became of them.

    What another admits at the same time is left to them.
    """
    outcomes: Counter[str] = Counter()
    for pk, delivery in _deliveries(source, ids).items():
        if outcome := again_if_in_the_way(lambda pk=pk, delivery=delivery: _admit(source, pk, delivery)):  # type: ignore[misc]
            outcomes[outcome] += 1
    return outcomes


def press(source: Source, viewer: Viewer) -> Admitted:
    """Admit the first of those that verify, and log who did. Raises ``PermissionDenied``."""
    viewer.must(Power.ADMIT)
    batches = list(verifying(source))
    verify = sum(map(len, batches))
    ids = [pk for batch in batches for pk in batch][:MOST]
    log_admission(source, count=len(ids), viewer=viewer)
    outcomes: Counter[str] = Counter()
    for at in range(0, len(ids), BATCH):
        outcomes += admit(source, ids[at : at + BATCH])
    return Admitted(outcomes=outcomes, left=verify - len(ids))


def log_admission(source: Source, *, count: int, viewer: Viewer | None = None) -> None:
    """Before it begins: it may be cut short."""
    who = viewer or Viewer()
    write_log(Act.ADMISSION, user=who.user, address=who.address, of=source, details={"verified": count})


@transaction.atomic
def _admit(source: Source, pk: int, delivery: Delivery) -> str | None:
    # The row's lock: of two who admit it at once, the second finds it gone.
    row = RefusedDelivery.objects.filter(pk=pk)
    if not row.select_for_update().values_list("pk").first():
        return None
    (receipt,) = receive(source, [delivery], origin=Origin.WEBHOOK)
    forget(row)
    return receipt.state.value if receipt.is_new else DUPLICATE


def _deliveries(source: Source, ids: Sequence[int]) -> Mapping[int, Delivery]:
    """Of those that verify with a secret in use."""
    provider = all_providers().get(source.provider)
    if provider is None:
        return {}
    secrets = openable(list(source.secrets.filter(retired_at=None)))
    rows = waiting(source).in_bulk(ids)
    found = {pk: _delivery(provider, rows[pk], secrets) for pk in ids if pk in rows}
    return {pk: delivery for pk, delivery in found.items() if delivery}


def _delivery(provider: Provider, kept: RefusedDelivery, secrets: Sequence[WebhookSecret]) -> Delivery | None:
    try:
        away = opened(kept)
    except Unsealable:
        return None
    found = signed_with(provider, away.request, secrets)
    if not found:
        return None
    secret, form = found
    return Delivery(
        body=away.request.body,
        headers=away.request.headers,
        address=away.address,
        secret_id=secret.pk,
        body_form=form,
        received_at=away.received_at,
    )
