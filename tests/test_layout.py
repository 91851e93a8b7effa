"""What the layout of the code promises, beyond what import-linter holds."""

from pathlib import Path

import pytest

import ledger
from ledger.providers import all_providers

ROOT = Path(ledger.__file__).parent
CODE = [path for kind in ("*.py", "*.html", "*.js", "*.css") for path in ROOT.rglob(kind)]


@pytest.mark.parametrize("slug", list(all_providers()))
def test_no_provider_is_named_outside_its_own_module(slug: str) -> None:
    own = ROOT / "providers" / slug
    named = [path for path in CODE if own not in path.parents and slug in path.read_text("utf-8").lower()]
    assert [str(path.relative_to(ROOT)) for path in named] == []
