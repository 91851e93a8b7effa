"""What the address of a list asks. Who is personal, and what was searched for, stands in it sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import QueryDict

from ledger.access import Viewer
from ledger.access.viewers import Sight
from ledger.admin.paging import NEWER, OLDER
from ledger.filters import Strict, is_personal
from ledger.sealing import Unsealable, seal, unseal

SEALED = "sealed~"
PURPOSE = "filter "  # what is sealed says what for: no other sealed text is shown here
NOT_FOR_YOU = "Who sees no personal data can't ask for it here: search for it instead."
UNREADABLE = "This link is too old to be read: give the value again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What an address asks of a list, as query dicts: ``given`` as it stands there, ``opened`` in clear."""

    given: Any
    opened: Any
    problems: Mapping[str, Sequence[str]]
    strict: Strict

    @classmethod
    def of(
        cls, filters: type[Strict], address: Any, rows: QuerySet[Any], *, viewer: Viewer, **options: Any
    ) -> "Asking":
        """Of these rows; ``options`` are those of the filters."""
        given = address.copy()
        for name in (NEWER, OLDER):
            given.pop(name, None)
        opened, problems = given.copy(), {}
        for name in filter(is_sealed, given):
            if is_personal(name) and viewer.sight is not Sight.CLEAR:
                problems[name] = [NOT_FOR_YOU]
            elif (value := opened_value(given[name])) is None:
                problems[name] = [UNREADABLE]
            else:
                opened.setlist(name, [value, *given.getlist(name)[1:]])
        strict = filters(opened, rows, viewer=viewer, **options)
        found = problems or {name: list(said) for name, said in strict.errors.items()}
        return cls(given=given, opened=opened, problems=found, strict=strict)

    @property
    def rows(self) -> QuerySet[Any]:
        """None at all, where something is not understood. What is searched for is not looked for yet."""
        every: QuerySet[Any] = self.strict.queryset
        return every.none() if self.problems else self.strict.qs

    @property
    def term(self) -> str:
        """What is searched for."""
        return "" if SEARCH_VAR in self.problems else self.opened.get(SEARCH_VAR, "").strip()

    @property
    def personal(self) -> Sequence[str]:
        """The filters that touch personal data."""
        return [name for name in self.given if is_personal(name)]


def is_sealed(parameter: str) -> bool:
    return parameter == SEARCH_VAR or is_personal(parameter)


def list_query(text: str) -> Any:
    """The filters of a list's address, to be changed; where in the list one was is not among them."""
    try:
        asked = QueryDict(text.removeprefix("?"), mutable=True)
    except ValueError:
        return QueryDict(mutable=True)
    for name in (NEWER, OLDER):
        asked.pop(name, None)
    return asked


def sealed_value(value: str) -> str:
    return SEALED + seal(PURPOSE + value).decode()


def opened_value(given: str) -> str | None:
    """What is in an address in clear, is so. None: it can't be read."""
    if not given.startswith(SEALED):
        return given
    try:
        text = unseal(given.removeprefix(SEALED).encode())
    except (Unsealable, UnicodeEncodeError):
        return None
    return text.removeprefix(PURPOSE) if text.startswith(PURPOSE) else None
