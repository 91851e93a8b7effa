"""Pages, endpoints, exports, lines of the log and columns of a loaded ledger: none has a secret or a person in it."""

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from ledger.access.roles import ROLES
from ledger.models import Customer, InboundEvent, SecondFactor, Source
from tests.access.viewers import person
from tests.admin.world import MODELS, Things, things
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
EXPORTED = ("claimed-rewards", "customers", "vouchers", "entries", "events")
PERSONAL = frozenset({"email", "merchant_id", "phone", "code", "voucher_code", "tracking_id", "customer_email"})
OF_A_PERSON = frozenset({"name", "source_id"})  # which things have too


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged where LOG_LEVEL is DEBUG, as it is written."""
    written = StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(next(one.formatter for one in root.handlers if type(one) is logging.StreamHandler))
    loggers = [root, logging.getLogger("django")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)


def marked(said: Any, key: str = "", personal: frozenset[str] = PERSONAL) -> Any:
    """The payload with the marker in what tells of a person."""
    if isinstance(said, dict):
        is_person = key in {"customer", "holder"} or "email" in said
        personal = PERSONAL | OF_A_PERSON if is_person else PERSONAL
        of_the_shop = {"metadata": {MARKER: MARKER}} if "metadata" in said else {}
        return {inner: marked(value, inner, personal) for inner, value in said.items()} | of_the_shop
    if isinstance(said, list):
        return [marked(value, key, personal) for value in said]
    if key not in personal or not isinstance(said, str):
        return said
    return f"{MARKER}@example.com" if "@" in said else f"{MARKER} {said}"


def told() -> list[Fixture]:
    return [
        one for one in fixtures() if not one.is_table and one.state in {"recorded", "failed"} and "__" not in one.name
    ]


def load(tmp_path: Path) -> Things:
    """Webhooks, refused ones, broken ones and an import; of each thing the first that came, else an invented one."""
    secret = SECRETS["webhook secret"]
    sources = {name: add_source(name, secret=secret) for name in ("voucherify", "loyaltylion")}
    for number, one in enumerate(one for one in told() if one.provider in sources):
        body = orjson.dumps(marked(orjson.loads(one.payload)))
        post(sources[one.provider], body, secret=secret, **one.headers)
        if number % 8 == 0:
            post(sources[one.provider], body, secret="another", **one.headers)
            post(sources[one.provider], body[:-5], secret=secret, **one.headers)
    (tmp_path / "events.ndjson").write_bytes(orjson.dumps({"id": "imported", "customer": {"name": MARKER}}) + b"\n{")
    with pytest.raises(SystemExit):
        call_command("import_fixtures", "acme-voucherify", str(tmp_path), stdout=StringIO(), stderr=StringIO())
    assert InboundEvent.objects.filter(state="recorded").count() > 10
    assert Customer.objects.filter(email__contains=MARKER).exists()
    source = sources["voucherify"]
    came = {model: model._default_manager.filter(source=source).first() for model in MODELS if hasattr(model, "source")}
    return things(source) | {model: row for model, row in came.items() if row}


def crawl(client: Client, made: Things, query: str = "") -> Iterator[tuple[str, str]]:
    """Each address and what it answers."""
    files = [f"/api/v1/{name}/?format={form}" for name in EXPORTED for form in ("csv", "ndjson")]
    for place in (*(route.address + query for route in routes(made)), *files):
        answer: Any = client.get(place)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield place, content.decode(errors="replace") + str(answer.headers)


def columns() -> Iterator[tuple[str, str]]:
    """All that a dump of the database has."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            for name, value in row.items():
                said = bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
                yield f"{model.__name__}.{name}", said


def test_no_secret_comes_out_anywhere(tmp_path: Path, settings: Any, db: None) -> None:
    settings.SECRET_KEY, settings.METRICS_TOKEN = SECRETS["SECRET_KEY"], SECRETS["METRICS_TOKEN"]
    root = User.objects.create_superuser("root", password=SECRETS["password"])
    SecondFactor.of(root, SECRETS["second factor"]).save()
    secrets = {**SECRETS, "API token": make_token(root).in_clear}
    made = load(tmp_path)
    client = Client()
    client.force_login(root)

    found = dict(crawl(client, made))
    program = Client(headers={"authorization": f"Bearer {secrets['API token']}"})
    metrics = Client(headers={"authorization": f"Bearer {SECRETS['METRICS_TOKEN']}"}).get("/metrics")
    assert (program.get("/api/v1/customers/").status_code, metrics.status_code) == (200, 200)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out, stderr=out)
    found |= {"metrics": metrics.content.decode(), "doctor": out.getvalue()}

    for where, said in (*found.items(), *columns()):
        for what, secret in secrets.items():
            assert secret not in said, (what, where)
    assert len(found) > 100


def test_no_person_comes_out_to_who_sees_them_masked(tmp_path: Path, db: None) -> None:
    made = load(tmp_path)
    client = Client()
    client.force_login(person("Support lead", name="lead"))
    assert sum(MARKER in said.casefold() for _, said in crawl(client, made)) > 20
    for role in sorted(ROLES.keys() - {"Support lead"}):
        client.force_login(person(role, name=role))
        leaks = [where for where, said in crawl(client, made) if MARKER in said.casefold()]
        assert leaks == [], role


def test_no_line_of_the_log_has_a_person_or_a_secret(tmp_path: Path, settings: Any, log: StringIO, db: None) -> None:
    settings.METRICS_TOKEN = SECRETS["METRICS_TOKEN"]
    root = User.objects.create_superuser("root", password=SECRETS["password"])
    made = load(tmp_path)
    client = Client(raise_request_exception=False)
    client.post("/admin/login/", {"username": f"{MARKER} nobody", "password": SECRETS["password"]})
    client.post("/admin/login/", {"username": "root", "password": SECRETS["password"]})
    client.force_login(root)
    list(crawl(client, made, query=f"?q={MARKER}&nonsense=1"))
    client.post("/admin/search/", {"q": f"{MARKER}@example.com"}, follow=True)
    client.get(f"/{MARKER}/", headers={"user-agent": MARKER, "x-request-id": f"{MARKER}\nforged", "referer": MARKER})
    client.post(address(made[Source]), MARKER, content_type=f"text/{MARKER}")

    lines = log.getvalue().splitlines()
    assert len(lines) > 100
    for line in lines:
        assert orjson.loads(line)["event"]
        for secret in (MARKER, *SECRETS.values()):
            assert secret.casefold() not in line.casefold(), line
