"""Pages, endpoints, exports, lines of the log and columns of a loaded ledger: none has a secret or a person in it."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from ledger.access.roles import ROLES
from ledger.models import InboundEvent, SecondFactor, Source
from tests.access.viewers import person
from tests.admin.world import things
from tests.api.door import make_token
from tests.attacks.routes import routes
from tests.providers.fixture_files import Fixture, fixtures
from tests.sources import add_source, address, post

SECRETS = {
    "webhook secret": "planted-webhook-secret-1",
    "SECRET_KEY": "planted-secret-key-of-the-site-and-long-enough-to-be-one-of-those",
    "METRICS_TOKEN": "planted-metrics-token",
    "second factor": "PLANTEDSEEDPLANTEDSEEDPLANTEDSEE",
    "password": "planted password of somebody",
}
MARKER = "xmarkerx"
PERSONAL = frozenset(
    {"email", "source_id", "merchant_id", "phone", "code", "voucher_code", "tracking_id", "customer_email"}
)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """All that is logged, at DEBUG, as it is written."""
    written, said = StringIO(), []
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    handler.setFormatter(next(one.formatter for one in root.handlers if type(one) is logging.StreamHandler))
    loggers = [root, *(logging.getLogger(name) for name in ("django", "axes"))]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield said
    root.removeHandler(handler)
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)
    said += written.getvalue().splitlines()


def marked(said: Any, key: str = "", around: str = "") -> Any:
    """The payload with the marker in what tells of a person; a name is one's who is a customer."""
    if isinstance(said, dict):
        of_the_shop = {"metadata": {MARKER: MARKER}} if "metadata" in said else {}
        return {inner: marked(value, inner, key) for inner, value in said.items()} | of_the_shop
    if isinstance(said, list):
        return [marked(value, key, around) for value in said]
    is_personal = key in PERSONAL or (key == "name" and around in {"customer", "holder"})
    if not (is_personal and isinstance(said, str)):
        return said
    return f"{MARKER}@example.com" if "@" in said else f"{MARKER} {said}"


def told() -> list[Fixture]:
    return [
        one for one in fixtures() if not one.is_table and one.state in {"recorded", "failed"} and "__" not in one.name
    ]


def load(tmp_path: Any) -> dict[str, Source]:
    """Webhooks, refused ones, broken ones and an import."""
    secret = SECRETS["webhook secret"]
    sources = {name: add_source(name, secret=secret) for name in ("voucherify", "loyaltylion")}
    for one in (one for one in told() if one.provider in sources):
        body = orjson.dumps(marked(orjson.loads(one.payload)))
        post(sources[one.provider], body, secret=secret, **one.headers)
        post(sources[one.provider], body, secret="another", **one.headers)
        post(sources[one.provider], body[:-5], secret=secret, **one.headers)
    (tmp_path / "events.ndjson").write_bytes(orjson.dumps({"id": "imported", "customer": {"name": MARKER}}) + b"\n{")
    with pytest.raises(SystemExit):
        call_command("import_fixtures", "acme-voucherify", str(tmp_path), stdout=StringIO(), stderr=StringIO())
    assert InboundEvent.objects.filter(state="recorded").count() > 10
    return sources


def crawl(client: Client, made: Any) -> Iterator[tuple[str, str]]:
    """Each address and what it answers, also to what is not understood."""
    for route in routes(made):
        for query in ("", f"?q={MARKER}&nonsense=1"):
            answer = client.get(route.address + query)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            # What was asked comes back to who asked it.
            yield route.address + query, (content.decode(errors="replace") if not query else "") + str(answer.headers)
    for form in ("csv", "ndjson"):
        for name in ("claimed-rewards", "customers", "vouchers", "entries", "events"):
            answer = client.get(f"/api/v1/{name}/?format={form}")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield f"{name} as {form}", content.decode()


def columns() -> Iterator[tuple[str, str]]:
    """All that a dump of the database has."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            for name, value in row.items():
                said = bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
                yield f"{model.__name__}.{name}", said


def test_no_secret_comes_out_anywhere(tmp_path: Any, settings: Any, lines: list[str], db: None) -> None:
    settings.SECRET_KEY, settings.METRICS_TOKEN = SECRETS["SECRET_KEY"], SECRETS["METRICS_TOKEN"]
    root = User.objects.create_superuser("root", password=SECRETS["password"])
    SecondFactor.of(root, SECRETS["second factor"]).save()
    secrets = {**SECRETS, "API token": make_token(root).in_clear}
    made = things(load(tmp_path)["voucherify"])
    client = Client()
    client.force_login(root)
    client.post("/admin/login/", {"username": "root", "password": SECRETS["password"]})

    found = dict(crawl(client, made)) | {"log": ""}
    found |= dict(crawl(Client(headers={"authorization": f"Bearer {secrets['API token']}"}), made))
    metrics = Client(headers={"authorization": f"Bearer {SECRETS['METRICS_TOKEN']}"}).get("/metrics")
    assert metrics.status_code == 200
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out, stderr=out)
    found |= {"metrics": metrics.content.decode(), "doctor": out.getvalue()}

    for what, secret in secrets.items():
        for where, said in (*found.items(), *columns()):
            assert secret not in said, (what, where)
    assert len(found) > 150


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"Support lead"}))
def test_no_person_comes_out_to_who_sees_them_masked(role: str, tmp_path: Any, db: None) -> None:
    sources = load(tmp_path)
    made = things(sources["voucherify"])
    rows = {
        model: model._default_manager.filter(source=sources["voucherify"]).first()
        for model in made
        if hasattr(model, "source")
    }
    client = Client()
    client.force_login(person(role))

    for where, said in (*crawl(client, made), *crawl(client, {**made, **{k: v for k, v in rows.items() if v}})):
        assert MARKER not in said.casefold(), where


def test_no_line_of_the_log_has_a_person_or_a_secret(
    tmp_path: Any, settings: Any, db: None, request: pytest.FixtureRequest
) -> None:
    said = request.getfixturevalue("lines")
    settings.METRICS_TOKEN = SECRETS["METRICS_TOKEN"]
    root = User.objects.create_superuser("root", password=SECRETS["password"])
    source = load(tmp_path)["voucherify"]
    client = Client(raise_request_exception=False)
    client.post("/admin/login/", {"username": f"{MARKER} nobody", "password": SECRETS["password"]})
    client.force_login(root)
    list(crawl(client, things(source)))
    client.post("/admin/search/", {"q": f"{MARKER}@example.com"}, follow=True)
    client.get(f"/{MARKER}/", headers={"user-agent": MARKER, "x-request-id": f"{MARKER}\nforged", "referer": MARKER})
    client.post(address(source), MARKER, content_type=f"text/{MARKER}")
    logging.getLogger().handlers[-1].flush()

    written = logging.getLogger().handlers[-1].stream.getvalue().splitlines()  # type: ignore[attr-defined]
    assert len(written) > 100
    assert not said
    for line in written:
        assert orjson.loads(line)["event"]
        for secret in (MARKER, *SECRETS.values()):
            assert secret not in line.casefold(), line
