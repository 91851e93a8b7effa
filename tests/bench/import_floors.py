"""As a command: `copy FILE`, the events' bytes into one table; `orm FILE COUNT`, some of them with the ORM."""

import sys
from itertools import islice
from pathlib import Path

import django
from django.db import connection

django.setup()

from ledger.inbox import Delivery, understand  # noqa: E402 - settings come first
from ledger.models import Source  # noqa: E402
from tests.bench.orm_writer import write  # noqa: E402
from tests.bench.sending import SOURCE  # noqa: E402


def copy(path: str) -> None:
    connection.ensure_connection()
    text = "COPY bench_delivery (external_id, body) FROM STDIN (FORMAT binary)"
    with Path(path).open("rb") as file, connection.connection.cursor() as cursor, cursor.copy(text) as into:
        into.set_types(["varchar", "bytea"])
        for number, line in enumerate(file):
            into.write_row((str(number), line))


def orm(path: str, count: str) -> None:
    source = Source.objects.get(slug=SOURCE)
    with Path(path).open("rb") as file:
        for line in islice(file, int(count)):
            write(source, understand(source, Delivery(body=line)))


if __name__ == "__main__":
    act, *given = sys.argv[1:]
    {"copy": lambda: copy(*given), "orm": lambda: orm(*given)}[act]()
