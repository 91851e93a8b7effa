"""Open alarms stand on the home page and their source's, and are acknowledged by whoever may."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from ledger.models import AccessLogEntry, Alarm, Source
from tests.admin.test_pages import read
from tests.admin.world import page_address


@pytest.fixture
def alarm(source: Source) -> Alarm:
    now = timezone.now()
    given = {"since": now, "opened_at": now, "seen_at": now, "said": "Nothing has come since noon."}
    return Alarm.objects.create(source=source, kind="silent", **given)


def test_it_stands_where_one_looks_until_somebody_acknowledges_it(staff: Client, alarm: Alarm) -> None:
    for address in ("/admin/", page_address(alarm.source), page_address(alarm)):
        text = read(staff, address)
        assert "Nothing has come since noon." in text
        assert "Look at the provider whether its webhook is on" in text

    acknowledge = f"/admin/ledger/alarm/{alarm.pk}/acknowledge/"
    assert staff.get(acknowledge).status_code == 405
    assert "Acknowledged: nobody is reminded" in staff.post(acknowledge, follow=True).content.decode()
    assert "somebody has acknowledged it already" in staff.post(acknowledge, follow=True).content.decode()

    assert "acknowledged by ana" in read(staff, "/admin/")
    assert AccessLogEntry.objects.filter(act="alarm_acknowledged").count() == 1


def test_who_may_not_is_refused(staff_with: Callable[..., Client], alarm: Alarm) -> None:
    looks = staff_with("view_alarm", "view_source")

    assert looks.post(f"/admin/ledger/alarm/{alarm.pk}/acknowledge/").status_code == 403
    assert "Nothing has come since noon." not in read(staff_with("view_source"), "/admin/")
    alarm.refresh_from_db()
    assert alarm.acknowledged_at is None
