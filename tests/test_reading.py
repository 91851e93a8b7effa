import json
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.management.reading import NO_COMMA, Piece, elements, lines

LIMIT = 1000

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet='ab"\\[]{},:\n é\U0001f600', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='a"\\]}', max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(max_size=3), json_values, max_size=4)
layouts = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])
sizes = st.integers(1, 7) | st.just(10**6)
spaces = st.text(alphabet=" \t\r\n", max_size=3)


def chunked(text: bytes, size: int) -> Iterator[bytes]:
    return (text[at : at + size] for at in range(0, len(text), size))


def bodies(pieces: Iterator[Piece]) -> list[bytes]:
    return [piece.body for piece in pieces]


def told(pieces: Iterator[Piece]) -> list[tuple[int, int, bytes | str]]:
    return [(piece.number, piece.offset, piece.problem or piece.body) for piece in pieces]


@given(values=st.lists(json_values, max_size=5), layout=layouts, space=spaces, size=sizes)
def test_elements_of_any_array_are_its_exact_slices(values: list[Any], layout: Any, space: str, size: int) -> None:
    dumped = [json.dumps(value, **layout).encode() for value in values]
    between = f"{space},{space}".encode()
    text = f"{space}[{space}".encode() + between.join(dumped) + f"{space}]{space}".encode()
    pieces = list(elements(chunked(text, size), limit=10**6))
    assert [piece.body for piece in pieces] == dumped
    assert [text[piece.offset :][: len(piece.body)] for piece in pieces] == dumped
    assert [json.loads(piece.body) for piece in pieces] == json.loads(text)


@given(values=st.lists(json_values, max_size=4), layout=layouts, size=sizes)
def test_array_within_an_array_is_one_element(values: list[Any], layout: Any, size: int) -> None:
    inner = json.dumps(values, **layout).encode()
    assert bodies(elements(chunked(b"[" + inner + b"]", size), limit=10**6)) == [inner]


@given(values=st.lists(json_objects, max_size=4), layout=layouts, space=spaces, size=sizes)
def test_events_in_a_row_are_read_without_an_array(values: list[Any], layout: Any, space: str, size: int) -> None:
    dumped = [json.dumps(value, **layout).encode() for value in values]
    assert bodies(elements(chunked(space.encode().join(dumped), size), limit=10**6)) == dumped


@given(values=st.lists(json_values, max_size=4), end=st.sampled_from([b"\n", b"\r\n", b"\n\n \n"]), size=sizes)
def test_lines_are_their_exact_slices(values: list[Any], end: bytes, size: int) -> None:
    dumped = [json.dumps(value).encode() for value in values]
    text = end.join([*dumped, b""])
    pieces = list(lines(chunked(text, size), limit=10**6))
    assert [piece.body for piece in pieces] == dumped
    assert [text[piece.offset :][: len(piece.body)] for piece in pieces] == dumped


@given(text=st.text(alphabet='[]{},:"\\\n a1', max_size=60), limit=st.integers(1, 40), size=sizes)
def test_any_text_is_read_to_its_end(text: str, limit: int, size: int) -> None:
    whole = text.encode()
    for read in (elements, lines):
        pieces = list(read(chunked(whole, size), limit=limit))
        assert all(piece.problem or whole[piece.offset :].startswith(piece.body) for piece in pieces)
        assert all(len(piece.body) <= limit for piece in pieces)
        assert [piece.offset for piece in pieces] == sorted(piece.offset for piece in pieces)


near_json = st.lists(
    st.sampled_from(
        ['{"a": 1}', '{"a": [{"b": "c"}, {}]}', '"', "\\", "\\\\", "{", "}", "[", "]", ",", ",{", "},{", "\n", " ", "a"]
    ),
    max_size=30,
).map("".join)


@given(text=near_json, size=sizes)
def test_any_text_is_read_alike_whatever_its_chunks(text: str, size: int) -> None:
    whole = text.encode()
    for read in (elements, lines):
        assert list(read(chunked(whole, size), limit=LIMIT)) == list(read([whole], limit=LIMIT))


