"""The list of claims is taken away as it is listed, by those who may."""

import pytest
from django.test import Client

from ledger.models import AccessLogEntry, ClaimedReward, Customer, Source
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
