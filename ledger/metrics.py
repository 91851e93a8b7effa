"""
What a server counts of its own work, for Prometheus. Labels are words of ours and slugs of sources, never a stranger's.

The processes of a server count together where METRICS_DIRECTORY says (rewards_site/wsgi.py); else each for itself.
"""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

EVENTS = Counter(
    "reward_ledger_events",
    "Webhooks that were answered 200, by what became of them.",
    ("source", "state"),
    registry=REGISTRY,
)
REFUSED = Counter(
    "reward_ledger_refused",
    "Webhooks that were turned away.",
    ("source", "cause"),
    registry=REGISTRY,
)
UNDER_WAY = Histogram(
    "reward_ledger_under_way_seconds",
    "From when a new event was sent, by its provider's clock, to when it was received.",
    ("source",),
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600),
    registry=REGISTRY,
)
RECORDING = Histogram(
    "reward_ledger_recording_seconds",
    "From when an event was received to when it was stored, with all that it says.",
    ("source",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
REQUESTS = Histogram(
    "reward_ledger_request_seconds",
    "To the beginning of an answer.",
    ("route", "method", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)


def seconds(span: timedelta) -> float:
    """Clocks differ: what came before it was sent was under way for no time."""
    return max(0.0, span.total_seconds())
