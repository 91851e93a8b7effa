"""What is done to a database of its own, in a process of its own: `python -m tests.upgrades.stages fill|go_on`."""

import sys
from collections.abc import Iterator

import django

if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client, override_settings
from django.utils import timezone

from ledger.choices import Origin
from ledger.doctor import Weight, examine
from ledger.inbox import Delivery, receive
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Note, Source
from ledger.reports import count_balances, roll_up
from tests.browser.history import one_of_each, rewarded
from tests.providers.fixture_files import fixture
from tests.sources import add_source, post
from tests.state import due, sums

KEPT = {
    "voucherify": ("customer.rewarded", "redemption.rollback.succeeded__reward", "customer.rewarded__gift_card"),
    "loyaltylion": ("customer.claimed_reward__fixed", "customer.claimed_reward__gift_card", "transactions.activity"),
}
UNCOLLECTED = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
OF_THE_SCHEMA = {"migrations", "guards", "indexes", "constraints"}


def fill() -> None:
    """Of each thing some, by those who write it in a ledger at work."""
    call_command("migrate", interactive=False, verbosity=0)
    admin = User.objects.create_superuser("admin")
    for provider, names in KEPT.items():
        source = add_source(provider)
        given = [fixture(provider, name) for name in names]
        receive(source, [Delivery(body=one.payload, headers=one.headers) for one in given], origin=Origin.WEBHOOK)
    one_of_each()
    claim = ClaimedReward.objects.earliest("pk")
    Note.objects.create(claim=claim, author=admin, text="Asked for it at the till.", written_at=timezone.now())
    roll_up()
    count_balances()


def go_on() -> None:
    """What an older release has left is migrated, read, added up, added to, and guarded."""
    events = InboundEvent.objects.count()
    call_command("migrate", interactive=False, verbosity=0)
    if wrong := list(unlike_the_models()):
        sys.exit("\n".join(wrong))
    look_at_the_desk()
    agree()
    for provider, body, headers in fresh():
        status, said = post(Source.objects.get(provider=provider), body, **headers)
        assert (status, said["state"]) == (200, "recorded"), said
    agree()
    assert InboundEvent.objects.count() == events + len(KEPT)
    refuse()


@override_settings(STORAGES=UNCOLLECTED)
def look_at_the_desk() -> None:
    """Every claim and every event has its page."""
    client = Client()
    client.force_login(User.objects.get(username="admin"), backend="ledger.access.signing_in.LoggedBackend")
    rows: list[ClaimedReward | InboundEvent] = [*ClaimedReward.objects.all(), *InboundEvent.objects.all()]
    for row in rows:
        page = client.get(f"/admin/ledger/{row._meta.model_name}/{row.pk}/change/")
        assert (page.status_code, row.external_id in page.text) == (200, True), (row, page.status_code)


def fresh() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """A claim of each provider that was not kept."""
    yield "voucherify", rewarded("7")[1], {}
    given = fixture("loyaltylion", "customer.claimed_reward")
    yield "loyaltylion", given.payload, dict(given.headers)


def unlike_the_models() -> Iterator[str]:
    """Whatever migrate has left otherwise than it makes it in an empty database."""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("ledger").get_models():
            table = model._meta.db_table
            there = {str(column.name) for column in connection.introspection.get_table_description(cursor, table)}
            for column in sorted(there ^ {str(field.column) for field in model._meta.local_concrete_fields}):
                yield f"{table}.{column} is {'not in the models' if column in there else 'missing'}."
    for examination, found in examine():
        if examination.name in OF_THE_SCHEMA:
            yield from (finding.text for finding in found or () if finding.weight is not Weight.FINE)


def agree() -> None:
    """Mirrors, entries and what is rolled up tell the same."""
    assert LedgerEntry.objects.exists()
    assert sums() == due()
    call_command("roll_up", verbosity=0)
    call_command("roll_up", verify=True, verbosity=0)


def refuse() -> None:
    for statement in ("UPDATE ledger_ledgerentry SET points = 0", "DELETE FROM ledger_ledgerentry"):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError:
            continue
        sys.exit(f"What was migrated allows: {statement}")


if __name__ == "__main__":
    {"fill": fill, "go_on": go_on}[sys.argv[1]]()
