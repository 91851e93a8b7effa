"""Each fault of an event points to the line of its payload that it speaks of."""

from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from ledger.admin.faulty import Marked
from ledger.admin.payload import readable
from ledger.models import InboundEvent, Source
from tests.admin.test_pages import read
from tests.admin.world import NOON, page_address

BODY = b'{"customer":{"name":"}, \\"x\\": ","tags":[1,{"odd key":null}],"none":{}},"amount":true,"last":[]}'


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("$", "{"),
        ("$.customer", '  "customer": {'),
        ("$.customer.name", '    "name": "}, \\"x\\": ",'),
        ("$.customer.tags[0]", "      1,"),
        ("$.customer.tags[1].odd key", '        "odd key": null'),
        ("$.customer.none", '    "none": {}'),
        ("$.amount", '  "amount": true,'),
        ("$.last", '  "last": []'),
        ("$.customer.id", '  "customer": {'),  # missing
        ("$.customer.tags[7].id", '    "tags": ['),
        ("$.order.items[0]", "{"),
    ],
)
def test_a_fault_is_marked_at_its_line_or_at_the_nearest_above(path: str, line: str) -> None:
    text, _ = readable(BODY)

    marked = Marked.of(text, [(path, "is wrong")])

    assert [(part.text, part.problems) for part in marked.parts if part.problems] == [(line, ["is wrong"])]
    assert "\n".join(part.text for part in marked.parts) == text
    assert text.split("\n")[marked.faults[0].line or 0] == line


def test_faults_of_one_line_are_told_together_and_without_lines_none_is_marked() -> None:
    text, _ = readable(BODY)
    both = Marked.of(text, [("$.a", "is missing"), ("$.amount", "is odd"), ("$.b", "is missing")])
    nothing = Marked.of("not JSON", [("$", "not JSON")])

    assert [part.problems for part in both.parts if part.problems] == [["is missing", "is missing"], ["is odd"]]
    assert ([part.problems for part in nothing.parts], nothing.faults[0].line) == ([()], None)
    assert Marked.of(text, []).parts[0].text == text


@pytest.fixture
def faulty(source: Source) -> InboundEvent:
    given: dict[str, Any] = {"state": "failed", "origin": "webhook", "received_at": NOON, "headers": {}}
    faults = ["$.amount: expected a number, got true or false", "$.customer.id: is missing"]
    return InboundEvent.objects.create(
        source=source, external_id="e", sha256=sha256(BODY).digest(), body=BODY, faults=faults, **given
    )


def test_the_page_leads_from_the_fault_to_the_line(staff: Client, faulty: InboundEvent) -> None:
    page = staff.get(page_address(faulty)).content.decode()

    assert '<a href="#line-11"><code>$.amount</code></a>' in page
    assert '<mark id="line-11">  &quot;amount&quot;: true, ' in page
    assert "true, expected a number, got true or false" in read(staff, page_address(faulty))
    assert '<mark id="line-1">' in page


def test_what_is_masked_is_marked_too_and_stays_masked(staff_with: Any, faulty: InboundEvent) -> None:
    client = staff_with("view_inboundevent", "view_payload", "view_masked_personal_data")

    page = client.get(page_address(faulty)).content.decode()

    assert '<mark id="line-1">' in page
    assert "x\\" not in page
