"""The list of claims is taken away as it is listed, by those who may."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ledger.access import searches_for
from ledger.admin.exporting import settled
from ledger.models import AccessLogEntry, ClaimedReward, Customer, LedgerEntry, Source
from tests.access.viewers import person
from tests.admin.world import list_address, things
from tests.exporting import read_csv
from tests.sources import add_source


def test_the_list_of_claims_is_exported_as_it_is_filtered(source: Source) -> None:
    made = things(source)
    things(add_source("stamply", slug="other"), word="other")
    client = Client()
    client.force_login(person("Support lead"))
    asked = {"status": "reversed", "q": "plain@example.com", "customer": made[Customer].pk}

    page = client.get(list_address(ClaimedReward), asked)
    stated, found = read_csv(client.get(f"{list_address(ClaimedReward)}export/csv/", asked).getvalue())

    assert f"{list_address(ClaimedReward)}export/csv/?" in page.content.decode()
    assert [row["external_id"] for row in found] == ["plain claim 1"]
    assert "# Filter: Search: plain@example.com; Status: Reversed; Customer: plain name" in stated
    logged = AccessLogEntry.objects.get(act="export").details["filters"]
    assert logged == ["Search: typed", "status=reversed", f"customer={made[Customer].pk}"]


def test_the_log_says_what_was_exported_and_nothing_that_its_readers_may_not_see(source: Source) -> None:
    things(source)
    client = Client()
    client.force_login(person("Support lead"))
    plain = {"status__in": "claimed,reversed", "currency": "EUR", "claimed_after": "2026-02-28", "kind": "discount"}
    personal = {"merchant_ref": "40117", "metadata__shop": "berlin"}

    client.get(f"{list_address(ClaimedReward)}export/csv/", plain | personal)

    details = AccessLogEntry.objects.get(act="export").details
    assert sorted(details["filters"]) == sorted(
        [*(f"{name}={value}" for name, value in plain.items()), "Shop's own id: typed", "Metadata: typed"]
    )
    assert "40117" not in str(list(AccessLogEntry.objects.values()))
    assert {entry.act for entry in searches_for("40117")} == {"search"}
    assert AccessLogEntry.objects.filter(act="search").exclude(digest="").count() >= 2


def test_entries_are_of_a_moment_before_which_none_come_any_more(source: Source) -> None:
    entry = things(source)[LedgerEntry]
    late = timezone.now() + timedelta(minutes=5)
    LedgerEntry.objects.create(
        source=source, claim=entry.claim, side="claimed", ordinal=2, quantity=-1, occurred_at=late, recorded_at=late,
        event=entry.event,
    )  # fmt: skip

    rows, as_of = settled(LedgerEntry.objects.all())

    assert as_of
    assert entry.recorded_at <= as_of < late
    assert entry in rows
    assert not rows.filter(recorded_at__gt=as_of).exists()
    assert settled(Customer.objects.all())[1] is None


@pytest.mark.parametrize(
    ("role", "status"), [("Support lead", 200), ("Analyst", 200), ("Support agent", 403), (None, 403)]
)
def test_the_admin_exports_for_those_who_may(role: str | None, status: int, source: Source) -> None:
    client = Client()
    client.force_login(person(role))

    assert client.get(f"{list_address(ClaimedReward)}export/xlsx/").status_code == status
    assert AccessLogEntry.objects.filter(act="export").count() == (status == 200)
    if role == "Analyst":
        assert client.get(f"{list_address(ClaimedReward)}export/doc/").status_code == 404


def test_what_was_not_all_found_is_not_exported_as_if_it_were(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.search.behind.MOST_PARENTS", 2)
    for number in range(4):
        things(source, number=number)
    client = Client()
    client.force_login(person("Support lead"))

    response = client.get(f"{list_address(ClaimedReward)}export/csv/", {"q": "plain name"}, follow=True)

    assert "Nothing was exported" in response.content.decode()
    assert not AccessLogEntry.objects.filter(act="export").exists()
