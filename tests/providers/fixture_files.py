"""
The fixtures: a payload in ``<event>.json``, and in ``<event>.toml`` what it must come to mean.

A row of a table is in ``<event>.csv``, under the table's header, as an import hands it over.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

from ledger.facts import (
    CampaignFacts,
    ClaimFacts,
    CustomerFacts,
    Facts,
    MovementFacts,
    ReadingFacts,
    RedemptionFacts,
    VoucherFacts,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
SECTIONS: Mapping[str, type] = {
    "customers": CustomerFacts,
    "campaigns": CampaignFacts,
    "vouchers": VoucherFacts,
    "redemptions": RedemptionFacts,
    "claims": ClaimFacts,
    "movements": MovementFacts,
    "readings": ReadingFacts,
}
OF_EVENT = {"event_type", "event_id", "time", "shape", "state", "subject", "is_nameless", "headers", "faults"}
KEYS = {"traps", *OF_EVENT, *SECTIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A payload and its meaning."""

    provider: str
    name: str
    payload: bytes
    meaning: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}"

    @property
    def is_table(self) -> bool:
        return not self.payload.lstrip().startswith(b"{")

    @property
    def state(self) -> str:
        return str(self.meaning["state"])

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.meaning.get("headers", {}))

    @property
    def faults(self) -> list[str]:
        return list(self.meaning.get("faults", []))

    @property
    def facts(self) -> Facts:
        """The facts that are said, without their faults."""
        said: dict[str, Any] = {
            name: tuple(_facts(kind, one) for one in self.meaning.get(name, [])) for name, kind in SECTIONS.items()
        }
        of_event = {key: self.meaning[key] for key in ("subject", "is_nameless") if key in self.meaning}
        return Facts(**of_event, **said)

    @property
    def stand_in_id(self) -> str:
        """The id that the inbox gives to an event without one."""
        return f"body:{sha256(self.payload).hexdigest()}:1"


@cache
def fixtures() -> tuple[Fixture, ...]:
    """Every fixture that is there."""
    return tuple(
        Fixture(
            provider=path.parent.name,
            name=path.stem,
            payload=path.read_bytes(),
            meaning=tomllib.loads(path.with_suffix(".toml").read_text("utf-8")),
        )
        for path in sorted(path for suffix in ("json", "csv") for path in FIXTURES.glob(f"*/*.{suffix}"))
    )


def fixture(provider: str, name: str) -> Fixture:
    return next(one for one in fixtures() if (one.provider, one.name) == (provider, name))


def _facts(kind: type, said: Mapping[str, Any]) -> Any:
    types = get_type_hints(kind)
    return kind(**{name: _as(types[name], value) for name, value in said.items()})


def _as(kind: Any, value: Any) -> Any:
    """TOML has no words of ours and no exact decimals: both are text there."""
    for choice in get_args(kind) if isinstance(kind, UnionType) else (kind,):
        if isinstance(value, str) and isinstance(choice, type) and issubclass(choice, StrEnum | Decimal):
            return choice(value)
    return value
