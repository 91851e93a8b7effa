"""A name is found by the beginnings of its words, however it is written."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ledger.models import Campaign, Customer, Source
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from ledger.sql.names import ids_by_name
from tests.sources import add_source


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("John Smith", " john smith"),
        ("smith, john", " smith john"),
        ("José  MÜLLER-Lüdenscheidt", " jose muller ludenscheidt"),
        ("Mary O'Neil", " mary oneil"),
        ("Mary O’Neil", " mary oneil"),  # noqa: RUF001
        ("Łukasz Weiß", " lukasz weiss"),
        ("Søren Ærø Þórsdóttir", " soren aero thorsdottir"),
        ("IŞIL Yıldız", " isil yildiz"),  # noqa: RUF001
        ("Ирина Йовкова", " ирина иовкова"),
        ("\uff2aohn \u202eSmith\u200d", " john smith"),
        ("प्रिया", " परिया"),
        ("50% _off_", " 50 off"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_name_is_folded(name: str, kept: str) -> None:
    assert folded(name, length=TEXT_LENGTH) == kept


@given(some.text(max_size=TEXT_LENGTH))
def test_what_is_folded_is_bounded_and_stays_as_it_is(name: str) -> None:
    once = folded(name, length=TEXT_LENGTH)

    assert len(once) <= TEXT_LENGTH
    assert folded(once, length=TEXT_LENGTH) == once
    assert not set(once) & set("%_\\\0'\"")


def name_words(name: str) -> list[str]:
    return folded(name, length=TEXT_LENGTH).split()


LETTERS = some.text("aAáÁbß oøßșж李'-", min_size=1, max_size=8)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=some.lists(LETTERS, min_size=1, max_size=8), typed=LETTERS)
def test_found_is_who_has_words_that_begin_so(names: list[str], typed: str, db: None) -> None:
    source, _ = Source.objects.get_or_create(slug="acme", provider="voucherify", name="Acme", currency="EUR")
    first = Customer.objects.count()
    people = Customer.objects.bulk_create(
        Customer(
            source=source, external_id=f"{first + number}", name=name, name_folded=folded(name, length=TEXT_LENGTH)
        )
        for number, name in enumerate(names)
    )
    if not (words := name_words(typed)):
        return

    found = set(ids_by_name(Customer, words, most=10_000)) & {person.pk for person in people}

    def has(person: Customer) -> bool:
        return all(any(one.startswith(word) for one in name_words(person.name or "")) for word in words)

    assert found == {person.pk for person in people if has(person)}


@pytest.mark.parametrize("model", [Customer, Campaign])
def test_no_more_are_read_than_are_wanted(model: type[Any], db: None) -> None:
    source = add_source("voucherify")
    model.objects.bulk_create(model(source=source, external_id=str(n), name_folded=" john") for n in range(5))

    assert len(ids_by_name(model, ["jo"], most=3)) == 3
