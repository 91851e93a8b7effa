"""Messages go where they are meant to, signed, within seconds; what fails is tried again, for a day."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from structlog.testing import capture_logs

from ledger.alarms import telling
from ledger.alarms.telling import TAKEN_FOR, TRIED_FOR, ensure, remind, tell
from ledger.choices import Notice
from ledger.models import Alarm, AlarmNotice
from tests.sources import add_source

NOW = datetime(2026, 3, 25, 12, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Answer = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A header without an end, a byte at a time: no pause is long enough to time out."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    for _ in range(40):
        sleep(0.05)
        try:
            handler.wfile.write(b".")
        except OSError:
            return


class Receiver:
    """Takes webhooks on this machine."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                (receiver.answers.pop(0) if receiver.answers else status(204))(self)

            do_GET = do_POST  # noqa: N815 - what follows a redirect asks so

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/alarms"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.ALARM_WEBHOOK_URL = receiver.url
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


@pytest.fixture
def alarm(db: None) -> Alarm:
    given = {"since": NOW, "opened_at": NOW, "seen_at": NOW, "said": "Nothing has come since noon."}
    return Alarm.objects.create(source=add_source("loyaltylion", slug="acme"), kind="silent", **given)


class TestWebhook:
    def test_it_says_what_is_wrong_and_is_signed(self, alarm: Alarm, receiver: Receiver, settings: Any) -> None:
        settings.ALARM_WEBHOOK_SECRET = "of the tests"
        ensure(alarm, Notice.OPENED, NOW)

        assert tell(NOW + MINUTE) == 0

        ((path, headers, body),) = receiver.came
        said = json.loads(body)
        assert (path, headers["content-type"]) == ("/alarms", "application/json")
        assert {name: said[name] for name in ("alarm", "word", "kind", "source", "said", "closed_at")} == {
            "alarm": alarm.pk,
            "word": "opened",
            "kind": "silent",
            "source": "acme",
            "said": "Nothing has come since noon.",
            "closed_at": None,
        }
        at = headers["x-ledger-timestamp"]
        assert at == str(int((NOW + MINUTE).timestamp()))
        expected = hmac(b"of the tests", f"{at}.".encode() + body, sha256).hexdigest()
        assert headers["x-ledger-signature"] == expected
        assert tell(NOW + 2 * MINUTE) == 0
        assert len(receiver.came) == 1

    def test_without_a_secret_it_is_not_signed(self, alarm: Alarm, receiver: Receiver) -> None:
        ensure(alarm, Notice.OPENED, NOW)
        tell(NOW)
        assert not [name for _, headers, _ in receiver.came for name in headers if name.startswith("x-ledger")]

    def test_a_redirect_is_not_followed(self, alarm: Alarm, receiver: Receiver) -> None:
        receiver.answers = [status(302, Location=receiver.url.replace("alarms", "inside"))]
        ensure(alarm, Notice.OPENED, NOW)

        with capture_logs() as logs:
            assert tell(NOW) == 1

        assert [path for path, *_ in receiver.came] == ["/alarms"]
        assert [entry["why"] for entry in logs if entry["event"] == "alarm_not_told"] == ["it was answered 302"]

    def test_what_is_refused_comes_again_and_then_no_more(self, alarm: Alarm, receiver: Receiver) -> None:
        receiver.answers = [status(500), status(503)]
        ensure(alarm, Notice.OPENED, NOW)

        assert [tell(NOW + number * MINUTE) for number in range(4)] == [1, 1, 0, 0]

        bodies = {body for *_, body in receiver.came}
        assert (len(receiver.came), len(bodies)) == (3, 1)
        assert AlarmNotice.objects.get().sent_at == NOW + 2 * MINUTE

    def test_an_answer_that_drips_holds_nobody(
        self, alarm: Alarm, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(telling, "TIMEOUT", 0.4)
        monkeypatch.setattr(telling, "WHOLE_TIMEOUT", 0.8)
        receiver.answers = [drip]
        ensure(alarm, Notice.OPENED, NOW)

        begun = monotonic()
        with capture_logs() as logs:
            assert tell(NOW) == 1

        assert monotonic() - begun < 1.8  # it drips for two seconds
        assert logs[0]["why"] == "it took more than 0.8 seconds"
        assert tell(NOW + MINUTE) == 0

    def test_it_goes_by_https_or_to_this_machine(self, alarm: Alarm, settings: Any) -> None:
        settings.ALARM_WEBHOOK_URL = "http://hooks.example.com/"
        ensure(alarm, Notice.OPENED, NOW)
        with capture_logs() as logs:
            assert tell(NOW) == 1
        assert logs[0]["why"] == "ALARM_WEBHOOK_URL is neither https nor this machine"


class Down(EmailBackend):
    """A mail server that is away as long as `is_down`."""

    is_down = True

    def send_messages(self, messages: Any) -> int:
        if Down.is_down:
            raise ConnectionRefusedError
        return super().send_messages(messages)


class TestMail:
    @pytest.fixture(autouse=True)
    def _server(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.ALARM_EMAILS = ["ops@example.com"]
        settings.EMAIL_BACKEND = f"{__name__}.Down"
        monkeypatch.setattr(Down, "is_down", True)

    def test_what_failed_is_sent_when_the_server_is_back(self, alarm: Alarm, mailoutbox: list[EmailMessage]) -> None:
        ensure(alarm, Notice.OPENED, NOW)
        with capture_logs() as logs:
            assert tell(NOW) == 1
        assert (logs[0]["event"], logs[0]["why"], mailoutbox) == ("alarm_not_told", "ConnectionRefusedError", [])

        Down.is_down = False
        assert [tell(NOW + MINUTE), tell(NOW + 2 * MINUTE)] == [0, 0]

        assert [mail.to for mail in mailoutbox] == [["ops@example.com"]]

    def test_one_way_that_fails_does_not_hold_the_other(self, alarm: Alarm, receiver: Receiver) -> None:
        ensure(alarm, Notice.OPENED, NOW)
        assert tell(NOW) == 1
        assert len(receiver.came) == 1

    def test_after_a_day_it_is_given_up_and_that_is_said_once(
        self, alarm: Alarm, mailoutbox: list[EmailMessage], settings: Any
    ) -> None:
        settings.ALARM_REMINDER_HOURS = 0
        ensure(alarm, Notice.OPENED, NOW)
        assert tell(NOW + TRIED_FOR - MINUTE) == 1
        Down.is_down = False

        with capture_logs() as logs:
            for number in range(3):
                remind(NOW + TRIED_FOR + number * MINUTE)
                assert tell(NOW + TRIED_FOR + number * MINUTE) == 0

        assert mailoutbox == []
        assert [(entry["event"], entry["alarm"]) for entry in logs] == [("alarm_given_up", alarm.pk)]

    def test_what_a_run_left_behind_is_taken_after_a_while(self, alarm: Alarm, mailoutbox: list[EmailMessage]) -> None:
        Down.is_down = False
        ensure(alarm, Notice.OPENED, NOW)
        AlarmNotice.objects.update(taken_at=NOW)

        tell(NOW + TAKEN_FOR - MINUTE)
        assert mailoutbox == []
        tell(NOW + TAKEN_FOR + MINUTE)

        assert len(mailoutbox) == 1

    def test_a_run_sends_no_longer_than_it_has_what_it_took(
        self, alarm: Alarm, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Down.is_down = False
        ensure(alarm, Notice.OPENED, NOW)
        assert timedelta(seconds=telling.SENDING + telling.WHOLE_TIMEOUT) < TAKEN_FOR
        with monkeypatch.context() as patch:
            patch.setattr(telling, "SENDING", -1)
            assert (tell(NOW), mailoutbox) == (0, [])
        tell(NOW)
        assert len(mailoutbox) == 1
