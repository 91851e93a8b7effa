"""The figures that README states, on fewer weeks than `python -m tests.simulated_weeks` takes."""

import pytest

from tests.simulated_weeks import simulate


@pytest.mark.parametrize(("name", "within"), [("busy, at noon", 5), ("one a minute", 30)])
def test_faults_are_noticed_in_time_and_no_alarm_is_false(name: str, within: float) -> None:
    outcome = simulate(name, seed=0, judged=2)  # with a quiet night, a holiday and two faults

    assert (len(outcome.noticed), outcome.missed, outcome.false) == (2, 0, [])
    assert max(outcome.noticed) <= within
