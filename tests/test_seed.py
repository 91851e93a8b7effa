"""What is seeded to measure on, beside what the writer itself makes of the providers' samples and fixtures."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Max, Min, Model, Q, QuerySet
from pytest_django import DjangoDbBlocker

from ledger.choices import Origin, Verdict
from ledger.decisions import close, decide
from ledger.inbox import Delivery, receive
from ledger.models import (
    Campaign,
    ClaimedReward,
    Customer,
    Decision,
    InboundEvent,
    LedgerEntry,
    Mirror,
    Redemption,
    Source,
    Voucher,
    WebhookSecret,
)
from ledger.providers import all_providers
from ledger.recording import record
from ledger.sql.mirrors import MIRRORS, name, said_fields
from tests.bench.history import SOURCES, Size
from tests.bench.seed import Refused, fill, statements
from tests.providers.fixture_files import fixture, fixtures
from tests.sources import SECRET, add_source, post
from tests.state import due, mirrors, sums

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a seed is made by PostgreSQL's own SQL"),
    pytest.mark.django_db,
]

UNTIL = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIZE = Size(claims=6000, until=UNTIL)
OF_SEED = [source["slug"] for source in SOURCES]
PROVIDERS = sorted({source["provider"] for source in SOURCES})
MODELS = [
    model
    for model in apps.get_app_config("ledger").get_models()
    if model in {Source, WebhookSecret} or model._meta.db_table in statements(SIZE, author=0)
]
WORD = re.compile(r"(-|[0-2]) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z (\S+ [0-9a-f]{8})")
OF_CAMPAIGN = re.compile(r"(0) \d{4}-\d\d-\d\dT\d\d (.+)")  # the hour, and the word itself

# What stands for all that keeps a ledger whole and fast, and whether it has been compared with every row.
DEFINITIONS = """\
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled = 'O' FROM pg_trigger
    WHERE NOT tgisinternal"""


@pytest.fixture(scope="module")
def as_migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[set[tuple[Any, ...]]]:
    """A seeded ledger in a database of its own, which then goes on as ledgers do; and what a new one is guarded by."""
    with django_db_blocker.unblock():
        if not query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").pop()[0]:
            pytest.skip("only a superuser can seed")
        guarded_by = query(DEFINITIONS)
        with another_database() as url:
            subprocess.run([sys.executable, "-m", "tests.bench.seed", "30", "--database", url], check=True)
            fill(url, SIZE, is_replacing=True)
            for provider in PROVIDERS:
                go_on(provider)
            yield guarded_by


@contextmanager
def another_database() -> Iterator[str]:
    settings = connection.settings_dict
    tests_own, seeded = settings["NAME"], f"{settings['NAME']}_seeded"
    where = [quote(str(settings[part]), safe="") for part in ("USER", "PASSWORD", "HOST", "PORT")]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{seeded}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{seeded}"')
    try:
        move_to(seeded)
        yield "postgres://{}:{}@{}:{}/".format(*where) + quote(seeded)
    finally:
        move_to(tests_own)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{seeded}" WITH (FORCE)')


def move_to(database: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's alone
    connection.settings_dict["NAME"] = database


def go_on(provider: str) -> None:
    """Another source, of which everything comes by the real ways: webhooks, imports, staff."""
    source = add_source(provider, slug=f"written-{provider}")
    history = {"since": UNTIL - timedelta(30), "until": UNTIL, "count": 400}
    sample = all_providers()[provider].sample(Random(provider), **history)  # noqa: S311
    receive(source, [Delivery(body=body) for body in sample], origin=Origin.IMPORT)
    for one in (one for one in fixtures() if one.provider == provider):
        if one.is_table or one.name.startswith(("transaction", "redemption__")):
            receive(source, [Delivery(body=one.payload)], origin=Origin.IMPORT)
        else:
            for _ in range(2):
                post(source, one.payload, **one.headers)
    post(source, b"{}", secret="not its secret")
    author = User.objects.get()
    for held in source.events.filter(state="held")[:1]:
        decide(held, Verdict.A_RETRY, reason="Sent twice", author=author)
    claim = ClaimedReward.objects.filter(source=source, status="claimed").earliest("pk")
    close(claim, Verdict.FULFILLED, reason="Handed over", author=author)


def query(text: str) -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return set(cursor.fetchall())


def plain(definition: str) -> str:
    """PostgreSQL moves the casts of a list of words when it reads its own text of it."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition)


