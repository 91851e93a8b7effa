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
from ledger.models import Campaign, Source
from ledger.models.fields import TEXT_LENGTH
from ledger.periods import DAY, DAYS_OF, Preset
from ledger.reports import Dimension, Period, Summary, Unanswerable

ANY = ("", "Any")
BY: Mapping[str, str] = {Period.DAY: "Days", Period.WEEK: "Weeks", Period.MONTH: "Months"}
SPANS: Mapping[str, Span] = {Period.DAY: Span.DAY, Period.WEEK: Span.WEEK, Period.MONTH: Span.MONTH}
MEASURES: Mapping[str, str] = {"claims": "Claims", "reversals": "Reversals", "points": "Points", "value": "Value"}
ASKED = ("period", "since", "to", "by", "split", "show")
NARROWED = ("source", "provider", "campaign", "kind", "currency", "title", "as_of")
LONG = {Period.DAY: 366, Period.WEEK: 366 * 5, Period.MONTH: 366 * 30}  # days that fit on a page
USUAL = {"period": Preset.LAST_30_DAYS.value, "by": Period.DAY.value, "show": "claims"}


def words_of(vocabulary: Iterable[Any]) -> list[tuple[str, str]]:
    return list(words(vocabulary)().items())


class Day(forms.DateField):
    def __init__(self, label: str) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget)


class ReportForm(forms.Form):
    """``from`` and ``to``, which is part of what is asked, hold over ``period``."""

    period = forms.ChoiceField(label="Period", choices=[*PRESETS.items(), ("", "From … to …")], required=False)
    since = Day("From")
    to = Day("To, included")
    by = forms.ChoiceField(label="By", choices=BY.items(), required=False)
    split = forms.ChoiceField(label="Split by", choices=[("", "Nothing"), *words_of(Dimension)], required=False)
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
        if given.get("since") or given.get("to"):
            usual["period"] = ""
        super().__init__({**dict(given.items()), **usual}, label_suffix="")
        fields: Any = self.fields
        fields["source"].choices = [ANY, *Source.objects.order_by("name").values_list("pk", "name")]
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
        if self.errors:
            return given
        if given["period"] and not (given["since"] or given["to"]):
            given["since"], after = DAYS_OF[Preset(given["period"])](localdate())
            given["to"] = after - DAY
        since, to = given["since"], given["to"] or localdate()
        if since is None:
            raise forms.ValidationError("Say from which day.")
        if since > to:
            raise forms.ValidationError("It ends before it begins.")
        longest = LONG[Period(given["by"])]
        if to - since >= timedelta(days=longest):
            raise forms.ValidationError(f"By {given['by']} are {longest:,} days at most: ask by something longer.")
        given["to"] = to
        return given

    def question(self) -> Summary:
        """By period, and split as it is asked. Raises Unanswerable."""
        given = self.cleaned_data
        return Summary(
            since=given["since"],
            until=_after(given["to"]),
            zone=str(get_current_timezone()),
            period=Period(given["by"]),
            by=(Dimension(given["split"]),) if given["split"] else (),
            sources=[int(given["source"])] if given["source"] else None,
            providers=[given["provider"]] if given["provider"] else None,
            campaigns=[int(given["campaign"])] if given["campaign"] else None,
            kinds=[RewardKind(given["kind"])] if given["kind"] else None,
            currencies=[given["currency"]] if given["currency"] else None,
            titles=[given["title"]] if given["title"] else None,
            as_of=given["as_of"],
        )

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
        return SPANS[self.cleaned_data["by"]]

    @property
    def days(self) -> str:
        return told_days(self.cleaned_data["since"], self.cleaned_data["to"])

    def link(self, as_of: datetime) -> str:
        """The question with its days and moment, so that it has the same answer for ever."""
        asked = {name: str(self.data[name]) for name in self.fields if self.data.get(name)}
        days = {"since": self.cleaned_data["since"].isoformat(), "to": self.cleaned_data["to"].isoformat()}
        asked.pop("period", None)
        return f"?{urlencode({**asked, **days, 'as_of': as_of.isoformat()})}"

    def narrowed(self) -> Iterator[tuple[str, str, str]]:
        """What is asked besides the days: its name, and its value for people and for a log."""
        for name in ("by", "split", *NARROWED[:-1]):
            value = self.cleaned_data[name]
            if value:
                known = {str(key): str(word) for key, word in getattr(self.fields[name], "choices", ())}
                yield str(self.fields[name].label), known.get(str(value), str(value)), f"{name}={value}"


def told_days(first: date, last: date) -> str:
    name = NAMES[Span.DAY]
    return name(first) if first == last else f"{name(first)} {show.DASH} {name(last)}"


def _after(day: date) -> date:
    try:
        return day + DAY
    except OverflowError:
        raise Unanswerable("The day after lies behind the calendar.") from None


def _campaigns(chosen: str) -> Iterator[tuple[int, str]]:
    """The newest, and the one that is asked for."""
    rows = Campaign.objects.order_by("-id").values_list("pk", "name", "external_id")
    newest = list(rows[:MOST_OFFERED])
    if chosen.isdecimal() and len(chosen) < 19 and all(str(pk) != chosen for pk, *_ in newest):
        newest += rows.filter(pk=chosen)
    for pk, name, external_id in newest:
        yield pk, name or external_id
