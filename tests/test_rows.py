"""Tables are cut into their rows, each under the header, and what is broken takes no other row with it."""

import csv
import io
import tracemalloc
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.management.rows import NEVER_CLOSED, NO_HEADER, rows
from ledger.payload.tables import cells
from tests.test_pages import told
from tests.test_reading import chunked, sizes

LIMIT = 1000
fields = st.text(alphabet='ab ,;\t"\n{é', max_size=6)
names = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=4, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, str]], bytes]:
    columns = draw(names)
    row = st.lists(fields, min_size=len(columns), max_size=len(columns)).filter(
        lambda row: "".join(row).strip(' \t\n,;"')
    )
    made = draw(st.lists(row, max_size=5))
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])),
    )
    writer.writerows([columns, *made])
    whole = draw(st.sampled_from(["", "\ufeff"])) + text.getvalue()
    said = [{name: text for name, text in zip(columns, row, strict=True) if text.strip()} for row in made]
    return said, (whole.rstrip("\r\n") if draw(st.booleans()) else whole).encode()


@settings(max_examples=300)
@given(table=tables(), size=sizes)
def test_rows_of_any_table_say_under_its_header_what_they_said(
    table: tuple[list[dict[str, str]], bytes], size: int
) -> None:
    said, text = table
    pieces = list(rows(chunked(text, size), limit=10**6))
    assert [cells(piece.body) for piece in pieces] == said
    header = text.removeprefix(b"\xef\xbb\xbf").splitlines()[0]
    for piece in pieces:
        top, _, row = piece.body.partition(b"\n")
        assert (top, text[piece.offset :][: len(row)]) == (header, row)
        assert text[: piece.offset].count(b"\n") + 1 == piece.number


near_tables = st.lists(
    st.sampled_from(['"', '""', ",", "\n", "\r\n", "a", "a,b", 'x","y\n', '"a,\nb",c', "c" * 30]), max_size=30
).map("".join)


@settings(max_examples=400)
@given(text=near_tables, size=sizes, limit=st.sampled_from([20, 60, 1000]))
def test_any_text_is_read_to_its_end_alike_whatever_its_chunks(text: str, size: int, limit: int) -> None:
    whole = b"id,type\n" + text.encode()
    pieces = list(rows([whole], limit=limit))
    assert list(rows(chunked(whole, size), limit=limit)) == pieces
    assert all(piece.problem or cells(piece.body) for piece in pieces)
    assert all(len(piece.body) <= limit for piece in pieces)
    assert [piece.offset for piece in pieces] == sorted(piece.offset for piece in pieces)
    assert [whole[: piece.offset].count(b"\n") + 1 for piece in pieces] == [piece.number for piece in pieces]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", []),
        (b" \r\n\n", [(1, 0, NO_HEADER)]),
        (b"\n\r\n", []),
        (b"id,type\n", []),
        (b"id,type", []),
        (b"\xef\xbb\xbfid,type\r\n1,a\r\n2,b", [(2, 12, b"id,type\n1,a"), (3, 17, b"id,type\n2,b")]),
        (b"\nid,type\n\n1,a\n,\n\n2,b\n", [(4, 10, b"id,type\n1,a"), (7, 17, b"id,type\n2,b")]),
        (b'id,type\n1,"a\nb"\n2,c', [(2, 8, b'id,type\n1,"a\nb"'), (4, 16, b"id,type\n2,c")]),
        (b'id;type\n1;5" wide, red\n', [(2, 8, b'id;type\n1;5" wide, red')]),
        (
            b"id,type\n1\n2,b,c\n3,d\n",
            [
                (2, 8, "expected 2 columns, got 1"),
                (3, 10, "expected 2 columns, got 3"),
                (4, 16, b"id,type\n3,d"),
            ],
        ),
        (b'id,type\n1,"a\n2,b\n3,c', [(2, 8, NEVER_CLOSED), (3, 13, b"id,type\n2,b"), (4, 17, b"id,type\n3,c")]),
        (
            b'id,type\n1,"a\n2,"b"\n3,c',
            [(2, 8, NEVER_CLOSED), (3, 13, b'id,type\n2,"b"'), (4, 19, b"id,type\n3,c")],
        ),
        (b'id,type\n1,"a"b\n2,c', [(2, 8, "not a row: ',' expected after '\"'"), (3, 15, b"id,type\n2,c")]),
        (b'id,type\n1,5" wide\n2,6" wide', [(2, 8, b'id,type\n1,5" wide'), (3, 18, b'id,type\n2,6" wide')]),
        (b"id,type\r1,a\r2,b\r", [(1, 0, NO_HEADER)]),
        (b'[{"id": 1}]', [(1, 0, NO_HEADER)]),
        ("id,type\n1,a".encode("utf-16"), [(1, 0, NO_HEADER)]),
        (b"id,\xff\n1,a", [(1, 0, NO_HEADER)]),
        (b"id" * LIMIT + b"\n1", [(1, 0, NO_HEADER)]),
    ],
)
def test_a_table_is_read_row_by_row(text: bytes, expected: list[Any], size: int) -> None:
    assert told(rows(chunked(text, size), limit=LIMIT)) == expected


@pytest.mark.parametrize("size", [1, 7, 5000])
@pytest.mark.parametrize("large", [b"x" * LIMIT, b'"' + b"x\n" * LIMIT + b'"'])
def test_a_row_over_the_limit_is_told_and_passed_over(large: bytes, size: int) -> None:
    first, *others = rows(chunked(b"id,type\n1," + large + b"\n2,b\n", size), limit=LIMIT)
    assert (first.number, first.problem) == (2, "larger than 1,000 bytes")
    assert others[-1].body == b"id,type\n2,b"
    assert all(piece.problem for piece in others[:-1])


@pytest.mark.parametrize("line", [b"1,a\n", b'1,"\n', b'x","y\n', b'"', b"x", b'""'])
def test_memory_stays_flat_and_time_bounded_however_broken(line: bytes) -> None:
    limit = 2**16
    chunk = line * (2**16 // len(line))
    tracemalloc.start()
    assert sum(1 for _ in rows(chain([b"id,type\n"], repeat(chunk, 5)), limit=limit)) > 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * limit
