"""The access log: the one writer of it, and what is only done together with writing it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from ledger.access.sorts import Sort, sort_of
from ledger.access.viewers import Power, Viewer
from ledger.choices import Act
from ledger.models import AccessLogEntry
from ledger.models.decisions import REASON_LENGTH
from ledger.sealing import fingerprint, fingerprints, normal

NOTHING: Mapping[str, Any] = {}


class Unrevealed(ValueError):
    """Why a value was not shown, in words for staff."""


def write_log(
    act: Act,
    *,
    user: User | None = None,
    address: str | None = None,
    of: Model | type[Model] | None = None,
    field: str = "",
    reason: str = "",
    typed: str = "",
    details: Mapping[str, Any] = NOTHING,
) -> AccessLogEntry:
    """
    The entry. ``of``: the thing that it was done with, or its kind; ``typed`` is kept as a fingerprint alone.

    ``details`` and ``reason`` are kept as they are.
    """
    return AccessLogEntry.objects.create(
        at=timezone.now(),
        user=user,
        act=act,
        model=of._meta.model_name or "" if of else "",
        row=of.pk if isinstance(of, Model) else None,
        field=field,
        reason=reason,
        digest=fingerprint(typed) if typed else "",
        details=dict(details),
        address=address,
    )


def log_search(viewer: Viewer, typed: str, *, of: type[Model], found_by: Iterable[str] = ()) -> None:
    """
    Remember that somebody looked for exactly this.

    ``found_by``: what of it has found something. An address in a sentence is looked for as if it stood alone.
    """
    for text in filter(None, dict.fromkeys(map(normal, (typed, *sorted(found_by))))):
        write_log(Act.SEARCH, user=viewer.user, address=viewer.address, of=of, typed=text)


def searches_for(text: str) -> QuerySet[AccessLogEntry]:
    """Whatever was done by typing exactly this, newest first."""
    return AccessLogEntry.objects.filter(digest__in=fingerprints(text)).order_by("-pk")


@transaction.atomic
def reveal(viewer: Viewer, thing: Model, field: str, *, reason: str) -> Any:
    """
    One value in clear. Who saw it and why is kept for good.

    Raises PermissionDenied and Unrevealed.
    """
    viewer.must(Power.REVEAL)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Unrevealed("Say why: to see this needs a reason.")
    if len(reason) > REASON_LENGTH:
        raise Unrevealed(f"The reason is too long: at most {REASON_LENGTH:,} characters.")
    model = type(thing)
    known = {known.name for known in model._meta.concrete_fields}
    if field not in known or sort_of(model, field) in {Sort.NEVER, Sort.BYTES}:
        raise Unrevealed("This can't be shown to anybody.")
    value = model._default_manager.values_list(field, flat=True).get(pk=thing.pk)
    write_log(Act.REVEAL, user=viewer.user, address=viewer.address, of=thing, field=field, reason=reason)
    return value