def rows(model: type[Model], *, is_seeded: bool) -> QuerySet[Any]:
    paths = {Source: ("slug",), Decision: ("claim__source__slug", "event__source__slug")}.get(model, ("source__slug",))
    of_seed = Q()
    for path in paths:
        of_seed |= Q(**{f"{path}__in": OF_SEED})
    found = model._default_manager.all()
    return found.filter(of_seed) if is_seeded else found.exclude(of_seed)


def columns(model: type[Model], *, is_seeded: bool) -> tuple[set[str], set[str], dict[str, set[int]]]:
    """The columns that are always filled, those that ever are, and the signs of those that are numbers."""
    every = list(rows(model, is_seeded=is_seeded).values())
    assert every, model
    filled = Counter(column for row in every for column, value in row.items() if value not in (None, ""))
    signs: dict[str, set[int]] = {}
    for row in every:
        for column, value in row.items():
            if isinstance(value, int | Decimal) and not column.endswith("id"):
                signs.setdefault(column, set()).add((value > 0) - (value < 0))
    return {column for column, count in filled.items() if count == len(every)}, set(filled), signs


def field_words(mirror: type[Mirror], *, is_seeded: bool) -> dict[str, set[str]]:
    """The weights on each field, once it is sure that every word is formed as it should be, and that all have one."""
    pattern = OF_CAMPAIGN if mirror is Campaign else WORD
    weights: dict[str, set[str]] = {}
    for row in rows(mirror, is_seeded=is_seeded):
        told = {field.name for field in said_fields(mirror) if getattr(row, str(field.attname)) is not None}
        assert row.said.keys() == told, row.external_id
        for field, stamp in row.said.items():
            word = pattern.fullmatch(stamp)
            assert word, stamp
            weights.setdefault(field, set()).add(word[1])
            # A name as it is looked for is said by the name's own word.
            assert mirror is not Campaign or word[2] == getattr(row, field.removesuffix("_folded"))
    return weights


def test_a_seed_leaves_a_ledger_as_guarded_as_it_found_it(as_migrated: set[tuple[Any, ...]]) -> None:
    now = query(DEFINITIONS)
    assert {(*named, plain(text), is_sure) for *named, text, is_sure in now} == {
        (*named, plain(text), is_sure) for *named, text, is_sure in as_migrated
    }
    assert [named for *named, _, is_sure in now if not is_sure] == []


@pytest.mark.usefixtures("as_migrated")
def test_nearly_all_is_visible_to_everybody() -> None:
    """So that an index alone can answer. What came in after the seed is what remains."""
    pages = query("SELECT relpages, relallvisible FROM pg_class WHERE relname = 'ledger_claimedreward'")
    ((of_claims, visible),) = pages
    assert of_claims / 2 < visible <= of_claims


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.usefixtures("as_migrated")
def test_columns_are_filled_as_the_writer_fills_them(model: type[Model]) -> None:
    always, ever, signs = columns(model, is_seeded=True)
    always_written, ever_written, signs_written = columns(model, is_seeded=False)
    assert (always_written - always, ever_written ^ ever) == (set(), set())
    # What is never below zero there is not here, and what is never above.
    assert {column: found for column, found in signs.items() if not found <= signs_written[column] | {0}} == {}


@pytest.mark.parametrize("mirror", MIRRORS)
@pytest.mark.usefixtures("as_migrated")
def test_words_weigh_what_the_writer_makes_them_weigh(mirror: type[Mirror]) -> None:
    written = field_words(mirror, is_seeded=False)
    seeded = field_words(mirror, is_seeded=True)
    assert {field: weights for field, weights in seeded.items() if not weights <= written[field]} == {}


