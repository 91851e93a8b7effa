"""Takes in events from files, on the path that webhooks take."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from tqdm import tqdm

from ledger.management.files import STANDARD_INPUT, EventFile, UnusablePath, find
from ledger.management.importing import DRY_OUTCOMES, OUTCOMES, Import
from ledger.management.interruption import Interrupted, Interruption
from ledger.management.report import Report
from ledger.management.unusable import Unusable
from ledger.models import Source
from ledger.reports import roll_up
from ledger.visible import visible_line

MOST = 500


class Command(BaseCommand):
    help = (
        "Takes in events from files: .json (an event, an array of events, or events one after another), .ndjson or "
        ".jsonl (one a line); and what a provider exports: pages of its API wherever an event may stand, record by "
        "record, and .csv, row by row; each also packed as .gz. What is stored already is counted and changes nothing, "
        "so that the same files can be imported again. Exits with 1 if anything failed or could not be read, with 2 "
        "for unusable arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="The slug of the source that the events belong to.")
        parser.add_argument("paths", nargs="+", metavar="PATH", help="A file, a folder, or - for standard input.")
        parser.add_argument("--dry-run", action="store_true", help="Read and count; store nothing.")
        parser.add_argument("--errors", metavar="FILE", help="Write what is wrong here, one JSON object a line.")
        parser.add_argument("--batch", type=int, default=MOST, help=f"At most so many events at once ({MOST}).")

    def handle(self, *, source: str, paths: list[str], dry_run: bool, errors: str | None, batch: int, **_: Any) -> None:
        owner, files = self._source(source), self._files(paths, errors)
        if batch < 1:
            raise Unusable("--batch must be 1 or more.")
        with _opened(errors) as kept, Interruption().listening() as interruption, _bar(files) as bar:
            report = Report(DRY_OUTCOMES if dry_run else OUTCOMES, tell=self._tell, errors=kept)
            work = Import(owner, report, interruption, most=batch, limit=settings.LEDGER_MAX_BODY_BYTES)
            exit_code = self._run(work, files, is_dry=dry_run, bar=bar)
        if dry_run:
            self.stdout.write("A dry run: nothing is stored.")
        elif not exit_code and not connection.in_atomic_block:  # how far the roll-ups go is committed at once
            roll_up()
        self.stdout.write(report.end())
        if exit_code:
            sys.exit(exit_code)

    def _run(self, work: Import, files: Iterable[EventFile], *, is_dry: bool, bar: "tqdm[Any]") -> int:
        """The exit code."""
        try:
            work.run(files, is_dry=is_dry, read=bar.update)
        except Interrupted as interrupted:
            self._tell(f"Ended by {interrupted}. What is counted is kept; run it again to go on.")
            return interrupted.exit_code
        except (DatabaseError, InterfaceError) as error:
            cause = type(error.__cause__ or error).__name__
            self._tell(f"The database did not take it ({cause}). What is counted is kept; run it again to go on.")
            return 1
        return 0 if work.report.is_clean else 1

    def _source(self, slug: str) -> Source:
        try:
            return Source.objects.get(slug=slug)
        except Source.DoesNotExist:
            known = ", ".join(Source.objects.values_list("slug", flat=True)) or "none; add_source makes one"
            raise Unusable(f"There is no source {slug!r}. Known: {known}.") from None

    def _files(self, paths: Iterable[str], errors: str | None) -> list[EventFile]:
        try:
            files = [file for path in paths for file in find(path)]
        except UnusablePath as unusable:
            raise Unusable(str(unusable)) from None
        if errors == STANDARD_INPUT:
            raise Unusable("--errors -: expected the name of a file; standard output has the counts.")
        named = [Path(file.name) for file in files if file.name != STANDARD_INPUT and not file.problem]
        if errors and Path(errors).exists() and any(path.samefile(errors) for path in named):
            raise Unusable(f"--errors {errors} is among the files to import.")
        return files

    def _tell(self, line: str) -> None:
        with tqdm.external_write_mode(file=sys.stderr):
            self.stderr.write(visible_line(line))


def _opened(path: str | None) -> AbstractContextManager[TextIO | None]:
    try:
        return Path(path).open("w", encoding="utf-8") if path else nullcontext()
    except OSError as error:
        raise Unusable(f"--errors {path}: {error.strerror}") from None


def _bar(files: Iterable[EventFile]) -> "tqdm[Any]":
    """Bytes read, on a terminal alone."""
    sizes = [file.size for file in files if not file.problem]
    return tqdm(total=sum(sizes) if all(sizes) else None, unit="B", unit_scale=True, leave=False, disable=None)
