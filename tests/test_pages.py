"""Pages of a provider's API are cut into their records; events are left whole, whatever they hold."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.management import reading
from ledger.management.pages import Pages
from ledger.management.reading import NO_PAGE, Piece, elements, lines
from ledger.management.recovering import Recovering
from ledger.providers import all_providers
from tests.providers.fixture_files import fixtures
from tests.test_reading import chunked, json_objects, layouts, sizes

VOUCHERIFY, LOYALTYLION = (Pages.of(all_providers()[slug]) for slug in ("voucherify", "loyaltylion"))
VOUCHERIFY_KEYS = {"data", "redemptions", "transactions", "activities"}
LIMIT = 1000


def told(pieces: Iterator[Piece]) -> list[tuple[int, int, bytes | str]]:
    return [(piece.number, piece.offset, piece.problem or piece.body) for piece in pieces]


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (VOUCHERIFY, b'{"object": "list", "data_ref": "redemptions", "redemptions": [{"id": "r_1"}], "total": 1}'),
        (VOUCHERIFY, b'{"object":"list","data_ref":"data","data":[{"id":"evcus_1"}],"has_more":false}'),
        (VOUCHERIFY, b'{"transactions":\r\n[\t{"id":"vtx_1"}], "object": "list"}'),
        (VOUCHERIFY, b'{"activities" : [ ] }'),
        (VOUCHERIFY, b'{"data": [ null, {"id": "r_1"}]}'),
        (LOYALTYLION, b'{"transactions": [5, {"id": 1}]}'),
        (VOUCHERIFY, b'{"total": 2, "redemptions": [{"id": "r_1"}, {"id": '),
        (VOUCHERIFY, b'{"redemptions": [{"id": "r_1"]}, "id": "whs_1"}'),
        (LOYALTYLION, b'{"transactions": [{"id": 1}], "cursor": {"prev": null, "next": "x"}}'),
        (LOYALTYLION, b'{"cursor": {"id": 5}, "transactions": []}'),
    ],
)
def test_an_array_of_records_at_the_top_level_makes_a_page(pages: Pages, text: bytes) -> None:
    assert pages.is_page(text)


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (VOUCHERIFY, b'{"id": "whs_1", "type": "customer.rewarded", "data": {"customer": {"id": "c"}}}'),
        (VOUCHERIFY, b'{"id": "whs_1", "type": "", "data": [{"our": "own"}]}'),
        (VOUCHERIFY, b'{"data": [{"our": "own"}], "source": {}, "event": {"id": "ev_1", "type": "customer.rewarded"}}'),
        (VOUCHERIFY, b'{"data": [{"our": "own"}], "type": "customer.rewarded"}'),
        (VOUCHERIFY, b'{"data": [{"our": "own"}], "data": {"redemption": {"id": "r_1"}}}'),
        (VOUCHERIFY, b'{"data": {"redemptions": [{"id": "r_1"}]}}'),
        (VOUCHERIFY, b'{"customer": {}, "redemption": {"id": "r_1"}, "transactions": [{"id": "vtx_1"}]}'),
        (VOUCHERIFY, b'{"id": "r_1", "object": "redemption", "redemptions": [{"id": "r_2"}]}'),
        (VOUCHERIFY, b'{"note": "\\"data\\": [{", "x": 1}'),
        (VOUCHERIFY, b'{"data": ["a", "b"]}'),
        (VOUCHERIFY, b'{"customers": [{"id": "c"}]}'),
        (VOUCHERIFY, b'[{"data": [{"id": "r_1"}]}]'),
        (VOUCHERIFY, b""),
        (LOYALTYLION, b'{"id": "1", "topic": "t", "payload": {"customer": {}}, "transactions": [{"id": 1}]}'),
        (LOYALTYLION, b'{"customer": {"id": 1}, "transactions": [{"id": 1}]}'),
        (LOYALTYLION, b'{"data": [{"id": 1}]}'),
        (Pages(), b'{"data": [{"id": 1}]}'),
    ],
)
def test_what_has_anything_of_an_event_is_no_page(pages: Pages, text: bytes) -> None:
    assert not pages.is_page(text)


@pytest.mark.parametrize("provider", all_providers().values(), ids=lambda provider: provider.slug)
def test_no_fixture_is_a_page(provider: Any) -> None:
    pages = Pages.of(provider)
    for one in fixtures():
        assert not pages.is_page(one.payload), one
        assert not pages.is_page(json.dumps(json.loads(one.payload)).encode() if is_json(one.payload) else b""), one


def is_json(payload: bytes) -> bool:
    try:
        json.loads(payload)
    except ValueError:
        return False
    return True


records = json_objects.map(lambda record: {key: value for key, value in record.items() if key not in VOUCHERIFY_KEYS})
rest = st.dictionaries(st.sampled_from(["object", "total", "cursor", "has_more"]), json_objects | st.integers())


@given(
    pages=st.lists(st.tuples(st.sampled_from(sorted(VOUCHERIFY_KEYS)), st.lists(records, max_size=4), rest, rest)),
    layout=layouts,
    form=st.sampled_from(["in a row", "array"]),
    size=sizes,
)
def test_records_of_any_pages_are_their_exact_slices(pages: list[Any], layout: Any, form: str, size: int) -> None:
    made = [before | {key: inside} | after for key, inside, before, after in pages]
    text = json.dumps(made, **layout) if form == "array" else "\n".join(json.dumps(page, **layout) for page in made)
    whole = text.encode()
    pieces = list(elements(chunked(whole, size), limit=10**6, pages=VOUCHERIFY))
    assert [json.loads(piece.body) for piece in pieces] == [record for _, inside, *_ in pages for record in inside]
    assert [whole[piece.offset :][: len(piece.body)] for piece in pieces] == [piece.body for piece in pieces]
    assert [piece.number for piece in pieces] == list(range(1, len(pieces) + 1))


near_pages = st.lists(
    st.sampled_from(
        [
            '{"data": [{"a": 1}]}',
            '{"redemptions": [',
            '"data"',
            '{"id": 1}',
            '"id": "x"',
            '"total": 2',
            '"',
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\n",
            " ",
            "}]}",
            "]}",
            "x" * 30,
        ]
    ),
    min_size=5,
    max_size=40,
).map("".join)


@settings(max_examples=400)
@given(text=near_pages, size=sizes, limit=st.sampled_from([100, 300]))
def test_any_text_near_a_page_is_read_to_its_end_alike_whatever_its_chunks(text: str, size: int, limit: int) -> None:
    whole = text.encode()
    for read in (elements, lines):
        pieces = list(read([whole], limit=limit, pages=VOUCHERIFY))
        assert list(read(chunked(whole, size), limit=limit, pages=VOUCHERIFY)) == pieces
        assert all(piece.problem or whole[piece.offset :].startswith(piece.body) for piece in pieces)
        assert all(len(piece.body) <= limit for piece in pieces)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"data": []}', []),
        (b'{"total": 2, "data": [{"a": 1}, {}], "more": {"data": [{}]}}', [(1, 22, b'{"a": 1}'), (2, 32, b"{}")]),
        (b'{"data": [{}], "redemptions": [{"b": 1}]}', [(1, 10, b"{}"), (2, 31, b'{"b": 1}')]),
        (b'{"data": [{}]}\n{"data": [{}]}', [(1, 10, b"{}"), (2, 25, b"{}")]),
        (b'[{"data": [{}]}, {"id": 1, "data": [{}]}]', [(1, 11, b"{}"), (2, 17, b'{"id": 1, "data": [{}]}')]),
        (b'{"data": [null, {}]}', [(1, 10, b"null"), (2, 16, b"{}")]),
        (b'{"data": [{},]}', [(1, 10, b"{}"), (2, 13, "expected an element after the comma")]),
        (b'{"data": [{}, 5, {}]}', [(1, 10, b"{}"), (2, 14, b"5"), (3, 17, b"{}")]),
        (b'{"data": [{}, {"a":', [(1, 10, b"{}"), (2, 14, "the file ends within it")]),
        (b'{"data": [{}]', [(1, 10, b"{}"), (2, 13, "the file ends before the page does")]),
        (b'{"data": [{}],', [(1, 10, b"{}"), (2, 14, "the file ends before the page does")]),
        (b'{"data": [{}', [(1, 10, b"{}"), (2, 12, "the file ends before the array does")]),
        (
            b'{"data": [\n {},\n {"a": ]},\n {"b": 2}\n]}\n{"data": [{}]}',
            [(1, 12, b"{}"), (2, 17, "its brackets do not match"), (3, 28, b'{"b": 2}'), (4, 50, b"{}")],
        ),
        (
            b'{"data": [{]}]}\n{"data": [{}]}\n{"id": 1}',
            [(1, 10, "its brackets do not match"), (2, 26, b"{}"), (3, 31, b'{"id": 1}')],
        ),
        (
            b'{"data": [{}] oops}\n{"data": [{}]}',
            [(1, 10, b"{}"), (2, 14, "expected a member of the page"), (3, 30, b"{}")],
        ),
    ],
)
def test_pages_are_read_record_by_record(text: bytes, expected: list[Any], size: int) -> None:
    assert told(elements(chunked(text, size), limit=LIMIT, pages=VOUCHERIFY)) == expected


BROKEN = [
    b'{"id": 9, "a": [}',
    b'{"id": 9, "a": [1, 2}',
    b'{"id": 9, "a": 1]}',
    b'{"id": 9, "a": [}, "b": [{"id": 5}, {"id": 6}]}',
    b'{"id": 9, "a": {"b": 2}',
    b'{"id": 9, "a": 1',
    b'{"id": 9, "a": {"b": [{"id": 5}]',
    b'{"id": 9, "a": "abc',
    b'{"id": 9, "a": "abc, "b": [{"id": 5}]}',
]


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("space", [b"", b" ", b"\n  "])
@pytest.mark.parametrize("broken", BROKEN, ids=bytes.decode)
def test_broken_record_takes_no_other_of_its_page_with_it(broken: bytes, space: bytes, size: int) -> None:
    """Wherever it stands, though the page may be one line; and the next page is read."""
    sound = [b'{"id": 1, "items": [{"id": 7}, {"id": 8}]}', b'{"id": 2}', b'{"id": 3, "x": {}}']
    after = b'{"transactions":[{"id": 4}]}'
    for place in range(4):
        text = (
            b'{"transactions": [' + (b"," + space).join([*sound[:place], broken, *sound[place:]]) + b'], "cursor": {}}'
        )
        pieces = list(elements(chunked(text + b"\n" + after, size), limit=LIMIT, pages=LOYALTYLION))
        assert [piece.body for piece in pieces if piece.body] == [*sound, b'{"id": 4}']
        assert [(piece.number, piece.offset) for piece in pieces if piece.problem] == [(place + 1, text.index(broken))]


class Counting(Recovering):
    """Counts the bytes that are stepped over, each as often as it is."""

    steps = 0
    _position = 0

    @property
    def position(self) -> int:
        return self._position

    @position.setter
    def position(self, position: int) -> None:
        Counting.steps += max(0, position - self._position)
        self._position = position


@pytest.mark.parametrize("around", [b'{"transactions": [%b]}', b"%b"], ids=["page", "bare"])
@pytest.mark.parametrize("broken", [*BROKEN, b'{"a":"},{"b":'], ids=bytes.decode)
def test_nothing_but_broken_records_takes_time_in_proportion(
    broken: bytes, around: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "Recovering", Counting)
    monkeypatch.setattr(Counting, "steps", 0)
    text = around % (b",".join([broken] * 5000) + b',\n{"id": 1}')
    *_, last = (piece for piece in elements(chunked(text, 1024), limit=2**13, pages=LOYALTYLION) if piece.body)
    assert last.body == b'{"id": 1}'
    assert Counting.steps < 3 * len(text)


def test_a_line_may_be_a_page() -> None:
    text = b'{"data": [{"a": 1}, {"a": 2}]}\n{"id": 1, "data": [{}]}\n{"data": [{}, {'
    pieces = list(lines([text], limit=LIMIT, pages=VOUCHERIFY))
    assert told(iter(pieces)) == [
        (1, 10, b'{"a": 1}'),
        (1, 20, b'{"a": 2}'),
        (2, 31, b'{"id": 1, "data": [{}]}'),
        (3, 65, b"{}"),
        (3, 69, "the file ends within it"),
    ]
    assert {piece.unit for piece in pieces} == {"line"}


@pytest.mark.parametrize("size", [7, 5000])
def test_a_page_may_be_larger_than_any_event(size: int) -> None:
    records = [json.dumps({"id": number, "x": ["y"] * 20}).encode() for number in range(100)]
    large = b'{"id": 5, "x": "' + b"z" * LIMIT + b'"}'
    text = b'{"total": 101, "transactions": [' + b",".join([*records, large]) + b'], "cursor": {}}'
    *whole, last = elements(chunked(text, size), limit=LIMIT, pages=LOYALTYLION)
    assert [piece.body for piece in whole] == records
    assert (last.number, last.problem) == (101, "larger than 1,000 bytes")


@pytest.mark.parametrize("size", [7, 5000])
def test_a_page_on_a_line_may_be_larger_than_any_event(size: int) -> None:
    records = [json.dumps({"id": number, "x": ["y"] * 20}).encode() for number in range(50)]
    page = b'{"total": 50, "transactions": [' + b",".join(records) + b'], "cursor": {}}'
    event = b'{"topic": "t", "x": "' + b"z" * LIMIT + b'"}'
    text = b"\xef\xbb\xbf" + b"\n".join([page, event, b'{"topic": "t"}', page])
    pieces = list(lines(chunked(text, size), limit=LIMIT, pages=LOYALTYLION))
    assert [piece.body for piece in pieces if piece.body] == [*records, b'{"topic": "t"}', *records]
    assert [(piece.number, piece.problem) for piece in pieces if piece.problem] == [(2, "larger than 1,000 bytes")]
    assert [text[piece.offset :][: len(piece.body)] for piece in pieces] == [piece.body for piece in pieces]
    assert {piece.number for piece in pieces} == {1, 2, 3, 4}


@pytest.mark.parametrize("size", [7, 5000])
def test_event_over_the_limit_that_begins_like_a_page_is_told(size: int) -> None:
    records = b",".join([b'{"id": 1, "x": "y"}'] * 100)
    text = b'{"transactions": [' + records + b'], "topic": "t", "cursor": {}}{"topic": "u"}'
    *cut, told_of, last = elements(chunked(text, size), limit=LIMIT, pages=LOYALTYLION)
    assert ({piece.body for piece in cut}, last.body) == ({b'{"id": 1, "x": "y"}'}, b'{"topic": "u"}')
    assert (told_of.problem, told_of.offset) == (NO_PAGE, text.index(b'"t"'))


def test_memory_stays_flat_however_large_a_page() -> None:
    limit = 2**18
    record = b'{"id": 1, "x": "' + b"y" * 100 + b'"},'
    chunks = chain([b'{"data": ['], repeat(record * 500, 100), [b"{}]}"])
    tracemalloc.start()
    number = sum(1 for _ in elements(chunks, limit=limit, pages=VOUCHERIFY))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 50_001
    assert peak < 8 * limit


@pytest.mark.parametrize("line", [b'{"data": [{\n', b'{"data": [{]\n', b'{"data": [{}],\n', b'{"data": [\n{"a": [\n'])
def test_file_of_nothing_but_broken_pages_is_left_in_time(line: bytes) -> None:
    text = line * (2**18 // len(line))
    assert sum(1 for _ in elements(chunked(text, 65536), limit=2**18, pages=VOUCHERIFY))
