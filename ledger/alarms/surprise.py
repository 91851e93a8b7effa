"""How unlikely a count is, in nats: the negative logarithm of its chance at most."""

from math import log

CERTAIN = 12.0  # one in 160,000


def excess(count: float, expected: float) -> float:
    """Of so many or more where so many are expected: Chernoff's bound for Poisson counts."""
    if count <= expected:
        return 0.0
    return count * log(count / expected) - count + expected
