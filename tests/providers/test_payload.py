"""The types that providers' models share: what they take, what they make of it, and what they say is wrong."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts import Unreadable
from ledger.payload import (
    TEXT_LIMIT,
    WHOLE_LIMIT,
    Cents,
    Currency,
    Id,
    Metadata,
    Moment,
    Money,
    Payload,
    Text,
    Whole,
    made_id,
    major_units,
    read,
)


class Part(Payload):
    id: Id
    note: Text | None = None


class Sheet(Payload):
    id: Id | None = None
    text: Text | None = None
    whole: Whole | None = None
    cents: Cents | None = None
    money: Money | None = None
    currency: Currency | None = None
    moment: Moment | None = None
    metadata: Metadata | None = None
    is_on: bool | None = None
    part: Part | None = None


def said(field: str, value: str) -> Any:
    """What a field says when ``value`` is its JSON text; the only fault is raised."""
    sheet, faults = read(Sheet, f'{{"{field}": {value}}}'.encode())
    if faults:
        [fault] = faults
        assert fault.path == f"$.{field}"
        raise Unreadable(fault)
    return getattr(sheet, field)


def problem(field: str, value: str) -> str:
    with pytest.raises(Unreadable) as caught:
        said(field, value)
    return caught.value.faults[0].problem


@pytest.mark.parametrize(
    ("field", "value", "meaning"),
    [
        ("id", '"a"', "a"),
        ("id", "6932", "6932"),
        ("id", "-0", "0"),
        ("id", f'"{"x" * TEXT_LIMIT}"', "x" * TEXT_LIMIT),
        ("text", '""', ""),
        ("text", '" é 🎁 "', " é 🎁 "),
        ("whole", "50", 50),
        ("whole", "50.0", 50),
        ("whole", "5e1", 50),
        ("whole", str(WHOLE_LIMIT), WHOLE_LIMIT),
        ("whole", str(-WHOLE_LIMIT), -WHOLE_LIMIT),
        ("cents", "9999999999999", 9999999999999),
        ("money", "12345678901.2345", Decimal("12345678901.2345")),
        ("money", "-99999999999.9999", Decimal("-99999999999.9999")),
        ("money", "20", Decimal(20)),
        ("money", "0.1", Decimal("0.1")),
        ("money", '"400.00"', Decimal(400)),
        ("money", '"0.1000000"', Decimal("0.1")),
        ("money", "-0.0", Decimal(0)),
        ("money", "1e10", Decimal(10**10)),
        ("money", '"0e-999999999"', Decimal(0)),
        ("currency", '"eur"', "EUR"),
        ("is_on", "false", False),
        ("metadata", '{"location_id": []}', {"location_id": []}),
        ("metadata", '{"a": [1, -1.5, null, true, {"b": "c"}]}', {"a": [1, -1.5, None, True, {"b": "c"}]}),
        ("metadata", f'{{"a": {2**63 - 1}, "b": {-(2**63)}}}', {"a": 2**63 - 1, "b": -(2**63)}),
        ("metadata", '{"a": "back\\\\u0000slash"}', {"a": "back\\u0000slash"}),
    ],
)
def test_what_is_taken(field: str, value: str, meaning: Any) -> None:
    found = said(field, value)
    assert (found, type(found)) == (meaning, type(meaning))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("id", '""', "expected an id, got other text"),
        ("id", "null_", None),
        ("id", "1.5", "expected an id, got another number"),
        ("id", "true", "expected an id, got true or false"),
        ("id", "[]", "expected an id, got a list"),
        ("id", "{}", "expected an id, got an object"),
        ("id", '"a\\u0000"', "expected an id, got other text"),
        ("id", f'"{"x" * (TEXT_LIMIT + 1)}"', "expected an id, got other text"),
        ("id", str(2**70), "expected an id, got another number"),
        ("text", "5", "expected text, got another number"),
        ("text", '"a\\u0000"', "holds a NUL character"),
        ("text", f'"{"é" * (TEXT_LIMIT + 1)}"', "is longer than 255 characters"),
        ("whole", "1.5", None),
        ("whole", '"5"', None),
        ("whole", "true", None),
        ("whole", str(WHOLE_LIMIT + 1), None),
        ("whole", "1e400", None),
        ("whole", "NaN", None),
        ("whole", "-Infinity", None),
        ("cents", "10000000000000", None),
        ("money", "true", "expected a number, got true or false"),
        ("money", '"5 euros"', "expected a number, got other text"),
        ("money", '""', "expected a number, got other text"),
        ("money", "NaN", "is not a finite number"),
        ("money", '"Infinity"', "is not a finite number"),
        ("money", "1e400", "is not a finite number"),
        ("money", "0.00001", "has more than 4 decimals"),
        ("money", "123456789012", "has more than 11 digits before the point"),
        ("money", '"1e999999999"', None),
        ("money", "1" * 400, None),
        ("currency", '"EURO"', "expected the three letters of a currency, got other text"),
        ("currency", '"€€€"', "expected the three letters of a currency, got other text"),
        ("is_on", '"yes"', "expected true or false, got other text"),
        ("is_on", "1", "expected true or false, got another number"),
        ("part", "[]", "expected an object, got a list"),
        ("metadata", "[]", "expected an object, got a list"),
        ("metadata", '{"a": "\\u0000"}', "holds a NUL character"),
        ("metadata", '{"a\\u0000": 1}', "holds a NUL character"),
        ("metadata", '{"a": [NaN]}', "holds a number that is not finite"),
        ("metadata", '{"a": 1e400}', "holds a number that is not finite"),
        ("metadata", f'{{"a": {2**63}}}', "holds a number beyond 64 bits"),
        ("metadata", f'{{"a": {2**70}}}', "holds a number beyond 64 bits"),
        ("metadata", '{"a": ' + "[" * 10 + "]" * 10 + "}", "is nested deeper than 10 levels"),
        ("metadata", json.dumps({"a": "x" * 16384}), "is larger than 16384 bytes"),
    ],
)
def test_what_is_a_fault(field: str, value: str, expected: str | None) -> None:
    if value == "null_":
        assert said(field, "null") is None
        return
    found = problem(field, value)
    assert expected in {None, found}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-18T15:27:56.234000Z", (2024, 1, 18, 15, 27, 56, 234000)),
        ("2024-01-18T15:27:56.234Z", (2024, 1, 18, 15, 27, 56, 234000)),
        ("2024-01-18T15:27:56Z", (2024, 1, 18, 15, 27, 56)),
        ("2024-01-18T15:27:56.123456789Z", (2024, 1, 18, 15, 27, 56, 123456)),
        ("2024-01-18T15:27:56.1Z", (2024, 1, 18, 15, 27, 56, 100000)),
        ("2024-05-13T10: 24: 01.084Z", (2024, 5, 13, 10, 24, 1, 84000)),
        ("2017-03-03 00:00:00Z", (2017, 3, 3)),
        (" 2017-03-03T00:00Z ", (2017, 3, 3)),
        ("2024-01-18T15:27:56", (2024, 1, 18, 15, 27, 56)),
        ("2024-01-18", (2024, 1, 18)),
        ("2024-01-18T15:27:56+02:00", (2024, 1, 18, 13, 27, 56)),
        ("2024-01-18T15:27:56.5-0930", (2024, 1, 19, 0, 57, 56, 500000)),
        ("2024-02-29T23:59:59.999999z", (2024, 2, 29, 23, 59, 59, 999999)),
        ("0001-01-01T00:00:00Z", (1, 1, 1)),
        ("9999-12-31T23:59:59Z", (9999, 12, 31, 23, 59, 59)),
    ],
)
def test_dates_as_providers_write_them(text: str, moment: tuple[int, ...]) -> None:
    found = said("moment", json.dumps(text))
    assert (found, found.tzinfo) == (datetime(*moment, tzinfo=UTC), UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "5",
        "1705591676",
        "2024",
        "2024-13-01",
        "2023-02-29",
        "2024-01-18T25:00:00Z",
        "2024-01-18T15:60:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "10000-01-01T00:00:00Z",
        "December 31, 2024",
        "\u0662\u0660\u0662\u0664-\u0660\u0661-\u0661\u0668",
        "2024-01-18" + " " * 100,
    ],
)
def test_no_other_text_is_a_date(text: str) -> None:
    assert problem("moment", json.dumps(text)) == "expected a date, got other text"


@pytest.mark.parametrize("value", ["5", "1705591676", "true", "[]", "1e400"])
def test_no_number_is_a_date(value: str) -> None:
    assert problem("moment", value).startswith("expected a date, got ")


@given(st.text(alphabet="0123456789-:.TZ+ zt,", max_size=40) | st.text(max_size=70))
def test_any_text_is_a_date_or_a_fault(text: str) -> None:
    try:
        found = said("moment", orjson.dumps(text).decode())
    except (Unreadable, orjson.JSONEncodeError):
        return
    assert found.tzinfo is UTC


@given(st.decimals(min_value=-99999999999, max_value=99999999999, places=4))
def test_money_is_exact_as_a_number_and_as_text(amount: Decimal) -> None:
    assert said("money", str(amount)) == amount == said("money", f'"{amount}"')


@given(st.integers(-(10**13) + 1, 10**13 - 1))
def test_hundredths_are_exact(cents: int) -> None:
    assert (major_units(cents) or 0) * 100 == cents == said("cents", str(cents))


def test_all_faults_are_named_at_once_and_the_rest_is_read() -> None:
    sheet, faults = read(Sheet, b'{"id": 7, "text": 1, "whole": 2, "moment": "x", "part": {"note": 3}}', at="$.data")
    assert [str(fault) for fault in faults] == [
        "$.data.text: expected text, got another number",
        "$.data.moment: expected a date, got other text",
        "$.data.part.id: is missing",
        "$.data.part.note: expected text, got another number",
    ]
    assert (sheet.id, sheet.text, sheet.whole, sheet.part) == ("7", None, 2, None)


def test_a_vital_field_may_be_absent_but_not_unreadable() -> None:
    vital = [("part", "note")]
    assert read(Sheet, b'{"part": {"id": 1, "note": null}}', vital=vital)[1] == ()
    with pytest.raises(Unreadable, match=r"\$\.part\.note: expected text"):
        read(Sheet, b'{"part": {"id": 1, "note": 2}}', vital=vital)


def test_a_required_field_is_nothing_to_do_without() -> None:
    with pytest.raises(Unreadable, match=r"\$\.id: expected an id, got null"):
        read(Part, b'{"id": null, "note": 5}')


def test_a_fault_never_tells_the_value() -> None:
    with pytest.raises(Unreadable) as caught:
        read(Part, b'{"id": {"secret-name": 1}, "note": ["secret"]}')
    assert "secret" not in str(caught.value)


def test_numbers_survive_the_faults_of_others() -> None:
    """The second reading is of what the first one parsed: it must not change."""
    sheet, faults = read(Sheet, b'{"text": 1, "money": 12345678901.2345, "id": 9007199254740993, "x": 1e400, "y": NaN}')
    assert len(faults) == 1
    assert (sheet.money, sheet.id) == (Decimal("12345678901.2345"), "9007199254740993")


def test_an_id_of_our_own_making_is_never_too_long() -> None:
    assert made_id("code", "6932", "LL-1") == "code:6932:LL-1"
    long, longer = made_id("code", "x" * 255), made_id("code", "x" * 254 + "y")
    assert long.startswith("code:sha256:")
    assert len(long) <= TEXT_LIMIT
    assert long != longer
