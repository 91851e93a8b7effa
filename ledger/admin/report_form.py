"""What is asked of the reports page: a form whose address is the question, and gives the same answer as of a moment."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.timezone import get_current_timezone, localdate

from ledger.admin import show
from ledger.admin.facets import MOST_OFFERED, PRESETS, providers, words
from ledger.admin.spans import NAMES, Span
from ledger.choices import RewardKind
from ledger.filters.fields import unknown
from ledger.models import Campaign, Source
from ledger.models.fields import TEXT_LENGTH
from ledger.periods import DAY, DAYS_OF, Preset
from ledger.reports import Dimension, Period, Summary

ANY = ("", "Any")
PERIODS: Mapping[str, str] = {Period.DAY: "Days", Period.WEEK: "Weeks", Period.MONTH: "Months"}
SPANS: Mapping[str, Span] = {Period.DAY: Span.DAY, Period.WEEK: Span.WEEK, Period.MONTH: Span.MONTH}
MEASURES: Mapping[str, str] = {"claims": "Claims", "reversals": "Reversals", "points": "Points", "value": "Value"}
ASKED = ("occurred", "since", "until", "period", "by", "show")
NARROWED = ("source", "provider", "campaign", "kind", "currency", "title", "as_of")
LONG = {Period.DAY: 366, Period.WEEK: 366 * 5, Period.MONTH: 366 * 30}  # days that fit on a page
USUAL = {"occurred": Preset.LAST_30_DAYS.value, "period": Period.DAY.value, "show": "claims"}


def words_of(vocabulary: Iterable[Any]) -> list[tuple[str, str]]:
    return list(words(vocabulary)().items())


class Day(forms.DateField):
    def __init__(self, label: str) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget)


class ReportForm(forms.Form):
    """
    Its parameters are called, and read, as the API's are. ``since`` and ``until`` hold over ``occurred``.

    What is drawn (``show``) the API has no word for.
    """

    occurred = forms.ChoiceField(label="Period", choices=[*PRESETS.items(), ("", "These days:")], required=False)
    since = Day("From")
    until = Day("Before")
    period = forms.ChoiceField(label="By", choices=PERIODS.items(), required=False)
    by = forms.ChoiceField(label="Split by", choices=[("", "Nothing"), *words_of(Dimension)], required=False)
    show = forms.ChoiceField(label="Draw and rank by", choices=MEASURES.items(), required=False)
    source = forms.ChoiceField(label="Source", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    campaign = forms.ChoiceField(label="Campaign", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[ANY, *words_of(RewardKind)], required=False)
    currency = forms.RegexField(r"^[A-Z]{3}$", label="Currency", required=False)
    title = forms.CharField(label="Title of the reward", max_length=TEXT_LENGTH, required=False)
    as_of = forms.CharField(label="As of", required=False)

    def __init__(self, given: Mapping[str, Any]) -> None:
        usual = {name: value for name, value in USUAL.items() if name not in given}
        if given.get("since") or given.get("until"):
            usual["occurred"] = ""
        super().__init__({**dict(given.items()), **usual}, label_suffix="")
        fields: Any = self.fields
        fields["source"].choices = [ANY, *Source.objects.order_by("name").values_list("slug", "name")]
        fields["provider"].choices = [ANY, *providers().items()]
        fields["campaign"].choices = [ANY, *_campaigns(str(given.get("campaign", "")))]

    def clean_as_of(self) -> datetime | None:
        text = self.cleaned_data["as_of"].strip().replace(" ", "+")
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise forms.ValidationError("It is no moment, as in 2026-01-31T12:00:00+00:00.") from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        strange = [f"{name[:100]}: {unknown(name, self.fields)}" for name in self.data if name not in self.fields]
        if strange:
            raise forms.ValidationError(strange)
        if self.errors:
            return given
        if given["occurred"]:
            given["since"], given["until"] = DAYS_OF[Preset(given["occurred"])](localdate())
        since, until = given["since"], given["until"] or localdate() + DAY
        if since is None:
            raise forms.ValidationError("Say from which day.")
        if since >= until:
            raise forms.ValidationError("The period ends before it begins: Before has to be later than From.")
        longest = LONG[Period(given["period"])]
        if until - since > timedelta(days=longest):
            raise forms.ValidationError(f"By {given['period']} are {longest:,} days at most: ask by something longer.")
        given["until"] = until
        return given

    def question(self) -> Summary:
        """By period, and split as it is asked. Raises Unanswerable."""
        given = self.cleaned_data
        return Summary(
            since=given["since"],
            until=given["until"],
            zone=str(get_current_timezone()),
            period=Period(given["period"]),
            by=(Dimension(given["by"]),) if given["by"] else (),
            sources=self.sources,
            providers=[given["provider"]] if given["provider"] else None,
            campaigns=[int(given["campaign"])] if given["campaign"] else None,
            kinds=[RewardKind(given["kind"])] if given["kind"] else None,
            currencies=[given["currency"]] if given["currency"] else None,
            titles=[given["title"]] if given["title"] else None,
            as_of=given["as_of"],
        )

    @property
    def sources(self) -> list[int] | None:
        """By their numbers; None: all."""
        slug = self.cleaned_data["source"]
        return list(Source.objects.filter(slug=slug).values_list("pk", flat=True)) if slug else None

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ASKED]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in NARROWED]

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in NARROWED)

    @property
    def span(self) -> Span:
        return SPANS[self.cleaned_data["period"]]

    @property
    def days(self) -> str:
        return told_days(self.cleaned_data["since"], self.cleaned_data["until"])

    def link(self, as_of: datetime) -> str:
        """The question with its days and moment, so that it has the same answer for ever."""
        asked = {name: str(self.data[name]) for name in self.fields if self.data.get(name)}
        days = {name: self.cleaned_data[name].isoformat() for name in ("since", "until")}
        asked.pop("occurred", None)
        return f"?{urlencode({**asked, **days, 'as_of': as_of.isoformat()})}"

    def narrowed(self) -> Iterator[tuple[str, str, str]]:
        """What is asked besides the days: its name, and its value for people and for a log."""
        for name in ("period", "by", *NARROWED[:-1]):
            value = self.cleaned_data[name]
            if value:
                known = {str(key): str(word) for key, word in getattr(self.fields[name], "choices", ())}
                yield str(self.fields[name].label), known.get(str(value), str(value)), f"{name}={value}"


def told_days(first: date, until: date) -> str:
    name, last = NAMES[Span.DAY], until - DAY
    return name(first) if first == last else f"{name(first)} {show.DASH} {name(last)}"


def _campaigns(chosen: str) -> Iterator[tuple[int, str]]:
    """The newest, and the one that is asked for."""
    rows = Campaign.objects.order_by("-id").values_list("pk", "name", "external_id")
    newest = list(rows[:MOST_OFFERED])
    if chosen.isdecimal() and len(chosen) < 19 and all(str(pk) != chosen for pk, *_ in newest):
        newest += rows.filter(pk=chosen)
    for pk, name, external_id in newest:
        yield pk, name or external_id
