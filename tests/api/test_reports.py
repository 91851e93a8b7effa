"""Reports over HTTP are what ``ledger.reports`` answers, and can be asked again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.access import HIDDEN
from ledger.api.answering import moment
from ledger.api.tallies import money
from ledger.choices import EntrySide, Held, RewardKind
from ledger.models import Balance, Campaign, Customer
from ledger.reports import Dimension, Period, Row, Summary, roll_up, summarize
from tests.api.reading import V1, Get, problem, read, signed_in
from tests.reports.history import Line, World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECORDED = NOON + timedelta(days=40)
REPORTS = ["summary", "top-rewards", "top-campaigns", "top-customers", "balances"]
OF_TIME = REPORTS[:-1]
MARCH = {"since": "2026-03-01", "until": "2026-04-01"}


def line(days: float = 0, **fields: Any) -> Line:
    at = NOON + timedelta(days=days)
    return Line(occurred_at=at, recorded_at=RECORDED, **fields)


def dollars(value: int) -> dict[str, Any]:
    return {"value": Decimal(value), "currency": "USD"}


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.write(
        [
            line(campaign=0, customer=0, kind=RewardKind.PRODUCT, title="Mug", points=500, value=Decimal("29.9")),
            line(1, campaign=0, customer=0, kind=RewardKind.PRODUCT, title="Mug", points=500, value=Decimal(10)),
            line(2, campaign=0, customer=1, kind=RewardKind.PRODUCT, title="Mug", points=1, **dollars(7)),
            line(2, campaign=0, customer=1, title="Mug", points=1, value=Decimal("0.05"), side=EntrySide.REVERSED),
            line(3, customer=2, kind=RewardKind.DISCOUNT, title="Tea, green"),
            line(9, source=1, campaign=0, customer=0, title="=1+1", points=70, value=Decimal("-3.5")),
            line(10, source=1, customer=1, points=30),
            line(-20, customer=1, title="Mug", points=500, value=Decimal(1)),
        ]
    )
    return world


def expected(rows: Sequence[Row]) -> list[Any]:
    """What is answered, out of the totals' own words."""
    found = []
    for row in rows:
        totals, sums = row.totals, row.totals.values.items()
        found.append(
            {
                "claims": totals.claims,
                "reversals": totals.reversals,
                "net": totals.net,
                "points_claimed": totals.points.claimed,
                "points_reversed": totals.points.reversed,
                "points_net": totals.points.net,
                "claims_without_points": totals.points_unknown.claims,
                "reversals_without_points": totals.points_unknown.reversals,
                "claims_without_value": totals.value_unknown.claims,
                "reversals_without_value": totals.value_unknown.reversals,
                "values": [
                    {"currency": code, **{name: plain(getattr(of, name)) for name in ("claimed", "reversed", "net")}}
                    for code, of in sums
                ],
            }
        )
    return found


def plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def numbers(rows: Sequence[dict[str, Any]], *without: str) -> list[dict[str, Any]]:
    return [{name: cell for name, cell in row.items() if name not in without} for row in rows]


def test_a_summary_is_what_the_reports_answer(world: World, reader: Get) -> None:
    said = reader("/reports/summary/", period="day", by="source,campaign,kind", **MARCH)
    question = Summary(
        since=date(2026, 3, 1),
        until=date(2026, 4, 1),
        period=Period.DAY,
        by=(Dimension.SOURCE, Dimension.CAMPAIGN, Dimension.KIND),
    )
    answer = summarize(question)
    of = ("period", "source", "campaign", "campaign_external_id", "campaign_name", "kind")
    assert len(said["data"]) == len(answer.rows) == 7
    assert numbers(said["data"], *of) == expected(answer.rows)
    ids = {source.slug: source.pk for source in world.sources}
    assert [(row["period"], ids[row["source"]], row["campaign"], row["kind"]) for row in said["data"]] == [
        (str(row.period), *row.group.values()) for row in answer.rows
    ]
    del said["data"], said["as_of"]
    assert said == MARCH | {"zone": "UTC", "before": None}


