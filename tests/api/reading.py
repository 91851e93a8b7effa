"""Somebody who reads the API, and what they are answered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.access.viewers import person

V1 = "/api/v1"
Get = Callable[..., Any]


def signed_in(role: str | None, *codenames: str) -> Client:
    """Of a role, with these permissions besides."""
    user, client = person(role, name=f"{role} {User.objects.count()}"), Client()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="ledger", codename__in=codenames))
    client.force_login(user)
    return client


@pytest.fixture
def analyst(db: None) -> Client:
    return signed_in("Analyst")


@pytest.fixture
def reader(staff: Client) -> Get:
    """Gets an address for somebody who sees everything, and reads what is answered."""
    return lambda address, **asked: read(staff, address, **asked)


def read(client: Client, address: str, **asked: Any) -> Any:
    response = client.get(address if "://" in address else V1 + address, asked or None)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def problem(client: Client, address: str, **asked: Any) -> tuple[int, str, dict[str, str]]:
    """The status, the kind, and the first fault of each parameter."""
    response = client.get(V1 + address, asked or None)
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    said = response.json()
    assert said["status"] == response.status_code
    faults: dict[str, str] = {}
    for fault in said.get("errors", ()):
        faults.setdefault(fault["parameter"], fault["detail"])
    return response.status_code, said["type"].split("/")[-2], faults
