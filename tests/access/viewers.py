"""Somebody of each role, and nobody."""

from django.contrib.auth.models import Group, User

from ledger.access import Power, Viewer

AGENT = Viewer(powers=frozenset({Power.SEE_MASKED, Power.SEE_PAYLOADS, Power.REVEAL, Power.EXPORT}))
LEAD = Viewer(powers=frozenset({Power.SEE, Power.SEE_PAYLOADS, Power.EXPORT}))
ANALYST = Viewer(powers=frozenset({Power.EXPORT}))
NOBODY = Viewer()
MASKED = {"agent": AGENT, "analyst": ANALYST}


def person(role: str | None, *, name: str = "kim") -> User:
    user = User.objects.create_user(name, password="a long password", is_staff=True)
    user.groups.set(Group.objects.filter(name=role) if role else ())
    return user