@pytest.mark.usefixtures("as_migrated")
def test_every_word_is_an_event_s_that_is_there() -> None:
    spoke = {
        (source, f"{external_id} {bytes(digest).hex()[:8]}")
        for source, external_id, digest in InboundEvent.objects.values_list("source", "external_id", "sha256")
    }
    words = {
        (source, stamp.split(" ", 2)[2])
        for mirror in MIRRORS
        if mirror is not Campaign
        for source, said in rows(mirror, is_seeded=True).values_list("source", "said")
        for stamp in said.values()
    }
    assert len(words) > SIZE.claims
    assert words <= spoke


@pytest.mark.usefixtures("as_migrated")
def test_entries_add_up_to_what_the_claims_say() -> None:
    assert sums() == due()


@pytest.mark.usefixtures("as_migrated")
def test_the_writer_has_nothing_to_add() -> None:
    def state() -> Any:
        return mirrors(), LedgerEntry.objects.count()

    before = state()
    with transaction.atomic():
        for source in Source.objects.filter(slug__in=OF_SEED):
            event = source.events.latest("pk").pk
            batch = {
                name(mirror): [
                    {"external_id": external_id, "said": {}, "event": 1}
                    for external_id in mirror._default_manager.filter(source=source).values_list(
                        "external_id", flat=True
                    )
                ]
                for mirror in (Redemption, ClaimedReward)
            }
            record(source.pk, {model: of_model for model, of_model in batch.items() if of_model}, [event])
        assert state() == before
        transaction.set_rollback(True)


@pytest.mark.usefixtures("as_migrated")
def test_a_seeded_source_goes_on_claiming() -> None:
    source = Source.objects.get(slug=OF_SEED[0])
    WebhookSecret.of(source, SECRET, name="second").save()
    customer = Customer.objects.filter(source=source).earliest("pk")
    body = fixture(source.provider, "customer.rewarded").payload
    theirs = re.search(rb'"customer": \{\s*"id": "([^"]+)"', body)
    assert theirs
    assert post(source, body.replace(theirs[1], customer.external_id.encode()))[1]["state"] == "recorded"
    claim = ClaimedReward.objects.latest("pk")
    assert (claim.source, claim.customer) == (source, customer)
    assert claim.pk > max(rows(ClaimedReward, is_seeded=True).exclude(pk=claim.pk).values_list("pk", flat=True))
    assert post(source, body.replace(theirs[1], customer.external_id.encode()))[1]["state"] == "duplicate"


@pytest.mark.usefixtures("as_migrated")
def test_a_ledger_in_use_is_left_alone() -> None:
    settings = connection.settings_dict
    where = {key: settings[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    with pytest.raises(Refused, match="This ledger has events"):
        fill("postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**where), SIZE)


@pytest.mark.usefixtures("as_migrated")
def test_the_history_is_a_believable_one() -> None:
    claims = rows(ClaimedReward, is_seeded=True).filter(pk__lte=SIZE.claims)
    span = claims.aggregate(first=Min("claimed_at"), last=Max("claimed_at"))
    assert claims.count() == SIZE.claims
    assert timedelta(720) < span["last"] - span["first"] < timedelta(731)
    assert span["last"] <= UNTIL
    assert 7 < SIZE.claims / claims.values("customer").distinct().count() < 9
    busiest = claims.values("customer").annotate(times=Count("pk")).order_by("-times")[0]
    assert busiest["times"] > 40
    assert 0.02 < claims.filter(status="reversed").count() / SIZE.claims < 0.04
    assert set(claims.values_list("currency", flat=True)) == {None, "EUR", "GBP", "USD", "SEK"}
    assert claims.values("title").distinct().count() > 200
    assert rows(Campaign, is_seeded=True).count() > 150
    codes = rows(Voucher, is_seeded=True).exclude(code=None).values("source", "code")
    assert codes.count() == codes.distinct().count() > SIZE.claims / 2
