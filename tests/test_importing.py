import os
import signal

import pytest

from ledger.management.importing import Pace
from ledger.management.interruption import Interrupted, Interruption


def test_batches_grow_slowly_and_shrink_at_once() -> None:
    pace, sizes = Pace(most=500), []
    for seconds in (0.01, 0.02, 0.03, 0.1, 0.5, 3, 60, 0.001, 0.001):
        sizes.append(pace.events)
        pace.took(pace.events, seconds)
    assert [*sizes, pace.events] == [50, 100, 200, 400, 500, 250, 20, 1, 2, 4]


def test_signal_within_a_batch_waits_for_its_end() -> None:
    done = []
    with Interruption().listening() as interruption, pytest.raises(Interrupted), interruption.put_off():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("stored")
    assert done == ["stored"]
