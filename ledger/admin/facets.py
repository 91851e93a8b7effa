"""What a list can be filtered by, as people read it: words to choose from, or a small form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model

from ledger.access import Viewer, veiled
from ledger.filters import Cost, Strict, is_personal
from ledger.filters.strict import PREFIX
from ledger.models import Campaign, Source
from ledger.periods import Preset
from ledger.providers import all_providers

Words = Mapping[str, str]
SOME = "__in"
SOONEST = Preset.LAST_30_DAYS  # what a filter that reads row by row is bounded by, where nothing else bounds it
MOST_OFFERED = 50
YES_OR_NO: Words = {"true": "Yes", "false": "No"}
PRESETS: Words = {preset.value: preset.value.replace("_", " ").capitalize() for preset in Preset}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a facet's form. ``says``: how its value is read on a chip."""

    name: str
    label: str
    says: str = "{}"
    type: str = "text"
    mode: str = "text"
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """
    One thing to filter by.

    ``of``: the value is the number of such a thing, which a link from it sets; where there are also ``words``, they
    are offered.
    """

    title: str
    name: str = ""
    words: Callable[[], Words] | None = None
    inputs: Sequence[Input] = ()
    of: type[Model] | None = None
    has_keys: bool = False  # of metadata: the form asks for the key as well

    def is_asked_by(self, parameter: str) -> bool:
        if self.has_keys:
            return parameter.startswith(PREFIX)
        return parameter.removesuffix(SOME) == self.name or any(parameter == one.name for one in self.inputs)

    def parameters(self, given: Iterable[str]) -> list[str]:
        return [parameter for parameter in given if self.is_asked_by(parameter)]

    @property
    def is_personal(self) -> bool:
        return self.has_keys or any(is_personal(one.name) for one in self.inputs)

    @property
    def is_offered(self) -> bool:
        return bool(self.words or self.inputs or self.has_keys)

    def chosen(self, given: Mapping[str, str]) -> list[str]:
        """The words that are set."""
        one, some = given.get(self.name, ""), given.get(self.name + SOME, "")
        return [word for word in (one, *some.split(",")) if word]

    def says(self, given: Mapping[str, str], viewer: Viewer) -> str:
        """What is asked, in a few words."""
        if self.has_keys:
            return ", ".join(f"{name.removeprefix(PREFIX)} = {given[name]}" for name in self.parameters(given))
        said = self._named(self.chosen(given), viewer)
        said += [one.says.format(given[one.name]) for one in self.inputs if one.name in given and one.name != self.name]
        return ", ".join(said)

    def _named(self, values: list[str], viewer: Viewer) -> list[str]:
        known: Mapping[str, str] = {}
        if self.of and values:
            numbers = [value for value in values if value.isdecimal() and len(value) < 19]
            found = self.of._default_manager.filter(pk__in=numbers)
            known = {str(thing.pk): str(veiled(viewer, thing)) for thing in found}
        elif self.words and values:
            known = self.words()
        return [known.get(value, value) for value in values]


def words(vocabulary: Iterable[Any]) -> Callable[[], Words]:
    known = {str(word): str(word).replace("_", " ").capitalize() for word in vocabulary}
    return lambda: known


def presets() -> Words:
    return PRESETS


def yes_or_no() -> Words:
    return YES_OR_NO


def sources() -> Words:
    return dict(Source.objects.values_list("slug", "name"))


def providers() -> Words:
    return {slug: provider.name for slug, provider in sorted(all_providers().items())}


def campaigns() -> Words:
    """The newest: the others are a link from their own page away."""
    newest = Campaign.objects.order_by("-id").values_list("pk", "name", "external_id")[:MOST_OFFERED]
    return {str(number): name or external_id for number, name, external_id in newest}


def types() -> Words:
    """Those that the readers of the providers in use know."""
    used = set(Source.objects.order_by().values_list("provider", flat=True))
    known = {of for slug, provider in all_providers().items() if slug in used for of in provider.readers}
    return {of: of for of in sorted(known)}


def found_by(what: str) -> Facet:
    """What the search finds of a list; it is not made by a filter."""
    return Facet(title="Search", inputs=(Input(name=SEARCH_VAR, label=what),))


def period(title: str, name: str) -> Facet:
    return Facet(
        title=title,
        name=name,
        words=presets,
        inputs=(
            Input(name=f"{name}_after", label="From", says="from {}", type="date"),
            Input(name=f"{name}_before", label="Before", says="before {}", type="date"),
        ),
    )


def between(title: str, name: str) -> Facet:
    return Facet(
        title=title,
        inputs=(
            Input(name=f"{name}_min", label="At least", says="at least {}", mode="decimal"),
            Input(name=f"{name}_max", label="At most", says="at most {}", mode="decimal"),
        ),
    )


def typed(title: str, name: str, *, label: str) -> Facet:
    return Facet(title=title, name=name, inputs=(Input(name=name, label=label),))


SOURCE = Facet(title="Source", name="source", words=sources)
PROVIDER = Facet(title="Provider", name="provider", words=providers)
EMAIL = Facet(title="E-mail", inputs=(Input(name="customer_email", label="The address, whole", mode="email"),))
MERCHANT_REF = typed("Shop's own id", "merchant_ref", label="The shop's own id of the customer")
CODE = Facet(title="Voucher code", inputs=(Input(name="voucher_code", label="The code, whole"),))
METADATA = Facet(title="Metadata", has_keys=True)
ITS_ID = typed("Id", "external_id", label="The provider's id, whole")


def bounded(filters: type[Strict], asked: Any) -> Any:
    """With a period, where one is needed and nothing else bounds what is read."""
    costs, bounds = _costs(filters, asked), _bounds(filters)
    has_period = any(name.removesuffix("_after") in bounds for name in asked)
    if bounds and not has_period and Cost.FINDS not in costs and costs & {Cost.READS, Cost.FETCHES}:
        asked[bounds[0]] = SOONEST.value
    return asked


def can_be_asked(filters: type[Strict], facet: Facet, given: Mapping[str, str]) -> bool:
    """Where a list has no period that would bound what is read, something else has to find."""
    asked = [name for name in filters.base_filters if facet.is_asked_by(name)]
    reads = {filters.base_filters[name].cost for name in asked} & {Cost.READS, Cost.FETCHES}
    return not reads or bool(_bounds(filters)) or Cost.FINDS in _costs(filters, given)


def _costs(filters: type[Strict], asked: Mapping[str, str]) -> set[Cost]:
    """Of metadata any key is a filter."""
    known = filters.base_filters
    return {
        known[name].cost_of(asked[name]) if name in known else Cost.FETCHES
        for name in asked
        if name in known or is_personal(name)
    }


def _bounds(filters: type[Strict]) -> list[str]:
    return [name for name, one in filters.periods.items() if one.bounds_the_list]
