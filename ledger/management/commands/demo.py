"""Fills a ledger with an invented history, to look at; `make demo` runs it and then the server."""

import os
import secrets
import shlex
import socket
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from ledger.management import demo_history
from ledger.models import InboundEvent, Source
from ledger.providers import all_providers
from ledger.reports import count_balances, roll_up
from ledger.signatures import SignedRequest
from rewards_site.settings import env

EVENTS = 5000
LOGIN = "admin"
FOLDER = ".demo"  # beside manage.py; git leaves it alone


class Command(BaseCommand):
    help = (
        "Fills the ledger with an invented history: a login, a source for each provider, events. Again: nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Of the server, for the addresses that are shown.")
        parser.add_argument("--until", type=_day, help="The history ends before this day; the first run's word stands.")
        parser.add_argument(
            "--events", type=int, default=EVENTS, help=f"How many, in 90 days ({EVENTS}); the first run's word stands."
        )

    def handle(self, *, port: int, until: date | None, events: int, **_: Any) -> None:
        _keep_away_from_a_ledger_in_use()
        call_command("migrate", interactive=False, verbosity=0)
        sources = demo_history.sources(until or timezone.now().date())
        share = max(1, events // len(sources))
        self.stdout.write(
            "Inventing a history and taking it in; a minute at most, and at once where it is there already."
        )
        filled = [demo_history.fill(source, share) for source in sources]
        roll_up()
        count_balances()
        site = f"http://127.0.0.1:{port}"
        rows = {"Admin": f"{site}{reverse('admin:index')}", "Login": _login(), "Events": _history(sources)}
        is_another = {
            "--until": until not in {None, demo_history.period(sources[0])[1]},
            "--events": any(one.has_another_number for one in filled),
        }
        if any(is_another.values()):
            options = " and ".join(option for option, is_so in is_another.items() if is_so)
            rows[""] = f"({options}: the first run's word stands; for another history remove the database)"
        self._title("Reward Ledger, with an invented history")
        self.stdout.writelines(f"  {name:8}{text}\n" for name, text in rows.items())
        self._title("A signed webhook, from another terminal; the second time a duplicate")
        self.stdout.writelines(
            f"  {_curl(site, source, one.kept_back)}\n\n" for source, one in zip(sources, filled, strict=True)
        )
        if _is_taken(port):
            raise CommandError(f"Port {port} is taken, perhaps by this demo. Another one: make demo PORT={port + 1}")

    def _title(self, text: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(f"\n{text}"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a day as in 2026-01-31, got {text!r}") from None


def _is_taken(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return True
    return False


def _keep_away_from_a_ledger_in_use() -> None:
    if Source._meta.db_table not in connection.introspection.table_names():
        return
    of_demo = Source.objects.filter(slug__in=demo_history.slugs())
    if Source.objects.exists() and not of_demo.exists():
        raise CommandError(
            "This ledger is in use: it has sources of its own, and an invented history would mix with theirs. "
            "Name another database: DATABASE_URL=sqlite:///demo.sqlite3 make demo"
        )


def _login() -> str:
    """The staff login, made where it is missing. A password that somebody has set is left alone."""
    users = get_user_model().objects
    password = env.str("DEMO_PASSWORD", default="")
    user = users.filter(username=LOGIN).first()
    if user is None:
        password = password or secrets.token_urlsafe(12)
        users.create_superuser(LOGIN, password=password)
    elif not (password and user.check_password(password)):
        return f"{LOGIN}, with the password that it has (to set one: python manage.py changepassword {LOGIN})"
    return f"{LOGIN} / {password}"


def _history(sources: Sequence[Source]) -> str:
    events = InboundEvent.objects.filter(source__in=sources)
    states = Counter(dict(events.order_by().values_list("state").annotate(Count("pk"))))
    counts = ", ".join(f"{count:,} {state}" for state, count in states.most_common())
    first, end = demo_history.period(sources[0])
    return f"{states.total():,} from {first:%d %b %Y} to {end - timedelta(days=1):%d %b %Y} ({counts})"


def _curl(site: str, source: Source, body: bytes) -> str:
    """A line for the shell that delivers the body as the provider would."""
    folder = settings.BASE_DIR / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="ascii")
    file = folder / f"{source.slug}.json"
    file.write_bytes(body)
    url = f"{site}{reverse(f'webhook-{source.provider}', args=[source.slug])}"
    request = SignedRequest(body=body, headers={}, url=url)
    signed = all_providers()[source.provider].sign(request, demo_history.secret(source))
    headers = {"content-type": "application/json", **signed}
    options = [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
    return shlex.join(["curl", "-w", "\\n", *options, "--data-binary", f"@{os.path.relpath(file)}", url])
