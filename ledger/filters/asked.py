"""One filter: how its parameter is read, what it makes of it, and what that costs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any

from django import forms
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import Exact
from django_filters import Filter

from ledger.access import Sort, Viewer, shown, sort_of
from ledger.choices import RedemptionStatus
from ledger.filters.fields import Some, SourceSlug, provider, text, whole
from ledger.models import ClaimedReward, Customer, Redemption, Source, Voucher
from ledger.sql.metadata import TextAt
from ledger.sql.spelt import codes, emails, has_email, has_id, has_subject

FEW = 100  # things that are named one by one, so that the planner knows how few they are
Makes = Callable[[Any], Q]
Columns = Sequence[tuple[type[Model], str]]
PERSONAL = frozenset({Sort.NAME, Sort.EMAIL, Sort.CODE, Sort.PRIVATE})


class Cost(Enum):
    """What the newest page costs where nothing else is asked."""

    LISTED = "an index has the rows in the list's order"
    FINDS = "an index has the rows, and they are few: where they are not, ``many`` says what it costs"
    READS = "an index is read from the newest row on: bounded by a period, or by a filter that finds"
    FETCHES = "so are the rows themselves: bounded by a shorter period"


class Asked(Filter):  # type: ignore[misc]
    """
    A parameter; with ``some``, values with commas between them.

    ``listed``: values of which an index has the rows in the list's order, whatever the others cost.
    ``tells``: the columns that its values are of: the answer tells whether there is such a value. ``many``: what it
    costs where it finds more than few. ``several``: what it costs where it means several things, of which the rows of
    each have an order, and all together none; few are found as well.
    """

    def __init__(
        self,
        makes: Makes,
        *,
        of: Callable[..., forms.Field] = whole,
        some: bool = False,
        cost: Cost = Cost.FINDS,
        listed: Collection[str] = (),
        many: Cost = Cost.FETCHES,
        several: Cost | None = None,
        tells: Columns = (),
        help_text: str = "",
    ) -> None:
        super().__init__(label=help_text, help_text=help_text, **({"each": of()} if some else {}))
        self.makes, self.cost, self.listed, self.tells = makes, cost, listed, tells
        self.many, self.several = many, several
        self.field_class = Some if some else of

    def cost_of(self, value: str) -> Cost:
        return Cost.LISTED if value in self.listed else self.cost

    @property
    def is_personal(self) -> bool:
        """Whatever the value is."""
        return any(sort_of(*column) in PERSONAL for column in self.tells)

    @property
    def is_masked(self) -> bool:
        """Whether there are values of it that somebody is not shown."""
        return any(sort_of(*column) is not Sort.PLAIN for column in self.tells)

    def means_several(self, value: Any) -> bool:
        return isinstance(value, list) and len(value) > 1

    def is_hidden_from(self, viewer: Viewer, value: str) -> bool:
        """Whether it asks for what this person would not be shown."""
        values = [one.strip() for one in (value.split(",") if self.field_class is Some else [value])]
        return any(shown(viewer, *column, one) != one for column in self.tells for one in values)

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return rows if value in (None, "", []) else rows.filter(self.makes(value))


def column(name: str, lookup: str = "exact") -> Makes:
    return lambda value: Q(**{f"{name}__{'in' if isinstance(value, list) else lookup}": value})


def any_column(*names: str) -> Makes:
    return lambda value: Q(*(column(name)(value) for name in names), _connector=Q.OR)


def answers(*, yes: Q, no: Q) -> Makes:
    """Rows of which nothing is known say neither."""
    return lambda value: {"true": yes, "false": no}[value]


def by_external_id(value: Any) -> Q:
    return has_id("external_id", value if isinstance(value, list) else [value], _sources())


def by_subject(value: str) -> Q:
    return has_subject([value], _sources())


def _sources() -> Sequence[int]:
    return list(Source.objects.values_list("pk", flat=True))


def about(thing: ClaimedReward | Redemption) -> Q:
    """Of events: what is about a claim, and about the redemption that paid for it; or about a redemption."""
    subjects = {thing.external_id}
    if isinstance(thing, ClaimedReward) and thing.redemption:
        subjects.add(thing.redemption.external_id)
    # The index leaves out events about nothing; saying so lets SQLite use it.
    return Q(source=thing.source_id, subject__in=sorted(subjects)) & ~Q(subject="")


def by_thing(things: QuerySet[Any]) -> Makes:
    """What is about one of the things, by our number of it."""

    def made(number: int) -> Q:
        thing = things.filter(pk=number).first()
        return about(thing) if thing else Q(pk=0)

    return made


def through(find: Callable[[Any], QuerySet[Any]], *columns: str) -> Makes:
    """By things that are looked up first."""

    def made(value: Any) -> Q:
        things = find(value).order_by().values("pk")
        ids = list(things.values_list("pk", flat=True)[: FEW + 1])
        among = ids if len(ids) <= FEW else things
        return Q(*((f"{column}__in", among) for column in columns), _connector=Q.OR)

    return made


def metadata(key: str, of: type[Model]) -> Asked:
    """A key of the metadata that has this text, number, true or false."""
    makes: Makes = lambda value: Q(Exact(TextAt("metadata", key), Value(value)))  # noqa: E731 - as its neighbours are made
    return Asked(makes, of=text, cost=Cost.FETCHES, tells=((of, "metadata"),))


def by_id(of: type[Model], *, some: bool = False) -> Asked:
    return Asked(by_external_id, of=text, some=some, many=Cost.FINDS, tells=((of, "external_id"),))


def by_text(of: type[Model], *names: str, some: bool = False, cost: Cost = Cost.FINDS, help_text: str = "") -> Asked:
    """By columns of its own, as they stand."""
    tells = [(of, name) for name in names]
    return Asked(any_column(*names), of=text, some=some, cost=cost, tells=tells, help_text=help_text)


class OfProvider(Asked):
    """A provider has as many sources as there are accounts at it."""

    def means_several(self, value: Any) -> bool:
        return _of_provider(value).count() > 1


def _of_source(slugs: Any) -> QuerySet[Source]:
    return Source.objects.filter(column("slug")(slugs))


def _of_provider(slugs: Any) -> QuerySet[Source]:
    return Source.objects.filter(column("provider")(slugs))


def customers_of_email(email: str) -> QuerySet[Customer]:
    return Customer.objects.filter(has_email(emails(email)))


def customers_of_ref(ref: str) -> QuerySet[Customer]:
    return Customer.objects.filter(merchant_ref=ref)


def vouchers_of_code(code: str) -> QuerySet[Voucher]:
    return Voucher.objects.filter(code__in=sorted(codes(code)))


def redemptions_of_id(given: str) -> QuerySet[Redemption]:
    return Redemption.objects.filter(by_external_id(given))


def of_source(cost: Cost, *, some: bool = False, several: Cost | None = Cost.FETCHES) -> Asked:
    makes, told = through(_of_source, "source"), "A source, by its slug."
    return Asked(makes, of=SourceSlug, some=some, cost=cost, several=several, help_text=told)


def of_provider(cost: Cost, *, some: bool = False, several: Cost | None = Cost.FETCHES) -> Asked:
    return OfProvider(through(_of_provider, "source"), of=provider, some=some, cost=cost, several=several)


def by_email(*columns: str) -> Asked:
    tells = ((Customer, "email"),)
    return Asked(through(customers_of_email, *columns), of=text, tells=tells, help_text="Whole, in any case.")


def by_ref(*columns: str) -> Asked:
    tells = ((Customer, "merchant_ref"),)
    return Asked(through(customers_of_ref, *columns), of=text, tells=tells, help_text="The shop's own id.")


def by_code(*columns: str) -> Asked:
    return Asked(through(vouchers_of_code, *columns), of=text, tells=((Voucher, "code"),), help_text="Whole.")


def by_redemption(*columns: str) -> Asked:
    tells = ((Redemption, "external_id"),)
    told = "By the provider's id."
    return Asked(through(redemptions_of_id, *columns), of=text, many=Cost.FINDS, tells=tells, help_text=told)


def used(voucher: str) -> Mapping[str, Q]:
    """Whether a voucher stands redeemed."""
    uses = Redemption.objects.filter(voucher=OuterRef(voucher), status=RedemptionStatus.REDEEMED)
    return {"yes": Q(Exists(uses)), "no": Q(**{f"{voucher}__isnull": False}) & ~Q(Exists(uses))}
