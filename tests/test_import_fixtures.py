import gzip
import io
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from ledger.choices import Origin
from ledger.models import ClaimedReward, InboundEvent, Source
from tests.sources import add_source

pytestmark = pytest.mark.django_db


def treat(number: int) -> bytes:
    message = {"nr": f"m{number}", "says": "treat.given", "card": f"c{number}", "guest": {"nr": 1}, "stamps": 10}
    return json.dumps(message).encode()


CLEANED = b'{"nr": "m0", "says": "machine.cleaned", "card": "-"}'
NO_STAMPS = b'{"nr": "m9", "says": "treat.given", "card": "c9", "stamps": "ten"}'


@pytest.fixture
def source() -> Source:
    return add_source("stamply", slug="acme")


def run(*arguments: Any, **options: Any) -> tuple[int, dict[str, int], list[str]]:
    """The exit code, the counts, and what is said of what is wrong."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_fixtures", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    words = out.getvalue().splitlines()[-1].partition("  (")[0].split()
    counts = {word: int(count) for word, count in zip(words[::2], words[1::2], strict=True) if count != "0"}
    return code, counts, err.getvalue().splitlines()


def stored() -> list[bytes]:
    return [bytes(body) for body in InboundEvent.objects.order_by("pk").values_list("body", flat=True)]


def plain(text: bytes) -> bytes:
    return text


def packed_in_two(text: bytes) -> bytes:
    return gzip.compress(text[:9]) + gzip.compress(text[9:])


@pytest.mark.parametrize("pack", [plain, gzip.compress, packed_in_two])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("events.json", b"[\n  " + treat(1) + b",\n  " + treat(2) + b"\n]\n"),
        ("events.json", b"\xef\xbb\xbf[" + treat(1) + b"," + treat(2) + b"]"),
        ("events.json", treat(1) + b"\n" + treat(2) + b"\n"),
        ("events.ndjson", treat(1) + b"\r\n\r\n" + treat(2)),
        ("events.jsonl", b"\xef\xbb\xbf" + treat(1) + b"\n  " + treat(2) + b"\n"),
        ("events.txt", treat(1) + treat(2)),
    ],
)
def test_file_of_any_form_is_kept_event_by_event_as_exact_slices(
    source: Source, tmp_path: Path, name: str, text: bytes, pack: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / name
    file.write_bytes(pack(text))
    assert run("acme", file) == (0, {"read": 2, "new": 2}, [])
    assert sorted(stored()) == [treat(1), treat(2)]
    assert set(InboundEvent.objects.values_list("origin", "source__slug")) == {(Origin.IMPORT.value, "acme")}
    assert ClaimedReward.objects.count() == 2


def test_file_of_one_event_is_kept_byte_for_byte(source: Source, tmp_path: Path) -> None:
    text = json.dumps(json.loads(treat(1)), indent=2).replace("\n", "\r\n").encode()
    (tmp_path / "event.json").write_bytes(b"\xef\xbb\xbf" + text + b"\r\n")
    assert run("acme", tmp_path / "event.json") == (0, {"read": 1, "new": 1}, [])
    assert stored() == [text]


def test_standard_input_is_read(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    text = gzip.compress(treat(1) + b"\n" + treat(2))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(text))))
    assert run("acme", "-") == (0, {"read": 2, "new": 2}, [])


def test_empty_files_hold_nothing_and_are_no_failure(source: Source, tmp_path: Path) -> None:
    for name, text in {"a.json": b"", "b.ndjson": b"\n", "c.json": b"[]", "d.json.gz": gzip.compress(b"")}.items():
        (tmp_path / name).write_bytes(text)
    assert run("acme", tmp_path) == (0, {}, [])


def test_folder_is_read_to_its_depths_but_no_link_leads_out_of_it(source: Source, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "deep" / "er").mkdir(parents=True)
    outside.mkdir()
    (inside / "deep" / "er" / "1.JSON").write_bytes(treat(1))
    (inside / "2.jsonl.gz").write_bytes(gzip.compress(treat(2)))
    (inside / "notes.txt").write_bytes(treat(3))
    (outside / "4.json").write_bytes(treat(4))
    (inside / "file.json").symlink_to(outside / "4.json")
    (inside / "folder").symlink_to(outside)
    (inside / "here.json").symlink_to(inside / "notes.txt")
    (inside / "nowhere.json").symlink_to(inside / "nothing.json")
    os.mkfifo(inside / "pipe.json")
    code, counts, said = run("acme", inside)
    assert (code, counts) == (1, {"read": 7, "new": 3, "unreadable": 4})
    assert sorted(stored()) == [treat(1), treat(2), treat(3)]
    assert said == [
        f"{inside}/file.json: a link out of the folder is not followed",
        f"{inside}/folder: a link out of the folder is not followed",
        f"{inside}/nowhere.json: No such file or directory",
        f"{inside}/pipe.json: not a file",
    ]


def test_second_import_counts_duplicates_and_changes_nothing(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[" + treat(1) + b"," + CLEANED + b"," + treat(1) + b"]")
    assert run("acme", tmp_path) == (0, {"read": 3, "new": 1, "duplicate": 1, "ignored": 1}, [])
    assert run("acme", tmp_path) == (0, {"read": 3, "duplicate": 3}, [])
    assert (InboundEvent.objects.count(), ClaimedReward.objects.count()) == (2, 1)


def test_bad_lines_are_told_with_their_place_and_stop_nothing(source: Source, tmp_path: Path) -> None:
    file, errors = tmp_path / "a.ndjson", tmp_path / "errors"
    file.write_bytes(treat(1) + b"\n" + NO_STAMPS + b"\n{oops\n" + treat(2))
    code, counts, said = run("acme", file, errors=str(errors))
    assert (code, counts) == (1, {"read": 4, "new": 2, "failed": 2})
    no_stamps, oops = sorted(InboundEvent.objects.filter(state="failed"), key=lambda event: -len(event.body))
    assert said == [
        f"{file}: line 2, byte {len(treat(1)) + 1}: event {no_stamps.pk} failed: {'; '.join(no_stamps.faults)}",
        f"{file}: line 3, byte {len(treat(1) + NO_STAMPS) + 2}: event {oops.pk} failed: {'; '.join(oops.faults)}",
    ]
    assert [json.loads(line) for line in errors.read_text().splitlines()] == [
        {"file": str(file), "line": 2, "offset": len(treat(1)) + 1, "event": no_stamps.pk, "faults": no_stamps.faults},
        {
            "file": str(file),
            "line": 3,
            "offset": len(treat(1) + NO_STAMPS) + 2,
            "event": oops.pk,
            "faults": oops.faults,
        },
    ]


def test_what_failed_before_fails_again(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(NO_STAMPS)
    assert run("acme", tmp_path)[:2] == (1, {"read": 1, "failed": 1})
    assert run("acme", tmp_path)[:2] == (1, {"read": 1, "failed": 1})
    assert InboundEvent.objects.get().repeats == 1


def test_first_twenty_faults_are_told_and_the_rest_counted(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 23)
    code, counts, said = run("acme", tmp_path)
    assert (code, counts, len(said)) == (1, {"read": 23, "failed": 23}, 21)
    assert said[-1] == "… and 3 more. --errors FILE would have them all."


def test_what_cannot_be_cut_out_is_told_and_what_surrounds_it_kept(
    source: Source, tmp_path: Path, settings: Any
) -> None:
    settings.LEDGER_MAX_BODY_BYTES = 200
    file, errors = tmp_path / "a.json", tmp_path / "errors"
    file.write_bytes(b"[" + treat(1) + b',{"' + b"x" * 200 + b'": 1},' + treat(2) + b",]")
    code, counts, said = run("acme", file, errors=str(errors))
    assert (code, counts) == (1, {"read": 4, "new": 2, "unreadable": 2})
    first, last = len(treat(1)) + 2, file.stat().st_size - 1
    assert said == [
        f"{file}: element 2, byte {first}: larger than 200 bytes",
        f"{file}: element 4, byte {last}: expected an element after the comma",
    ]
    assert [list(json.loads(line).values())[1:] for line in errors.read_text().splitlines()] == [
        [2, first, None, ["$: larger than 200 bytes"]],
        [4, last, None, ["$: expected an element after the comma"]],
    ]


@pytest.mark.parametrize("name", ["a.json.gz", "a.ndjson.gz"])
def test_cut_off_or_damaged_compression_keeps_what_came_before(source: Source, tmp_path: Path, name: str) -> None:
    events = [treat(number) for number in range(3000)]
    packed = gzip.compress(b"\n".join(events))
    (tmp_path / name).write_bytes(packed[:-2000])
    code, counts, (said,) = run("acme", tmp_path)
    assert (code, counts["unreadable"], counts["new"]) == (1, 1, len(stored()))
    assert sorted(stored()) == sorted(events[: counts["new"]])
    assert counts["new"] > 1000
    assert f"{name}: not read beyond " in said
    assert "its compression is damaged or cut off" in said


def test_unreadable_file_is_told_and_the_others_go_on(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(gzip.compress(treat(1))[:-4] + b"oops")
    (tmp_path / "b.json").write_bytes(treat(2))
    code, counts, (said,) = run("acme", tmp_path / "a.json", tmp_path / "b.json")
    assert (code, counts) == (1, {"read": 3, "new": 2, "unreadable": 1})
    assert said.startswith(f"{tmp_path}/a.json: not read beyond element 1, byte 0: its compression is damaged")


def test_dry_run_reads_and_stores_nothing(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(treat(1) + b"\n" + treat(1) + b"\n" + CLEANED + b"\n" + b"{oops\n")
    code, counts, (said,) = run("acme", file, "--dry-run")
    assert (code, counts) == (1, {"read": 4, "recorded": 2, "ignored": 1, "failed": 1})
    assert said.startswith(f"{file}: line 4, byte {len(treat(1)) * 2 + len(CLEANED) + 3}: would fail: $: ")
    assert InboundEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nobody", "{folder}/a.json"), "There is no source 'nobody'. Known: acme."),
        (("acme", "{folder}/none.json"), "{folder}/none.json: No such file or directory"),
        (
            ("acme", "{folder}/empty"),
            "{folder}/empty: no file in it ends in .json, .ndjson, .jsonl, .csv, or one of these and .gz",
        ),
        (("acme", "{folder}/a.json", "--batch", "0"), "--batch must be 1 or more."),
        (("acme", "{folder}/a.json", "--errors", "{folder}/empty"), "--errors {folder}/empty: Is a directory"),
        (
            ("acme", "{folder}/a.json", "--errors", "-"),
            "--errors -: expected the name of a file; standard output has the counts.",
        ),
        (("acme", "{folder}", "--errors", "{folder}/a.json"), "--errors {folder}/a.json is among the files to import."),
    ],
)
def test_unusable_arguments_are_told_before_anything_is_read(
    source: Source, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "a.json").write_bytes(treat(1))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError) as refused:
        run(*(argument.format(folder=tmp_path) for argument in arguments))
    assert (str(refused.value), refused.value.returncode) == (message.format(folder=tmp_path), 2)
    assert ((tmp_path / "a.json").read_bytes(), stored()) == (treat(1), [])


class Signalling(io.RawIOBase):
    """Some bytes, and then a signal to this process."""

    def __init__(self, text: bytes, number: signal.Signals) -> None:
        self._text, self._number = text, number

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._text:
            os.kill(os.getpid(), self._number)
            return 0
        text, self._text = self._text[: len(buffer)], self._text[len(buffer) :]
        buffer[: len(text)] = text
        return len(text)


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_ends_between_batches_and_a_second_run_goes_on(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, expected: int
) -> None:
    text = b"\n".join(map(treat, range(25)))
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Signalling(text + b"\n", number))))
    said = f"Ended by {number.name}. What is counted is kept; run it again to go on."
    assert run("acme", "-", "--batch", "10") == (expected, {"read": 20, "new": 20}, [said])
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers
    (tmp_path / "a.json").write_bytes(text)
    assert run("acme", tmp_path) == (0, {"read": 25, "new": 5, "duplicate": 20}, [])


def test_database_that_goes_away_ends_the_import_with_a_word(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"".join(map(treat, range(15))))
    batches = []

    def leave(execute: Any, sql: str, *arguments: Any) -> Any:
        if "ledger_inboundevent" in sql:
            batches.append(sql)
            if len(batches) > 10:
                raise OperationalError("server closed the connection")
        return execute(sql, *arguments)

    with connection.execute_wrapper(leave):
        code, counts, said = run("acme", tmp_path, "--batch", "1")
    assert (code, counts) == (1, {"read": 10, "new": 10})
    assert said == ["The database did not take it (OperationalError). What is counted is kept; run it again to go on."]
