"""What was found to reach much of the code, and what once broke a promise, is tried in the suite."""

import pytest

from tests.fuzz.targets import CORPUS, TARGETS
from tests.providers.fixture_files import fixtures

INPUTS = sorted(path for path in CORPUS.glob("*/*"))


def test_each_target_has_a_corpus() -> None:
    assert {path.parent.name for path in INPUTS} | {"voucherify", "loyaltylion"} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_breaks_no_promise(name: str) -> None:
    for path in INPUTS:
        if path.parent.name == name:
            TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", ["voucherify", "loyaltylion"])
def test_no_fixture_that_is_cut_or_doubled_breaks_a_promise(name: str) -> None:
    """At places that differ from day to day would be no test: by the fixture's own length."""
    for one in fixtures():
        if one.provider == name:
            half = len(one.payload) // 2
            for body in (
                one.payload,
                one.payload[:half],
                one.payload * 2,
                one.payload[:half] + b"\0" + one.payload[half:],
            ):
                TARGETS[name](body)
