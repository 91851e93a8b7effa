"""What can't be seen in a stranger's text is shown, and words of no script are spoilt by that."""

import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from ledger.models import Campaign, ClaimedReward, Customer, InboundEvent, Source, Voucher
from ledger.visible import visible, visible_line
from tests.admin.world import list_address, page_address, things
from tests.sources import add_source

TURNED = "\u202efdp.\u202c"
HIDDEN = "[U+202E]fdp.[U+202C]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TURNED, HIDDEN),
        ("SAVE\u200b10 \u2066x\u2069 a\u00adb \ufeff", "SAVE[U+200B]10 [U+2066]x[U+2069] a[U+00AD]b [U+FEFF]"),
        ("\x1b[2J\x07\x9b31m\x7f\x00", "␛[2J␇[U+009B]31m␡␀"),
        ("e" + "\u0301" * 50 + "x", "e" + "\u0301" * 4 + "…x"),
        ("line\n\ttab\r\n", "line\n\ttab\r\n"),
    ],
)
def test_it_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Łęcka",
        "נועה",
        "می\u200cخواهم",  # noqa: RUF001
        "क्ष\u200dत्रिय",
        "Tie\u0302\u0301n",
        "👩\u200d👩\u200d👧",
        "x\u200e 5",
        "half a … of it",
    ],
)
def test_words_of_any_script_stay(text: str) -> None:
    assert visible(text) == text


def test_a_line_stays_one() -> None:
    assert visible_line('a\n{"event": "forged"}\r\n\tb') == 'a␊{"event": "forged"}␍␊␉b'


def test_no_page_of_the_desk_is_turned_round(staff: Client, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(name=TURNED)
    source.refresh_from_db()
    made = things(source, word=f"a{TURNED}b")
    shown = (Customer, Voucher, ClaimedReward, Campaign, InboundEvent)
    addresses = [page_address(made[model]) for model in shown] + [list_address(model) for model in shown]
    addresses += [f"{list_address(ClaimedReward)}?customer={made[Customer].pk}", "/admin/", "/admin/ledger/source/"]

    for address in addresses:
        answer = staff.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert HIDDEN in page, address
        assert not {"\u202e", "\u202c"} & set(page), address


def test_what_is_typed_comes_back_shown(staff: Client) -> None:
    page = staff.get("/admin/ledger/claimedreward/", {"order": TURNED}).content.decode()
    assert "\u202e" not in page


def test_no_terminal_obeys_what_was_imported(tmp_path: Path, db: None) -> None:
    add_source("loyaltylion", slug="acme")
    body = b'{"id": 1, "topic": "\\u001b[2J\\nadmin: all is well", "payload": {}}'
    (tmp_path / "a\x1b[31m\n.json").write_bytes(gzip.compress(body + b"\n]"))
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit):  # for it holds a bracket too many
        call_command("import_fixtures", "acme", str(tmp_path), stdout=out, stderr=err)

    said = out.getvalue() + err.getvalue()
    assert "␛[2J␊admin: all is well" in said
    assert "a␛[31m␊.json" in said
    assert "\x1b" not in said
