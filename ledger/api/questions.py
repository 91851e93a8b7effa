"""What a report is asked for: its parameters, each with what it can be, and the question that they make."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from ledger.api.parameters import Parameters
from ledger.choices import Held, RewardKind
from ledger.filters.fields import Currency, Moment, Some, SourceSlug, provider, text, unknown, whole, word, yes_or_no
from ledger.models import Source
from ledger.periods import DAYS_OF, Preset
from ledger.reports import Dimension, Period, Rank, Summary
from ledger.reports.calendars import begin
from ledger.reports.tops import MOST

Fields = Mapping[str, forms.Field]
Edge = date | datetime
UNKNOWN = "null"  # as answers have it
BESIDE = "Instead of {}, not beside it."
PREVIOUS = "previous"
FORMAT = "format"


class DayOrTime(Moment):
    """A day, which begins in the zone that is asked for; or a time, of that zone unless it says another."""

    def clean(self, value: Any) -> Any:
        if super().clean(value) is None:
            return None
        given = str(self.to_python(value))
        return date.fromisoformat(given) if len(given) <= 10 else datetime.fromisoformat(given)


class Zone(forms.CharField):
    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if name not in zones():
            raise ValidationError("A time zone, as in Europe/Berlin.")
        return name


@cache
def zones() -> frozenset[str]:
    """By their names. What else could be read, under `right/` say, counts leap seconds."""
    return frozenset(available_timezones())


class OrUnknown(forms.Field):
    """A value; or ``null``, for those of which it is unknown."""

    def __init__(self, *, of: Callable[..., forms.Field], **options: Any) -> None:
        super().__init__(**options)
        self.of = of()

    def clean(self, value: Any) -> Any:
        return None if value == UNKNOWN else self.of.clean(value)


def or_unknown(of: Callable[..., forms.Field]) -> Callable[..., forms.Field]:
    return partial(OrUnknown, of=of)


def _narrowed(name: str, each: Callable[..., forms.Field], help_text: str) -> Fields:
    return {
        name: each(help_text=help_text),
        f"{name}__in": Some(each=each(), help_text="Any of these, with commas between them."),
    }


OF_SOURCES: Fields = {
    **_narrowed("source", SourceSlug, "A source, by its slug."),
    **_narrowed("provider", provider, "A provider, by its slug."),
}
NARROWED: Fields = {
    **OF_SOURCES,
    **_narrowed("campaign", or_unknown(whole), "By our number; null: of none that is known."),
    **_narrowed("kind", or_unknown(word(RewardKind)), "What the reward is; null: unknown."),
    **_narrowed("currency", or_unknown(Currency), "As in EUR; null: of no value that is known."),
    **_narrowed("title", or_unknown(text), "The reward's, whole; null: unknown."),
}
WHEN: Fields = {
    "since": DayOrTime(help_text="From this day or moment on; a day is one of the zone."),
    "until": DayOrTime(help_text="Before this day or moment."),
    "occurred": word(Preset)(help_text="A period by its name, counted from today or from as_of."),
    "zone": Zone(help_text="The time zone of days, weeks and months, as in Europe/Berlin."),
    "as_of": DayOrTime(help_text="What was recorded until then. Asked again as of it, an answer is the same for ever."),
}
SUMMARY: Fields = {
    **WHEN,
    "period": word(Period)(help_text="A row for each of these."),
    "by": Some(each=word(Dimension)(), help_text="A row for each of these, with commas between them."),
    **NARROWED,
    "compare": word([PREVIOUS])(help_text="With the period before, as long as this one."),
    "customers": yes_or_no(help_text="Also how many customers claimed. Reads every entry."),
}
TOP: Fields = {
    **WHEN,
    **NARROWED,
    "rank": word(Rank)(help_text="What there is most of; value needs a currency."),
    "limit": forms.IntegerField(min_value=1, max_value=MOST, help_text="So many places."),
}
BALANCES: Fields = {
    **OF_SOURCES,
    **_narrowed("held", word(Held), "What customers hold and have not used."),
    **_narrowed("currency", or_unknown(Currency), "As in EUR; null: unknown."),
}
FILTERS: Mapping[str, str] = {
    "source": "sources",
    "provider": "providers",
    "campaign": "campaigns",
    "kind": "kinds",
    "currency": "currencies",
    "title": "titles",
}


class Asked:
    """
    The parameters as they were read. ``finish`` raises what is wrong with them.

    ``values``: those that are given; of a filter, what it is given by either of its names, as a list.
    """

    def __init__(self, fields: Fields, given: QueryDict) -> None:
        self.parameters = Parameters(given)
        self.given = {name: str(value) for name, value in given.items() if name != FORMAT}
        unread: Any = object()
        read = {name: self.parameters.read(name, fields[name].clean, unread) for name in given if name in fields}
        self.values = {name: value for name, value in read.items() if value is not unread}
        for name in self.given.keys() - fields.keys():
            self.parameters.wrong(name, unknown(name, fields))
        for name in self.given.keys() & {"since", "until"} if "occurred" in self.given else ():
            self.parameters.wrong("occurred", BESIDE.format(name))
        for name in fields:
            if name in self.given and f"{name}__in" in self.given:
                self.parameters.wrong(f"{name}__in", BESIDE.format(name))

    def finish(self) -> None:
        """Raises Problem."""
        self.parameters.finish()

    def some(self, name: str) -> Sequence[Any] | None:
        """What is asked for of a filter; None: anything."""
        some: Sequence[Any] | None = self.values.get(f"{name}__in")
        return [self.values[name]] if name in self.values else some

    @property
    def zone(self) -> str:
        return str(self.values.get("zone") or settings.TIME_ZONE)

    @property
    def as_of(self) -> datetime | None:
        return begin(self._edge("as_of"), self.zone)

    def question(self) -> Summary:
        """Raises Unanswerable."""
        narrowed = {field: self.some(name) for name, field in FILTERS.items()}
        if (slugs := narrowed["sources"]) is not None:
            narrowed["sources"] = list(Source.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        since, until = self._period()
        return Summary(
            since=since,
            until=until,
            zone=self.zone,
            period=self.values.get("period"),
            by=tuple(Dimension(word) for word in self.values.get("by", ())),
            as_of=self.as_of,
            customers=self.values.get("customers") == "true",
            **narrowed,
        )

    def _period(self) -> tuple[Edge | None, Edge | None]:
        if "occurred" not in self.values:
            return self._edge("since"), self._edge("until")
        today = (self.as_of or timezone.now()).astimezone(ZoneInfo(self.zone)).date()
        return DAYS_OF[Preset(self.values["occurred"])](today)

    def _edge(self, name: str) -> Edge | None:
        edge: Edge | None = self.values.get(name)
        if not isinstance(edge, datetime):
            return edge
        return (edge if edge.tzinfo else edge.replace(tzinfo=ZoneInfo(self.zone))).astimezone(UTC)
