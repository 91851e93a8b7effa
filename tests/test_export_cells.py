"""What is in the cells of an exported file: exact, and run by no spreadsheet, however it reads them."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ledger.exports import Filter, Format, Statement
from ledger.models import ClaimedReward, Customer, Source
from tests.access.viewers import AGENT
from tests.admin.world import things
from tests.exporting import read_xlsx
from tests.sources import add_source
from tests.test_exports import every_format, exported, file

pytestmark = pytest.mark.django_db
FORMULAS = [f"{start}1+1" for start in "=+-@\t\r\n＝"]  # noqa: RUF001
HARMLESS = "http://x.test"


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply")


@every_format
def test_numbers_and_times_are_exact(form: Format, source: Source) -> None:
    claim = things(source)[ClaimedReward]
    moment = datetime(2026, 3, 1, 12, 0, 0, 500, tzinfo=UTC)
    worth = {"value": Decimal("12345678901.2345"), "points": 2**53 + 1, "order_amount": Decimal("0.1")}
    ClaimedReward.objects.filter(pk=claim.pk).update(reversed_at=moment, discount=Decimal(-200), **worth)

    (row,) = exported(ClaimedReward.objects.all(), form)

    shown = {name: str(row[name]) for name in ("value", "points", "order_amount", "discount", "reversed_at")}
    assert shown == {
        "value": "12345678901.2345",
        "points": "9007199254740993",
        "order_amount": "0.1",
        "discount": "-200",
        "reversed_at": "2026-03-01T12:00:00.000500Z",
    }


@pytest.mark.parametrize("text", [*FORMULAS, HARMLESS])
def test_no_text_is_run_by_a_spreadsheet(text: str, source: Source) -> None:
    customer = things(source)[Customer]
    Customer.objects.filter(pk=customer.pk).update(name=text, tier="a=b", email=f'"{text}')

    (row,) = exported(Customer.objects.all(), Format.CSV)
    book = read_xlsx(file(Customer.objects.all(), Format.XLSX))

    is_risky = text != HARMLESS
    assert (row["name"], row["tier"], row["email"]) == (f"'{text}" if is_risky else text, "a=b", f'"{text}')
    assert book.formulas == 0
    assert "hyperlink" not in book.text
    name = book.sheets["Sheet1"][0].index("name")
    assert book.kinds[1][name] == "inlineStr"
    (told,) = exported(Customer.objects.all(), Format.NDJSON)
    assert told["name"] == text


@pytest.mark.parametrize("between", [";", "; ", "\n", "\t", "\r\n \t", ';"', ';"" "'])
@pytest.mark.parametrize("start", "=+-@＝")  # noqa: RUF001
def test_no_text_is_run_by_a_spreadsheet_that_reads_it_in_other_cells(between: str, start: str, source: Source) -> None:
    text = f"x{between}{start}1+1;y"
    Customer.objects.create(source=source, external_id="1", name=text, tier="x;y-z", metadata={"a": f";{start}1"})
    searched = Statement(title="All", filters=[Filter(name="Search", value=text)])

    whole = file(Customer.objects.all(), Format.CSV, statement=searched).decode("utf-8-sig")
    [row] = exported(Customer.objects.all(), Format.CSV)

    assert not re.search(rf'[;\t\r\n][\s"]*[{re.escape(start)}]', whole)
    assert row["name"] == f"x{between}'{start}1+1;y"
    assert row["tier"] == "x;y-z"
    [told] = exported(Customer.objects.all(), Format.NDJSON)
    assert told["name"] == text


def test_what_is_json_is_so_in_ndjson(source: Source) -> None:
    said = {"store": "Größe", "till": [7, None, {"a": True}]}
    Customer.objects.create(source=source, external_id="1", metadata=said)
    Customer.objects.create(source=source, external_id="2")

    first, second = exported(Customer.objects.order_by("pk"), Format.NDJSON)

    assert first["metadata"] == said
    assert "metadata" not in second
    assert exported(Customer.objects.order_by("pk"), Format.NDJSON, viewer=AGENT)[0]["metadata"] == "•••"


def test_numbers_stay_numbers_in_a_workbook(source: Source) -> None:
    things(source)

    book = read_xlsx(file(ClaimedReward.objects.all(), Format.XLSX))

    heads = book.sheets["Sheet1"][0]
    kinds = {heads[column]: kind for column, kind in book.placed_kinds[1].items()}
    assert (kinds["points"], kinds["value"], kinds["title"]) == ("n", "n", "inlineStr")


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(source: Source) -> None:
    Customer.objects.create(source=source, external_id="1", metadata={"a": "x" * 40_000})

    (row,) = exported(Customer.objects.all(), Format.XLSX)
    (whole,) = exported(Customer.objects.all(), Format.CSV)

    assert (len(row["metadata"]), row["metadata"][-7:]) == (32_767, "… (cut)")
    assert len(whole["metadata"]) > 40_000
