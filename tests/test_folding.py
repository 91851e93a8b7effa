"""Words brought down to rows, before the database is asked anything."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger.facts import CustomerFacts, Facts
from ledger.folding import Word, fold

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def word(event_id: str, time: datetime | None, *, name: str) -> Word:
    facts = Facts(customers=(CustomerFacts(external_id="jo", name=name),))
    return Word(facts=facts, event_id=event_id, sha256=bytes(32), time=time, received_at=NOON, currency=None)


OLDER, NEWER = word("e9", NOON, name="Jo"), word("e1", NOON + timedelta(seconds=1), name="Jo Example")


@pytest.mark.parametrize(("words", "place"), [([OLDER, NEWER], 2), ([NEWER, OLDER], 1)])
def test_a_row_shows_its_newest_word_wherever_that_stands_in_the_batch(words: list[Word], place: int) -> None:
    [row] = fold(words)["customer"]
    assert (row["event"], row["name"]) == (place, "Jo Example")


def test_a_word_without_a_time_is_older_than_any() -> None:
    [row] = fold([OLDER, word("e99", None, name="Somebody")])["customer"]
    assert (row["event"], row["name"]) == (1, "Jo")