def test_the_whole_of_an_answer(world: World, reader: Get) -> None:
    Campaign.objects.filter(pk=world.campaigns[0].pk).update(name='The "Club"')
    said = reader("/reports/summary/", by="campaign", campaign=world.campaigns[0].pk, customers="true", **MARCH)
    assert said["data"] == [
        {
            "campaign": world.campaigns[0].pk,
            "campaign_external_id": "x",
            "campaign_name": 'The "Club"',
            "claims": 3,
            "reversals": 1,
            "net": 2,
            "points_claimed": 1001,
            "points_reversed": 1,
            "points_net": 1000,
            "claims_without_points": 0,
            "reversals_without_points": 0,
            "claims_without_value": 0,
            "reversals_without_value": 0,
            "customers": 2,
            "values": [
                {"currency": "EUR", "claimed": "39.9", "reversed": "0.05", "net": "39.85"},
                {"currency": "USD", "claimed": "7", "reversed": "0", "net": "7"},
            ],
        }
    ]


def test_unknown_is_null_and_never_0(world: World, reader: Get) -> None:
    (row,) = reader("/reports/summary/", title="Tea, green", by="kind,currency,campaign")["data"]
    assert (row["claims"], row["points_claimed"], row["points_net"], row["currency"]) == (1, None, None, None)
    assert (row["value_claimed"], row["value_net"], row["claims_without_points"]) == (None, None, 1)
    assert (row["campaign"], row["campaign_name"]) == (None, None)


def test_by_currency_a_row_is_flat(world: World, reader: Get) -> None:
    rows = reader("/reports/summary/", by="currency", **MARCH)["data"]
    assert [(row["currency"], row["value_claimed"], row["value_net"], row["claims"]) for row in rows] == [
        (None, None, None, 2),
        ("EUR", "36.4", "36.35", 3),
        ("USD", "7", "7", 1),
    ]
    assert all("values" not in row for row in rows)


def test_as_of_a_moment_it_is_the_same_for_ever(world: World, reader: Get) -> None:
    asked = {"period": "week", "by": "title"} | MARCH
    first = reader("/reports/summary/", **asked)
    world.write([Line(occurred_at=NOON, recorded_at=timezone.now() + timedelta(milliseconds=1), title="Mug", points=9)])
    again = reader("/reports/summary/", **asked, as_of=first["as_of"])
    assert again == first
    assert reader("/reports/summary/", **asked)["data"] != first["data"]
    assert reader("/reports/summary/", **asked, as_of="2026-04-01")["data"] == []


