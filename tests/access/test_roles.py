"""Roles are made by migrate, and are the administrator's from then on."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.management import call_command
from django.test import Client

from ledger.access import Power, Sight, Viewer
from ledger.access.roles import ROLES
from ledger.models import InboundEvent, Source
from tests.access.viewers import person
from tests.admin.world import page_address, things
from tests.roles import as_owner
from tests.sources import add_source

pytestmark = pytest.mark.django_db


def test_every_permission_of_a_role_exists() -> None:
    for role, apps in ROLES.items():
        named = {codename for codenames in apps.values() for codename in codenames.split()}
        assert set(Group.objects.get(name=role).permissions.values_list("codename", flat=True)) == named


def test_every_power_is_a_permission() -> None:
    assert {power.partition(".")[2] for power in Power} <= set(Permission.objects.values_list("codename", flat=True))


@pytest.mark.parametrize(
    ("role", "sight", "export", "reveal"),
    [
        ("Support agent", Sight.MASKED, False, True),
        ("Support lead", Sight.CLEAR, True, False),
        ("Analyst", Sight.NONE, True, False),
        ("Administrator", Sight.NONE, False, False),
        (None, Sight.NONE, False, False),
    ],
)
def test_each_role_sees_and_may_so_much(role: str | None, sight: Sight, *, export: bool, reveal: bool) -> None:
    viewer = Viewer.of(person(role))

    assert (viewer.sight, viewer.may(Power.EXPORT), viewer.may(Power.REVEAL)) == (sight, export, reveal)


def test_a_superuser_may_everything_and_a_stranger_nothing() -> None:
    assert Viewer.of(User.objects.create_superuser("ana")).powers == frozenset(Power)
    assert Viewer.of(AnonymousUser()).powers == frozenset()
    gone = person("Support lead")
    gone.is_active = False
    assert Viewer.of(gone).powers == frozenset()


def test_what_an_administrator_changed_survives_a_migrate_and_what_is_gone_is_made_anew() -> None:
    group = Group.objects.get(name="Analyst")
    group.permissions.set(Permission.objects.filter(codename="view_customer"))
    Group.objects.get(name="Support agent").delete()

    with as_owner():
        call_command("migrate", verbosity=0)

    assert list(group.permissions.values_list("codename", flat=True)) == ["view_customer"]
    assert Group.objects.get(name="Support agent").permissions.count() > 10


def test_an_administrator_can_not_become_a_superuser_or_take_ones_place() -> None:
    above = User.objects.create_superuser("ana", password="a long password")
    below, client = person(None, name="lee"), Client()
    client.force_login(person("Administrator"))
    given = {"username": "lee", "is_superuser": "on", "is_active": "on", "last_login_0": "", "last_login_1": ""}
    given |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}

    assert client.post(f"/admin/auth/user/{below.pk}/change/", given).status_code == 302
    assert client.post(f"/admin/auth/user/{above.pk}/change/", given).status_code == 403
    password = {"password1": "another long one", "password2": "another long one"}
    assert client.post(f"/admin/auth/user/{above.pk}/password/", password).status_code == 403
    below.refresh_from_db()
    assert not below.is_superuser


@pytest.mark.parametrize(("role", "answer"), [("Support lead", 200), ("Support agent", 403), ("Analyst", 403)])
def test_the_bytes_are_for_those_who_see_in_clear(role: str, answer: int) -> None:
    event = things(add_source("stamply"))[InboundEvent]
    client = Client()
    client.force_login(person(role))

    assert client.get(page_address(event, "bytes")).status_code == answer


@pytest.mark.parametrize(
    ("role", "may"), [("Support agent", False), ("Support lead", False), ("Analyst", False), ("Administrator", True)]
)
def test_sources_are_made_by_administrators(role: str, *, may: bool) -> None:
    client = Client()
    client.force_login(person(role))
    new: dict[str, Any] = {"provider": "stamply", "name": "New", "slug": "new", "currency": "EUR", "time_zone": "UTC"}

    assert client.post("/admin/ledger/source/add/", new).status_code == (302 if may else 403)
    assert Source.objects.exists() is may
