"""A marker in every personal column never comes out for somebody who sees it masked or hidden."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db.models import Model
from django.test import Client

from ledger.access import HIDDEN, Viewer, headers, payload, shown, veiled
from ledger.access.sorts import SORTS, Sort, sort_of
from ledger.exports import Filter, Format, Statement, export
from ledger.exports.columns import PATHS
from ledger.filters import FILTERS
from ledger.filters.strict import NOT_FOR_YOU
from ledger.models import AccessLogEntry, Campaign, ClaimedReward, Customer, InboundEvent, Source, Voucher
from ledger.providers import all_providers
from ledger.reports import Dimension, Period, Summary, balances, count_balances, summarize, top, top_customers
from ledger.search import search
from tests.access.viewers import AGENT, LEAD, MASKED, person
from tests.admin.world import MODELS, list_address, page_address, things
from tests.exporting import read_xlsx
from tests.providers.fixture_files import Fixture, fixtures
from tests.sources import add_source
from tests.test_plans import LISTS

MARKER = "XMARKERX"
PLANTED: dict[Sort, Any] = {
    Sort.NAME: f"A{MARKER} B{MARKER}",
    Sort.EMAIL: f"a{MARKER}@example.com",
    Sort.CODE: f"{MARKER}-PQ8V",
    Sort.PRIVATE: f"a {MARKER}",
    Sort.ID: f"code:7:{MARKER}-PQ8V",
}
every_masked = pytest.mark.parametrize("viewer", MASKED.values(), ids=MASKED)


@pytest.fixture
def planted(db: None) -> dict[type[Model], Any]:
    """One of everything, with the marker wherever somebody could be told by."""
    made = things(add_source("voucherify"))
    body = orjson.dumps({"customer": {"name": MARKER}, MARKER: [MARKER]})
    InboundEvent.objects.update(body=body, headers={"x": MARKER})
    for model in (Customer, Voucher, ClaimedReward, InboundEvent):
        fields = {field: PLANTED[sort] for (of, field), sort in SORTS.items() if of is model and sort in PLANTED}
        fields |= {"metadata": {MARKER: MARKER}} if "metadata" in fields else {}
        for number, row in enumerate(model._default_manager.all()):
            # Unique as they must be, and as long as they are.
            fields |= {"external_id": f"code:{number}:{MARKER}-PQ8V"} if "external_id" in fields else {}
            model._default_manager.filter(pk=row.pk).update(**fields)
    return {model: model._default_manager.get(pk=thing.pk) for model, thing in made.items() if not _only_grows(model)}


def _only_grows(model: type[Model]) -> bool:
    return model.__name__ in {"Decision", "LedgerEntry", "Movement", "Reading", "AccessLogEntry"}


def texts(thing: Any) -> Iterator[str]:
    """All that a row and what was fetched with it would show."""
    yield str(thing)
    for field in thing._meta.concrete_fields:
        if field.attname in vars(thing):
            yield repr(vars(thing)[field.attname])
        if field.is_relation and field.is_cached(thing) and (related := getattr(thing, field.name)) is not None:
            yield from texts(related) if "name" in vars(related) or "code" in vars(related) else ()


@every_masked
def test_no_value_and_no_row_has_it(viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    assert MARKER in "".join(texts(planted[Customer]))
    for (model, field), sort in SORTS.items():
        if sort in PLANTED:
            assert MARKER not in str(shown(viewer, model, field, PLANTED[sort])), (model, field)
    claim = ClaimedReward.objects.select_related("customer", "granted_voucher").get(pk=planted[ClaimedReward].pk)
    for thing in (*planted.values(), claim):
        assert MARKER not in "".join(texts(veiled(viewer, thing))), thing


@every_masked
@pytest.mark.parametrize("form", Format)
def test_no_export_has_it(form: Format, viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    for model in PATHS:
        rows = model._default_manager.order_by("pk")
        file = b"".join(export(rows, viewer=viewer, form=form, statement=Statement(title="All")).pieces)
        content = read_xlsx(file).text if form is Format.XLSX else file.decode()
        assert MARKER not in content, model
        assert str(rows[0].pk) in content


@every_masked
def test_no_hit_and_no_group_of_a_search_has_it(viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    """Of what was typed by somebody who could not know it; what they knew they are shown."""
    seen = 0
    for typed in ("plain campaign 1", "name", f"A{MARKER} B{MARKER}", f"a{MARKER}@example.com", f"{MARKER}-PQ8V"):
        for hit in search(typed, viewer=viewer).hits:
            assert MARKER not in "".join(texts(veiled(viewer, hit.thing))), typed
            seen += 1
    assert seen > 2
    assert not list(search(f"A{MARKER[:4]}", viewer=viewer).hits)


@every_masked
def test_no_filter_is_answered_for_it(viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    refused = set()
    for of, filters in FILTERS.items():
        rows = LISTS[of][0]._default_manager.all()
        for name, one in filters.base_filters.items():
            for column in one.tells:
                if (sort := sort_of(*column)) in PLANTED:
                    said = filters({name: PLANTED[sort]}, rows, viewer=viewer, is_whole=True)
                    assert said.errors == {name: [NOT_FOR_YOU]}, (of, name)
                    refused.add(sort)
        if filters.has_metadata:
            assert filters({"metadata__a": MARKER}, rows, viewer=viewer, is_whole=True).errors
    assert refused == {Sort.EMAIL, Sort.CODE, Sort.PRIVATE, Sort.ID}


def test_no_report_has_it(planted: dict[type[Model], Any]) -> None:
    """Whoever asks: what they group by are numbers of rows and what tells on nobody."""
    answers = [summarize(Summary(by=(by,), period=Period.DAY, customers=True)) for by in Dimension]
    best = [top(Summary(), by) for by in (Dimension.TITLE, Dimension.CAMPAIGN)]
    count_balances()

    assert all(answer.rows for answer in answers)
    assert MARKER not in repr([answers, best, top_customers(Summary()), [vars(one) for one in balances()]])


@every_masked
@pytest.mark.parametrize("form", Format)
def test_no_statement_has_what_was_not_typed(form: Format, viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    customer = veiled(viewer, planted[Customer])
    statement = Statement(title="Claims", filters=[Filter(name="Customer", value=str(customer), logged="customer=1")])

    file = b"".join(export(ClaimedReward.objects.none(), viewer=viewer, form=form, statement=statement).pieces)

    assert MARKER not in (read_xlsx(file).text if form is Format.XLSX else file.decode())
    assert MARKER not in str(list(AccessLogEntry.objects.values()))


@every_masked
def test_no_payload_and_no_header_has_it(viewer: Viewer, planted: dict[type[Model], Any]) -> None:
    event = planted[InboundEvent]

    assert MARKER.encode() not in (payload(viewer, event) or b"")
    assert MARKER not in str(headers(viewer, event))


def paths_to_texts(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for step, value in inner:
        yield from paths_to_texts(value, (*path, step))
    if isinstance(said, str):
        yield path


JSON = [one for one in fixtures() if not (one.is_table or "not JSON" in str(one.faults))]


@pytest.mark.parametrize("given", JSON, ids=str)
def test_wherever_it_stands_in_a_payload_it_is_masked(given: Fixture) -> None:
    """Every text of it in its turn, as the address that it could be."""
    source, said = Source(provider=given.provider), json.loads(given.payload)
    shown_at_all = payload(AGENT, InboundEvent(source=source, body=given.payload))
    assert shown_at_all
    assert json.loads(shown_at_all).keys() == said.keys()
    for path in paths_to_texts(said):
        place = said
        for step in path[:-1]:
            place = place[step]
        before, place[path[-1]] = place[path[-1]], f"{MARKER}@example.com"
        event = InboundEvent(source=source, body=json.dumps(said).encode())
        assert MARKER.encode() not in (payload(AGENT, event) or b""), path
        place[path[-1]] = before


def test_what_is_seen_beside_a_payload_is_seen_in_it_and_nothing_else_is() -> None:
    said = {
        "data": {
            "customer": {"name": "Jane Doe", "metadata": {"likes": "tea"}},
            "reward": {"name": "Mug", "product": {"name": "Jane Doe's mug"}},
            "note": "Jane Doe",
            "other": "Mug for Jane",
        }
    }
    event = InboundEvent(source=Source(provider="voucherify"), body=json.dumps(said).encode())

    seen = json.loads(payload(AGENT, event, known={"Mug", "Jane Doe", "Jane Doe's mug"}) or b"")["data"]

    assert seen["reward"] == {"name": "Mug", "product": {"name": HIDDEN}}
    assert (seen["note"], seen["other"]) == (HIDDEN, HIDDEN)
    assert "Jane" not in str(seen)
    assert "likes" not in str(seen)


@pytest.mark.parametrize("given", fixtures(), ids=str)
def test_what_a_provider_says_of_a_person_is_masked_in_its_payload(given: Fixture) -> None:
    event = InboundEvent(source=Source(provider=given.provider), body=given.payload)
    shown_of_it = (payload(AGENT, event) or b"").decode()

    facts = given.facts
    personal = [value for one in facts.customers for value in (one.name, one.email, one.merchant_ref)]
    personal += (
        [one.code for one in facts.vouchers]
        + [one.tracking_id for one in facts.redemptions]
        + [one.tracking_id for one in facts.claims]
    )
    assert [value for value in personal if value and value in shown_of_it] == []


UNREADABLE = [b"", b"\xff", b"id,email\n1,jane@example.com", b'"amFuZUBleGFtcGxlLmNvbQ=="', b"[" * 9999]


@pytest.mark.parametrize("body", UNREADABLE, ids=["empty", "binary", "table", "base64", "deep"])
def test_what_can_not_be_read_is_not_shown(body: bytes) -> None:
    event = InboundEvent(source=Source(provider="stamply"), body=body)

    assert payload(AGENT, event) in {None, f'"{HIDDEN}"'.encode()}


def test_no_signature_is_shown_to_anybody() -> None:
    names = [provider.signature_header for provider in all_providers().values()]
    sent = {"content-type": "application/json", "x-other": "said"}
    event = InboundEvent(headers=dict.fromkeys(names, MARKER) | sent)

    assert MARKER not in str(headers(LEAD, event))
    assert (headers(LEAD, event)["x-other"], headers(AGENT, event)["x-other"]) == ("said", HIDDEN)
    assert headers(AGENT, event)["content-type"] == "application/json"


@pytest.mark.parametrize("role", ["Support agent", "Analyst", "Administrator"])
def test_no_page_of_the_admin_has_it(role: str, planted: dict[type[Model], Any]) -> None:
    client, seen = Client(), 0
    client.force_login(person(role))
    addresses = [list_address(model) for model in MODELS] + [page_address(thing) for thing in planted.values()]
    for address in addresses:
        answer = client.get(address)
        seen += answer.status_code == 200
        assert MARKER not in answer.content.decode(), address
    assert seen > 3


@pytest.mark.parametrize("role", ["Support agent", "Analyst"])
def test_no_page_has_it(role: str, planted: dict[type[Model], Any]) -> None:
    """With the same person elsewhere, and everywhere."""
    customer, lion = planted[Customer], add_source("loyaltylion", slug="lion")
    same = {"email": customer.email, "merchant_ref": customer.merchant_ref, "name": PLANTED[Sort.NAME]}
    Customer.objects.create(source=lion, external_id="1", **same)
    InboundEvent.objects.update(subject=planted[ClaimedReward].external_id)
    client = Client()
    client.force_login(person(role))

    seen = 0
    for model in (Customer, Voucher, ClaimedReward, Campaign):
        address = page_address(planted[model])
        for query in ("", "?everywhere=1"):
            page = client.get(address + query)
            assert page.status_code == 200
            assert MARKER not in page.content.decode(), model
            seen += "the same e-mail address" in page.content.decode()
    assert seen == 2
