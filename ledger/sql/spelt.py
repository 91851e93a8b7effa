"""How what people type may stand in a column, and the question that the column's index answers."""

from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import In

IN_ASCII = str.maketrans(ascii_uppercase, ascii_lowercase)


def emails(text: str) -> set[str]:
    """In any case. Some databases' ``lower`` leaves letters that are not of ASCII as they are."""
    return {text.lower(), text.translate(IN_ASCII), text.upper().translate(IN_ASCII)}


def codes(text: str) -> set[str]:
    """People type small letters for capitals, and their telephones a capital at the beginning."""
    return {text, text.upper(), text.lower()}


def has_email(spelt: Iterable[str]) -> Q:
    """Customers with one of the addresses, as ``emails`` spells them."""
    return Q(In(Lower("email"), sorted(spelt)))


def has_id(column: str, ids: Iterable[str], sources: Iterable[int]) -> Q:
    """A provider's id: its index begins with the source, of which there are few."""
    return Q(**{"source__in": sorted(sources), f"{column}__in": sorted(ids)})


def has_subject(ids: Iterable[str], sources: Iterable[int]) -> Q:
    """The index leaves out events about nothing; saying so lets SQLite use it."""
    return has_id("subject", ids, sources) & ~Q(subject="")
