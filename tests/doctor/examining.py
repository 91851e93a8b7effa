"""The doctor as tests ask it."""

from collections.abc import Mapping, Sequence

from ledger.doctor import Finding, Weight, examine


def findings(**given: int) -> Mapping[str, Sequence[Finding]]:
    """By the examination that found them; what is fine is left out."""
    found = {examination.name: found for examination, found in examine(**given) if found}
    worse = {name: [finding for finding in some if finding.weight is not Weight.FINE] for name, some in found.items()}
    return {name: some for name, some in worse.items() if some}


def told(name: str, **given: int) -> list[tuple[str, str, str]]:
    """Weight, text and remedy of what an examination found."""
    return [(finding.weight.value, finding.text, finding.remedy) for finding in findings(**given).get(name, ())]
