"""The largest body there may be, in the shapes that cost most, takes no second of work and no 100 MiB."""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from ledger.access import payload
from ledger.admin.payload import readable
from ledger.models import InboundEvent, Source
from ledger.payload import VALUE_LIMIT
from ledger.understanding import Delivery, understand
from tests.access.viewers import AGENT

MOST = settings.LEDGER_MAX_BODY_BYTES
SECONDS, MEBIBYTES = 3.0, 100  # a second of an idle processor: a busy one takes three times as long
ROOM = 2000  # for what is around a shape
CLAIM = (
    b'{"event": {"id": "e", "type": "customer.rewarded", "created_at": "2026-01-31T10:00:00Z"}, "data": {'
    b'"customer": {"id": "c", "metadata": %b}, "reward": {"name": "Mug"}, "voucher": {"id": "v", "code": "C"},'
    b'"redemption": {"id": "r", "amount": 50, "metadata": %b}}}'
)
CLAIMED = (
    b'{"id": "e", "topic": "customer.claimed_reward", "created_at": "2026-01-31T10:00:00Z", "payload": {"properties":'
    b'{"customer": {"id": 5, "properties": %b}, "claimed_reward": {"id": 3, "point_cost": %b, "reward": {}}}}}'
)


def many(piece: bytes, *, size: int = MOST - ROOM, most: int = MOST) -> bytes:
    return b",".join([piece] * min(size // (len(piece) + 1), most))


def keys(count: int) -> bytes:
    return b"{%b}" % b",".join(b'"k%d":1' % number for number in range(count))


FAIR = VALUE_LIMIT // 4  # leaves room for what is around it
# As JSON. Made where they are tried: together they are half a gigabyte.
VALUES: dict[str, Callable[[], bytes]] = {
    "digits": lambda: b"9" * (MOST - ROOM),
    "an exponent": lambda: b"1e" + b"9" * (MOST - ROOM),
    "small numbers": lambda: b"[%b]" % many(b"1"),
    "long numbers": lambda: b"[%b]" % many(b"9" * 4000),
    "empty lists": lambda: b"[%b]" % many(b"[]"),
    "deep lists": lambda: b"[%b]" % many(b"[" * 150 + b"]" * 150),
    "objects": lambda: b"[%b]" % many(b'{"id":{}}'),
    "one key": lambda: b"{%b}" % many(b'"id":1'),
    "escapes": lambda: b'"%b"' % (b"\\u0000" * ((MOST - ROOM) // 6)),
    "as many lists as are read": lambda: b"[%b]" % many(b"[]", most=2 * FAIR - 100),
    "as many keys as are read": lambda: keys(4 * FAIR - 1000),
    "as deep as is read": lambda: b"[%b]" % many(b"[" * 150 + b"]" * 150, most=4 * FAIR // 152),
}


def in_metadata(value: Callable[[], bytes]) -> bytes:
    return CLAIM % (value(), b"{}")


def in_points(value: Callable[[], bytes]) -> bytes:
    return CLAIMED % (b"{}", value())


BODIES: dict[str, Callable[[], bytes]] = {
    **{f"voucherify: metadata of {name}": partial(in_metadata, value) for name, value in VALUES.items()},
    **{f"loyaltylion: points of {name}": partial(in_points, value) for name, value in VALUES.items()},
    "voucherify: brackets": lambda: b"[" * MOST,
    "voucherify: a table of columns": lambda: many(b"id", size=MOST // 2) + b"\n" + many(b"1", size=MOST // 2),
    "voucherify: a table of other columns": lambda: (many(b"id", size=MOST // 2) + b"\n").replace(b",", b";"),
    "loyaltylion: a long column": lambda: b"id,resource," + b"-a" * (MOST // 4) + b"\n1,2,3",
    "loyaltylion: a table of lines": lambda: b"id,resource" + b"\n" * (MOST - ROOM),
    "voucherify: a table's JSON": lambda: b'id;created_at;type;details\nvtx_1;x;y;"[' + many(b"{}") + b']"',
    "voucherify: uses that are none": lambda: CLAIM.replace(
        b'"amount": 50', b'"stacked": [%b]' % many(b"{}", most=FAIR)
    ),
    "voucherify: uses": lambda: CLAIM.replace(b'"amount": 50', b'"rollbacks": [%b]' % many(b'{"id":[]}', most=FAIR)),
    "voucherify: vouchers that are none": lambda: CLAIM.replace(
        b'"name"', b'"vouchers_id": [%b], "name"' % many(b"1.5", most=3 * FAIR)
    ),
}


def cost(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of work, and MiB over what was in use before: in a child, whose peak is its own."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        try:
            Path("/proc/self/clear_refs").write_text("5")
            before, began = _peak(), time.process_time()
            act()
            os.write(write, f"{time.process_time() - began} {(_peak() - before) / 1024}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read()
    os.waitpid(child, 0)
    assert said, "it broke"
    seconds, mebibytes = map(float, said.split())
    return seconds, mebibytes


def _peak() -> int:
    """In KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


only_on_linux = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak is Linux's to tell")


@only_on_linux
@pytest.mark.parametrize("name", BODIES)
def test_no_body_costs_more_than_a_second_and_100_mebibytes(name: str) -> None:
    provider, body = name.partition(":")[0], BODIES[name]()
    assert len(body) <= MOST
    source = Source(provider=provider, slug="acme", currency="EUR")

    seconds, mebibytes = cost(lambda: understand(source, Delivery(body=body)))

    assert (seconds < SECONDS, mebibytes < MEBIBYTES) == (True, True), (seconds, mebibytes)


PERSONAL = b'{"customer": {"metadata": {%b}}, "numbers": [%b]}'
LOOKED_AT: dict[str, Callable[[], bytes]] = {
    "lists": VALUES["empty lists"],
    "as many lists as are read": VALUES["as many lists as are read"],
    "as many keys as are read": VALUES["as many keys as are read"],
    "personal values in numbers": lambda: (
        PERSONAL % (b",".join(b'"k%d":"value %d"' % (one, one) for one in range(20_000)), many(b"1", most=2 * FAIR))
    ),
}


@only_on_linux
@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_body_costs_more_to_look_at(name: str) -> None:
    body = LOOKED_AT[name]()
    event = InboundEvent(source=Source(provider="voucherify"), body=body)

    for seconds, mebibytes in (cost(lambda: payload(AGENT, event)), cost(lambda: readable(body))):
        assert (seconds < SECONDS, mebibytes < MEBIBYTES) == (True, True), (seconds, mebibytes)


def test_a_body_with_too_many_values_says_so() -> None:
    source = Source(provider="voucherify", slug="acme", currency="EUR")
    body = b'{"x": [' + many(b"1", most=VALUE_LIMIT) + b"]}"

    understood = understand(source, Delivery(body=body))

    assert [str(fault) for fault in understood.facts.faults] == [f"$: holds more than {VALUE_LIMIT:,} values"]
    assert (understood.state, understood.event_id) == ("failed", f"body:{understood.sha256.hex()}:1")
