"""
The desk in a real browser, as its users have it: `make test-browser`.

The system's Chromium is taken, none is downloaded. Where there is none the tests are skipped, and say so; with
REQUIRE_BROWSER=1 that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.history import fill
from tests.browser.server import manage, running
from tests.browser.watching import Watched

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK = {"width": 1280, "height": 900}
PATIENCE = 10_000  # milliseconds
PHONE = {"width": 390, "height": 844}

# Playwright runs a loop in this thread; what Django is asked for here is asked for synchronously all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        words = f"No browser is installed: none of {', '.join(PROGRAMS)} is found (apt-get install chromium)."
        pytest.fail(words) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(words)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=arguments)


@pytest.fixture(scope="session")
def filled(django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """
    A database with a history, for the whole run: no test takes back what it did.

    Not of pytest-django, which makes one only for tests that are rolled back: a server would see nothing of them.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        fill()
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def site(browser: Browser, filled: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the desk."""
    folder = tmp_path_factory.mktemp("server")
    os.environ["STATIC_ROOT"] = str(folder / "static")
    manage("collectstatic", "--no-input", "--verbosity", "0")
    with running(folder / "log") as base:
        yield base
        faults = [line for line in (folder / "log").read_text(errors="replace").splitlines() if '"error"' in line]
        assert faults == []


Opening = Callable[..., Watched]


@pytest.fixture
def opening(browser: Browser, site: str) -> Iterator[Opening]:
    """
    Opens a page in a browser of its own: `opening("agent", "/admin/", phone=True)`.

    Without a name nobody is signed in. At the end of the test no page may have complained.
    """
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def open_page(who: str = "", path: str = "/admin/", *, at: str = site, **options: Any) -> Watched:
        context = browser.new_context(base_url=at, **shape(**options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if who:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session(who), "url": at}])
        pages.append(Watched(context.new_page(), own=at))
        pages[-1].page.goto(path)
        return pages[-1]

    yield open_page
    complaints = [complaint for page in pages for complaint in page.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def desk(opening: Opening) -> Page:
    """The home page, for somebody with every permission."""
    return opening("admin").page


def shape(*, phone: bool = False, dark: bool = False, script: bool = True, still: bool = True) -> dict[str, Any]:
    return {
        "viewport": PHONE if phone else DESK,
        "color_scheme": "dark" if dark else "light",
        "java_script_enabled": script,
        "reduced_motion": "reduce" if still else "no-preference",
        "permissions": ["clipboard-read", "clipboard-write"],
    }


def session(who: str) -> str:
    """Of somebody who has signed in before."""
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
