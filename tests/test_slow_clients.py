"""What is said of webhooks among slow clients: the machine's own slowness is no fault of the design."""

from collections.abc import Sequence

import pytest

from tests.chaos.slow_clients import judged
from tests.chaos.turns import Turn


def turn(*waits: float, status: str = "200", machine: float = 1.0) -> Turn:
    """Of ten seconds, of which the named ones had a processor for one."""
    used = {"granian": 0.75, "asking": 0.25}
    return Turn(statuses=[status for _ in waits], waits=waits, seconds=10, used=used, machine=machine)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)


@pytest.mark.parametrize(
    ("among", "faults"),
    [
        pytest.param(turn(0.1, 1.9), [], id="in time"),
        pytest.param(
            turn(0.1, 2.1),
            ["among the crowd the slowest webhook was answered after 2.1 s"],
            id="late on an idle machine",
        ),
        pytest.param(turn(0.1, 2.1, machine=11.0), [], id="late on a busy machine"),
        pytest.param(turn(0.1, status="503", machine=11.0), ["of 1 webhooks 1 x 503"], id="refused on a busy machine"),
    ],
)
def test_late_webhook_is_a_fault_where_the_machine_does_nothing_else(among: Turn, faults: Sequence[str]) -> None:
    assert judged(turn(0.1), among, "nginx") == faults


def test_busy_machine_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    judged(turn(0.1), turn(0.2, machine=11.0), "nginx")
    told = capsys.readouterr().out
    assert "p50 x 2.0" in told
    assert "NOT judged" in told
    assert "50% of the processors went to other work" in told


def test_turns_are_taken_together() -> None:
    both = Turn.of([turn(0.1), turn(0.3, status="no answer", machine=3.0)])
    assert (both.counted, both.waits, both.used) == (
        "1 x 200, 1 x no answer",
        [0.1, 0.3],
        {"granian": 1.5, "asking": 0.5},
    )
    assert both.others == pytest.approx((4.0 - 2.0) / 20 / 2)
