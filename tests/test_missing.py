"""Why a reward is missing: each cause is found by what speaks for it, and by nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import missing
from ledger.choices import EventState, Origin, RefusalCause, RewardKind, Verdict
from ledger.decisions import decide
from ledger.inbox import Delivery, receive
from ledger.missing import Asked, Cause, Finding, explain, waiting_for
from ledger.models import ClaimedReward, Customer, InboundEvent, Refusal, Source, Voucher
from tests.sources import add_source
from tests.test_plans import READ_WHOLE
from tests.test_rereading import message

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
DAY = date(2026, 1, 10)


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def source(db: None) -> Source:
    return add_source("stamply")


@pytest.fixture
def guest(source: Source) -> Customer:
    return Customer.objects.create(source=source, external_id="g1", name="Jo Guest", email="Jo@example.com")


def take(source: Source, *bodies: bytes, origin: Origin = Origin.WEBHOOK) -> list[InboundEvent]:
    got = [receive(source, [Delivery(body=body)], origin=origin)[0].event_id for body in bodies]
    return list(InboundEvent.objects.filter(pk__in=got).order_by("pk"))


def given(number: int = 1, *, day: int = 10, nr: str = "g1", **more: Any) -> bytes:
    return message(number, day=day, card=f"card-{number}", guest={"nr": nr}, **more)


def causes(guest: Customer, **asked: Any) -> list[Cause]:
    return [finding.cause for finding in explain(Asked(customer=guest, **asked))]


def first(guest: Customer, **asked: Any) -> Finding:
    return explain(Asked(customer=guest, **asked))[0]


@pytest.mark.parametrize(
    "asked", [{"title": "mug"}, {"title": "Mu", "day": DAY}, {"kind": RewardKind.PRODUCT}, {"day": date(2026, 1, 11)}]
)
def test_it_is_here(source: Source, guest: Customer, asked: dict[str, Any]) -> None:
    take(source, given())

    finding = first(guest, **asked)
    assert (finding.cause, list(finding.claims)) == (Cause.HERE, [ClaimedReward.objects.get()])


@pytest.mark.parametrize("asked", [{"title": "lamp"}, {"kind": RewardKind.GIFT_CARD}, {"day": date(2026, 1, 13)}])
def test_what_does_not_fit_is_not_it(source: Source, guest: Customer, asked: dict[str, Any]) -> None:
    take(source, given())

    assert Cause.HERE not in causes(guest, **asked)


def test_a_day_is_one_of_the_sources_zone(guest: Customer) -> None:
    guest.source.time_zone = "Pacific/Auckland"
    begins, ends = Asked(customer=guest, day=DAY).claimed or (NOON, NOON)

    assert begins.astimezone(UTC) == datetime(2026, 1, 8, 11, tzinfo=UTC)
    assert ends - begins == timedelta(days=3)


def test_it_is_of_another_day_the_nearest_first(source: Source, guest: Customer) -> None:
    take(source, given(1, day=1), given(2, day=5), given(3, day=20))

    finding = first(guest, title="Mug", day=DAY)
    assert finding.cause == Cause.ANOTHER_DAY
    assert [claim.external_id for claim in finding.claims] == ["card-2", "card-1", "card-3"]
    assert Cause.ANOTHER_DAY not in causes(guest, title="lamp", day=DAY)
    assert Cause.ANOTHER_DAY not in causes(guest, day=DAY)


def pour(source: Source, nr: str = "g1") -> InboundEvent:
    """The second of two that are the same to the letter."""
    body = b'{"says": "treat.poured", "at": "2026-01-10T12:00:00Z", "guest": {"nr": "%s"}}' % nr.encode()
    return take(source, body, body)[-1]


def test_it_is_held(source: Source, guest: Customer) -> None:
    event = pour(source)
    pour(source, nr="g2")

    finding = first(guest, title="a cup that nobody knows")
    assert (event.state, finding.cause, list(finding.events)) == (EventState.HELD, Cause.HELD, [event])


def test_it_was_taken_for_a_repeat(source: Source, guest: Customer) -> None:
    event = pour(source)
    decide(event, Verdict.A_RETRY, reason="The till says so.", author=User.objects.create_user("ana"))

    finding = first(guest, title="a cup that nobody knows")
    assert (finding.cause, list(finding.events)) == (Cause.REPEAT, [event])


def test_it_failed(source: Source, guest: Customer) -> None:
    event, other = take(source, given(1, stamps="ten"), given(2, nr="g2", stamps="ten"))

    finding = first(guest, day=DAY)
    assert (event.state, finding.cause, list(finding.events)) == (EventState.FAILED, Cause.FAILED, [event])
    assert finding.events[0].faults[0].startswith("$.stamps: ")
    assert other not in finding.events


def test_what_has_the_title_goes_before_what_only_names_the_customer(source: Source, guest: Customer) -> None:
    lamp = {"what": "Lamp"}
    mug, other = take(source, given(1, stamps="ten"), given(2, treat=lamp, stamps="ten"))

    sure = first(guest, title="mug")
    assert (list(sure.events), sure.is_sure) == ([mug], True)
    unsure = first(guest, title="bottle")
    assert (list(unsure.events), unsure.is_sure) == ([other, mug], False)


@pytest.mark.parametrize("body", [b'x,"JO@example.com";1\n', b'{"deep": [{"mail": "jo@EXAMPLE.com"}]}', b"[81234]"])
def test_a_customer_is_known_by_any_of_their_names(source: Source, guest: Customer, body: bytes) -> None:
    Customer.objects.filter(pk=guest.pk).update(merchant_ref="81234")
    guest.refresh_from_db()
    take(source, body)

    assert first(guest, title="Mug").cause == Cause.FAILED


@pytest.mark.parametrize("body", [b'{"stamps": 12}', b'{"says": "jo@example.com.test"}', b'{"n": 12.5}', b"12x"])
def test_a_part_of_a_value_or_a_short_number_names_nobody(source: Source, guest: Customer, body: bytes) -> None:
    Customer.objects.filter(pk=guest.pk).update(merchant_ref="12")
    guest.refresh_from_db()
    take(source, body)

    assert Cause.FAILED not in causes(guest, title="Mug")


def test_it_was_ignored_while_the_source_was_off(source: Source, guest: Customer) -> None:
    Source.objects.update(is_active=False)
    source.refresh_from_db()
    (event,) = take(source, given())

    finding = first(guest, title="Mug")
    assert (finding.cause, list(finding.events)) == (Cause.IGNORED, [event])


def test_an_event_of_a_type_that_nobody_reads_counts_where_it_has_the_title(source: Source, guest: Customer) -> None:
    (event,) = take(source, given(says="treat.dreamt_of", treat={"what": "Blue mug"}))

    assert list(first(guest, title="mug").events) == [event]
    assert Cause.IGNORED not in causes(guest, title="lamp")
    assert Cause.IGNORED not in causes(guest, day=DAY)


@pytest.mark.parametrize("same", [{"email": "jo@EXAMPLE.com"}, {"merchant_ref": "nw-1"}])
def test_it_is_recorded_under_another_customer_of_the_same_name(
    source: Source, guest: Customer, same: dict[str, str]
) -> None:
    Customer.objects.filter(pk=guest.pk).update(merchant_ref="nw-1")
    guest.refresh_from_db()
    other = add_source("stamply", slug="other")
    take(other, given(nr="g9"))
    take(source, given(2, nr="g5"))
    Customer.objects.filter(external_id="g9").update(**same)

    finding = first(guest, title="Mug")
    assert finding.cause == Cause.ELSEWHERE
    assert [claim.customer and claim.customer.external_id for claim in finding.claims] == ["g9"]


@pytest.mark.parametrize("column", ["loyalty_card", "granted_voucher"])
def test_it_is_recorded_under_another_customer_with_a_voucher_of_this_one(
    source: Source, guest: Customer, column: str
) -> None:
    card = Voucher.objects.create(source=source, external_id="v1", holder=guest)
    take(source, given(nr="g5"), given(2, nr="g6"))
    ClaimedReward.objects.filter(external_id="card-1").update(**{column: card})

    assert [claim.external_id for claim in first(guest, title="Mug").claims] == ["card-1"]


def test_a_customer_without_address_and_number_is_like_nobody(source: Source, guest: Customer) -> None:
    Customer.objects.filter(pk=guest.pk).update(email=None)
    guest.refresh_from_db()
    take(source, given(nr="g5"))

    assert Cause.ELSEWHERE not in causes(guest, title="Mug")


def test_its_kind_is_not_sent(db: None) -> None:
    lion = add_source("loyaltylion")
    somebody = Customer.objects.create(source=lion, external_id="81204")

    assert causes(somebody, kind=RewardKind.PRODUCT) == [Cause.UNSENT]
    assert causes(somebody, kind=RewardKind.GIFT_CARD) == [Cause.SILENT]


def test_deliveries_were_refused_in_those_days(source: Source, guest: Customer) -> None:
    for hours, count in ((-100, 1), (-24, 2), (-1, 3), (400, 5)):
        hour = NOON + timedelta(hours=hours)
        Refusal.objects.create(source=source, hour=hour, cause=RefusalCause.NO_SECRET, count=count)
    other = add_source("stamply", slug="other")
    Refusal.objects.create(source=other, hour=NOON, cause=RefusalCause.NO_SECRET, count=7)

    finding = first(guest, title="Mug", day=DAY)
    assert (finding.cause, finding.refused) == (Cause.REFUSED, {"no_secret": 5})


def test_nothing_came_or_others_did(source: Source, guest: Customer) -> None:
    take(source, given(nr="g5"), given(2, nr="g6"))
    (event,) = take(source, given(3, nr="g7"))
    InboundEvent.objects.exclude(pk=event.pk).update(received_at=NOON - timedelta(days=20))

    [never] = explain(Asked(customer=guest, title="Mug", day=DAY))
    assert (never.cause, never.seen) == (Cause.NEVER, 1)
    [silent] = explain(Asked(customer=guest, title="Mug", day=date(2026, 1, 20)))
    assert (silent.cause, silent.last) == (Cause.SILENT, NOON)


def test_days_that_an_import_told_of_later_were_not_silent(source: Source, guest: Customer) -> None:
    take(source, given(nr="g5"))
    InboundEvent.objects.update(received_at=NOON + timedelta(days=200))

    [never] = explain(Asked(customer=guest, title="Mug", day=DAY))
    assert (never.cause, never.seen) == (Cause.NEVER, 1)


def test_a_provider_that_is_gone_breaks_nothing(guest: Customer) -> None:
    Source.objects.update(provider="departed")
    guest.source.refresh_from_db()

    assert causes(guest, title="Mug", kind=RewardKind.PRODUCT, day=DAY) == [Cause.SILENT]


def test_somebody_unknown_is_known_to_what_waits(source: Source) -> None:
    event, _ = take(source, given(stamps="ten", nr="vera@example.com"), given(2, nr="g2", stamps="ten"))

    assert waiting_for(["Vera@Example.com"]) == [event]
    assert waiting_for(["nobody@example.com"]) == []


def test_no_more_is_read_than_is_said(source: Source, guest: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    take(source, *(given(number, stamps="ten") for number in range(1, 9)))
    monkeypatch.setattr(missing, "SEEN", 3)
    assert len(first(guest, title="Mug").events) == 3
    monkeypatch.setattr(missing, "LARGEST", 10)
    assert Cause.FAILED not in causes(guest, title="Mug")


def test_it_costs_the_same_however_much_there_is(source: Source, guest: Customer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            explain(Asked(customer=guest, title="Mug", kind=RewardKind.PRODUCT, day=DAY))
        return len(captured)

    def more(numbers: range) -> None:
        take(source, *(given(number) for number in numbers))
        take(source, *(given(number, stamps="ten") for number in range(numbers.stop, 2 * numbers.stop)))

    more(range(1, 3))
    few = cost()
    more(range(10, 30))
    assert cost() == few <= 30


@pytest.fixture
def planned(source: Source, guest: Customer, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    take(source, given(), given(2, stamps="ten"))
    pour(source)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    def ask() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            explain(Asked(customer=guest, title="lamp", kind=RewardKind.PRODUCT, day=DAY))
        return [query["sql"] for query in captured]

    return ask


def test_no_cause_reads_a_table_whole(planned: Callable[[], list[str]]) -> None:
    word = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    for sql in planned():
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {sql}".replace("%", "%%"), ())
            lines = [" ".join(map(str, row)) for row in cursor.fetchall()]
        assert not [line for line in lines if READ_WHOLE[connection.vendor] in line], (sql, lines)
