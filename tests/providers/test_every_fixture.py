"""
What every provider promises, held by whatever fixtures it has.

A provider and its fixtures are under these tests by being there.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from ledger.facts import Facts
from ledger.providers import Provider, all_providers
from ledger.signatures import SignedRequest
from tests.providers.fixture_files import FIXTURES, KEYS, Fixture, fixtures
from tests.providers.reading import assert_sound, outcome

PROVIDERS = tuple(all_providers().values())
SECRET = "a secret, süß & long"
URL = "https://ledger.example.com/webhooks/x/y/"
SPAN = {"since": datetime(2026, 1, 5, 7, 30, tzinfo=UTC), "until": datetime(2026, 3, 1, tzinfo=UTC)}

every_provider = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.slug)
every_fixture = pytest.mark.parametrize("fixture", fixtures(), ids=str)


def provider_of(fixture: Fixture) -> Provider:
    return all_providers()[fixture.provider]


def history(provider: Provider, *, seed: int, count: int) -> list[bytes]:
    return list(provider.sample(Random(seed), **SPAN, count=count))  # noqa: S311 - no secret


def facts_of(provider: Provider, *, seed: int, count: int) -> list[Facts]:
    found = (outcome(provider, payload).facts for payload in history(provider, seed=seed, count=count))
    return [facts for facts in found if facts]


def signed(fixture: Fixture) -> tuple[SignedRequest, Mapping[str, str]]:
    request = SignedRequest(body=fixture.payload, headers={}, url=URL)
    headers = provider_of(fixture).sign(request, SECRET)
    return replace(request, headers=fixture.headers | dict(headers)), headers


@every_fixture
def test_it_says_what_it_must_come_to_mean(fixture: Fixture) -> None:
    assert set(fixture.meaning) <= KEYS
    assert fixture.state in {"recorded", "ignored", "failed"}


@every_fixture
def test_it_opens_to_its_envelope(fixture: Fixture) -> None:
    found = outcome(provider_of(fixture), fixture.payload, fixture.headers)
    if found.envelope is None:
        assert (fixture.state, "event_type" in fixture.meaning) == ("failed", False)
        return
    envelope = found.envelope
    assert (envelope.event_id, envelope.event_type, envelope.time, envelope.shape) == (
        fixture.meaning.get("event_id"),
        fixture.meaning["event_type"],
        fixture.meaning.get("time"),
        fixture.meaning["shape"],
    )


@every_fixture
def test_it_reads_to_its_facts_and_faults(fixture: Fixture) -> None:
    found = outcome(provider_of(fixture), fixture.payload, fixture.headers)
    assert (found.state, [str(fault) for fault in found.faults]) == (fixture.state, fixture.faults)
    if found.facts is not None:
        assert replace(found.facts, faults=()) == fixture.facts


@every_fixture
def test_everything_it_says_can_be_kept(fixture: Fixture) -> None:
    assert_sound(outcome(provider_of(fixture), fixture.payload, fixture.headers))


@every_fixture
def test_its_signature_fits(fixture: Fixture) -> None:
    request, headers = signed(fixture)
    provider = provider_of(fixture)
    assert set(headers) == {provider.signature_header}
    assert provider.check(request, SECRET)


@every_fixture
def test_no_other_signature_fits(fixture: Fixture) -> None:
    request, headers = signed(fixture)
    check = provider_of(fixture).check
    [(name, value)] = headers.items()
    assert check(replace(request, body=request.body + b"x"), SECRET) is None
    assert check(replace(request, body=b""), SECRET) is None
    assert check(request, SECRET + "x") is None
    assert check(request, "") is None
    assert check(replace(request, headers={}), SECRET) is None
    garbage = (
        "",
        " ",
        "x",
        "é" * 32,
        "\0",
        "0" * 100_000,
        value[:-1],
        value + "0",
        value.swapcase(),
        f"{value},{value}",
    )
    for other in garbage:
        assert check(replace(request, headers={name: other}), SECRET) is None


@every_provider
def test_every_reader_has_a_fixture(provider: Provider) -> None:
    recorded = {
        fixture.meaning["event_type"]
        for fixture in fixtures()
        if (fixture.provider, fixture.state) == (provider.slug, "recorded")
    }
    assert set(provider.readers) == recorded


@every_provider
def test_its_sample_is_the_same_for_the_same_seed(provider: Provider) -> None:
    first = history(provider, seed=7, count=300)
    assert len(first) == 300
    assert first == history(provider, seed=7, count=300)
    assert first != history(provider, seed=8, count=300)


@every_provider
@pytest.mark.parametrize("count", [0, 1, 2, 13, 26])
def test_its_sample_has_as_many_events_as_were_asked_for(provider: Provider, count: int) -> None:
    assert len(history(provider, seed=1, count=count)) == count


@every_provider
def test_its_sample_is_read_whole_and_in_order(provider: Provider) -> None:
    payloads = history(provider, seed=2, count=600)
    found = [outcome(provider, payload) for payload in payloads]
    assert {one.state for one in found} <= {"recorded", "ignored"}
    assert not any(one.faults for one in found)
    envelopes = [one.envelope for one in found if one.envelope]
    times = [envelope.time for envelope in envelopes if envelope.time]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert times[0] >= SPAN["since"]
    assert times[-1] <= SPAN["until"]
    for one in found:
        assert_sound(one)
    # What comes without an id comes without a time, too; its bytes tell it from all others, as the inbox does.
    assert [envelope.event_id is None for envelope in envelopes] == [envelope.time is None for envelope in envelopes]
    assert len({envelope.event_id for envelope in envelopes} - {None}) == len(times)
    assert len(set(payloads)) == len(payloads)


@every_provider
def test_its_sample_has_returning_customers_and_reversals_of_claims_alone(provider: Provider) -> None:
    facts = facts_of(provider, seed=3, count=600)
    claimed_by = {claim.external_id: claim.customer for one in facts for claim in one.claims}
    reversed_ids = {use.external_id for one in facts for use in one.redemptions if use.status == "reversed"}
    assert len(claimed_by) > 100
    assert 4 * len(set(claimed_by.values())) < len(claimed_by)
    assert reversed_ids <= set(claimed_by)


@every_provider
def test_the_points_on_each_card_of_its_sample_add_up(provider: Provider) -> None:
    """What a line of its account leaves is what the line before left and what changed; a reading then says the same."""
    facts = facts_of(provider, seed=4, count=600)
    left: dict[str, int] = {}
    stated: dict[tuple[object, ...], Decimal] = {}
    for line in (line for one in facts for line in one.movements if line.points_balance is not None):
        assert line.points is not None
        assert line.points_balance is not None
        assert line.points_balance == left.get(line.voucher, line.points_balance - line.points) + line.points >= 0
        left[line.voucher] = line.points_balance
        stated["points_balance", None, line.voucher, line.occurred_at] = Decimal(line.points_balance)
    for reading in (reading for one in facts for reading in one.readings):
        key = (reading.counter.value, reading.customer, reading.voucher, reading.at)
        assert reading.number == stated.setdefault(key, reading.number)


@every_provider
def test_its_sample_tells_of_every_kind_of_thing_that_its_readers_know(provider: Provider) -> None:
    """Whatever comes by webhook; that a thing may be told of in several ways is no reason to tell it in all."""
    facts = facts_of(provider, seed=5, count=900)
    told = {field.name for one in facts for field in fields(Facts) if getattr(one, field.name)} - {"subject"}
    known = {
        field.name
        for fixture in fixtures()
        if (fixture.provider, fixture.state) == (provider.slug, "recorded")
        for field in fields(Facts)
        if getattr(fixture.facts, field.name)
    }
    assert told >= known - {"subject", "faults", "is_nameless"}


@every_provider
def test_it_tells_administrators_what_to_do(provider: Provider) -> None:
    assert any("{address}" in step for step in provider.set_up)
    assert all(step.format(address=URL) for step in provider.set_up)
    assert provider.docs.startswith("https://")
    assert provider.gives_up
    assert provider.signature_header == provider.signature_header.lower()
    assert all(path.startswith("$.") for path in provider.personal_paths)
    assert all(pause > timedelta() for pause in provider.retries)


def test_every_folder_of_fixtures_is_of_a_provider() -> None:
    assert {folder.name for folder in FIXTURES.iterdir() if folder.is_dir()} == {one.slug for one in PROVIDERS}
