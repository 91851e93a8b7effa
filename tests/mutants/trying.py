"""
Mutants tried: one process with Django, the schema and the tests ready, and of it a fork for each mutant.

The tests of a mutant are those that pass over its statement, those that killed others first. A mutant is killed by the
first that fails, by an error at its import, or by taking too long.
"""

import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

import hypothesis
import pytest
from coverage import Coverage, CoverageData
from django.db import connections

from tests.mutants import installing
from tests.mutants.making import Mutant

CPU_SECONDS, MEMORY = 20, 4 * 1024**3  # more is taken for an endless loop
SLOWEST = 2.0  # seconds of CPU; slower tests are left out
TOLD_EVERY = 10
CONTROLS = 50  # tests that a module must pass when it is loaded again as it is
SURVIVED, KILLED, BROKEN = 0, 1, 3
AT_IMPORT, TOO_LONG = "at import", "took too long"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a mutant: ``killer`` is a test's id, or a cause; None where it survived."""

    mutant: Mutant
    killer: str | None
    tests: int  # that pass over it


class Trial:
    """A pytest plugin that runs the collected tests once as they are, and then against each mutant."""

    def __init__(self, mutants: Sequence[Mutant], *, workers: int) -> None:
        self.mutants = mutants
        self.workers = workers
        self.fates: list[Fate] = []
        self._items: Sequence[pytest.Item] = ()
        self._kills: Counter[int] = Counter()
        self._seconds: list[float] = []
        self._running: dict[int, tuple[int, Mutant, list[int], int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        hypothesis.settings.register_profile(
            "mutants",
            derandomize=True,
            database=None,
            deadline=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        )
        hypothesis.settings.load_profile("mutants")
        self._items = session.items
        data = self._run_as_they_are(session)
        if session.testsfailed:
            raise session.Failed("these tests fail without any mutant")
        connections.close_all()
        for path in {mutant.path for mutant in self.mutants}:
            file = str(ROOT / path)
            installing.functions(file), installing.caches(file)
        self._control(session)
        for count, mutant in enumerate(self.mutants, 1):
            self._wait_for_one(below=self.workers)
            self._start(session, mutant, self._tests(data, mutant))
            if count % TOLD_EVERY == 0:
                print(f"\n{count} of {len(self.mutants)}", flush=True)
        self._wait_for_one(below=1)
        return True

    def _run_as_they_are(self, session: pytest.Session) -> CoverageData:
        paths = sorted({str(ROOT / mutant.path) for mutant in self.mutants})
        coverage = Coverage(data_file=None, include=paths, config_file=False)
        coverage.start()
        for item in self._items:
            coverage.switch_context(item.nodeid)
            for cached in (one for path in paths for one in installing.caches(path)):
                cached.cache_clear()  # else only the first test would pass over what it remembers
            seconds = _seconds(session, item)
            # The first of all has the schema made.
            self._seconds.append(seconds if seconds < SLOWEST else _seconds(session, item))
        coverage.stop()
        return coverage.get_data()

    def _tests(self, data: CoverageData, mutant: Mutant) -> list[int]:
        """The places of the tests, the likeliest to kill first."""
        of_line = data.contexts_by_lineno(str(ROOT / mutant.path))
        passing = {test for line in mutant.lines for test in of_line.get(line, ())} - {""}
        if not (mutant.is_in_function and passing):
            passing = {test for path in self._around(data, mutant) for test in _contexts(data, path)}
        places = [place for place, item in enumerate(self._items) if item.nodeid in passing]
        swift = [place for place in places if self._seconds[place] < SLOWEST]
        return sorted(swift, key=lambda place: (-self._kills[place], self._seconds[place]))

    def _around(self, data: CoverageData, mutant: Mutant) -> list[str]:
        """What runs at import is used wherever its package is."""
        return [file for file in data.measured_files() if Path(file).is_relative_to(ROOT / mutant.path.parent)]

    def _start(self, session: pytest.Session, mutant: Mutant, tests: list[int]) -> None:
        slot = min(set(range(self.workers)) - {slot for slot, *_ in self._running.values()})
        reading, writing = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            self._try(session, mutant, [self._items[place] for place in tests], slot=slot, told=writing)
        os.close(writing)
        self._running[child] = (slot, mutant, tests, reading)

    def _wait_for_one(self, *, below: int) -> None:
        while len(self._running) >= below:
            child, status = os.wait()
            _, mutant, tests, reading = self._running.pop(child)
            with os.fdopen(reading) as told:
                said = told.read()
            code = os.waitstatus_to_exitcode(status)
            if code == BROKEN:
                raise RuntimeError(f"{mutant} could not be tried: {said}")
            if code == KILLED and said.isdigit():
                self._kills[tests[int(said)]] += 1
                said = self._items[tests[int(said)]].nodeid
            killer = TOO_LONG if code < 0 else said
            self.fates.append(Fate(mutant=mutant, killer=killer if code != SURVIVED else None, tests=len(tests)))
            if code == SURVIVED:
                print(f"\nsurvived: {mutant} ({len(tests)} tests)", flush=True)

    def _control(self, session: pytest.Session) -> None:
        """A module as it is, put in its own place, must fail no test: else the mutants' deaths prove nothing."""
        one_each = {mutant.path.parent: mutant.path for mutant in self.mutants}
        for path in one_each.values():
            child = os.fork()
            if not child:
                _apart(slot=0)
                installing.install(path, (ROOT / path).read_text("utf-8"), again=True)
                for place in range(0, len(self._items), 1 + len(self._items) // CONTROLS):
                    if self._seconds[place] < SLOWEST:
                        _run(session, self._items[place])
                os._exit(min(session.testsfailed, 100))
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
                raise session.Failed(f"{path} loaded again as it is makes tests fail")

    def _try(
        self, session: pytest.Session, mutant: Mutant, tests: Iterable[pytest.Item], *, slot: int, told: int
    ) -> NoReturn:
        try:
            source = mutant.source()
            _apart(slot=slot)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            os.write(told, repr(error).encode())
            os._exit(BROKEN)
        try:
            installing.install(mutant.path, source)
        except BaseException:  # noqa: BLE001 - whatever a mutant does at import
            os.write(told, AT_IMPORT.encode())
            os._exit(KILLED)
        for place, item in enumerate(tests):
            _run(session, item)
            if session.testsfailed:
                os.write(told, str(place).encode())
                os._exit(KILLED)
        os._exit(SURVIVED)


def _run(session: pytest.Session, item: pytest.Item) -> None:
    # As if the session itself came next: all but what lasts for it is torn down.
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=cast("pytest.Item", session))


def _seconds(session: pytest.Session, item: pytest.Item) -> float:
    started = time.process_time()
    _run(session, item)
    return time.process_time() - started


def _contexts(data: CoverageData, path: str) -> set[str]:
    of_line: Mapping[int, Sequence[str]] = data.contexts_by_lineno(path)
    return {test for tests in of_line.values() for test in tests} - {""}


def _apart(*, slot: int) -> None:
    """This process ends with its mutant: it says nothing, has a database of its own and may take so much."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # What waits for ever takes no CPU.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(10 * CPU_SECONDS)
    settings = connections["default"].settings_dict
    if Path(settings["NAME"]).exists():  # else none of the tests has asked for it
        settings["NAME"] = shutil.copyfile(settings["NAME"], f"{settings['NAME']}.{slot}")
