"""How a parameter's text is read. What can't be is answered with what can."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ledger.models import Source
from ledger.models.fields import MONEY_DIGITS, MONEY_PLACES, TEXT_LENGTH
from ledger.periods import midnight
from ledger.providers import all_providers

MOST_LISTED = 100
BIGGEST = 2**63 - 1
YEARS = range(1900, 9000)
YES_OR_NO = ("true", "false")


def unknown(name: str, known: Iterable[str], *, what: str = "parameter") -> str:
    """That there is none of that name, and which may be meant."""
    close = get_close_matches(name[:100], known, n=1)
    return f"There is no such {what}.{f' Is {close[0]} meant?' if close else ''}"


class Some(forms.CharField):
    """Some values, with commas between them."""

    def __init__(self, *, each: forms.Field, **options: Any) -> None:
        super().__init__(**options)
        self.each = each

    def clean(self, value: Any) -> Any:
        given = super().clean(value)
        texts = list(dict.fromkeys(text.strip() for text in given.split(","))) if given else []
        if len(texts) > MOST_LISTED:
            raise ValidationError(f"At most {MOST_LISTED} at once, not {len(texts)}.")
        return [self.each.clean(text) for text in texts]


class OneOf(forms.ChoiceField):
    """One of some words; any other is answered with all of them."""

    def __init__(self, words: Callable[[], Iterable[str]], **options: Any) -> None:
        self.words = words
        super().__init__(choices=lambda: [(word, word) for word in words()], **options)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value and value not in (words := list(self.words())):
            raise ValidationError(f"One of {', '.join(words)}." if words else "There is none.")


class SourceSlug(OneOf):
    """A source that there is, which differs from one installation to the next."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lambda: Source.objects.values_list("slug", flat=True), **options)


class Moment(forms.CharField):
    """A time; or a day of the reader's zone, which is its beginning."""

    def clean(self, value: Any) -> Any:
        given = super().clean(value)
        return self._read(given) if given else None

    def _read(self, given: str) -> datetime:
        zone = timezone.get_current_timezone()
        try:
            moment = midnight(date.fromisoformat(given), zone) if len(given) <= 10 else datetime.fromisoformat(given)
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            raise ValidationError("A day or a time, as in 2026-03-01 or 2026-03-01T12:00:00Z.")
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


class Currency(forms.RegexField):
    """A currency's code, however it is typed."""

    def __init__(self, **options: Any) -> None:
        messages = {"invalid": "Three letters, as in ISO 4217: EUR."}
        super().__init__(r"\A[A-Za-z]{3}\Z", error_messages=messages, **options)

    def clean(self, value: Any) -> Any:
        return super().clean(value).upper()


def text(**options: Any) -> forms.Field:
    return forms.CharField(max_length=TEXT_LENGTH, **options)


def whole(**options: Any) -> forms.Field:
    return forms.IntegerField(min_value=-BIGGEST, max_value=BIGGEST, **options)


def money(**options: Any) -> forms.Field:
    return forms.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, **options)


def word(words: Iterable[str]) -> Callable[..., forms.Field]:
    known = [str(word) for word in words]
    return lambda **options: OneOf(lambda: known, **options)


def yes_or_no(**options: Any) -> forms.Field:
    return OneOf(lambda: YES_OR_NO, **options)


def provider(**options: Any) -> forms.Field:
    return OneOf(lambda: sorted(all_providers()), **options)