@pytest.mark.parametrize("name", OF_TIME)
def test_etag_tells_that_nothing_has_changed_since(name: str, world: World, staff: Client) -> None:
    address = f"{V1}/reports/{name}/"
    first = staff.get(address)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    assert first.headers["Cache-Control"] == "private, no-cache"
    unchanged = staff.get(address, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", etag)
    # Another question, and the same of a ledger that has grown.
    assert staff.get(address, {"since": "2026-03-02"}, headers={"If-None-Match": etag}).status_code == 200
    world.write([line(campaign=0, customer=0, title="Mug", points=1)])
    assert staff.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_what_is_settled_may_be_kept_unless_it_names_people(world: World, staff: Client) -> None:
    told = {name: staff.get(f"{V1}/reports/{name}/", {"as_of": "2026-05-01"}) for name in OF_TIME}
    kept = {name: response.headers["Cache-Control"] for name, response in told.items()}
    assert kept.pop("top-customers") == "private, no-cache"
    assert set(kept.values()) == {"private, max-age=3600"}
    assert staff.get(f"{V1}/reports/summary/?by=sauce").headers["Cache-Control"] == "private, no-store"


def test_the_period_before_is_beside_it(world: World, reader: Get) -> None:
    said = reader("/reports/summary/", compare="previous", **MARCH)
    before = reader("/reports/summary/", since="2026-02-01", until="2026-03-01", as_of=said["as_of"])
    assert said["before"] == {"since": "2026-02-01", "until": "2026-03-01", "data": before["data"]}
    assert before["data"][0]["claims"] == 1


def test_a_period_by_its_name_is_counted_from_as_of_and_told(world: World, reader: Get) -> None:
    said = reader("/reports/summary/", occurred="last_month", as_of="2026-04-20", zone="Europe/Berlin")
    assert (said["since"], said["until"], said["zone"]) == ("2026-03-01", "2026-04-01", "Europe/Berlin")
    assert said["as_of"] == "2026-04-19T22:00:00Z"
    today = timezone.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    assert reader("/reports/summary/", occurred="today", zone="Europe/Berlin")["since"] == str(today)


def test_days_and_times_are_of_the_zone_that_is_asked_for(world: World, reader: Get) -> None:
    at_one = {"since": "2026-03-01T13:00", "until": "2026-03-01T14:00"}
    hours = reader("/reports/summary/", period="hour", zone="Europe/Berlin", **at_one)
    assert [row["period"] for row in hours["data"]] == ["2026-03-01T12:00:00Z"]
    assert (hours["since"], hours["until"]) == ("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z")
    assert reader("/reports/summary/", **at_one)["data"] == []
    days = reader("/reports/summary/", period="day", zone="Pacific/Auckland", until="2026-03-03", since="2026-03-01")
    assert [row["period"] for row in days["data"]] == ["2026-03-02"]


@pytest.mark.parametrize(
    ("asked", "claims"),
    [
        ({"title": "Mug"}, 4),
        ({"title": "null"}, 1),
        ({"title__in": "Mug,null"}, 5),
        ({"kind__in": "product,discount"}, 4),
        ({"kind": "null", "title": "null"}, 1),
        ({"currency": "usd"}, 1),
        ({"campaign": "null"}, 3),
        ({"provider": "voucherify"}, 2),
        ({"provider__in": "voucherify,loyaltylion", "currency": "null"}, 1),
    ],
)
def test_filters_take_several_and_the_unknown(asked: dict[str, str], claims: int, world: World, reader: Get) -> None:
    assert sum(row["claims"] for row in reader("/reports/summary/", by="title", **asked)["data"]) == claims
    slug = world.sources[0].slug
    assert reader("/reports/summary/", source=slug)["data"] == reader("/reports/summary/", source__in=slug)["data"]


def test_the_greatest_come_first(world: World, reader: Get) -> None:
    rewards = reader("/reports/top-rewards/", **MARCH)
    assert [(row["place"], row["title"], row["net"]) for row in rewards["data"]] == [
        (1, "Mug", 2),
        (2, "=1+1", 1),
        (3, "Tea, green", 1),
    ]
    (first,) = reader("/reports/top-rewards/", rank="value", currency="EUR", limit=1)["data"]
    assert (first["title"], first["values"][0]["net"]) == ("Mug", "40.85")
    campaigns = reader("/reports/top-campaigns/", rank="points", **MARCH)["data"]
    assert [(row["campaign"], row["campaign_external_id"], row["points_net"]) for row in campaigns] == [
        (world.campaigns[0].pk, "x", 1000),
        (world.campaigns[1].pk, "x", 70),
    ]


def test_who_sees_no_personal_data_sees_none_in_a_report(world: World, analyst: Client, staff: Client) -> None:
    Customer.objects.update(name="Jo Example", email="jo@example.com", merchant_ref="shop 1")
    best = read(analyst, "/reports/top-customers/", limit=1)["data"][0]
    assert {name: cell for name, cell in best.items() if name.startswith("customer")} == {
        "customer": world.customers[0][0].pk,
        "customer_source": world.sources[0].slug,
        "customer_external_id": "0",
        "customer_merchant_ref": HIDDEN,
        "customer_name": HIDDEN,
        "customer_email": HIDDEN,
    }
    assert read(staff, "/reports/top-customers/", limit=1)["data"][0]["customer_email"] == "jo@example.com"
    agent = signed_in("Support agent", "use_api", "view_ledgerentry", "view_customer")
    assert read(agent, "/reports/top-customers/", limit=1)["data"][0]["customer_email"] == "j…@example.com"


@pytest.mark.parametrize("name", REPORTS)
def test_reports_need_the_api_and_what_they_are_counted_of(name: str, db: None) -> None:
    assert problem(signed_in("Support agent"), f"/reports/{name}/")[:2] == (403, "not-allowed")
    assert problem(signed_in(None, "use_api"), f"/reports/{name}/")[:2] == (403, "not-allowed")
    assert problem(Client(), f"/reports/{name}/")[:2] == (401, "not-authenticated")


def test_campaigns_are_named_to_whom_they_are_shown(world: World) -> None:
    client = signed_in(None, "use_api", "view_ledgerentry")
    assert problem(client, "/reports/summary/", by="campaign")[1:] == (
        "not-allowed",
        {"by": "campaign needs the permission ledger.view_campaign."},
    )
    assert problem(client, "/reports/top-campaigns/")[1] == "not-allowed"
    assert len(read(client, "/reports/summary/", by="source")["data"]) == 2


def test_every_fault_is_named_at_once(staff: Client) -> None:
    asked = {
        "since": "yesterday",
        "until": " ",
        "zone": "Mars/Base",
        "period": "year",
        "by": "source,sauce",
        "source": "nobody",
        "campaign__in": "1,x",
        "currency": "EURO",
        "customers": "yes",
        "compare": "next",
        "as_of": "2026-13-01",
        "perod": "day",
        "limit": "3",
    }
    status, kind, faults = problem(staff, "/reports/summary/", **asked)
    assert (status, kind, set(faults)) == (400, "invalid-parameter", set(asked))
    assert faults["perod"] == "There is no such parameter. Is period meant?"
    assert faults["zone"] == "A time zone, as in Europe/Berlin."
    assert problem(staff, "/reports/summary/", zone="right/Europe/Berlin")[2] == {"zone": faults["zone"]}
    assert faults["by"] == "One of source, provider, campaign, kind, currency, title."
    assert problem(staff, "/reports/top-rewards/", rank="love", limit=1001)[2].keys() == {"rank", "limit"}
    assert problem(staff, "/reports/summary/", occurred="today", since="2026-01-01", title="a", title__in="b")[2] == {
        "occurred": "Instead of since, not beside it.",
        "title__in": "Instead of title, not beside it.",
    }


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("summary", {"compare": "previous"}, "Only what has a beginning and an end"),
        ("summary", {"since": "2026-02-02", "until": "2026-02-01"}, "since lies after until."),
        ("summary", {"as_of": "2999-01-01"}, "as_of lies in the future"),
        ("top-rewards", {"rank": "value"}, "Values are compared within one currency"),
    ],
)
def test_what_has_no_answer_says_why(name: str, asked: dict[str, str], why: str, staff: Client) -> None:
    response = staff.get(f"{V1}/reports/{name}/", asked)
    said = response.json()
    assert (response.status_code, said["type"]) == (400, f"{V1}/problems/unanswerable/")
    assert said["detail"].startswith(why)


