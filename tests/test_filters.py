"""Each filter keeps just the rows that a plain reading of it keeps; what it does not understand it names."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ledger.choices import ClaimStatus, EntrySide, EventState, MovementKind, RedemptionStatus, RewardKind, VoucherKind
from ledger.filters import FILTERS, ClaimFilters
from ledger.models import ClaimedReward, InboundEvent, LedgerEntry, Redemption
from tests.finding import CODES, EMAILS, IDS, NOON, ORDERS, REFS, World, world

Keeps = Callable[[Any, str], bool]
DAYS = [(NOON + timedelta(days=days)).date().isoformat() for days in range(-12, 12, 3)]
MOMENTS = [*DAYS, "2026-03-01T00:00:00+01:00", "2026-02-27T12:00:00", "2026-03-02T11:59:59.999999Z"]
NUMBERS = [str(number) for number in (0, 1, 2, 3, 4, 7, 11, 10**18)]
POINTS = ["-1", "0", "5", "6", "500", str(2**63 - 1)]
AMOUNTS = ["0", "9.98", "9.9900", "10", "99999999999.9999"]
SLUGS = [f"{provider}-0" for provider in ("voucherify", "loyaltylion", "stamply")]


def at(*names: str) -> Keeps:
    """A column, maybe of another thing, is what is asked."""
    value_of = reach(*names)
    return lambda row, value: value_of(row) is not None and str(value_of(row)) == value


def has_email(*names: str) -> Keeps:
    email = reach(*names, "email")
    return lambda row, value: (email(row) or "").lower() == value.lower()


def reach(*names: str) -> Callable[[Any], Any]:
    def reached(row: Any) -> Any:
        for name in names:
            row = getattr(row, name) if row is not None else None
        return row

    return reached


def has_code(*names: str) -> Keeps:
    code = reach(*names, "code")
    return lambda row, value: code(row) in {value, value.upper(), value.lower()}


def either(*asked: Keeps) -> Keeps:
    return lambda row, value: any(keeps(row, value) for keeps in asked)


def least(name: str) -> Keeps:
    return lambda row, value: getattr(row, name) is not None and getattr(row, name) >= Decimal(value)


def most(name: str) -> Keeps:
    return lambda row, value: getattr(row, name) is not None and getattr(row, name) <= Decimal(value)


def moment(value: str) -> Any:
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo("UTC"))


def after(time: Callable[[Any], Any]) -> Keeps:
    return lambda row, value: time(row) is not None and time(row) >= moment(value)


def before(time: Callable[[Any], Any]) -> Keeps:
    return lambda row, value: time(row) is not None and time(row) < moment(value)


def recorded(claim: ClaimedReward) -> Any:
    first = LedgerEntry.objects.filter(claim=claim, side=EntrySide.CLAIMED, ordinal=1).first()
    return first and first.recorded_at


def is_used(claim: ClaimedReward, value: str) -> bool:
    if claim.granted_voucher is None:
        return False
    uses = Redemption.objects.filter(voucher=claim.granted_voucher)
    return any(use.status == RedemptionStatus.REDEEMED for use in uses) == (value == "true")


def is_reversed(claim: ClaimedReward, value: str) -> bool:
    return (claim.status == ClaimStatus.REVERSED) == (value == "true")


def has_state(row: Any, value: str) -> bool:
    return row.active is not None and row.active == (value == "true")


def is_about(model: type[ClaimedReward | Redemption]) -> Keeps:
    """An event names the thing, or the redemption that paid for it."""

    def keeps(event: InboundEvent, value: str) -> bool:
        thing = model.objects.filter(pk=value, source=event.source_id).first()
        paid_by = getattr(thing, "redemption", None)
        return event.subject in {one.external_id for one in (thing, paid_by) if one} - {""}

    return keeps


KINDS, BOTH = list(RewardKind), ["true", "false"]
SHARED: Mapping[str, tuple[Keeps, Any]] = {
    "source": (at("source", "slug"), SLUGS),
    "provider": (at("source", "provider"), ["voucherify", "loyaltylion", "stamply"]),
    "external_id": (at("external_id"), IDS),
    "kind": (at("kind"), KINDS),
    "currency": (lambda row, value: row.currency == value.upper(), ["EUR", "sek", "usd"]),
    "points_min": (least("points"), POINTS),
    "points_max": (most("points"), POINTS),
    "value_min": (least("value"), AMOUNTS),
    "value_max": (most("value"), AMOUNTS),
    "merchant_ref": (at("customer", "merchant_ref"), REFS),
    "customer_email": (has_email("customer"), EMAILS),
    "customer": (at("customer_id"), NUMBERS),
    "voucher": (at("voucher_id"), NUMBERS),
    "voucher_code": (has_code("voucher"), CODES),
    "campaign": (at("campaign_id"), NUMBERS),
}
# The plain reading of each filter, and what may be asked of it.
PLAIN: Mapping[str, Mapping[str, tuple[Keeps, Any]]] = {
    "claims": {
        "status": (at("status"), list(ClaimStatus)),
        "reversed": (is_reversed, BOTH),
        "voucher": (either(at("granted_voucher_id"), at("loyalty_card_id")), NUMBERS),
        "voucher_code": (either(has_code("granted_voucher"), has_code("loyalty_card")), CODES),
        "voucher_used": (is_used, BOTH),
        "redemption": (at("redemption_id"), NUMBERS),
        "redemption_id": (at("redemption", "external_id"), IDS),
        "order": (either(at("order_id"), at("order_ref")), ORDERS),
        "claimed_after": (after(reach("claimed_at")), MOMENTS),
        "claimed_before": (before(reach("claimed_at")), MOMENTS),
        "recorded_after": (after(recorded), MOMENTS),
        "recorded_before": (before(recorded), MOMENTS),
    },
    "entries": {
        "claim": (at("claim_id"), NUMBERS),
        "customer": (at("claim", "customer_id"), NUMBERS),
        "customer_email": (has_email("claim", "customer"), EMAILS),
        "merchant_ref": (at("claim", "customer", "merchant_ref"), REFS),
        "side": (at("side"), list(EntrySide)),
        "occurred_after": (after(reach("occurred_at")), MOMENTS),
        "occurred_before": (before(reach("occurred_at")), MOMENTS),
        "recorded_after": (after(reach("recorded_at")), MOMENTS),
        "recorded_before": (before(reach("recorded_at")), MOMENTS),
    },
    "customers": {"customer_email": (has_email(), EMAILS), "merchant_ref": (at("merchant_ref"), REFS)},
    "vouchers": {
        "voucher_code": (has_code(), CODES),
        "customer": (at("holder_id"), NUMBERS),
        "customer_email": (has_email("holder"), EMAILS),
        "merchant_ref": (at("holder", "merchant_ref"), REFS),
        "kind": (at("kind"), list(VoucherKind)),
        "active": (has_state, BOTH),
    },
    "redemptions": {
        "order": (at("order_id"), ORDERS),
        "reversal_id": (at("reversal_id"), ["rr_1", "rr_9"]),
        "status": (at("status"), list(RedemptionStatus)),
    },
    "campaigns": {},
    "movements": {
        "kind": (at("kind"), list(MovementKind)),
        "occurred_after": (after(reach("occurred_at")), MOMENTS),
        "occurred_before": (before(reach("occurred_at")), MOMENTS),
    },
    "events": {
        "claim": (is_about(ClaimedReward), NUMBERS[1:]),
        "redemption": (is_about(Redemption), NUMBERS[1:]),
        "subject": (at("subject"), IDS),
        "state": (at("state"), list(EventState)),
        "origin": (at("origin"), ["webhook", "import", "staff"]),
        "event_type": (at("event_type"), ["customer.rewarded", "nothing"]),
        "received_after": (after(reach("received_at")), MOMENTS),
        "received_before": (before(reach("received_at")), MOMENTS),
    },
}


def plain(of: str, parameter: str) -> tuple[Keeps, Any]:
    """Of some with commas: any of them."""
    known = PLAIN[of]
    if parameter.endswith("__in"):
        keeps, values = plain(of, parameter.removesuffix("__in"))
        pairs = [f"{one},{other}" for one, other in zip(values, values[::-1], strict=True) if one != other]
        return lambda row, asked: any(keeps(row, one) for one in asked.split(",")), pairs
    return known[parameter] if parameter in known else SHARED[parameter]


def parameters(of: str) -> list[str]:
    return sorted(FILTERS[of].base_filters.keys() - FILTERS[of].periods.keys())


@pytest.fixture
def made(db: None) -> World:
    return world(0)


def rows_of(made: World, of: str) -> list[Any]:
    return list(getattr(made, of))


@pytest.mark.parametrize(("of", "parameter"), [(of, parameter) for of in FILTERS for parameter in parameters(of)])
def test_each_filter_keeps_what_its_plain_reading_keeps(of: str, parameter: str, made: World) -> None:
    keeps, values = plain(of, parameter)
    rows = rows_of(made, of)
    for value in values:
        found = FILTERS[of]({parameter: value}, type(rows[0])._default_manager.all(), is_whole=True).qs
        assert set(found) == {row for row in rows if keeps(row, value)}, value


def questions(of: str) -> some.SearchStrategy[dict[str, str]]:
    names = some.lists(some.sampled_from(parameters(of)), min_size=2, max_size=4, unique=True)
    return names.flatmap(
        lambda chosen: some.fixed_dictionaries({name: some.sampled_from(list(plain(of, name)[1])) for name in chosen})
    )


@pytest.mark.parametrize("of", ["claims", "entries", "events"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=some.data())
def test_filters_together_keep_what_each_keeps(of: str, drawn: some.DataObject, made: World) -> None:
    data = drawn.draw(questions(of))
    rows = rows_of(made, of)
    filters = FILTERS[of](data, type(rows[0])._default_manager.all(), is_whole=True)
    if filters.is_valid():
        expected = {row for row in rows if all(plain(of, name)[0](row, value) for name, value in data.items())}
        assert set(filters.qs) == expected
    else:
        assert all("ends before it begins" in str(problem) for problem in filters.errors.values())


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("store", "berlin", [{"store": "berlin"}]),
        ("store", "7", [{"store": "7"}]),
        ("till", "7", [{"till": 7}, {"till": "7"}]),
        ("gift", "true", [{"gift": True}]),
        ("gift", "1", []),
        ("no", "null", []),
        ("a.b", 'x"y', [{"a.b": 'x"y'}]),
        ("a", "x", []),
        ("isnull", "true", []),
    ],
)
def test_metadata_is_found_by_its_text_number_or_truth(key: str, value: str, kept: list[Any], made: World) -> None:
    found = ClaimFilters({f"metadata__{key}": value}, ClaimedReward.objects.all(), is_whole=True).qs

    def fits(metadata: Any) -> bool:
        value_of = (metadata or {}).get(key)
        return any(value_of == one[key] and type(value_of) is type(one[key]) for one in kept)

    assert set(found) == {claim for claim in made.claims if fits(claim.metadata)}
    assert bool(found) == bool(kept)


def test_a_key_of_metadata_may_be_a_word_of_any_language(made: World) -> None:
    with connection.cursor() as cursor:
        # As the writer does, which spells letters as they are.
        text = '{"größe": "XL"}'
        cursor.execute("UPDATE ledger_claimedreward SET metadata = %s WHERE id = %s", [text, made.claims[0].pk])

    [claim] = ClaimFilters({"metadata__größe": "XL"}, ClaimedReward.objects.all(), is_whole=True).qs

    assert claim == made.claims[0]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_days_and_presets_are_those_of_the_readers_zone(zone: str, made: World) -> None:
    now = timezone.now()
    ClaimedReward.objects.filter(pk=made.claims[0].pk).update(claimed_at=now)
    ClaimedReward.objects.filter(pk=made.claims[1].pk).update(claimed_at=now - timedelta(days=400))
    with timezone.override(ZoneInfo(zone)):
        today = timezone.localtime(now).date().isoformat()
        for data in (
            {"claimed": "today"},
            {"claimed_after": today},
            {"claimed": "last_7_days", "claimed_after": today},
        ):
            assert list(ClaimFilters(data, ClaimedReward.objects.all()).qs) == [made.claims[0]]
        assert made.claims[0] not in ClaimFilters({"claimed_before": today}, ClaimedReward.objects.all()).qs


def test_things_that_many_are_of_are_found_too(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.filters.asked.FEW", 1)
    test_each_filter_keeps_what_its_plain_reading_keeps("claims", "customer_email", made)
    test_each_filter_keeps_what_its_plain_reading_keeps("claims", "voucher_code", made)


def test_nothing_asked_leaves_the_rows_as_they_are(made: World) -> None:
    assert set(ClaimFilters({}, ClaimedReward.objects.all()).qs) == set(made.claims)
