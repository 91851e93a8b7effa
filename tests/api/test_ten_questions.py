"""The README's ten questions have the answers that are printed there, on the demo as it is made there."""

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from ledger.management import demo_history
from ledger.management.commands.demo import EVENTS
from ledger.providers import all_providers
from ledger.reports import count_balances, roll_up
from tests.access.viewers import person

README = Path(__file__).parents[2] / "README.md"
PROVIDERS = ("loyaltylion", "voucherify")  # those of a demo; the tests have one more
API = "/api/v1"

pytestmark = pytest.mark.django_db


def section() -> str:
    return README.read_text(encoding="utf-8").partition("### Ten questions\n")[2].partition("\n## ")[0]


def asked_and_answered() -> Iterator[tuple[str, str]]:
    for block in re.findall(r"```sh\n(curl .*?)\n```", section(), re.DOTALL):
        line, _, printed = block.partition("\n")
        if printed and " > " not in line:
            yield line, printed


def answer(client: Client, line: str) -> str:
    """What the shell would print."""
    command, _, after = line.partition(" | ")
    _, option, header, address = shlex.split(command)
    assert (option, header) == ("-sH", "$AUTH")
    response = client.get(address.replace("$API", API))
    said = (b"".join(response) if response.streaming else response.content).decode()
    assert response.status_code == 200, said
    assert after in {"", "grep -v '^#'"}
    lines = [one for one in said.splitlines() if one and not (after and one.startswith("#"))]
    return "\n".join(lines)


def same(text: str) -> str:
    """Without what differs between two runs: when they were, our numbers of things, and where the next page is."""
    text = re.sub(r'"(as_of|next)":"[^"]*"', r'"\1":"…"', text)
    return re.sub(r"^(\d+),\d+,(camp_|acme-)", r"\1,…,\2", text, flags=re.MULTILINE)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {slug: provider for slug, provider in all_providers().items() if slug in PROVIDERS}
    monkeypatch.setattr(demo_history, "all_providers", lambda: known)
    found = re.search(r"make demo UNTIL=([-\d]+)", section())
    assert found
    for source in demo_history.sources(date.fromisoformat(found[1])):
        demo_history.fill(source, EVENTS // len(known))
    roll_up()
    count_balances()


def test_ten_questions_are_answered_as_printed(demo: None) -> None:
    client = Client()
    client.force_login(person("Support lead"))
    told = list(asked_and_answered())
    assert len(told) == 10
    assert [same(answer(client, line)) for line, _ in told] == [same(printed) for _, printed in told]


def test_what_pandas_and_duckdb_read_is_a_json_a_line(demo: None) -> None:
    (line,) = re.findall(r'^curl -sH "\$AUTH" "\$API([^"]*format=ndjson)" \| sed', section(), re.MULTILINE)
    client = Client()
    client.force_login(person("Analyst"))
    response: Any = client.get(API + line)
    first, *rows, last = map(orjson.loads, b"".join(response).splitlines())
    assert ("export" in first, last["end"]["rows"]) == (True, len(rows))
    _, claimed = next(asked_and_answered())[1].splitlines()  # the first question
    assert str(len(rows)) == claimed.partition(",")[0]
    assert {"kind", "points", "value", "currency"} <= rows[0].keys()
