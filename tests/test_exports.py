"""An export is exactly what the filter gives, harmless in a spreadsheet, and of the same memory however long it is."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from ledger.access import Viewer
from ledger.exports import Filter, Format, Statement, answer, export, rows, workbooks
from ledger.exports.columns import columns
from ledger.exports.exporting import WRITERS
from ledger.exports.rows import BATCH, Table
from ledger.models import AccessLogEntry, ClaimedReward, Customer, Decision, InboundEvent, Source
from tests.access.viewers import AGENT, ANALYST, LEAD, NOBODY, person
from tests.admin.world import NOON, things
from tests.exporting import READERS, read_csv, read_xlsx
from tests.sources import add_source

pytestmark = pytest.mark.django_db
every_format = pytest.mark.parametrize("form", Format)
TITLE = Statement(title="Claimed rewards", at=NOON)


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply")


def file(queryset: Any, form: Format, *, viewer: Any = LEAD, statement: Statement = TITLE, paths: Any = None) -> bytes:
    return b"".join(export(queryset, viewer=viewer, form=form, statement=statement, paths=paths).pieces)


def exported(queryset: Any, form: Format, **how: Any) -> list[dict[str, Any]]:
    return READERS[form](file(queryset, form, **how))


@every_format
def test_it_is_exactly_what_the_filter_gives_in_its_order(form: Format, source: Source) -> None:
    for number in range(1, 6):
        things(source, number=number)
    chosen = ClaimedReward.objects.filter(external_id__gt="plain claim 2").order_by("-claimed_at")

    found = exported(chosen, form)

    assert [row["external_id"] for row in found] == [f"plain claim {number}" for number in (5, 4, 3)]
    assert [str(row["id"]) for row in found] == [str(claim.pk) for claim in chosen]
    expected = {
        "customer_email": "plain@example.com",
        "source_slug": source.slug,
        "granted_voucher_code": "plain discount",
    }
    expected |= {"claimed_at": "2026-03-01T12:05:00Z", "value": "29", "points": "1250", "status": "reversed"}
    assert {name: str(found[0][name]) for name in expected} == expected
    assert "reversed_at" not in found[0]


@every_format
def test_nothing_is_a_file_as_well(form: Format, source: Source) -> None:
    assert exported(ClaimedReward.objects.none(), form) == []
    assert exported(ClaimedReward.objects.all(), form) == []


def test_a_list_that_is_not_settled_does_not_say_that_it_is(source: Source) -> None:
    stated, _ = read_csv(file(Customer.objects.all(), Format.CSV))

    assert [line for line in stated if "As of" in line] == []
    assert "# Exported at: 2026-03-01T12:00:00Z" in stated


def test_a_file_says_what_it_is_and_that_it_is_whole(source: Source) -> None:
    things(source)
    statement = Statement(
        title="Claimed rewards",
        filters=[
            Filter(name="Status", value="Reversed", logged="status=reversed"),
            Filter(name="Search", value="Jane"),
        ],
        at=NOON,
        as_of=datetime(2026, 2, 1, tzinfo=UTC),
    )
    facts = {
        "List": "Claimed rewards",
        "Filter": "Status: Reversed; Search: Jane",
        "Exported at": "2026-03-01T12:00:00Z",
        "As of": "2026-02-01T00:00:00Z",
        "Exported by": "nobody",
        "Personal data": "masked",
    }

    stated, _ = read_csv(file(ClaimedReward.objects.all(), Format.CSV, viewer=AGENT, statement=statement))
    first, *_, last = file(ClaimedReward.objects.all(), Format.NDJSON, viewer=AGENT, statement=statement).splitlines()
    book = read_xlsx(file(ClaimedReward.objects.all(), Format.XLSX, viewer=AGENT, statement=statement))

    assert stated == [*(f"# {name}: {value}" for name, value in facts.items()), "# End: 1 rows"]
    assert (orjson.loads(first), orjson.loads(last)) == ({"export": facts}, {"end": {"rows": 1}})
    assert list(book.sheets) == ["Sheet1", "About"]
    assert dict(book.sheets["About"]) == facts | {"Rows": "1"}


@every_format
def test_each_takes_away_what_they_may_see(form: Format, source: Source) -> None:
    things(source)
    seen = {}
    for viewer in (LEAD, AGENT, ANALYST):
        (row,) = exported(ClaimedReward.objects.all(), form, viewer=viewer)
        seen[viewer] = tuple(row[name] for name in ("customer_email", "customer_name", "order_id", "title"))

    assert seen == {
        LEAD: ("plain@example.com", "plain name", "plain order_id", "plain title"),
        AGENT: ("p…@example.com", "p. n.", "plain order_id", "plain title"),
        ANALYST: ("•••", "•••", "•••", "plain title"),
    }


def test_it_is_logged_before_the_first_byte_and_without_what_was_typed(source: Source) -> None:
    filters = [
        Filter(name="Search", value="jane@example.com"),
        Filter(name="Status", value="Open", logged="status=open"),
    ]

    export(
        ClaimedReward.objects.all(), viewer=LEAD, form=Format.CSV, statement=Statement(title="Claims", filters=filters)
    )

    assert list(AccessLogEntry.objects.order_by("pk").values_list("act", "model")) == [
        ("search", "claimedreward"),
        ("export", "claimedreward"),
    ]
    details = AccessLogEntry.objects.get(act="export").details
    assert (details["format"], details["sight"]) == ("csv", "clear")
    assert details["filters"] == ["Search: typed", "status=open"]
    assert "jane" not in str(list(AccessLogEntry.objects.values()))


def test_only_who_may_exports(source: Source) -> None:
    with pytest.raises(PermissionDenied):
        export(ClaimedReward.objects.all(), viewer=NOBODY, form=Format.CSV, statement=TITLE)
    assert AccessLogEntry.objects.count() == 0


def test_what_one_may_not_look_at_one_may_not_take_away(source: Source) -> None:
    analyst = Viewer.of(person("Analyst"))
    for model in (AccessLogEntry, InboundEvent, Decision):
        with pytest.raises(PermissionDenied):
            export(model._default_manager.all(), viewer=analyst, form=Format.CSV, statement=TITLE)
    assert AccessLogEntry.objects.count() == 0
    assert export(Customer.objects.all(), viewer=analyst, form=Format.CSV, statement=TITLE).name.endswith(".csv")


def test_rows_go_on_on_further_sheets(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "ROWS_OF_A_SHEET", 3)
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(5))

    book = read_xlsx(file(Customer.objects.order_by("pk"), Format.XLSX))

    assert list(book.sheets) == ["Sheet1", "Sheet2", "Sheet3", "About"]
    full = list(book.sheets.values())[:3]
    assert [[row[2] for row in sheet] for sheet in full] == [
        ["external_id", "0", "1"],
        ["external_id", "2", "3"],
        ["external_id", "4"],
    ]


@pytest.mark.parametrize(("form", "most"), [(Format.CSV, 200_000), (Format.NDJSON, 100_000), (Format.XLSX, 20_000)])
def test_memory_is_flat(form: Format, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = columns(Customer, AGENT)
    texts = ("1", "acme", "cust_1", "nw-40117", "Jane Doe", "jane@example.com", "gold", "2026-03-01 12:00:00+00", None)
    endless = ((str(number), *texts[1:]) for number in range(most))
    batches = iter(lambda: list(islice(endless, BATCH)), [])
    monkeypatch.setattr(rows, "in_batches", lambda *_: (batch for batch in batches))
    pieces = WRITERS[form].write(Table(facts=[], columns=shape, rows=Customer.objects.all()))
    size = 0
    tracemalloc.start()
    for piece in pieces:
        size += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > most * 10
    assert peak < 16 * 1024 * 1024


def test_rows_come_in_batches(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(5))
    pieces = export(Customer.objects.all(), viewer=LEAD, form=Format.NDJSON, statement=TITLE).pieces

    assert [piece.count(b"\n") for piece in pieces] == [3, 2, 1, 1]


@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_reader_may_leave_early(*, is_chunked: bool, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr("ledger.sql.snapshots.capabilities.has_stream_chunked", lambda **_: is_chunked)
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(5000))
    pieces = export(Customer.objects.all(), viewer=LEAD, form=Format.NDJSON, statement=TITLE).pieces

    next(pieces)
    pieces.close()

    assert Customer.objects.count() == 5000
    assert len(exported(Customer.objects.all(), Format.NDJSON)) == 5000


def test_a_distinct_query_is_exported_without_what_orders_it(source: Source) -> None:
    things(source)
    rewards = ClaimedReward.objects.order_by("campaign__provider_kind").distinct()

    assert [row["external_id"] for row in exported(rewards, Format.CSV)] == ["plain claim 1"]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_not_in_it_and_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    source = add_source("stamply")
    Customer.objects.bulk_create(Customer(source=source, external_id=f"{number}") for number in range(2000))
    pieces = export(Customer.objects.order_by("pk"), viewer=LEAD, form=Format.NDJSON, statement=TITLE).pieces
    begun = next(pieces)
    with ThreadPoolExecutor(1) as another:
        another.submit(_write, source).result(timeout=10)

    whole = begun + b"".join(pieces)

    assert orjson.loads(whole.splitlines()[-1]) == {"end": {"rows": 2000}}
    assert b"gold" not in whole
    assert Customer.objects.filter(tier="gold").count() == 2001


def _write(source: Source) -> None:
    Customer.objects.update(tier="gold")
    Customer.objects.create(source=source, external_id="late", tier="gold")
    connection.close()


@every_format
def test_addresses_are_the_same_on_either_engine(form: Format, source: Source) -> None:
    things(source)

    (row,) = exported(InboundEvent.objects.all(), form)

    assert (row["address"], row["state"], str(row["repeats"])) == ("203.0.113.7", "failed", "0")


def test_a_download_is_opened_and_kept_by_nobody(source: Source) -> None:
    response = answer(export(Customer.objects.all(), viewer=LEAD, form=Format.CSV, statement=TITLE))

    assert response["Content-Disposition"] == 'attachment; filename="claimed-rewards-20260301-120000.csv"'
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_other_columns_than_the_lists_own(source: Source) -> None:
    event = things(source)[InboundEvent]
    paths = {"number": "id", "source": "source", "slug": "source__slug", "faults": "faults", "sha256": "sha256"}
    expected = {"number": event.pk, "source": source.pk, "slug": source.slug, "sha256": bytes(event.sha256).hex()}
    InboundEvent.objects.update(faults=[{"path": "$.a", "message": "gone"}])

    (row,) = exported(InboundEvent.objects.all(), Format.NDJSON, paths=paths)
    assert row == expected | {"faults": [{"path": "$.a", "message": "gone"}]}

    for form in (Format.CSV, Format.XLSX):
        (row,) = exported(InboundEvent.objects.all(), form, paths=paths)
        assert list(row) == list(paths)
        assert {name: row[name] for name in expected} == {name: str(value) for name, value in expected.items()}
        assert orjson.loads(row["faults"]) == [{"path": "$.a", "message": "gone"}]
