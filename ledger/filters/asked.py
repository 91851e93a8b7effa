"""One filter: how its parameter is read, what it makes of it, and what that costs."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django_filters import Filter

from ledger.choices import RedemptionStatus
from ledger.filters.fields import Some, provider, source, text, whole
from ledger.models import Customer, Redemption, Source, Voucher
from ledger.sql.metadata import TextAt

FEW = 100  # things that are named one by one, so that the planner knows how few they are
Makes = Callable[[Any], Q]


class Cost(Enum):
    """What the newest page costs where nothing else is asked."""

    LISTED = "an index has the rows in the list's order"
    FINDS = "an index has the rows, and they are few"
    READS = "an index is read from the newest row on: bounded by a period, or by a filter that finds"
    FETCHES = "so are the rows themselves: bounded by a shorter period"


class Asked(Filter):  # type: ignore[misc]
    """A parameter; with ``some``, values with commas between them."""

    def __init__(
        self,
        makes: Makes,
        *,
        of: Callable[..., forms.Field] = whole,
        some: bool = False,
        cost: Cost = Cost.FINDS,
        is_personal: bool = False,
        help_text: str = "",
    ) -> None:
        super().__init__(label=help_text, help_text=help_text, **({"each": of()} if some else {}))
        self.makes, self.cost, self.is_personal = makes, cost, is_personal
        self.field_class = Some if some else of

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return rows if value in (None, "", []) else rows.filter(self.makes(value))


def column(name: str, lookup: str = "exact") -> Makes:
    return lambda value: Q(**{f"{name}__{'in' if isinstance(value, list) else lookup}": value})


def any_column(*names: str) -> Makes:
    return lambda value: Q(*((name, value) for name in names), _connector=Q.OR)


def answers(*, yes: Q, no: Q) -> Makes:
    """Rows of which nothing is known say neither."""
    return lambda value: {"true": yes, "false": no}[value]


def by_external_id(value: Any) -> Q:
    """The provider's id: its index begins with the source, of which there are few."""
    return Q(source__in=list(Source.objects.values_list("pk", flat=True))) & column("external_id")(value)


def by_subject(value: Any) -> Q:
    """The index leaves out events about nothing; saying so lets SQLite use it."""
    return Q(source__in=list(Source.objects.values_list("pk", flat=True)), subject=value) & ~Q(subject="")


def through(find: Callable[[Any], QuerySet[Any]], *columns: str) -> Makes:
    """By things that are looked up first."""

    def made(value: Any) -> Q:
        things = find(value).order_by().values("pk")
        ids = list(things.values_list("pk", flat=True)[: FEW + 1])
        among = ids if len(ids) <= FEW else things
        return Q(*((f"{column}__in", among) for column in columns), _connector=Q.OR)

    return made


def metadata(key: str) -> Asked:
    """A key of the metadata that has this text, number, true or false."""
    makes: Makes = lambda value: Q(Exact(TextAt("metadata", key), Value(value)))  # noqa: E731 - as its neighbours are made
    return Asked(makes, of=text, cost=Cost.FETCHES, is_personal=True)


def _of_source(slugs: Any) -> QuerySet[Source]:
    return Source.objects.filter(column("slug")(slugs))


def _of_provider(slugs: Any) -> QuerySet[Source]:
    return Source.objects.filter(column("provider")(slugs))


def customers_of_email(email: str) -> QuerySet[Customer]:
    return Customer.objects.alias(email_lower=Lower("email")).filter(email_lower=email.lower())


def customers_of_ref(ref: str) -> QuerySet[Customer]:
    return Customer.objects.filter(merchant_ref=ref)


def vouchers_of_code(code: str) -> QuerySet[Voucher]:
    """People type small letters for capitals."""
    return Voucher.objects.filter(code__in={code, code.upper()})


def redemptions_of_id(given: str) -> QuerySet[Redemption]:
    return Redemption.objects.filter(by_external_id(given))


def of_source(cost: Cost, *, some: bool = False) -> Asked:
    return Asked(through(_of_source, "source"), of=source, some=some, cost=cost, help_text="A source, by its slug.")


def of_provider(cost: Cost, *, some: bool = False) -> Asked:
    return Asked(through(_of_provider, "source"), of=provider, some=some, cost=cost)


def by_email(*columns: str) -> Asked:
    return Asked(through(customers_of_email, *columns), of=text, is_personal=True, help_text="Whole, in any case.")


def by_ref(*columns: str) -> Asked:
    return Asked(through(customers_of_ref, *columns), of=text, is_personal=True, help_text="The shop's own id.")


def by_code(*columns: str) -> Asked:
    return Asked(through(vouchers_of_code, *columns), of=text, is_personal=True, help_text="Whole.")


def used(voucher: str) -> Mapping[str, Q]:
    """Whether a voucher stands redeemed."""
    uses = Redemption.objects.filter(voucher=OuterRef(voucher), status=RedemptionStatus.REDEEMED)
    return {"yes": Q(Exists(uses)), "no": Q(**{f"{voucher}__isnull": False}) & ~Q(Exists(uses))}
