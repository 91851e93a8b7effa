"""What is tried with any bytes: functions that raise where a promise is broken. None has a database."""

import csv
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import StringIO
from itertools import pairwise
from pathlib import Path

from django.core.exceptions import ValidationError
from django.http import QueryDict

from ledger.access import payload
from ledger.admin.payload import readable
from ledger.api.paging import Cursors
from ledger.facts import Facts
from ledger.filters import FILTERS
from ledger.keysets import Order
from ledger.management.pages import Pages
from ledger.management.reading import Piece, elements, lines
from ledger.management.rows import rows
from ledger.models import ClaimedReward, InboundEvent, Source
from ledger.models.fields import TEXT_LENGTH
from ledger.payload.tables import cells
from ledger.providers import Provider, all_providers
from ledger.search.questions import QUESTIONS
from ledger.search.typed import MOST_TEXTS, MOST_WORDS, read
from ledger.signatures import SignedRequest, compact
from ledger.understanding import Delivery, understand
from ledger.visible import visible, visible_line
from tests.access.viewers import AGENT, LEAD
from tests.providers.reading import assert_sound, outcome

CORPUS = Path(__file__).parent / "corpus"
LIMIT = 4096  # bytes of an event in the imports that are tried
NEWEST = Order(model=ClaimedReward, ordering=("-claimed_at", "-id"))
CURSORS = Cursors(order=NEWEST, asked={"status": "claimed"}, name="claims")

Target = Callable[[bytes], None]


def provider(one: Provider) -> Target:
    """A body: it has a state, the same each time, and what it says fits the database; it can be looked at."""
    source = Source(provider=one.slug, slug="acme", currency="EUR")

    def target(body: bytes) -> None:
        assert_sound(outcome(one, body))
        understood = understand(source, Delivery(body=body))
        assert not [fault for fault in understood.facts.faults if "the reader broke" in fault.problem]
        assert understood.state == "recorded" or understood.facts == Facts(faults=understood.facts.faults)
        again = understand(source, Delivery(body=body))
        assert (understood.facts, understood.event_id) == (again.facts, again.event_id)
        _look_at(InboundEvent(source=source, body=body))

    return target


def _look_at(event: InboundEvent) -> None:
    shown, _ = readable(bytes(event.body))
    assert "\0" not in shown
    assert payload(LEAD, event) == event.body
    masked = payload(AGENT, event)
    assert masked is None or len(masked) <= 20 * len(event.body) + 100


def signed(body: bytes) -> None:
    """What a signature may be over: the body without white space, of which nothing more can be taken."""
    once = compact(SignedRequest(body=body, headers={}, url=""))
    assert compact(SignedRequest(body=once, headers={}, url="")) == once
    assert once.translate(None, b" \t\r\n") == body.translate(None, b" \t\r\n")


def imported(cut: Callable[..., object], one: Provider | None = None) -> Target:
    """A file: its events are slices of it in their order, however its bytes are cut into chunks."""
    options = {"pages": Pages.of(one)} if one else {}

    def target(file: bytes) -> None:
        whole = _pieces(cut([file], limit=LIMIT, **options))
        parts = [file[at : at + 7] for at in range(0, len(file), 7)]
        assert len(whole) <= len(file) + 1
        assert all(len(piece.body) <= LIMIT for piece in whole)
        assert all(bool(piece.body) != bool(piece.problem) for piece in whole)
        for piece in whole if one else ():
            assert not piece.body or piece.body == file[piece.offset : piece.offset + len(piece.body)]
        for before, after in pairwise(whole):
            assert before.offset <= after.offset
        _pieces(cut(parts, limit=LIMIT, **options))

    return target


def _pieces(found: object) -> list[Piece]:
    return list(found)  # type: ignore[call-overload,no-any-return]


def table(body: bytes) -> None:
    """A row: its cells are those that the csv module reads."""
    said = cells(body)
    assert all(value.strip() for value in said.values())
    assert not said or len(list(csv.reader(StringIO(body.decode(), newline="")))) >= 1


def typed(text: bytes) -> None:
    """What was typed into the search: few texts, short, that every column can be asked for."""
    found = read(text.decode(errors="surrogatepass" if b"\xed" in text else "replace"))
    assert len(found.texts) <= MOST_TEXTS
    assert len(found.words) <= MOST_WORDS
    for one in found.texts:
        assert 0 < len(one) <= TEXT_LENGTH
        assert "\0" not in one
        one.encode()
        for columns in QUESTIONS.values():
            for column in columns:
                assert all(isinstance(spelt, str) for spelt in column.spelt(one))


def cursor(text: bytes) -> None:
    """A cursor that nobody was given is no cursor, and a place that nobody was at no place."""
    for read_it in (CURSORS.read, NEWEST.read):
        try:
            place = read_it(text.decode(errors="replace"))
        except ValidationError:
            continue
        assert place is None or len(place) == len(NEWEST.ordering)


def asked(query: bytes) -> None:
    """Parameters of a list: each is understood, or what is wrong with it can be said."""
    given = QueryDict(query[:2000])
    for filters in FILTERS.values():
        for name, one in filters.base_filters.items():
            if name.startswith("source"):  # which is asked of the database
                continue
            for value in given.values():
                with suppress(ValidationError):
                    one.field.clean(value)


def shown(text: bytes) -> None:
    """Text on a page: nothing unseen is left, and twice is once."""
    said = visible(text.decode(errors="replace"))
    assert visible(said) == said
    assert not {"\u202e", "\x1b", "\0", "\u2066"} & set(said)
    assert not {"\n", "\r", "\t"} & set(visible_line(said))


def _targets() -> Mapping[str, Target]:
    found: dict[str, Target] = {}
    for slug in ("voucherify", "loyaltylion"):
        one = all_providers()[slug]
        found |= {
            slug: provider(one),
            f"elements-{slug}": imported(elements, one),
            f"lines-{slug}": imported(lines, one),
        }
    functions = {"signed": signed, "rows": imported(rows), "table": table, "typed": typed}
    return found | functions | {"cursor": cursor, "asked": asked, "shown": shown}


TARGETS = _targets()
