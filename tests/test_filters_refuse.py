"""What a filter does not understand it names, and what would read a table from end to end it refuses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import QueryDict
from django.utils import timezone

from ledger.filters import FILTERS, PERSONAL, ClaimFilters, Strict, is_personal
from ledger.filters.strict import NOT_FOR_YOU
from ledger.models import ClaimedReward
from ledger.models.fields import TEXT_LENGTH
from tests.access.viewers import AGENT, ANALYST, LEAD
from tests.test_plans import LISTS


def problems(data: Any, of: type[Strict] = ClaimFilters, **options: Any) -> dict[str, str]:
    filters = of(data, **{"queryset": ClaimedReward.objects.all()} | options)
    assert not filters.is_valid()
    with pytest.raises(ValidationError):
        list(filters.qs)
    return {name: " ".join(map(str, said)) for name, said in filters.errors.items()}


def test_every_parameter_that_is_not_understood_is_named(db: None) -> None:
    assert problems({"statu": "claimed", "nonsense": "x", "order": " ", "page": "2"}, beside={"page"}) == {
        "statu": "There is no such filter. Is status meant?",
        "nonsense": "There is no such filter.",
        "order": "Empty: give a value, or leave it out.",
    }
    assert problems(QueryDict("order=1&order=2")) == {"order": "Given more than once."}


BAD = {
    "status": ["nope", "CLAIMED"],
    "status__in": ["claimed,nope", "claimed,", ",".join(str(number) for number in range(101))],
    "source": ["nobody"],
    "provider": ["nobody"],
    "reversed": ["yes", "1"],
    "kind": ["mug"],
    "currency": ["EURO", "€€€", "EU"],
    "customer": ["x", "1.5", str(2**63), "9" * 5000, "1,2"],
    "customer__in": ["1,x"],
    "customer_email": ["a\0b", "x" * (TEXT_LENGTH + 1)],
    "points_min": ["many", "1e5", "NaN"],
    "value_min": ["1.23456", "NaN", "Infinity", "1e400", "9" * 16],
    "claimed": ["tomorrow"],
    "claimed_after": ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-01T25:00", "1" * 5000],
    "metadata__store": ["a\0b"],
}


@pytest.mark.parametrize(("parameter", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_each_value_that_can_not_be_read_is_refused_by_name(parameter: str, value: str, db: None) -> None:
    assert problems({parameter: value}).keys() == {parameter}


@pytest.mark.parametrize(
    "name", ["metadata__", "metadata__a'b", 'metadata__a"b', "metadata__" + "k" * 65, "a\0b", "é" * 10_000]
)
def test_a_parameter_of_any_name_is_refused_and_never_reaches_the_database(name: str, db: None) -> None:
    assert problems({name: "1"}).keys() == {name}


def test_a_period_that_ends_before_it_begins_is_refused(db: None) -> None:
    wrong = {"claimed_after": "2026-03-02", "claimed_before": "2026-03-01"}
    assert problems(wrong) == {"claimed_before": "The period ends before it begins."}


def unbounded() -> Iterator[dict[str, str]]:
    yield {}
    yield {"status": "claimed"}
    yield {"claimed_after": "2020-01-01"}
    yield {"claimed_before": timezone.now().isoformat()}


@pytest.mark.parametrize(
    ("parameter", "value", "days"),
    [
        ("currency", "EUR", 366),
        ("points_min", "5", 366),
        ("value_max", "5", 366),
        ("voucher_used", "true", 31),
        ("metadata__store", "5", 31),
    ],
)
def test_what_reads_row_by_row_is_bounded(parameter: str, value: str, days: int, db: None) -> None:
    too_long = (timezone.now() - timedelta(days=days, minutes=1)).isoformat()
    for others in (*unbounded(), {"claimed_after": too_long}):
        said = problems(others | {parameter: value})
        assert said.keys() == {parameter}
        assert f"a period of at most {days} days (claimed), customer, customer_email" in said[parameter]
    recent = (timezone.now() - timedelta(days=days - 1)).isoformat()
    for bounds in ({"claimed": "last_30_days"}, {"claimed_after": recent}, {"customer": "1"}, {"order": "1"}):
        assert ClaimFilters(bounds | {parameter: value}, ClaimedReward.objects.all()).is_valid()
    assert ClaimFilters({parameter: value}, ClaimedReward.objects.all(), is_whole=True).is_valid()


def test_at_most_five_keys_of_metadata_are_asked_at_once(db: None) -> None:
    said = problems({f"metadata__{key}": "1" for key in range(6)} | {"customer": "1"})
    assert said == {"metadata__5": "At most 5 keys of metadata at once."}


def test_what_touches_personal_data_is_listed_in_one_place(db: None) -> None:
    assert {"customer_email", "merchant_ref", "merchant_ref__in", "voucher_code", "metadata__"} == PERSONAL
    assert is_personal("metadata__store")
    assert not is_personal("status")


SEEN = {
    "analyst": (
        ANALYST,
        {
            "claims": {
                "external_id": "r_0a1",
                "redemption_id": "claim:77",
                "status__in": "claimed,reversed",
                "kind": "custom",
                "currency": "EUR",
                "claimed": "today",
            },
            "events": {"subject": f"body:{'0a' * 32}:1", "event_type": "customer.rewarded"},
        },
        {
            "claims": {
                "external_id": "code:SPRING-PQ8V",
                "external_id__in": "r_0a1, code:SPRING-PQ8V",
                "redemption_id": "ref:nw-40117",
                "order": "1001",
                "customer_email": "jane@example.com",
                "merchant_ref": "nw-40117",
                "voucher_code": "SPRING-PQ8V",
                "metadata__store": "berlin",
            },
            "customers": {"external_id": "jane@example.com", "merchant_ref__in": "1,2"},
            "redemptions": {"order": "1001", "reversal_id": "code:SPRING-PQ8V"},
            "events": {"subject": " claim:code:42:SPRING-PQ8V", "external_id": "body:SPRING-PQ8V"},
        },
    ),
    "agent": (
        AGENT,
        {"claims": {"order": "1001", "external_id": "claim:77"}, "redemptions": {"order": "1001"}},
        {
            "claims": {"customer_email": "j@x.test"},
            "vouchers": {"external_id": "code:SPRING-PQ8V"},
        },
    ),
    "lead": (LEAD, {"claims": {"customer_email": "j@x.test", "order": "1", "external_id": "code:X"}}, {}),
}


@pytest.mark.parametrize("who", SEEN)
def test_what_one_would_not_be_shown_one_can_not_ask_for(who: str, db: None) -> None:
    viewer, may, may_not = SEEN[who]
    for of, asked in may.items():
        rows = LISTS[of][0]._default_manager.all()
        assert FILTERS[of](asked, rows, viewer=viewer, is_whole=True).errors == {}
    for of, asked in may_not.items():
        rows = LISTS[of][0]._default_manager.all()
        said = FILTERS[of](asked, rows, viewer=viewer, is_whole=True).errors
        assert said == {name: [NOT_FOR_YOU] for name in asked}


def test_every_filter_by_a_text_says_whose_values_its_answer_tells() -> None:
    for of, filters in FILTERS.items():
        for name, one in filters.base_filters.items():
            each = one.extra.get("each", one.field)
            assert bool(one.tells) == (type(each) is CharField), (of, name)
            assert {model.__name__ for model, column in one.tells if not model._meta.get_field(column)} == set()
