"""How single values look."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone

from ledger.admin import show
from ledger.admin.said import Stamp, read_stamp, voices
from ledger.models import Customer, InboundEvent, Source, Voucher
from tests.admin.world import NOON, body, event_id, stamp, things

MOMENT = datetime(2024, 1, 18, 15, 27, 56, 234000, tzinfo=UTC)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("29", "EUR", "29.00 EUR"),
        ("29.5000", "USD", "29.50 USD"),
        ("1234567.125", "EUR", "1,234,567.125 EUR"),
        ("0", "EUR", "0.00 EUR"),
        ("-5", "EUR", "\N{MINUS SIGN}5.00 EUR"),
        ("2900", None, "2,900.00"),
    ],
)
def test_money_has_its_decimals_and_its_currency(amount: str, currency: str | None, shown: str) -> None:
    assert show.money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(("points", "shown"), [(0, "0 points"), (1, "1 point"), (1234567, "1,234,567 points")])
def test_points_are_whole_and_set_apart_by_thousands(points: int, shown: str) -> None:
    assert show.points(points) == shown


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("flat", "20.00 EUR off"),
        ("percentage", "20 % off"),
        ("unit", "20 free"),
        ("fixed_price", "for 20.00 EUR"),
        ("other", "20"),
        (None, "20"),
    ],
)
def test_a_discount_is_read_as_its_type_says(kind: str | None, shown: str) -> None:
    assert show.discount(kind, Decimal("20.0000"), "EUR") == shown


def test_times_have_their_zone(settings: Any) -> None:
    assert ">18 Jan 2024, 15:27:56 UTC</time>" in show.time(MOMENT)
    with timezone.override("Europe/Berlin"):
        assert ">18 Jan 2024, 16:27:56 CET</time>" in show.time(MOMENT)
    assert configured.TIME_ZONE == "UTC"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 seconds"), (0.9, "0 seconds"), (59, "59 seconds"), (60, "1 minute"), (7_300, "2 hours"), (86_400, "1 day")],
)
def test_how_long_is_told_in_the_largest_unit_that_is_full(seconds: float, shown: str) -> None:
    assert show.span(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [({"code": "AB-1234", "code_ending": "1234"}, "AB-1234"), ({"code_ending": "9Q4Z"}, "\N{HORIZONTAL ELLIPSIS}9Q4Z")],
)
def test_a_voucher_is_called_by_its_code_or_how_that_ends(said: dict[str, str], shown: str) -> None:
    assert f">{shown}</code>" in show.voucher(Voucher(pk=1, external_id="v_1", **said))


@pytest.mark.parametrize("moment", [EARLIEST, LATEST], ids=["first", "last"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_times_at_the_ends_of_the_calendar_are_no_error(moment: datetime, zone: str) -> None:
    with timezone.override(zone):
        assert "<time" in show.time(moment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2024-01-18T15:27:56.234000Z evt_1 0a1b2c3d", Stamp(MOMENT, "evt_1", "0a1b2c3d")),
        ("0 2024-01-18T15:27:56.234000Z id with spaces 0a1b2c3d", Stamp(MOMENT, "id with spaces", "0a1b2c3d")),
        ("0 0001-01-01T00:00:00.000000Z evt_1 0a1b2c3d", Stamp(None, "evt_1", "0a1b2c3d")),
        ("0 2024-01-18T15 Loyalty programme", Stamp(datetime(2024, 1, 18, 15, tzinfo=UTC), "", "")),
        ("", Stamp(None, "", "")),
        ("nonsense", Stamp(None, "", "")),
    ],
)
def test_a_stamp_tells_when_and_who(text: str, expected: Stamp) -> None:
    assert read_stamp(text) == expected


def test_the_right_one_of_several_events_with_one_id_is_found(source: Source) -> None:
    made = things(source)
    customer, event = made[Customer], made[InboundEvent]
    twin = InboundEvent.objects.get(pk=event.pk)
    twin.pk, twin.sha256 = None, b"y" * 32
    twin.save(force_insert=True)
    customer.said = {"name": stamp(event_id(1, "plain"), body(1, "plain"), at=NOON)}

    by_field, everyone = voices(customer)

    assert by_field["name"].event == event
    assert [(voice.number, voice.event) for voice in everyone] == [(1, event)]


def test_a_long_name_may_end_a_line_where_a_part_of_it_ends() -> None:
    assert show.name_of_parts("program_events/<b>.made") == "program_events/<wbr>&lt;b&gt;.<wbr>made"


def test_masked_metadata_is_no_json() -> None:
    assert show.foreign("•••") == "•••"
