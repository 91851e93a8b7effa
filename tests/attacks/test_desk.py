"""At the desk's door and on its pages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from ledger.access.roles import ROLES
from ledger.models import AccessLogEntry, Customer, Source
from tests.access.viewers import person
from tests.admin.world import MODELS, Things, page_address, things
from tests.api.door import make_token
from tests.attacks.pages import Page
from tests.attacks.routes import Route, routes

PASSWORD = "a long password"
CSP = "default-src 'none'"


@pytest.fixture
def made(source: Source) -> Things:
    return things(source)


def desk(made: Things) -> list[Route]:
    return [route for route in routes(made) if route.name.startswith("admin:")]


def sign_in(client: Client, name: str = "kim", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/admin/login/", {"username": name, "password": password} | more)


def test_a_session_that_somebody_planted_is_not_signed_in(db: None) -> None:
    person("Analyst")
    planted = Client()
    session = planted.session
    session["x"] = 1
    session.save()
    key = str(session.session_key)
    planted.cookies["session"] = key

    assert sign_in(planted).status_code == 302
    assert planted.cookies["session"].value != key
    assert Client(HTTP_COOKIE=f"session={key}").get("/admin/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "http://testserver@evil.example",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_elsewhere(onward: str, db: None) -> None:
    person("Analyst")
    for answer in (
        sign_in(Client(), next=onward),
        Client().post(f"/admin/login/?next={onward}", {"username": "kim", "password": PASSWORD}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_filters_that_a_page_keeps_lead_nowhere_else(staff: Client, made: Things) -> None:
    address = page_address(made[Customer])
    page = staff.get(
        address, {"_changelist_filters": "//evil.example/?q="}, headers={"referer": "https://evil.example/"}
    )
    links = [link for link in Page(page).links if "evil.example" in link]
    assert all(link.startswith(("/", "?")) and not link.startswith("//") for link in links)


def test_a_code_is_not_passed_by(db: None, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    person("Administrator")
    client = Client()
    assert sign_in(client)["Location"] == "/admin/second-factor/"
    for address in ("/admin/", "/admin/ledger/source/", "/api/v1/sources/", "/admin/password_change/"):
        assert client.get(address).status_code in {302, 401, 403}, address


def test_whoever_guesses_is_locked_out_even_with_the_right_one(db: None) -> None:
    person("Analyst")
    client = Client()
    answers = [sign_in(client, password=f"guess {number}").status_code for number in range(5)]
    assert answers[:4] == [200] * 4
    assert sign_in(client).status_code == 429


def test_a_token_that_is_nearly_right_opens_nothing(db: None) -> None:
    token = make_token(person("Analyst"))
    key = token.in_clear
    for guess in (
        key[:-1] + ("0" if key[-1] != "0" else "1"),
        key[:-1],
        key + "0",
        key.upper(),
        key[:20],
        "ledger_",
        "",
    ):
        assert Client().get("/api/v1/", headers={"authorization": f"Bearer {guess}"}).status_code == 401, guess
    assert Client().get("/api/v1/", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_every_post_of_the_desk_wants_its_token(made: Things) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    before = AccessLogEntry.objects.count()
    tried = [(route, client.post(route.address).status_code) for route in desk(made)]
    assert {status for _, status in tried} == {403}
    assert len(tried) > 60
    assert AccessLogEntry.objects.count() == before


# What anybody who signs in at the desk has of their own.
OWN = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "code",
    "second-factor",
    "search",
    "autocomplete",
    "jsi18n",
}


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_page_of_a_thing_is_open_to_who_may_not_see_it(role: str | None, made: Things) -> None:
    """By its number in the address, whatever is asked of it, and posted too."""
    user, client = person(role), Client()
    client.force_login(user)
    refused = opened = 0
    for model in MODELS:
        name = str(model._meta.model_name)
        may = user.has_perm(f"ledger.view_{name}")
        for route in (route for route in desk(made) if route.is_of(name)):
            statuses = {client.get(route.address).status_code, client.post(route.address).status_code}
            if may:
                opened += bool(statuses & {200, 302})
            else:
                assert statuses <= {403, 404, 405}, route
                refused += 1
    assert (refused > 0, opened > 0) == (True, role is not None)


def test_a_stranger_gets_no_further_than_the_door(made: Things) -> None:
    for route in routes(made):
        if route.name.startswith(("admin:", "api")) and route.name.partition(":")[2] not in OWN:
            answer = Client().get(route.address)
            assert answer.status_code in {302, 401, 403, 404, 405}, route
            assert answer.status_code != 302 or "/login/" in answer["Location"] or "/admin/" in answer["Location"], (
                route
            )


def test_every_answer_to_a_browser_forbids_scripts_frames_and_keeping(staff: Client, made: Things) -> None:
    for route in desk(made):
        answer = staff.get(route.address)
        assert CSP in answer.headers.get("Content-Security-Policy", ""), route
        assert "unsafe" not in answer.headers["Content-Security-Policy"], route
        assert answer.headers.get("X-Frame-Options") == "DENY", route
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", route
        if answer.status_code == 200 and not route.name.endswith("jsi18n"):
            assert "no-store" in answer.headers.get("Cache-Control", ""), route
    for address in ("/nothing/", "/api/v1/docs/", "/api/v1/nothing/", "/static/ledger/type.css", "/static/nothing"):
        assert CSP in staff.get(address).headers.get("Content-Security-Policy", ""), address
    evil = Client(HTTP_HOST="evil.example").get("/admin/login/")
    assert (evil.status_code, CSP in evil.headers["Content-Security-Policy"]) == (400, True)


def test_cookies_are_for_this_host_over_https_and_no_script(db: None, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    person("Analyst")
    client = Client()
    client.get("/admin/login/")
    sign_in(client)
    assert {"session", "csrftoken"} <= client.cookies.keys()
    for name in ("session", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["domain"]) == (True, True, "Lax", "")


@pytest.mark.parametrize(
    "asked",
    [
        {"QUERY_STRING": "q=" + "a" * 100_000},
        {"HTTP_COOKIE": "session=" + "a" * 100_000},
        {"HTTP_COOKIE": "; ".join(f"c{number}=1" for number in range(5000))},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 50_000},
        {"HTTP_X_FORWARDED_FOR": ", ".join(["203.0.113.7"] * 5000)},
        {"HTTP_AUTHORIZATION": "Bearer " + "a" * 100_000},
        {"CONTENT_TYPE": "multipart/form-data", "REQUEST_METHOD": "POST"},
        {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 5000, "REQUEST_METHOD": "POST"},
        {"HTTP_RANGE": "bytes=" + ",".join(["0-1"] * 5000)},
    ],
    ids=range(9),
)
def test_oversized_is_answered(asked: dict[str, Any], db: None) -> None:
    for address in ("/admin/login/", "/api/v1/customers/", "/static/ledger/type.css"):
        assert Client(raise_request_exception=False).get(address, **asked).status_code < 500, address


def test_fields_without_number_are_refused(db: None) -> None:
    assert Client().post("/admin/login/", {str(number): "1" for number in range(5000)}).status_code == 400
