"""However a name, an address or a code is typed, it is found; a name by those who would be shown as much of it."""

import pytest

from ledger.access import Viewer
from ledger.filters import CustomerFilters, VoucherFilters
from ledger.models import Campaign, Customer, Source, Voucher
from ledger.models.fields import TEXT_LENGTH
from ledger.names import folded
from ledger.search import behind, search
from tests.access.viewers import AGENT, ANALYST, LEAD
from tests.sources import add_source


@pytest.fixture
def source(db: None) -> Source:
    return add_source("voucherify")


@pytest.fixture
def john(source: Source) -> Customer:
    return Customer.objects.create(
        source=source,
        external_id="cust_7Qd0",
        name="John Smith",
        name_folded=" john smith",
        email="john.smith@example.com",
    )


@pytest.mark.parametrize(
    ("name", "typed"), [("Jörg Müller", "joerg mueller"), ("Søren Kjær", "Soeren Kjaer"), ("Joel Bauer", "joel bauer")]
)
def test_a_name_is_found_by_who_has_not_its_letters(name: str, typed: str, john: Customer) -> None:
    for number, one in enumerate((name, f"{name} Paul")):
        Customer.objects.create(
            source=john.source, external_id=f"{number}", name=one, name_folded=folded(one, length=TEXT_LENGTH)
        )

    assert names(typed, LEAD) == [name, f"{name} Paul"]
    assert sorted(names(typed, AGENT)) == [name, f"{name} Paul"]


@pytest.mark.parametrize("typed", ["ÜLI@example.com", "üli@EXAMPLE.com", "Üli@example.com"])
@pytest.mark.parametrize("kept", ["ÜLI@example.com", "üli@example.com"])
def test_an_address_is_found_in_any_case_of_any_letter(kept: str, typed: str, john: Customer) -> None:
    Customer.objects.filter(pk=john.pk).update(email=kept)

    assert [hit.thing for hit in search(typed, viewer=LEAD).hits] == [john]
    assert list(CustomerFilters({"customer_email": typed}, Customer.objects.all()).qs) == [john]


@pytest.mark.parametrize("typed", ["SPRING-1", "spring-1", "Spring-1"])
@pytest.mark.parametrize("kept", ["SPRING-1", "spring-1"])
def test_a_code_is_found_in_small_letters_and_capitals(kept: str, typed: str, source: Source) -> None:
    voucher = Voucher.objects.create(source=source, external_id="v_1", code=kept)

    assert [hit.thing for hit in search(typed, viewer=LEAD).hits] == [voucher]
    assert list(VoucherFilters({"voucher_code": typed}, Voucher.objects.all()).qs) == [voucher]


def names(typed: str, viewer: Viewer) -> list[str]:
    return [hit.thing.name for hit in search(typed, viewer=viewer).hits]


def test_a_name_that_is_not_seen_can_not_be_guessed_by_its_words(john: Customer) -> None:
    longer = "John Paul Smithers"
    Customer.objects.create(source=john.source, external_id="2", name=longer, name_folded=" john paul smithers")
    Campaign.objects.create(source=john.source, external_id="3", name="John's summer", name_folded=" johns summer")

    for typed in ("joh", "john smi", "john smith", "paul", "j smith", "john"):
        assert [name for name in names(typed, ANALYST) if name != "John's summer"] == []
    assert names("joh sum", ANALYST) == ["John's summer"]
    # Initials are seen as they are.
    for typed, found in {"joh": [], "john smi": [], "smith": ["John Smith"], "j smith": ["John Smith"]}.items():
        assert [name for name in names(typed, AGENT) if name != "John's summer"] == found
    assert names("John Smithers", AGENT) == [longer]
    # In no order that tells more than that.
    assert [name for name in names("john", AGENT) if name in {longer, "John Smith"}] == [longer, "John Smith"]
    assert names("john smith", LEAD) == ["John Smith", longer]


def test_without_a_viewer_it_is_a_stranger_who_searches(john: Customer) -> None:
    assert list(search("john smith").hits) == []
    assert behind.listed(Customer, "john smith").ids == frozenset()
    assert behind.listed(Customer, "john.smith@example.com").ids == {john.pk}
