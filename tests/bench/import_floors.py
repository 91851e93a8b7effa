"""As a command: `copy|bulk|orm FILE COUNT`: the events' bytes into one table, or the events with Django's ORM."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import django
from django.db import connection

django.setup()

from ledger.inbox import Delivery, understand  # noqa: E402 - settings come first
from ledger.models import Source  # noqa: E402
from tests.bench.orm_writer import write, write_many  # noqa: E402
from tests.bench.sending import SOURCE  # noqa: E402

BATCH = 2000


def copy(bodies: Iterable[bytes]) -> None:
    connection.ensure_connection()
    text = "COPY bench_delivery (external_id, body) FROM STDIN (FORMAT binary)"
    with connection.connection.cursor() as cursor, cursor.copy(text) as into:
        into.set_types(["varchar", "bytea"])
        for number, body in enumerate(bodies):
            into.write_row((str(number), body))


def bulk(bodies: Iterator[bytes]) -> None:
    source = Source.objects.get(slug=SOURCE)
    while batch := list(islice(bodies, BATCH)):
        write_many(source, [understand(source, Delivery(body=body)) for body in batch])


def orm(bodies: Iterable[bytes]) -> None:
    source = Source.objects.get(slug=SOURCE)
    for body in bodies:
        write(source, understand(source, Delivery(body=body)))


if __name__ == "__main__":
    act, path, count = sys.argv[1:]
    with Path(path).open("rb") as file:
        {"copy": copy, "bulk": bulk, "orm": orm}[act](islice(file, int(count)))
