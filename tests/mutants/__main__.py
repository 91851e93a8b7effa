"""
Whether the tests notice when the code is wrong: `make mutants`, or ``python -m tests.mutants --providers 200``.

Of signatures and providers all mutants, or as many as asked for; of what records a sample. By hand, on SQLite; what it
said last is in RESULTS.md.
"""

import random
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutants.making import Mutant, mutants_of
from tests.mutants.trying import Fate, Trial

SIGNATURES = (Path("ledger/signatures.py"),)
RECORDING = tuple(Path(f"ledger/{name}.py") for name in ("recording", "inbox", "folding", "understanding"))
TESTS = (
    *(f"tests/providers/test_{name}.py" for name in ("every_fixture", "signatures", "tables", "traps", "vital")),
    *(
        f"tests/test_{name}.py"
        for name in (
            "folding",
            "inbox",
            "recording",
            "held",
            "one_claim",
            "webhooks",
            "reread_events",
            "rereading",
            "decisions",
        )
    ),
)
# Slow, of samples or of cost, or said by other tests of the same fixtures.
LEFT_OUT = " and ".join(
    f"not {name}"
    for name in (
        "sample",
        "compact_takes",
        "compacting",
        "any_batches",
        "says_what",
        "can_be_kept",
        "signature_fits",
    )
)
GOAL = 90  # per cent


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    groups = {name: mutants for name, mutants in _groups(asked).items() if mutants}
    chosen = [mutant for mutants in groups.values() for mutant in mutants]
    trial = Trial(chosen, workers=asked.workers)
    # What this file imports is imported before pytest can rewrite it.
    options = ["-W", "ignore::pytest.PytestAssertRewriteWarning", "-q", "-s", "-p", "no:cacheprovider", "-k", LEFT_OUT]
    ended = pytest.main([*options, *asked.tests], plugins=[trial])
    if ended != pytest.ExitCode.OK:
        return int(ended)
    return max(
        _tell(name, [fate for fate in trial.fates if fate.mutant in mutants]) for name, mutants in groups.items()
    )


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.mutants", description="Tries the tests with code that is wrong.")
    parser.add_argument("--signatures", type=int, help="so many mutants of the signatures; without it, all")
    parser.add_argument("--providers", type=int, help="so many mutants of the providers; without it, all")
    parser.add_argument("--recording", type=int, default=150, help="so many mutants of what records")
    parser.add_argument("--seed", type=int, default=1, help="of the samples")
    parser.add_argument("--workers", type=int, default=2, help="mutants side by side")
    parser.add_argument("tests", nargs="*", default=TESTS, help="files of tests")
    return parser.parse_args(arguments)


def _groups(asked: Namespace) -> dict[str, list[Mutant]]:
    package = Path("ledger/providers")
    providers = sorted(path for path in package.rglob("*.py") if "sample" not in path.parts)
    return {
        "signatures": _some(SIGNATURES, asked.signatures, asked.seed),
        "providers": _some(providers, asked.providers, asked.seed),
        "recording": _some(RECORDING, asked.recording, asked.seed),
    }


def _some(paths: Sequence[Path], count: int | None, seed: int) -> list[Mutant]:
    """In an order by chance, so that a run that is broken off has tried a sample as well."""
    every = [mutant for path in paths if count != 0 for mutant in mutants_of(path)]
    return random.Random(seed).sample(every, len(every) if count is None else min(count, len(every)))  # noqa: S311 - no secret


def _tell(name: str, fates: Sequence[Fate]) -> int:
    survivors = [fate for fate in fates if fate.killer is None]
    share = 100 * (len(fates) - len(survivors)) / len(fates)
    print(f"\n{name}: {len(fates)} mutants, {len(fates) - len(survivors)} killed, {share:.1f} %")
    for fate in survivors:
        print(
            f"- {fate.mutant}; {fate.tests} tests pass over it"
            if fate.tests
            else f"- {fate.mutant}; no test reaches it"
        )
    return int(share < GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
