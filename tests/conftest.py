from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

import ledger.providers
from ledger.sql.install import lift
from tests.roles import as_owner, as_web

# The tests' own invented provider is found like the others.
ledger.providers.__path__.append(str(Path(__file__).parent / "invented"))

# A busy machine is no failure.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Those in a browser run where they are asked for by name: `make test-browser`."""
    is_asked_for = any("browser" in argument for argument in config.args)
    return True if collection_path.name == "browser" and not is_asked_for else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database is the same on either: the run on SQLite has it. Unless it is marked ``both_engines``."""
    if connections["default"].vendor == "sqlite":
        return
    once = {item for item in items if not _asks_a_database(item)}
    config.hook.pytest_deselected(items=list(once))
    items[:] = [item for item in items if item not in once]


def _asks_a_database(item: pytest.Item) -> bool:
    marked = any(map(item.get_closest_marker, ("django_db", "both_engines")))
    return marked or not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No test needs `collectstatic` to have run.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in production: in memory it locks in another manner, and has no write-ahead log."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Migrated by the owner; the tests run as the servers do, with the rights of ``ledger/sql/roles.sql``."""
    with django_db_blocker.unblock():
        rights = as_web()
        rights.__enter__()
    yield
    with django_db_blocker.unblock():
        rights.__exit__(None, None, None)


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_are_emptied_after_a_test() -> Iterator[None]:
    """Only that flush lifts the triggers; the signal after it makes them anew."""
    tear_down = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lift_and_tear_down(test: TransactionTestCase) -> None:
        with as_owner():
            for connection in connections.all(initialized_only=True):
                lift(connection)
            tear_down(test)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_tear_down)
        yield
