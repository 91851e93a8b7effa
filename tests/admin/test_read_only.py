"""What came in can be seen, and not be changed here by anyone."""

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.test import Client

from ledger.models import Source
from tests.admin.world import MODELS, SEEN_ONLY, list_address, page_address, things

seen_only = pytest.mark.parametrize("model", SEEN_ONLY, ids=lambda model: model.__name__)


@seen_only
def test_nothing_can_be_added_changed_or_deleted(model: type[Model], staff: Client, source: Source) -> None:
    thing = things(source)[model]
    before = model._default_manager.filter(pk=thing.pk).values().get()

    answers = {
        "add": staff.post(f"{list_address(model)}add/", {"name": "new"}),
        "change": staff.post(page_address(thing), {"name": "new"}),
        "delete": staff.post(page_address(thing, "delete"), {"post": "yes"}),
    }

    assert {act: answer.status_code for act, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert model._default_manager.filter(pk=thing.pk).values().get() == before


def test_a_source_can_not_be_deleted(staff: Client, source: Source) -> None:
    assert staff.post(page_address(source, "delete"), {"post": "yes"}).status_code == 403
    assert Source.objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_view_permission_decides(model: type[Model], source: Source, staff_with: Callable[..., Client]) -> None:
    thing = things(source)[model]
    name = model._meta.model_name
    others = [f"view_{other._meta.model_name}" for other in MODELS if other is not model]
    addresses = (list_address(model), page_address(thing))

    assert [staff_with(*others).get(address).status_code for address in addresses] == [403, 403]
    assert [staff_with(f"view_{name}").get(address).status_code for address in addresses] == [200, 200]


def test_who_may_only_look_at_a_source_can_not_change_it(source: Source, staff_with: Callable[..., Client]) -> None:
    answer = staff_with("view_source", "add_webhooksecret").post(page_address(source), {"name": "new"})

    assert answer.status_code == 403
    assert Source.objects.get().name == source.name