@given(values=st.lists(json_objects, min_size=1, max_size=4), size=sizes, data=st.data())
def test_file_that_is_cut_off_keeps_what_came_before(values: list[Any], size: int, data: st.DataObject) -> None:
    dumped = [json.dumps(value).encode() for value in values]
    text = b"[" + b",\n".join(dumped) + b"]"
    end = data.draw(st.integers(1, len(text) - 1))
    *before, last = elements(chunked(text[:end], size), limit=10**6)
    whole = [piece.body for piece in before if not piece.problem]
    assert whole == dumped[: len(whole)]
    assert last.problem
    assert end < len(b"[" + b",\n".join(dumped[: len(whole) + 1]) + b"]")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", []),
        (b" \n", []),
        (b"[]", []),
        (b'\xef\xbb\xbf{"a": 1}\n', [(1, 3, b'{"a": 1}')]),
        (b'\xef\xbb\xbf[{"a": 1}]', [(1, 4, b'{"a": 1}')]),
        (b'[{"a": "]}[{\\"\\\\"} , 2 ]', [(1, 1, b'{"a": "]}[{\\"\\\\"}'), (2, 21, b"2")]),
        (b'{"a": 1}{"a": 2}\r\n{"a": 3}', [(1, 0, b'{"a": 1}'), (2, 8, b'{"a": 2}'), (3, 18, b'{"a": 3}')]),
        (b'[{"a": 1}]\n[{"a": 2}]', [(1, 1, b'{"a": 1}'), (2, 12, b'{"a": 2}')]),
        (b'{"a": 1},\n{"a": 2},', [(1, 0, b'{"a": 1}'), (2, 10, b'{"a": 2}')]),
    ],
)
def test_file_of_events_is_read(text: bytes, expected: list[Any], size: int) -> None:
    assert told(elements(chunked(text, size), limit=LIMIT)) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"[1,]", [(1, 1, b"1"), (2, 3, "expected an element after the comma")]),
        (b"[,1]", [(1, 1, "expected an element before the comma"), (1, 2, b"1")]),
        (b"[1,,2]", [(1, 1, b"1"), (2, 3, "expected an element before the comma"), (2, 4, b"2")]),
        (b"[{} {}]", [(1, 1, b"{}"), (2, 4, NO_COMMA), (2, 4, b"{}")]),
        (
            b"[{} x {},{}]",
            [(1, 1, b"{}"), (2, 4, NO_COMMA), (2, 4, b"x"), (3, 6, NO_COMMA), (3, 6, b"{}"), (4, 9, b"{}")],
        ),
        (b"[{}", [(1, 1, b"{}"), (2, 3, "the file ends before the array does")]),
        (b"[{}, {", [(1, 1, b"{}"), (2, 5, "the file ends within it")]),
        (b'[{}, {"a": "\\', [(1, 1, b"{}"), (2, 5, "the file ends within it")]),
        (b"[{}, 12", [(1, 1, b"{}"), (2, 5, "the file ends within it")]),
        (b"[{}] tail", [(1, 1, b"{}"), (2, 5, "expected an event or an array of events")]),
        (b"<html>\n<p>No</p>\n", [(1, 0, "expected an event or an array of events")]),
        (b"HTTP/1.1 200\n\n[{}]", [(1, 0, "expected an event or an array of events"), (2, 15, b"{}")]),
        (b"[{}}, {}]", [(1, 1, b"{}"), (2, 3, NO_COMMA), (2, 3, "its brackets do not match"), (3, 6, b"{}")]),
        (b"{]\n{}", [(1, 0, "its brackets do not match"), (2, 3, b"{}")]),
        (b"[{},\n{]},\n{}]", [(1, 1, b"{}"), (2, 5, "its brackets do not match"), (3, 10, b"{}")]),
        (b"[\n  {\n  ],\n  {}\n]", [(1, 4, "its brackets do not match"), (2, 13, b"{}")]),
        (b"[\n{,\n{}\n]", [(1, 2, "its brackets do not match"), (2, 5, b"{}")]),
        (b'[\n{"a": "b},\n{}\n]', [(1, 2, "a line breaks within one of its strings"), (2, 13, b"{}")]),
    ],
)
def test_what_is_broken_is_told_by_its_place_and_reading_goes_on(text: bytes, expected: list[Any], size: int) -> None:
    assert told(elements(chunked(text, size), limit=LIMIT)) == expected


@pytest.mark.parametrize("size", [1, 7, 5000])
def test_element_over_the_limit_is_told_and_passed_over(size: int) -> None:
    large = json.dumps({"a": ['"]}' * LIMIT]}).encode()
    pieces = elements(chunked(b"[1, " + large + b", 2]", size), limit=LIMIT)
    assert told(pieces) == [(1, 1, b"1"), (2, 4, "larger than 1,000 bytes"), (3, 4 + len(large) + 2, b"2")]


@pytest.mark.parametrize("size", [1, 7, 5000])
def test_line_over_the_limit_is_told_and_passed_over(size: int) -> None:
    pieces = lines(chunked(b"1\n" + b"x" * 1001 + b"\r\n" + b"y" * 1000 + b"\r\n", size), limit=LIMIT)
    assert told(pieces) == [(1, 0, b"1"), (2, 2, "larger than 1,000 bytes"), (3, 1005, b"y" * 1000)]


def test_lines_count_the_blank_ones() -> None:
    text = b"\xef\xbb\xbf{}\n\n  \r\n {} \r\n{"
    assert told(lines([text], limit=LIMIT)) == [(1, 3, b"{}"), (4, 12, b"{}"), (5, 17, b"{")]


def test_pieces_say_their_place() -> None:
    (element,) = elements([b" {}"], limit=LIMIT)
    (line,) = lines([b" {}"], limit=LIMIT)
    assert (element.place, line.place) == ("element 1, byte 1", "line 1, byte 1")


@pytest.mark.parametrize("chunk", [b" " * 65536, b'{"a": ' * 10000, b"[" * 65536, b'{"' + b"x" * 65536, b"x" * 65536])
@pytest.mark.parametrize("read", [elements, lines])
def test_memory_stays_flat_however_large_a_piece(read: Any, chunk: bytes) -> None:
    limit = 2**18
    tracemalloc.start()
    for _ in read(repeat(chunk, 50), limit=limit):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * limit


def test_file_of_nothing_but_broken_elements_is_left_in_time() -> None:
    pieces = list(elements(chunked(b'{"a": [\n' * 20_000, 65536), limit=2**18))
    assert {piece.problem for piece in pieces} == {"the file ends within it"}
