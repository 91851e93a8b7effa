"""The figures that README states, on fewer runs than `python -m tests.simulated_weeks` takes."""

import pytest

from tests.simulated_weeks import JUDGED, simulate


@pytest.mark.parametrize(
    ("name", "median_within", "within"),
    [("busy, at noon", 5, 5), ("one a minute", 25, 45), ("three a night", 15, 30), ("fifteen a week", 8000, 15_000)],
)
def test_faults_are_noticed_in_time_and_few_alarms_are_false(name: str, median_within: float, within: float) -> None:
    outcome = simulate(name, seed=0)

    assert outcome.missed == 0
    assert sorted(outcome.noticed)[len(outcome.noticed) // 2] <= median_within
    assert max(outcome.noticed) <= within
    assert len(outcome.false) <= JUDGED / 4  # of a week's one alarm, for four sources together
