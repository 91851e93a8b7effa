from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from ledger.models import Source
from tests.sources import add_source


@pytest.fixture
def staff(db: None) -> Client:
    """Signed in, with every permission."""
    client = Client()
    client.force_login(User.objects.create_superuser("ana"))
    return client


@pytest.fixture
def source(db: None) -> Source:
    return add_source("voucherify")


@pytest.fixture
def staff_with(db: None) -> Callable[..., Client]:
    """Signs somebody in with these permissions of the ledger, and no others."""

    def sign_in(*codenames: str) -> Client:
        user = User.objects.create_user(f"user {User.objects.count()}", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="ledger", codename__in=codenames))
        client = Client()
        client.force_login(user)
        return client

    return sign_in
