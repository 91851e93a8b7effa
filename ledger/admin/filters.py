"""Filters that cost nothing to offer: closed lists, sources, periods, and one thing that is linked to."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ledger.access import Viewer, veiled
from ledger.models import ClaimedReward, InboundEvent, Source
from ledger.providers import all_providers

PERIODS = {"1": "Today", "7": "7 days", "30": "30 days", "90": "90 days"}


TYPED_WITHIN = "30"  # days, where only a type is asked for


def first_moment(days: str | None) -> datetime | None:
    """Of so many days, today among them, in this installation's zone; None for what is no choice."""
    if days not in PERIODS:
        return None
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=int(days) - 1)


class Period(admin.SimpleListFilter):
    """The last days, today among them, in this installation's zone."""

    title = "period"
    parameter_name = "days"
    field: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return PERIODS.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        since = first_moment(self.value())
        return queryset.filter(**{f"{self.field}__gte": since}) if since else queryset


class OfType(admin.SimpleListFilter):
    """
    The types that a provider's readers know, of a period.

    No index has the type: a rare one would be looked for in all events there are, so a period comes with it.
    """

    title = parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        used = set(Source.objects.order_by().values_list("provider", flat=True))
        known = {of for slug, provider in all_providers().items() if slug in used for of in provider.readers}
        return [(of, of) for of in sorted(known | ({self.value() or ""} - {""}))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, *typed = super().choices(changelist)
        yield every
        days = changelist.params.get("days") or TYPED_WITHIN
        for choice, (of, _) in zip(typed, self.lookup_choices, strict=True):
            yield {**choice, "query_string": changelist.get_query_string({"type": of, "days": days})}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        days = request.GET.get("days")
        return queryset.filter(
            event_type=self.value(), received_at__gte=first_moment(days) or first_moment(TYPED_WITHIN)
        )


class Of(admin.SimpleListFilter):
    """Only what belongs to one thing. A link sets it; the list then says so, and how to get out of it."""

    model: ClassVar[type[Model]]
    columns: ClassVar[tuple[str, ...]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        given = self.value()
        if given is None:
            return ()
        self.thing = self.model._default_manager.filter(pk=given).first() if given.isdecimal() else None
        return ((given, str(veiled(Viewer.at(request), self.thing)) if self.thing else "unknown"),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return self.belonging(queryset) if self.thing else queryset.none()

    def belonging(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(Q(*((column, self.thing) for column in self.columns), _connector=Q.OR))


class OfSubject(Of):
    """The events about a claim or a redemption."""

    def belonging(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return about(queryset, self.thing)


def since(field: str) -> type[Period]:
    return type("Since", (Period,), {"field": field})


def of(parameter: str, model: type[Model], *columns: str, base: type[Of] = Of) -> type[Of]:
    attributes = {"title": parameter, "parameter_name": parameter, "model": model, "columns": columns or (parameter,)}
    return type("Of", (base,), attributes)


def about(events: QuerySet[InboundEvent], thing: Any) -> QuerySet[InboundEvent]:
    """The events about a claim, and about the redemption that paid for it; or about a redemption."""
    subjects = {thing.external_id}
    if isinstance(thing, ClaimedReward) and thing.redemption:
        subjects.add(thing.redemption.external_id)
    # The index leaves out events about nothing; saying so lets SQLite use it.
    return events.filter(source=thing.source_id, subject__in=sorted(subjects)).exclude(subject="")
