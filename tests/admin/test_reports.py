"""The reports page says what the ledger says, of a moment that can be asked for again."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from ledger.access import HIDDEN
from ledger.admin.show import DASH
from ledger.choices import Act, EntrySide, RewardKind
from ledger.models import AccessLogEntry, Balance, Campaign, Customer, Source
from ledger.reports import Dimension, Summary, Unanswerable, summarize
from tests.access.viewers import person
from tests.admin.test_cost import queries
from tests.admin.test_pages import read
from tests.exporting import read_xlsx
from tests.reports.history import Line, World

ADDRESS = "/admin/reports/"
MARCH = f"{ADDRESS}?since=2026-03-01&until=2026-04-01"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    """Of two currencies, with what is unknown, a reversal, and something in the month before."""
    world = World()
    first: dict[str, Any] = {"campaign": 0, "customer": 0, "kind": RewardKind.PRODUCT, "title": "Mug", "points": 100}
    world.write(
        [
            Line(occurred_at=NOON, recorded_at=NOON, value=Decimal("12.50"), **first),
            Line(
                occurred_at=NOON, recorded_at=NOON, value=Decimal(5), currency="GBP", source=1, title="Lamp", customer=1
            ),
            Line(occurred_at=NOON + 9 * DAY, recorded_at=NOON + 9 * DAY, **first),
            Line(occurred_at=NOON + DAY, recorded_at=NOON + DAY, side=EntrySide.REVERSED, **first),
            Line(occurred_at=NOON - 20 * DAY, recorded_at=NOON, value=Decimal(1), **first),
        ]
    )
    Customer.objects.update(name="Jane Doe")
    Campaign.objects.update(name="Club")
    return world


def cells(client: Client, address: str) -> dict[str, dict[str, str]]:
    """The table of a report: by the first column, what stands under each head."""
    return {line.label: dict(line.cells) for line in client.get(address).context["sheet"].lines}


def test_each_day_has_its_numbers_and_money_by_its_currency(staff: Client, world: World) -> None:
    told = cells(staff, MARCH)

    assert len(told) == 31
    assert told["10 Mar 2026"] == {
        "Claims": "2",
        "Reversals": "0",
        "Points": "100",
        "Points back": "0",
        "No points": "1",
        "Value EUR": "12.50",
        "Value GBP": "5.00",
        "No value": "0",
    }
    assert (told["11 Mar 2026"]["Reversals"], told["11 Mar 2026"]["Points back"]) == ("1", "100")
    assert (told["19 Mar 2026"]["Claims"], told["19 Mar 2026"]["No value"]) == ("1", "1")


def test_it_is_compared_with_as_long_a_time_before(staff: Client, world: World) -> None:
    page = staff.get(MARCH).context

    assert (page["days"], page["compared"]) == (f"1 Mar 2026 {DASH} 31 Mar 2026", f"1 Feb 2026 {DASH} 28 Feb 2026")
    assert [number.change for number in page["tiles"][0].numbers] == ["+200 % from 1"]
    [chart] = page["charts"]
    assert [name.text for name in chart.names] == ["Claims", "The period before"]
    assert chart.rows[-18] == ["18 Mar 2026", "0", "1"]


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("week", ["30 Mar 2026", "23 Mar 2026", "16 Mar 2026", "9 Mar 2026", "2 Mar 2026", "23 Feb 2026"]),
        ("month", ["Mar 2026"]),
    ],
)
def test_it_adds_up_by_weeks_and_months(period: str, labels: list[str], staff: Client, world: World) -> None:
    told = cells(staff, f"{MARCH}&period={period}")

    assert list(told) == labels
    assert sum(int(line["Claims"]) for line in told.values()) == 3


@pytest.mark.parametrize(
    ("dimension", "claims"),
    [
        (Dimension.SOURCE, {"one": "2", "two": "1"}),
        (Dimension.PROVIDER, {"Stamply": "2", "Voucherify": "1"}),
        (Dimension.CAMPAIGN, {"Club": "2", "Unknown": "1"}),
        (Dimension.KIND, {"Product": "2", "Unknown": "1"}),
        (Dimension.CURRENCY, {"EUR": "1", "GBP": "1", "Unknown": "1"}),
        (Dimension.TITLE, {"Mug": "2", "Lamp": "1"}),
    ],
)
def test_it_is_split_by_what_is_asked(
    dimension: Dimension, claims: dict[str, str], staff: Client, world: World
) -> None:
    address = f"{MARCH}&by={dimension}"

    told = cells(staff, address)

    assert {label: line["Claims"] for label, line in told.items()} == claims
    [chart] = staff.get(address).context["charts"]
    assert {name.text for name in chart.names} == set(claims)
    assert sum(int(row[place]) for row in chart.rows for place in range(1, len(claims) + 1)) == 3


def test_many_groups_are_drawn_as_the_greatest_and_the_rest(staff: Client, world: World) -> None:
    more = range(7)
    world.write(Line(occurred_at=NOON, recorded_at=NOON, title=f"Gift {at}") for at in more for _ in range(at + 2))

    [chart] = staff.get(f"{MARCH}&by=title").context["charts"]

    assert [name.text for name in chart.names] == ["Gift 6", "Gift 5", "Gift 4", "Others"]
    assert sum(int(number) for number in chart.rows[-10][1:]) == 2 + sum(at + 2 for at in more)


def test_a_table_lists_the_greatest_groups_and_says_how_many_are_left(
    staff: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.admin.report_parts.MOST_LINES", 1)

    assert list(cells(staff, f"{MARCH}&by=title")) == ["Mug"]
    assert "the greatest 1, by claims; 1 more are not listed. The export has them all." in read(
        staff, f"{MARCH}&by=title"
    )


def test_money_is_drawn_for_each_currency_and_ranked_only_in_one(staff: Client, world: World) -> None:
    both = staff.get(f"{MARCH}&show=value").context
    alone = staff.get(f"{MARCH}&show=value&currency=EUR").context

    assert [chart.title for chart in both["charts"]] == ["Value EUR by day", "Value GBP by day"]
    assert both["rankings"][0].title == "Top rewards, by claims"
    assert (alone["rankings"][0].title, alone["rankings"][0].rows) == ("Top rewards, by value", [("Mug", "12.50 EUR")])


def test_the_link_of_an_answer_has_the_same_numbers_for_ever(staff: Client, world: World) -> None:
    link = staff.get(ADDRESS, {"occurred": "this_year"}).context["link"]
    asked = parse_qs(urlsplit(link).query)
    assert {"since", "until", "as_of"} < asked.keys()
    assert "occurred" not in asked
    before = staff.get(ADDRESS + link).context
    later = datetime.now(UTC)

    world.write([Line(occurred_at=datetime.now(UTC), recorded_at=later + DAY, points=5)])

    after = staff.get(ADDRESS + link).context
    assert (after["tiles"], after["as_of"]) == (before["tiles"], before["as_of"])
    assert staff.get(MARCH).context["sheet"] == staff.get(f"{MARCH}&as_of={asked['as_of'][0]}").context["sheet"]


def test_what_is_asked_is_what_the_reports_say(staff: Client, world: World) -> None:
    source = world.sources[1]
    told = staff.get(f"{MARCH}&source={source.slug}").context
    [row] = summarize(Summary(since=date(2026, 3, 1), until=date(2026, 4, 1), sources=[source.pk])).rows

    assert told["tiles"][0].numbers[0].text == str(row.totals.claims) == "1"
    for asked, claims in {
        "kind=product": "2",
        "provider=voucherify": "1",
        "title=Mug": "2",
        "currency=GBP": "1",
    }.items():
        assert staff.get(f"{MARCH}&{asked}").context["tiles"][0].numbers[0].text == claims


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("since=2026-03-02&until=2026-03-02", "The period ends before it begins: Before has to be later than From."),
        ("until=2026-03-01", "Say from which day."),
        ("since=2020-01-01&until=2026-03-01", "By day are 366 days at most"),
        ("since=nonsense&until=2026-03-01", "Enter a valid date."),
        ("as_of=yesterday", "It is no moment"),
        ("as_of=2026-01-01T00:00:00", "a time needs its offset from UTC"),
        ("as_of=2999-01-01T00:00:00Z", "as_of lies in the future"),
        ("since=0001-01-01&until=0001-02-01", "no such year"),
        ("currency=euro", "Enter a valid value."),
        ("to=2026-03-01", "to: There is no such parameter."),
        ("sourc=one", "sourc: There is no such parameter. Is source meant?"),
        ("by=nonsense", "Select a valid choice."),
        ("source=%00&campaign=9999999999999999999999", "Select a valid choice."),
    ],
)
def test_what_has_no_answer_says_why(asked: str, says: str, staff: Client, world: World) -> None:
    assert says in read(staff, f"{ADDRESS}?{asked}")
    assert staff.get(f"{ADDRESS}export/csv/?{asked}").status_code == 302


def test_a_ranking_that_would_take_too_long_says_so_beside_the_others(
    staff: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Unanswerable("Ask for less time.")

    monkeypatch.setattr("ledger.admin.report_page.top_customers", refuse)

    rewards, _, customers = staff.get(MARCH).context["rankings"]

    assert rewards.rows == [("Lamp", "1"), ("Mug", "1")]
    assert (customers.rows, customers.problem) == ((), "Ask for less time.")


@pytest.mark.parametrize(("role", "name"), [("Support agent", "J. D."), ("Support lead", "Jane Doe"), ("Analyst", "1")])
def test_customers_are_named_as_each_role_may_see_them(role: str, name: str, world: World) -> None:
    client = Client()
    client.force_login(person(role))

    rows = client.get(MARCH).context["rankings"][2].rows

    assert [re.sub("<[^>]*>", "", str(who)) for who, _ in rows][-1] == name
    assert HIDDEN not in client.get(MARCH).content.decode()


def test_it_is_for_those_who_may_see_the_ledger(staff_with: Callable[..., Client], world: World) -> None:
    outside, inside = staff_with("view_source"), staff_with("view_ledgerentry")

    assert outside.get(MARCH).status_code == outside.get(f"{ADDRESS}export/csv/").status_code == 403
    assert ADDRESS not in outside.get("/admin/").content.decode()
    assert ADDRESS in inside.get("/admin/").content.decode()
    assert [ranking.title for ranking in inside.get(MARCH).context["rankings"]] == [
        "Top rewards, by claims",
        "Top campaigns, by claims",
    ]
    assert inside.get(MARCH).context["exports"] == {}
    assert inside.get(f"{ADDRESS}export/csv/").status_code == 403


def test_what_customers_hold_is_told_by_source_and_currency(staff: Client, world: World) -> None:
    assert "which has not run yet" in read(staff, MARCH)
    one: Source = world.sources[0]
    given = {"counted_at": NOON, "source": one, "vouchers": 2, "unknown": 1}
    Balance.objects.create(held="points", points=300, months=0, **given)
    Balance.objects.create(held="points", points=40, months=7, **given)
    Balance.objects.create(held="money", ten_thousandths=125_000, currency="EUR", **given)

    held = staff.get(MARCH).context["held"]

    assert [(line.what, line.amount, line.vouchers, line.unknown) for line in held] == [
        ("Money on gift cards", "12.50 EUR", "2", "1"),
        ("Points on loyalty cards", "340 points", "4", "2"),
    ]
    assert staff.get(f"{MARCH}&source={world.sources[1].slug}").context["held"] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
def test_every_number_can_be_taken_away(form: str, staff: Client, world: World) -> None:
    answer = staff.get(f"{ADDRESS}export/{form}/?since=2026-03-01&until=2026-04-01&by=title")
    file = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    text = read_xlsx(file).text if form == "xlsx" else file.decode()
    assert 'filename="report-' in answer.headers["Content-Disposition"]
    for told in ("value_EUR", "12.5", "Mug", "2026-03-10", "points_unknown"):
        assert told in text
    entry = AccessLogEntry.objects.get(act=Act.EXPORT)
    assert entry.model == "ledgerentry"
    assert entry.details["filters"] == ["since=2026-03-01&until=2026-04-01", "period=day", "by=title"]


def test_unknown_formats_and_nothing_to_tell(staff: Client, world: World) -> None:
    assert staff.get(f"{ADDRESS}export/pdf/").status_code == 404
    page = read(staff, f"{ADDRESS}?since=2020-01-01&until=2020-02-01")
    assert "Nothing was claimed or reversed in these days." in page
    assert "the last entry is of 19 Mar 2026" in page
    assert staff.get(f"{ADDRESS}?since=2026-02-18&until=2026-03-20").context["tiles"][0].numbers[0].text == "4"


def test_it_costs_the_same_with_more_of_everything(staff: Client, world: World) -> None:
    few = _reads(staff)
    world.write(
        Line(
            occurred_at=NOON + at * DAY,
            recorded_at=NOON,
            source=at % 3,
            campaign=0,
            customer=at % 3,
            title=f"{at}",
            points=at,
        )
        for at in range(20)
    )

    assert _reads(staff) == few <= 34


def _reads(client: Client) -> int:
    """Of tables: SQLite's clock is asked until it ticks."""
    return sum(" FROM " in sql for sql in queries(client, f"{MARCH}&by=campaign&show=points"))
