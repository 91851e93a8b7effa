"""
Looks for bytes that break a promise, led by coverage: `make fuzz`, or ``python -m tests.fuzz typed --seconds 600``.

What breaks one is written beside the corpora as ``find-…``. With ``--keep``, the least that reaches as much code as all
that was tried is added to its corpus.
"""

import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

import django

import tests.environment  # noqa: F401 - before any settings are read

CORPUS = Path(__file__).parent / "corpus"
FIXTURES = Path(__file__).parents[1] / "fixtures"  # what the readers of a provider begin with
READERS = ("voucherify", "loyaltylion")
LARGEST, KEPT = 8192, 1024  # bytes of what is tried, and of what a corpus takes
LIMITS = (f"-max_len={LARGEST}", "-timeout=5", "-rss_limit_mb=1024", "-verbosity=0", "-print_final_stats=1")


TARGETS = sorted({path.name for path in CORPUS.iterdir() if path.is_dir()}.union(READERS))


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--led"]:
        return _led(arguments[1], arguments[2:])
    asked = _asked(arguments)
    for name in asked.targets or TARGETS:
        print(f"\n{name}", flush=True)
        if ended := _search(name, asked):
            return ended
    return 0


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Looks for bytes that break a promise.")
    parser.add_argument("targets", nargs="*", metavar="target", help=f"{', '.join(TARGETS)}; without any, all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", action="store_true", help="add to its corpus what reaches more")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.targets) - set(TARGETS)):
        parser.error(f"no such target: {', '.join(unknown)}")
    return asked


def _search(name: str, asked: Namespace) -> int:
    kept = [str(folder / name) for folder in (CORPUS, FIXTURES) if (folder / name).is_dir()]
    with tempfile.TemporaryDirectory() as found:
        finds = f"-artifact_prefix={CORPUS.parent}/find-"
        ended = _process(name, f"-max_total_time={asked.seconds}", finds, found, *kept)
        if asked.keep and not ended:
            (CORPUS / name).mkdir(exist_ok=True)
            ended = _process(name, "-merge=1", f"-max_len={KEPT}", str(CORPUS / name), found)
    return ended


def _process(name: str, *options: str) -> int:
    command = [sys.executable, "-m", "tests.fuzz", "--led", name, *LIMITS, *options]
    return subprocess.run(command, check=False).returncode


def _led(name: str, options: Sequence[str]) -> int:
    import atheris  # noqa: PLC0415 - no dependency of the project: `make fuzz` has an environment of its own

    with atheris.instrument_imports(include=["ledger"]):
        django.setup()
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - what it imports is instrumented here
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
