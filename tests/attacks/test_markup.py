"""Markup behind every text of every payload: it is shown, and never obeyed."""

from typing import Any

import orjson
from django.test import Client

from ledger.models import InboundEvent
from tests.admin.world import MODELS, list_address, page_address, things
from tests.attacks.pages import Page
from tests.providers.fixture_files import fixtures
from tests.sources import add_source, post

MARKUP = "\"'><x-pwn onload=alert(1)></textarea></title><script>alert(1)</script>{{7*7}}"
OURS = frozenset({"type", "object", "topic", "kind", "status", "result", "currency", "resource", "effect"})


def marked(said: Any, key: str = "") -> Any:
    """With markup behind every text but the words that say what it is."""
    if isinstance(said, dict):
        return {inner: marked(value, inner) for inner, value in said.items()} | {MARKUP: MARKUP}
    if isinstance(said, list):
        return [marked(value, key) for value in said]
    return said + MARKUP if isinstance(said, str) and key not in OURS else said


def test_no_text_of_any_payload_is_obeyed_on_any_page(staff: Client) -> None:
    sources = {name: add_source(name, name=f"a{MARKUP}") for name in ("voucherify", "loyaltylion")}
    for one in fixtures():
        if one.provider in sources and one.state == "recorded" and not one.is_table and "__" not in one.name:
            post(sources[one.provider], orjson.dumps(marked(orjson.loads(one.payload))), **one.headers)
            Client().post(f"/webhooks/{one.provider}/{sources[one.provider].slug}/", MARKUP, content_type="text/html")
    assert InboundEvent.objects.filter(state="recorded").count() > 5
    things(sources["voucherify"], word=MARKUP[:60])

    seen = 0
    for model in MODELS:
        for address in (list_address(model), *map(page_address, model._default_manager.all()[:4])):
            page = Page(staff.get(address, follow=True))
            assert not {"x-pwn", "inline script"} & set(page.tags), address
            assert not page.handlers, address
            assert not [link for link in page.links if link.lower().strip().startswith(("javascript:", "data:"))], (
                address
            )
            seen += 1
    assert seen > 40
