"""Imports of what providers export, and of what is another provider's."""

import gzip
from pathlib import Path

import pytest

from ledger.models import ClaimedReward
from tests.providers.fixture_files import fixture
from tests.sources import add_source
from tests.test_import_fixtures import run, stored, treat

pytestmark = pytest.mark.django_db

QUESTION = "Are these files another provider's, or another source's?"


def test_pages_and_tables_are_kept_record_by_record(tmp_path: Path) -> None:
    source = add_source("voucherify", slug="fjord")
    record, row = (fixture("voucherify", name).payload.strip() for name in ("redemption", "voucher_transaction__table"))
    page = b'{"object": "list", "data_ref": "redemptions",\n "redemptions": [' + record + b'], "total": 1}'
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b"[" + page + b"," + page + b"]"))
    (tmp_path / "b.ndjson").write_bytes(page.replace(b"\n", b" ") + b"\n")
    (tmp_path / "c.CSV").write_bytes(row + b"\n" + row.partition(b"\n")[2])
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + row.replace(b"\n", b"\r\n") + b"\r\n"))
    assert run(source.slug, tmp_path) == (0, {"read": 6, "new": 3, "duplicate": 3}, [])
    assert set(stored()) == {record, record.replace(b"\n", b" "), row}
    assert ClaimedReward.objects.count() == 1


def test_broken_rows_are_told_with_their_line_and_stop_nothing(tmp_path: Path) -> None:
    source = add_source("loyaltylion", slug="lion")
    header, row = fixture("loyaltylion", "transactions.claimed_reward__table").payload.splitlines()
    file = tmp_path / "transactions.csv"
    file.write_bytes(b"\n".join([header, b'900118,"81204', b"900119,81204", row]))
    code, counts, said = run(source.slug, file)
    assert (code, counts) == (1, {"read": 3, "new": 1, "unreadable": 2})
    at = len(header) + 1
    assert said == [
        f"{file}: line 2, byte {at}: one of its quotes is never closed",
        f"{file}: line 3, byte {at + 14}: expected 20 columns, got 2",
    ]


def test_table_of_other_columns_fails_row_by_row_and_names_those_that_lack(tmp_path: Path) -> None:
    source = add_source("voucherify", slug="fjord")
    (tmp_path / "customers.csv").write_bytes(b"id,name\ncust_1,Ana\n")
    code, counts, (said,) = run(source.slug, tmp_path, "--dry-run")
    assert (code, counts) == (1, {"read": 1, "failed": 1})
    assert said.endswith("line 2, byte 8: would fail: $.type: is missing")


def test_import_of_another_provider_s_files_says_so(tmp_path: Path) -> None:
    source = add_source("voucherify", slug="fjord")
    text = b"".join(b'{"id": "%d", "topic": "customers/update"}' % number for number in range(3))
    (tmp_path / "a.json").write_bytes(text)
    said = f"3 of 3 events are of types that nobody reads: no type (3). {QUESTION}"
    assert run(source.slug, tmp_path, "--dry-run") == (0, {"read": 3, "ignored": 3}, [said])
    assert run(source.slug, tmp_path) == (0, {"read": 3, "ignored": 3}, [said])
    assert run(source.slug, tmp_path) == (0, {"read": 3, "duplicate": 3}, [said])


def test_most_frequent_unread_types_are_told_and_the_rest_summed_up(tmp_path: Path) -> None:
    add_source("stamply", slug="acme")

    def of(kind: str, count: int) -> bytes:
        return b"".join(b'{"nr": "%s%d", "says": "%s"}' % (kind.encode(), n, kind.encode()) for n in range(count))

    text = b"".join(of(kind, count) for kind, count in {"a": 2, "b": 9, "c": 3, "d": 4, "e": 5, "f": 6}.items())
    (tmp_path / "a.json").write_bytes(text + b"".join(map(treat, range(28))))
    assert run("acme", tmp_path)[2] == [
        f"29 of 57 events are of types that nobody reads: b (9), f (6), e (5), d (4), c (3), others. {QUESTION}"
    ]
    (tmp_path / "a.json").write_bytes(text + b"".join(map(treat, range(29))))
    assert run("acme", tmp_path)[2] == []
