"""A server that is told to stop finishes what it has begun."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from random import Random

import pytest
from django.db import transaction

from ledger.models import InboundEvent, Source
from ledger.providers import all_providers
from ledger.recording import hold
from tests.bench.servers import free_port, started, until_open
from tests.browser.server import database_url
from tests.sources import add_source, address, signature

SENDERS = 24  # three for each thread of the server
UNDER_LOAD = 0.5  # seconds
PATIENCE = 30
UNTIL = datetime(2026, 1, 31, tzinfo=UTC)


class Sender(threading.Thread):
    """A provider that sends one event after the other, each over a connection of its own, until nobody listens."""

    def __init__(self, port: int, source: Source, bodies: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.port, self.source, self.bodies = port, source, bodies
        self.is_refused = False
        self.stored: set[int] = set()  # answered 200: the events' ids
        self.others: list[str] = []  # whatever else became of what was sent

    def run(self) -> None:
        for body in self.bodies:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.connect()
            except OSError:
                self.is_refused = True
                return
            self._send(connection, body)
            connection.close()

    def _send(self, connection: HTTPConnection, body: bytes) -> None:
        try:
            connection.request("POST", address(self.source), body, dict(signature(self.source, body)))
            response = connection.getresponse()
            said = response.read()
        except (OSError, HTTPException) as error:
            self.others.append(repr(error))
            return
        if response.status == 200:
            self.stored.add(json.loads(said)["event"])
        else:
            self.others.append(f"{response.status} {said!r}")


def sample(source: Source, number: int) -> Iterator[bytes]:
    """More than can be sent in the time, and other events for each sender."""
    rng = Random(number)  # noqa: S311 - what is made up is no secret
    return all_providers()[source.provider].sample(rng, since=UNTIL - timedelta(days=30), until=UNTIL, count=20_000)


@contextmanager
def nothing_recorded(source: Source) -> Iterator[None]:
    """What is in flight stays there, until all of the server's threads wait."""
    with transaction.atomic():
        hold(source.pk)
        time.sleep(UNDER_LOAD)
        yield


@pytest.mark.django_db(transaction=True)
def test_every_webhook_that_came_in_before_the_end_is_stored_and_answered() -> None:
    source = add_source("voucherify")
    port = free_port()
    settings = os.environ | {"DATABASE_URL": database_url(), "LOG_LEVEL": "WARNING"}
    server = started("rewards_site.wsgi:application", settings, port)
    try:
        until_open(port, server)
        senders = [Sender(port, source, sample(source, number)) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        time.sleep(UNDER_LOAD)
        with nothing_recorded(source):
            server.send_signal(signal.SIGTERM)
            time.sleep(UNDER_LOAD)
            assert server.poll() is None
        for sender in senders:
            sender.join(PATIENCE)
        assert server.wait(PATIENCE) == 0
    finally:
        server.kill()
    answered = set().union(*(sender.stored for sender in senders))
    assert [other for sender in senders for other in sender.others] == []
    assert [sender.is_refused for sender in senders] == [True] * SENDERS
    assert len(answered) > SENDERS
    assert answered == set(InboundEvent.objects.values_list("pk", flat=True))
