"""The parameters of one address, read one by one: what is wrong with each is kept, and all of it answered at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.http import QueryDict

from ledger.access import Sight, Viewer
from ledger.api.problems import INVALID_PARAMETER, MALFORMED, NOT_ALLOWED, PERSONAL_PARAMETER, Fault, Problem
from ledger.api.resources import Resource
from ledger.filters import Strict, is_personal

MOST_GIVEN = 100  # parameters of one address: what is wrong with each is told, and looked for

Value = TypeVar("Value")
Default = TypeVar("Default")


def is_typed(name: str, of: type[Strict]) -> bool:
    """Whether the access log has a fingerprint of what was asked for, and not that itself."""
    asked = of.base_filters.get(name)
    return is_personal(name) or (asked is not None and asked.is_masked)


class Parameters:
    """``finish`` raises what was found to be wrong. Of too many they are not looked at: raises Problem."""

    def __init__(self, given: QueryDict) -> None:
        if len(given) > MOST_GIVEN:
            raise Problem(MALFORMED, f"At most {MOST_GIVEN} parameters at once, not {len(given)}.")
        self.given = given
        self._invalid: list[Fault] = []
        self._personal: list[Fault] = []
        self._forbidden: list[Fault] = []

    def read(self, name: str, read: Callable[[str], Value], default: Default) -> Value | Default:
        """The default where it is not given, or can't be read."""
        values = self.given.getlist(name)
        if not values:
            return default
        if len(values) > 1:
            self.wrong(name, "Given more than once.")
        elif not values[0].strip():
            self.wrong(name, "Empty: give a value, or leave it out.")
        else:
            try:
                return read(values[0])
            except ValidationError as error:
                self.wrong(name, *error.messages)
        return default

    def wrong(self, name: str, *details: str) -> None:
        self._invalid += [Fault(parameter=name, detail=detail) for detail in details]

    def forbid(self, name: str, detail: str) -> None:
        self._forbidden.append(Fault(parameter=name, detail=detail))

    def take(self, errors: Mapping[str, Iterable[object]]) -> None:
        for name, details in errors.items():
            self.wrong(name, *map(str, details))

    def refuse_personal(self, resource: Resource, viewer: Viewer) -> None:
        """By the answer somebody would learn what they are not shown."""
        self._personal += [
            Fault(parameter=name, detail="You are not shown this, so it can't be asked by.")
            for name, value in self.given.items()
            if not may_ask(resource, name, str(value), viewer)
        ]

    def finish(self) -> None:
        """What is refused comes first: whether it is well formed is not for who may not ask."""
        for kind, faults in (
            (PERSONAL_PARAMETER, self._personal),
            (NOT_ALLOWED, self._forbidden),
            (INVALID_PARAMETER, self._invalid),
        ):
            if faults:
                raise Problem(kind, faults=faults)


def may_ask(resource: Resource, name: str, value: str, viewer: Viewer) -> bool:
    """Whether somebody may ask for just this: what they would be shown as it is."""
    if is_personal(name):
        return viewer.sight is Sight.CLEAR
    asked = resource.filters.base_filters.get(name)
    return asked is None or not asked.is_hidden_from(viewer, value)
