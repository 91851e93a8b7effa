"""The writer alone: words in, rows out, the same in whatever order they come."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.choices import ClaimStatus, Counter, MovementKind, Precision, RedemptionStatus, RewardKind, VoucherKind
from ledger.facts import (
    CampaignFacts,
    ClaimFacts,
    CustomerFacts,
    Facts,
    MovementFacts,
    ReadingFacts,
    RedemptionFacts,
    VoucherFacts,
)
from ledger.folding import FOLDED, MIRROR_OF, Word, fold
from ledger.models import ClaimedReward, Customer, InboundEvent, LedgerEntry, Source
from ledger.recording import record
from ledger.sql.mirrors import said_fields
from tests.state import due, mirrors, statements, sums

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)

ids = st.sampled_from("abc")
texts = st.none() | st.sampled_from(["x", "y", "Ж"])
times = st.none() | st.sampled_from([NOON, NOON + timedelta(microseconds=1), NOON + timedelta(hours=2)])
amounts = st.none() | st.sampled_from([Decimal("0.1"), Decimal("0.7"), Decimal(20), Decimal("12345678901.2345")])
points = st.none() | st.integers(0, 3)


def maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


customers = st.builds(CustomerFacts, external_id=ids, name=texts, email=texts, metadata=st.none() | st.just({"k": [1]}))
campaigns = st.builds(CampaignFacts, external_id=ids, name=texts)
vouchers = st.builds(
    VoucherFacts,
    external_id=ids,
    code=texts,
    kind=st.none() | st.sampled_from(VoucherKind),
    campaign=maybe(ids),
    holder=maybe(ids),
    points_balance=points,
    balance=amounts,
    active=st.none() | st.booleans(),
)
redemptions = st.builds(
    RedemptionFacts,
    external_id=ids,
    customer=maybe(ids),
    voucher=maybe(ids),
    points=points,
    status=st.none() | st.sampled_from(RedemptionStatus),
    reversed_at=times,
    reason=texts,
)
claims = st.builds(
    ClaimFacts,
    external_id=ids,
    customer=maybe(ids),
    granted_voucher=maybe(ids),
    campaign=maybe(ids),
    title=texts,
    kind=st.none() | st.sampled_from(RewardKind),
    points=points,
    value=amounts,
    currency=st.none() | st.sampled_from(["USD", "JPY"]),
    status=st.none() | st.sampled_from(sorted(set(ClaimStatus) - {ClaimStatus.ANNULLED})),
    reversed_at=times,
)


@st.composite
def timed_claims(draw: st.DrawFn) -> ClaimFacts:
    at, claim = draw(times), draw(claims)
    paid_by = draw(st.sampled_from([None, claim.external_id]))  # always the same, if any
    precision = draw(st.sampled_from(Precision)) if at else None
    return replace(claim, redemption=paid_by, claimed_at=at, claimed_at_precision=precision)


movements = st.builds(
    MovementFacts,
    external_id=ids,
    kind=st.sampled_from(MovementKind),
    voucher=ids,
    redemption=maybe(ids),
    points=points,
    amount=amounts,
    occurred_at=times,
)
readings = st.builds(
    ReadingFacts,
    counter=st.sampled_from(Counter),
    number=st.sampled_from([Decimal(0), Decimal("0.1"), Decimal(850)]),
    voucher=ids,
    at=times,
) | st.builds(ReadingFacts, counter=st.just(Counter.POINTS_SPENT), number=st.just(Decimal(5)), customer=ids)


def some(things: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(things, max_size=2).map(tuple)


facts = st.builds(
    Facts,
    customers=some(customers),
    campaigns=some(campaigns),
    vouchers=some(vouchers),
    redemptions=some(redemptions),
    claims=some(timed_claims()),
    movements=some(movements),
    readings=some(readings),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Word]:
    """Words of distinct events, some at the same moment, some without a time, some with the same id."""
    said = draw(st.lists(st.tuples(facts, times, st.sampled_from(["e1", "e2", "e 3"])), min_size=1, max_size=6))
    return [
        Word(
            facts=what,
            event_id=event_id,
            sha256=sha256(bytes([number])).digest(),
            time=time,
            received_at=NOON + timedelta(days=number),
            currency="EUR",
        )
        for number, (what, time, event_id) in enumerate(said)
    ]


@pytest.fixture
def source() -> Source:
    return Source.objects.create(slug="acme", provider="stamply", name="Acme", currency="EUR")


def keep(source: Source, words: Sequence[Word]) -> list[int]:
    """The words' events, so that entries can name them."""
    kept = [
        InboundEvent.objects.get_or_create(
            source=source,
            external_id=word.event_id,
            sha256=word.sha256,
            defaults={"state": "recorded", "origin": "import", "body": b"{}", "received_at": word.received_at},
        )
        for word in words
    ]
    return [event.pk for event, _ in kept]


def tell(source: Source, words: Sequence[Word]) -> None:
    with transaction.atomic():
        record(source.pk, fold(words), keep(source, words))


def outcome(source: Source, batches: Sequence[Sequence[Word]]) -> object:
    """What the batches end in, each step checked; nothing of it stays."""
    with transaction.atomic():
        for batch in batches:
            tell(source, batch)
            assert sums() == due()
        ends_in = (mirrors(), sums(), statements())
        transaction.set_rollback(True)
    return ends_in


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), data=st.data())
def test_any_order_repetition_and_batching_ends_the_same(
    source: Source, history: list[Word], data: st.DataObject
) -> None:
    """Promise 3, and after every step promise 4."""
    told = outcome(source, [[word] for word in history])
    again = data.draw(st.lists(st.sampled_from(history), max_size=3))
    shuffled = data.draw(st.permutations(history + again))
    cuts = data.draw(st.lists(st.booleans(), min_size=len(shuffled), max_size=len(shuffled)))
    batches: list[list[Word]] = []
    for word, starts_anew in zip(shuffled, cuts, strict=True):
        if starts_anew or not batches:
            batches.append([])
        batches[-1].append(word)
    assert outcome(source, batches) == told


