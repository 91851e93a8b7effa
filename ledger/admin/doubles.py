"""What a claim's page says of other claims that are possibly the same: the evidence, and what staff can do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ledger.admin import show
from ledger.choices import ClaimStatus
from ledger.doubles import Double, possibly_the_same
from ledger.models import ClaimedReward

ALIKE: Mapping[str, str] = {
    "claim": "the provider's own id of the claim",
    "reward": "the same reward id",
    "title": "the same title",
    "value": "the same value",
    "code": "the same code, as far as it is said",
}
# By how many of the two are reversed.
COUNTED: Mapping[int, str] = {
    0: "Both are counted. If they are one, void one of the two.",
    1: "One of the two is reversed: they count once.",
    2: "Both are reversed: neither counts.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Another claim, why it may be the same, and what the two count."""

    claim: SafeString
    state: SafeString
    evidence: str
    counted: str


def notices(claim: ClaimedReward) -> list[Notice]:
    return [_notice(claim, double) for double in possibly_the_same(claim)]


def _notice(claim: ClaimedReward, double: Double) -> Notice:
    other = double.claim
    return Notice(
        claim=show.link(
            other, f"{other.title or 'Reward'}, {show.day(other.claimed_at)}, {show.clock(other.claimed_at)}"
        ),
        state=show.pill(other.status, other.get_status_display()),
        evidence=", ".join(_evidence(double)),
        counted=COUNTED[[claim.status, other.status].count(ClaimStatus.REVERSED)],
    )


def _evidence(double: Double) -> Iterator[str]:
    yield "the same customer"
    yield from (ALIKE[name] for name in double.alike)
    if double.has_event_in_common:
        yield "told of by one event, which came twice with other bytes"
    yield f"{show.span(double.apart)} apart"
