"""What reading again changes, line by line, as one person may see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Field, ForeignKey, Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst

from ledger.access import HIDDEN, Viewer, shown
from ledger.admin import show
from ledger.admin.base import LABELS
from ledger.comparing import Change
from ledger.models import ClaimedReward, LedgerEntry, Source
from ledger.trying import Tried

TOLD = 100  # lines of a kind; the rest is counted
LONGEST = 120  # characters of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field of a thing, before and after; or a posting of a claim, after."""

    thing: SafeString
    what: str
    before: SafeString | str = ""
    after: SafeString | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The first of them, and how many there are besides."""

    shown: Sequence[Line]
    more: int


def changed(request: HttpRequest, tried: Tried) -> Lines:
    seen = Seen(request)
    return _bounded([seen.changed(source, change) for source, change in tried.changes[:TOLD]], len(tried.changes))


def posted(request: HttpRequest, tried: Tried) -> Lines:
    seen = Seen(request)
    return _bounded([seen.posted(entry) for entry in tried.entries[:TOLD]], len(tried.entries))


class Seen:
    """Through the eyes of whoever asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request, self._viewer = request, Viewer.at(request)

    def changed(self, source: Source, change: Change) -> Line:
        field: Any = change.mirror._meta.get_field(change.field)
        return Line(
            thing=self._thing(change.mirror, change.external_id, source),
            what=LABELS.get(change.field) or capfirst(str(field.verbose_name)),
            before=self._value(change.mirror, field, change.old),
            after=self._value(change.mirror, field, change.new),
        )

    def posted(self, entry: LedgerEntry) -> Line:
        worth = (
            entry.points is not None and show.points(entry.points).replace("-", show.MINUS),
            entry.value is not None and show.money(entry.value, entry.currency),
        )
        said = ", ".join(part for part in worth if part) or "points unknown"
        return Line(
            thing=self._thing(ClaimedReward, entry.claim.external_id, entry.source),
            what=f"{entry.get_side_display()} {show.signed(entry.quantity)}",
            after=said if self._may_see(LedgerEntry) else HIDDEN,
        )

    def _thing(self, model: type[Model], external_id: str, source: Source) -> SafeString:
        name = self._shown(model, "external_id", external_id)
        kind = capfirst(str(model._meta.verbose_name))
        return format_html('{} {} <span class="soft">{}</span>', kind, show.code(name), source.name)

    def _value(self, model: type[Model], field: "Field[Any, Any]", value: Any) -> SafeString | str:
        """A reference is told by the provider's id, which is judged where it is kept."""
        if value is None or value == "":
            return show.unknown("unknown")
        if isinstance(field, ForeignKey):
            return show.code(self._shown(field.related_model, "external_id", value))
        seen = self._shown(model, field.name, value)
        if isinstance(seen, datetime):
            return show.time(seen)
        if isinstance(seen, Decimal):
            return show.money(seen, None)
        if isinstance(seen, (dict, list)):
            return show.foreign(seen)
        label = dict(field.flatchoices).get(seen, seen) if field.choices else seen
        return Truncator(str(label)).chars(LONGEST)

    def _shown(self, model: Any, name: str, value: Any) -> Any:
        return shown(self._viewer, model, name, value) if self._may_see(model) else HIDDEN

    def _may_see(self, model: type[Model]) -> bool:
        return admin.site.get_model_admin(model).has_view_permission(self._request)


def _bounded(told: Sequence[Line], count: int) -> Lines:
    return Lines(shown=told, more=max(0, count - TOLD))


def unmended(tried: Tried) -> Iterator[str]:
    for source, count in tried.unmended:
        things = "customer, voucher or campaign" if count == 1 else "customers, vouchers or campaigns"
        yield (
            f"{show.number(count)} {things} of {source.name} have a word that is not said any more. Every event of the "
            "source has to be read for that, which only the command does."
        )


def outcomes(tried: Tried, known: Iterable[str]) -> list[tuple[str, str]]:
    """Each with how often, as it is read; those that did not happen are left out."""
    return [(word, show.number(tried.outcomes[word])) for word in known if tried.outcomes[word]]