def word(number: int, what: Facts, *, time: datetime | None = NOON) -> Word:
    return Word(
        facts=what, event_id=f"e{number}", sha256=bytes([number]) * 32, time=time, received_at=NOON, currency="EUR"
    )


def claimed(**said: object) -> Facts:
    return Facts(claims=(ClaimFacts(external_id="r_1", **said),))  # type: ignore[arg-type]


def lines() -> list[tuple[object, ...]]:
    entries = LedgerEntry.objects.order_by("id")
    return list(entries.values_list("side", "ordinal", "quantity", "points", "value", "title"))


def test_correction_takes_the_old_posting_back_and_posts_anew(source: Source) -> None:
    tell(source, [word(1, claimed(title="Mug", points=50, value=Decimal("0.7")))])
    tell(source, [word(2, claimed(points=60))])
    assert lines() == [
        ("claimed", 1, 1, 50, Decimal("0.7"), "Mug"),
        ("claimed", 2, -1, -50, Decimal("-0.7"), "Mug"),
        ("claimed", 3, 1, 60, Decimal("0.7"), "Mug"),
    ]


def test_reversal_that_comes_first_shows_on_both_sides_once_the_claim_is_known(source: Source) -> None:
    undone = RedemptionFacts(external_id="r_1", status=RedemptionStatus.REVERSED, reversed_at=NOON + timedelta(days=1))
    tell(source, [word(1, Facts(redemptions=(undone,)))])
    assert lines() == []
    tell(source, [word(2, claimed(title="Mug", points=50, redemption="r_1"), time=NOON - timedelta(days=9))])
    assert lines() == [("claimed", 1, 1, 50, None, "Mug"), ("reversed", 1, -1, -50, None, "Mug")]
    assert ClaimedReward.objects.get().status == ClaimStatus.REVERSED


def test_reversal_stands_against_a_newer_claim(source: Source) -> None:
    tell(source, [word(1, claimed(status=ClaimStatus.REVERSED))])
    tell(source, [word(2, claimed(status=ClaimStatus.CLAIMED), time=NOON + timedelta(days=9))])
    assert ClaimedReward.objects.get().status == ClaimStatus.REVERSED


def test_unknown_points_and_value_are_null_and_never_nought(source: Source) -> None:
    tell(source, [word(1, claimed(title="Mug"))])
    assert lines() == [("claimed", 1, 1, None, None, "Mug")]


def test_what_is_not_said_erases_nothing(source: Source) -> None:
    tell(source, [word(1, Facts(customers=(CustomerFacts(external_id="c", name="Ada", email="ada@example.com"),)))])
    later = Facts(customers=(CustomerFacts(external_id="c", name="Ada L."),))
    tell(source, [word(2, later, time=NOON + timedelta(days=1))])
    assert Customer.objects.values_list("name", "email").get() == ("Ada L.", "ada@example.com")


def test_exact_time_stands_against_a_reported_one_however_new(source: Source) -> None:
    exact, reported = NOON - timedelta(days=3), NOON
    tell(source, [word(1, claimed(claimed_at=exact, claimed_at_precision=Precision.EXACT), time=exact)])
    tell(source, [word(2, claimed(claimed_at=reported, claimed_at_precision=Precision.REPORTED))])
    claim = ClaimedReward.objects.get()
    assert (claim.claimed_at, claim.claimed_at_precision) == (exact, Precision.EXACT)


def test_named_currency_stands_against_the_source_s_however_new(source: Source) -> None:
    tell(source, [word(1, claimed(value=Decimal(20), currency="USD"))])
    tell(source, [word(2, claimed(order_amount=Decimal(35)), time=NOON + timedelta(days=1))])
    assert ClaimedReward.objects.get().currency == "USD"


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_number_of_statements_does_not_grow_with_the_batch(source: Source, vendor: str) -> None:
    if connection.vendor != vendor:
        pytest.skip(f"this run is on {connection.vendor}")

    def statements(count: int, first: int) -> int:
        batch = [
            word(
                0, Facts(claims=(ClaimFacts(external_id=f"r{number}", customer=f"c{number}", redemption=f"p{number}"),))
            )
            for number in range(first, first + count)
        ]
        events = keep(source, batch)
        with CaptureQueriesContext(connection) as queries:
            record(source.pk, fold(batch), events)
        return len(queries)

    assert statements(1, 0) == statements(1000, 1) == {"sqlite": 5, "postgresql": 1}[vendor]


def test_a_name_is_kept_folded_as_the_greatest_word_has_it(source: Source) -> None:
    named = [
        word(number, Facts(customers=(CustomerFacts(external_id="c", name=name),)), time=NOON + timedelta(hours=hours))
        for number, (name, hours) in enumerate([("Jürgen Weiß", 1), ("Jo O'Neil", 2), ("Łukasz", 0)])
    ]
    for one in named:
        tell(source, [one])

    assert list(Customer.objects.values_list("name", "name_folded")) == [("Jo O'Neil", " jo oneil")]


def test_every_fact_has_its_column() -> None:
    """A field of the facts without a column would be dropped in silence."""
    for thing, mirror in MIRROR_OF.items():
        said = {field.name for field in fields(thing)} - {"external_id"}
        said |= {FOLDED[field] for field in said & FOLDED.keys()}
        assert said == {field.name for field in said_fields(mirror)}
