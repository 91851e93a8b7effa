"""How values look to those who may not see them whole."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as some

from ledger.access import HIDDEN, shown
from ledger.access.masks import code, email, initials
from ledger.access.sorts import JUDGED, SORTS, Sort
from ledger.models import ClaimedReward, Customer, InboundEvent, Redemption, Voucher, WebhookSecret
from tests.access.viewers import AGENT, ANALYST, LEAD, NOBODY

DIGEST = "0" * 64


@pytest.mark.parametrize("model", [*apps.get_app_config("ledger").get_models(), User], ids=lambda model: model.__name__)
def test_somebody_has_judged_every_column_and_only_once(model: type[Model]) -> None:
    judged = [field for fields in JUDGED[model].values() for field in fields.split()]

    assert sorted(judged) == sorted(field.name for field in model._meta.concrete_fields)


def test_a_column_that_nobody_has_judged_is_hidden() -> None:
    assert shown(AGENT, Customer, "phone", "+46 70 123 45 67") == HIDDEN


@pytest.mark.parametrize(
    ("model", "field", "value", "masked", "hidden"),
    [
        (Customer, "email", "jane@example.com", "j…@example.com", HIDDEN),
        (Customer, "email", "j@example.com", "…@example.com", HIDDEN),
        (Customer, "email", "jane", HIDDEN, HIDDEN),
        (Customer, "email", "a@b@example.com", "a…@example.com", HIDDEN),
        (Customer, "name", "Jane van Doe", "J. v. D.", HIDDEN),
        (Customer, "name", " ", HIDDEN, HIDDEN),
        (Customer, "name", "李 明", HIDDEN, HIDDEN),
        (Customer, "name", "J. Doe", "… D.", HIDDEN),
        (Customer, "name", "E\u0301 É Doe", "… … D.", HIDDEN),
        (Customer, "merchant_ref", "nw-40117", HIDDEN, HIDDEN),
        (Customer, "metadata", {"a": 1}, HIDDEN, HIDDEN),
        (Customer, "external_id", "cust_7Qd0", "cust_7Qd0", "cust_7Qd0"),
        (Customer, "external_id", "ref:nw-40117", "ref:•••", "ref:•••"),
        (Customer, "external_id", "jane@example.com", HIDDEN, HIDDEN),
        (Voucher, "code", "SPRING-PQ8V", "…PQ8V", HIDDEN),
        (Voucher, "code", "PQ8VXYZ", HIDDEN, HIDDEN),
        (Voucher, "external_id", "code:SPRING-PQ8V", "code:…PQ8V", "code:•••"),
        (ClaimedReward, "external_id", "code:42:SPRING-PQ8V", "code:…PQ8V", "code:•••"),
        (ClaimedReward, "external_id", "claim:77", "claim:77", "claim:77"),
        (Voucher, "external_id", "claim:code:42:SPRING-PQ8V", "claim:code:…PQ8V", "claim:code:•••"),
        (InboundEvent, "external_id", f"body:{DIGEST}:2", f"body:{DIGEST}:2", f"body:{DIGEST}:2"),
        (InboundEvent, "external_id", "body:SPRING-PQ8V", "body:•••", "body:•••"),
        (InboundEvent, "subject", "code:42:SPRING-PQ8V", "code:…PQ8V", "code:•••"),
        (InboundEvent, "subject", "", "", ""),
        (Redemption, "order_id", "ord_9", "ord_9", HIDDEN),
        (Redemption, "tracking_id", "track_1", HIDDEN, HIDDEN),
        (Customer, "email", None, None, None),
        (Customer, "tier", "gold", "gold", "gold"),
    ],
)
def test_each_sight_sees_so_much(model: type[Model], field: str, value: Any, masked: Any, hidden: Any) -> None:
    assert [shown(viewer, model, field, value) for viewer in (LEAD, AGENT, ANALYST, NOBODY)] == [
        value,
        masked,
        hidden,
        hidden,
    ]


def test_what_was_typed_exactly_is_shown_where_it_was_found() -> None:
    assert shown(AGENT, Customer, "email", "Jane@example.com", typed=[" jane@EXAMPLE.com "]) == "Jane@example.com"
    assert shown(ANALYST, Voucher, "code", "SPRING-PQ8V", typed=["spring-pq8v"]) == "SPRING-PQ8V"
    assert shown(AGENT, Customer, "email", "jane@example.com", typed=["jane", ""]) == "j…@example.com"


def test_a_sealed_secret_is_for_nobody() -> None:
    assert shown(LEAD, WebhookSecret, "sealed", b"sealed", typed=["sealed"]) is None
    assert SORTS[User, "password"] is Sort.NEVER


@given(some.text(min_size=1).filter(lambda text: "@" not in text), some.from_regex(r"[a-z]{2,8}\.test", fullmatch=True))
def test_no_mask_of_an_address_has_its_local_part(local: str, domain: str) -> None:
    masked = email(f"{local.strip() or 'x'}@{domain}")

    assert masked in {HIDDEN, f"…@{domain}", f"{local.strip()[:1]}…@{domain}"}


@given(some.text(min_size=1))
def test_no_mask_of_a_code_has_half_of_it(text: str) -> None:
    masked = code(text)

    assert masked == HIDDEN or (masked == f"…{text[-4:]}" and len(text) >= 8)


@given(some.lists(some.text(alphabet="abcdefghijk", min_size=1), min_size=1, max_size=6))
def test_initials_are_all_that_is_left_of_a_name(words: list[str]) -> None:
    left = [f"{word[0]}." if len(word) > 1 else "…" for word in words[:3]]
    assert initials(" ".join(words)) == (HIDDEN if set(left) == {"…"} else " ".join(left))
