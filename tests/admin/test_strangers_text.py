"""The admin shows text that strangers wrote: it is shown, and never obeyed."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from ledger.admin.payload import DEEPEST, MOST, readable
from ledger.models import InboundEvent, Source
from ledger.search.behind import LISTS
from tests.admin.world import MODELS, list_address, page_address, things

SCRIPT = "<script>alert(1)</script>'\"&<b>"


def test_markup_is_escaped_on_every_page(staff: Client, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(name=SCRIPT)
    source.refresh_from_db()
    made = things(source, word=SCRIPT)
    addresses = [list_address(model) for model in MODELS] + [page_address(thing) for thing in made.values()]
    addresses += [f"{list_address(model)}?{urlencode({'q': SCRIPT})}" for model in LISTS]
    addresses += [f"{list_address(model)}?{urlencode({SCRIPT: 1, 'customer': SCRIPT})}" for model in LISTS]

    for address in addresses:
        html = staff.get(address, follow=True).content.decode()
        assert "alert(1)" in html, address
        assert "<script>alert" not in html, address
        assert "<b>" not in html, address


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\x01\xff\xfe not text",
        b'{"a": ' * 10_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"big": ' + b"9" * 50_000 + b"}",
        b'{"cut": "\xf0\x9f',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b'["' + b"x" * 3_000_000 + b'"]',
    ],
    ids=["empty", "binary", "unfinished", "deep", "long number", "cut", "surrogate", "BOM", "big"],
)
def test_any_bytes_can_be_looked_at_and_downloaded(body: bytes, staff: Client, source: Source) -> None:
    event = things(source)[InboundEvent]
    InboundEvent.objects.filter(pk=event.pk).update(body=body)

    page = staff.get(page_address(event))
    download = staff.get(page.context["download"])

    assert page.status_code == 200
    assert len(page.content) < 4 * MOST
    assert b"\x00" not in page.content
    assert download.getvalue() == body
    assert (download["Content-Type"], download["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert download["Content-Disposition"].startswith("attachment")


def test_the_bytes_are_for_those_who_may_see_the_event(source: Source, staff_with: Any, staff: Client) -> None:
    event = things(source)[InboundEvent]
    address = f"/admin/ledger/inboundevent/{event.pk}/bytes/"

    assert staff_with("view_claimedreward").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert staff.get("/admin/ledger/inboundevent/987654/bytes/").status_code == 404


def test_json_is_set_in_and_spelt_as_it_came() -> None:
    shown, is_all = readable(b'{"a":1.50,"b":[],"c":[1e2,"x, \\u00e9 {"]}')

    assert is_all
    assert shown == '{\n  "a": 1.50,\n  "b": [],\n  "c": [\n    1e2,\n    "x, \\u00e9 {"\n  ]\n}'


def test_what_is_not_json_is_shown_as_it_came_with_pictures_for_what_can_not_be_seen() -> None:
    assert readable(b'{"a":1,\x00\x1b}\n\xff') == ('{"a":1,\N{SYMBOL FOR NULL}\N{SYMBOL FOR ESCAPE}}\n�', True)


def test_depth_is_set_in_no_further_than_a_screen() -> None:
    shown, _ = readable(b"[" * 500 + b"1" + b"]" * 500)

    assert max(len(line) - len(line.lstrip()) for line in shown.splitlines()) == 2 * DEEPEST


def test_a_big_payload_is_cut() -> None:
    shown, is_all = readable(b"[" + b"1," * 500_000 + b"1]")

    assert (len(shown), is_all) == (MOST, False)
