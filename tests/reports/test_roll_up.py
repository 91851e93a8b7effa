"""The command: adds up, compares, makes anew; and nothing depends on it but time."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from ledger.models import RollUp, RollUpZone, Source
from ledger.reports import Period, Summary, rolling, summarize
from tests.reports.history import Line, World, told

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 15, 12, tzinfo=UTC)
BY_DAY = Summary(period=Period.DAY, zone="Europe/Berlin")


@pytest.fixture
def world() -> World:
    world = World()
    world.write(
        Line(occurred_at=MARCH, recorded_at=MARCH + timedelta(hours=n), title="Mug", points=n) for n in range(9)
    )
    return world


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("roll_up", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def rolled() -> Any:
    return list(RollUp.objects.order_by("pk").values())


def test_it_adds_what_is_new_and_again_adds_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rolling.MOST, connection.vendor, 2)
    first = run()
    assert (first[0], first[1].endswith("for UTC.\n"), first[2]) == (0, True, "")
    once = rolled()
    assert [(row["cube"], row["hour"], row["claims"]) for row in once] == [
        ("campaigns", 0, 9),
        ("hours", 12, 9),
        ("titles", 0, 9),
    ]
    run()
    assert rolled() == once
    assert run("--verify") == (0, "The roll-ups are what the entries add up to.\n", "")


def test_verify_tells_what_differs_and_rebuild_mends_it(world: World) -> None:
    run()
    right, asked = rolled(), told(summarize(BY_DAY).rows)
    RollUp.objects.filter(cube="campaigns").update(claims=7, points=0)
    code, _, err = run("--verify")
    assert code == 1
    assert err.startswith("zone UTC, cube campaigns, day 2025-03-15, source_id")
    assert "claims 2, points 36" in err
    assert "roll_up --rebuild" in err
    run("--rebuild")
    assert rolled() == right
    assert told(summarize(BY_DAY).rows) == asked
    assert run("--verify")[0] == 0


def test_zones_follow_the_sources(world: World) -> None:
    first, second, _ = world.sources
    Source.objects.filter(pk=first.pk).update(time_zone="Europe/Berlin")
    Source.objects.filter(pk=second.pk).update(time_zone="nowhere")
    run()
    assert set(RollUpZone.objects.values_list("name", "source")) == {("UTC", 0), ("Europe/Berlin", first.pk)}
    Source.objects.update(time_zone="UTC")
    run()
    assert set(RollUpZone.objects.values_list("name", "source")) == {("UTC", 0)}
    assert not RollUp.objects.exclude(zone__name="UTC").exists()


def test_zone_that_another_gives_up_meanwhile_holds_nobody_up(world: World) -> None:
    run()
    upto = RollUpZone.objects.get().until
    assert upto
    given_up = RollUpZone.objects.create(name="Europe/Berlin", source=0, floor=upto)
    RollUpZone.objects.filter(pk=given_up.pk).delete()
    assert rolling._step(given_up, upto) is False
    assert not RollUp.objects.filter(zone=given_up.pk).exists()


def test_source_that_comes_later_is_counted(world: World) -> None:
    run()
    later = World()
    later.write([Line(occurred_at=MARCH, recorded_at=datetime.now(UTC))])
    (row,) = summarize(Summary(since=date(2025, 3, 1), sources=[later.sources[0].pk])).rows
    assert row.totals.claims == 1
