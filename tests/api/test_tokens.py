"""A token opens the API as far as its user may go, and nothing else does but a session of the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp import login as prove

from ledger.models import ApiToken, SecondFactor
from tests.access.viewers import person
from tests.api.door import DOOR, knock, make_token
from tests.roles import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.door")]
MADE_UP = "ledger_" + 64 * "0"


@pytest.fixture
def kim() -> User:
    return person("Analyst")


def test_token_opens_the_api_in_its_users_name(kim: User) -> None:
    answer = knock(make_token(kim).in_clear)

    assert (answer.status_code, answer.json()) == (200, {"user": "kim", "token": "Warehouse"})


def test_what_is_kept_opens_nothing(kim: User) -> None:
    token = make_token(kim)
    kept = ApiToken.objects.values().get()

    assert token.in_clear not in str(kept)
    assert [knock(kept[column]).status_code for column in ("digest", "token_key")] == [401, 401]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"revoked_at": timezone.now()}, "This token is revoked."),
        ({"expiry": timezone.now() - timedelta(seconds=1)}, "This token is expired."),
    ],
)
def test_token_that_has_ended_is_refused_and_kept(changed: dict[str, Any], why: str, kim: User) -> None:
    token = make_token(kim, **changed)

    answer = knock(token.in_clear)

    assert (answer.status_code, answer.json()) == (401, {"detail": why})
    assert ApiToken.objects.filter(pk=token.pk).exists()


def test_token_ends_with_its_user_and_does_nothing_without_a_role(kim: User) -> None:
    token = make_token(kim)
    kim.groups.clear()
    assert (knock(token.in_clear).status_code, knock(token.in_clear).json()["detail"]) == (
        403,
        "This needs the permission ledger.use_api.",
    )
    kim.groups.set(Group.objects.filter(name="Analyst"))
    assert knock(token.in_clear).status_code == 200
    User.objects.update(is_active=False)
    assert knock(token.in_clear).status_code == 401
    with pytest.raises(ProtectedError):
        kim.delete()


@pytest.mark.parametrize(
    ("role", "status"),
    [("Support agent", 403), ("Support lead", 200), ("Analyst", 200), ("Administrator", 200), (None, 403)],
)
def test_roles_that_use_the_api(role: str | None, status: int) -> None:
    user = person(role)
    client = Client()
    client.force_login(user)

    assert (knock(make_token(user).in_clear).status_code, knock(client=client).status_code) == (status, status)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer \0",
        "Bearer ledger_\0",
        "Bearer \xff",
        f"Bearer {MADE_UP}",
        f"Bearer {MADE_UP * 500}",
        f"Token {MADE_UP}",
        "Basic YW5hOmFuYQ==",
    ],
)
def test_everything_else_is_told_how_to_come_in(said: str) -> None:
    answer = Client().get(DOOR, headers={"authorization": said})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "key"])
def test_token_in_an_address_is_none(name: str, kim: User) -> None:
    token = make_token(kim).in_clear

    assert Client().get(DOOR, {name: token}).status_code == 401
    assert Client().post(DOOR, {name: token}).status_code == 401


def test_session_of_the_desk_opens_it_too_and_writes_nothing_without_a_csrf_token(kim: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(kim)

    assert knock(client=client).json() == {"user": "kim", "token": None}
    assert client.post(DOOR).status_code == 403


def test_session_opens_no_more_than_the_desk(kim: User, settings: Any) -> None:
    client = Client()
    client.force_login(kim)
    settings.REQUIRE_SECOND_FACTOR = True
    assert (knock(client=client).status_code, client.get("/admin/").status_code) == (401, 302)

    factor = SecondFactor.of(kim, "A" * 32)
    factor.save()
    request = client.request().wsgi_request
    request.user, request.session = kim, client.session
    prove(request, factor)
    request.session.save()
    assert (knock(client=client).status_code, client.get("/admin/").status_code) == (200, 200)

    User.objects.update(is_staff=False)
    assert (knock(client=client).status_code, client.get("/admin/").status_code) == (401, 302)


def test_second_factor_is_for_people(kim: User, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    assert knock(make_token(kim).in_clear).status_code == 200


def test_use_is_written_down_by_the_hour(kim: User) -> None:
    token = make_token(kim)
    for passed, writes in ((0, 1), (0, 0), (59, 0), (61, 1)):
        ApiToken.objects.filter(last_used__isnull=False).update(last_used=timezone.now() - timedelta(minutes=passed))
        with CaptureQueriesContext(connection) as captured:
            knock(token.in_clear)
        assert sum(query["sql"].startswith('UPDATE "ledger_apitoken"') for query in captured) == writes
    last_used = ApiToken.objects.get().last_used
    assert last_used
    assert timezone.now() - last_used < timedelta(minutes=1)


def test_request_costs_few_statements(kim: User) -> None:
    """The token with its user, what the user may, the count."""
    token = make_token(kim)
    knock(token.in_clear)
    with CaptureQueriesContext(connection) as captured:
        knock(token.in_clear)
    assert len(captured) == 4


def test_live_tokens_of_one_person_have_names_of_their_own(kim: User) -> None:
    make_token(kim, revoked_at=timezone.now())
    make_token(kim)
    make_token(User.objects.create_user("lee"))
    with pytest.raises(DatabaseError), transaction.atomic():
        make_token(kim)


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [
        (DOOR, "https://dashboards.example.com", "https://dashboards.example.com"),
        (DOOR, "https://elsewhere.example.com", None),
        ("/admin/login/", "https://dashboards.example.com", None),
    ],
)
def test_scripts_of_named_sites_alone_read_it(path: str, origin: str, allowed: str | None, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://dashboards.example.com"]
    asked = {
        "origin": origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
    }
    answers = [Client().options(path, headers=asked), Client().get(path, headers={"origin": origin})]

    assert [answer.get("Access-Control-Allow-Origin") for answer in answers] == [allowed, allowed]
    assert not any(answer.has_header("Access-Control-Allow-Credentials") for answer in answers)
    if allowed:
        assert "authorization" in answers[0]["Access-Control-Allow-Headers"]
        assert {"link", "ratelimit"} <= set(answers[1]["Access-Control-Expose-Headers"].split(", "))


def test_no_site_is_named_unless_it_is_set(settings: Any) -> None:
    assert settings.CORS_ALLOWED_ORIGINS == []
    assert not Client().get(DOOR, headers={"origin": "null"}).has_header("Access-Control-Allow-Origin")


def test_knox_keeps_no_tokens_of_its_own() -> None:
    with as_owner():
        call_command("migrate", verbosity=0)
    assert not [name for name in connection.introspection.table_names() if name.startswith("knox")]
