"""Somebody of each role, and nobody."""

from django.contrib.auth.models import Group, User
from django.db.models import Model

from ledger.access import Power, Viewer


def every_list(_: type[Model]) -> bool:
    return True


AGENT = Viewer(
    powers=frozenset({Power.SEE_MASKED, Power.SEE_PAYLOADS, Power.REVEAL, Power.EXPORT}), may_list=every_list
)
LEAD = Viewer(powers=frozenset({Power.SEE, Power.SEE_PAYLOADS, Power.EXPORT}), may_list=every_list)
ANALYST = Viewer(powers=frozenset({Power.EXPORT}), may_list=every_list)
NOBODY = Viewer()
MASKED = {"agent": AGENT, "analyst": ANALYST}


def person(role: str | None, *, name: str = "kim") -> User:
    user = User.objects.create_user(name, password="a long password", is_staff=True)
    user.groups.set(Group.objects.filter(name=role) if role else ())
    return user