def test_balances_are_as_known_when_they_were_counted(world: World, reader: Get) -> None:
    assert reader("/reports/balances/") == {"as_of": None, "data": []}
    of = {"counted_at": NOON, "vouchers": 3, "unknown": 1, "months": 2}
    Balance.objects.create(held=Held.MONEY, source=world.sources[0], currency="EUR", ten_thousandths=12_5000, **of)
    Balance.objects.create(held=Held.POINTS, source=world.sources[1], points=70, **of)
    said = reader("/reports/balances/")
    assert said["as_of"] == "2026-03-01T12:00:00Z"
    common = {"months": 2, "vouchers": 3, "unknown": 1}
    money_held = {"held": "money", "source": world.sources[0].slug, "currency": "EUR", "points": None, "value": "12.5"}
    points = {"held": "points", "source": world.sources[1].slug, "currency": None, "points": 70, "value": None}
    assert said["data"] == [money_held | common, points | common]
    for asked in ({"held": "points"}, {"currency": "null"}, {"provider": "voucherify"}, {"source": points["source"]}):
        assert reader("/reports/balances/", **asked)["data"] == [points | common]


def test_an_answer_costs_the_same_queries_however_many_rows_it_has(world: World, staff: Client) -> None:
    asked = {"period": "day", "by": "source,campaign,kind,title", "as_of": moment(roll_up())}

    def queries(**asked: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            said = read(staff, "/reports/summary/", **asked)
        return len(said["data"]), len(captured)

    few, of_few = queries(**asked, since="2026-03-01", until="2026-03-02")
    many, of_many = queries(**asked, **MARCH)
    assert (few, many, of_few) == (1, 7, of_many)


@pytest.mark.parametrize(
    ("ten_thousandths", "text"),
    [
        (0, "0"),
        (1, "0.0001"),
        (-1, "-0.0001"),
        (1_0000, "1"),
        (29_9000, "29.9"),
        (-100_0500, "-100.05"),
        (10**7, "1000"),
    ],
)
def test_money_has_every_digit_that_counts(ten_thousandths: int, text: str) -> None:
    assert money(ten_thousandths) == text == plain(Decimal(ten_thousandths).scaleb(-4))
