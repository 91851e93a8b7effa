"""`send_webhook`: an event signed as the provider would sign it, at a server that really listens."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.models import ClaimedReward, InboundEvent, Source
from ledger.providers import all_providers
from tests.sources import SECRET, add_source, address

TREAT = b'{"nr": "m1", "says": "treat.given", "card": "c1", "guest": {"nr": 1}, "stamps": 10}'


def run(*arguments: object) -> tuple[int, str]:
    """The exit code and all that is printed."""
    out, code = io.StringIO(), 0
    try:
        call_command("send_webhook", *map(str, arguments), stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except CommandError as error:
        out.write(str(error))
        code = error.returncode
    assert SECRET not in out.getvalue()
    return code, out.getvalue()


@pytest.fixture
def treat(tmp_path: Path) -> Path:
    file = tmp_path / "treat.json"
    file.write_bytes(TREAT)
    return file


@pytest.mark.django_db(transaction=True)
def test_file_is_signed_sent_byte_for_byte_and_recorded(live_server: Any, treat: Path) -> None:
    source = add_source("stamply")
    code, said = run(source.slug, treat, "--to", live_server.url)
    event = InboundEvent.objects.get()
    assert (code, said) == (0, f'200 {{"event":{event.pk},"state":"recorded"}}\n')
    assert (bytes(event.body), event.origin) == (TREAT, "webhook")


@pytest.mark.django_db(transaction=True)
def test_standard_input_is_sent(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_source("stamply")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TREAT)))
    assert run(source.slug, "-", "--to", live_server.url)[0] == 0
    assert bytes(InboundEvent.objects.get().body) == TREAT


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slug", list(all_providers()))
def test_sample_is_another_claim_each_time(live_server: Any, slug: str) -> None:
    source = add_source(slug)
    assert [run(source.slug, "--sample", "--to", live_server.url)[0] for _ in range(2)] == [0, 0]
    assert list(InboundEvent.objects.values_list("state", "repeats")) == [("recorded", 0)] * 2
    assert ClaimedReward.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_newest_live_secret_signs_and_a_refusal_exits_with_1(live_server: Any, treat: Path) -> None:
    source, other = add_source("stamply"), add_source("stamply", slug="other")
    code, said = run(source.slug, treat, "--to", f"{live_server.url}{address(other)}nowhere/")
    assert (code, said[:3]) == (1, "404")
    source.secrets.update(retired_at="2026-01-01T00:00Z")
    assert run(source.slug, treat, "--to", live_server.url) == (
        2,
        "acme-stamply has no live signing secret: add_source --secret-env adds one.",
    )


class Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever posts to another address, and would take whatever comes there."""

    asked: list[str] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"gone\x1b[2J")

    do_GET = do_POST  # noqa: N815 - the name is Python's

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.django_db
def test_redirect_is_an_answer_and_not_followed(elsewhere: str, treat: Path) -> None:
    source = add_source("stamply")
    code, said = run(source.slug, treat, "--to", f"{elsewhere}/here")
    assert (code, said, Elsewhere.asked) == (1, "302 gone [2J\n", ["/here"])


@pytest.mark.django_db
def test_nobody_there_exits_with_1(treat: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        port = server.server_port
    code, said = run(add_source("stamply").slug, treat, "--to", f"http://127.0.0.1:{port}")
    assert (code, "no answer" in said, said.rstrip().endswith("Another server is named by --to URL.")) == (
        1,
        True,
        True,
    )


@pytest.mark.django_db
def test_page_of_records_is_not_sent_but_said_to_be_one(tmp_path: Path) -> None:
    source = add_source("loyaltylion")
    file = tmp_path / "page.json"
    file.write_bytes(b'{"transactions": [{"id": 1, "resource": "activity"}], "cursor": {"next": null}}')
    said = f"{file} is a page of records, which no webhook sends: import_fixtures {source.slug} takes it in."
    assert run(source.slug, file, "--to", "http://127.0.0.1:9") == (2, said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody", "--sample"],
        ["acme-stamply"],
        ["acme-stamply", "event.json", "--sample"],
        ["acme-stamply", "no-such-file.json"],
        ["acme-stamply", "--sample", "--to", "file:///etc/passwd"],
        ["acme-stamply", "--sample", "--to", "ftp://127.0.0.1/"],
        ["acme-stamply", "--sample", "--to", "127.0.0.1:8000"],
        ["acme-stamply", "--sample", "--to", "http://[::1"],
    ],
)
def test_unusable_arguments_exit_with_2(arguments: list[str]) -> None:
    source: Source = add_source("stamply")
    assert source.slug == "acme-stamply"
    assert run(*arguments)[0] == 2
