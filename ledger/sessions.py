"""
Sessions that end: some hours after signing in, and sooner when nobody is there.

Whoever reads a session asks this store, so a page, the API and what comes later need not know.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends.db import SessionStore as Stored

STARTED, SEEN = "started", "seen"  # seconds
PRECISION = 60  # seconds: so often is written down that somebody is there


class SessionStore(Stored):
    """A signed-in session is empty, and gone, once its time is over."""

    @classmethod
    def get_model_class(cls) -> Any:
        return Stored.get_model_class()

    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().load()
        if USER not in kept:
            return kept
        now = int(time.time())
        if is_over(kept, now):
            self.delete()
            self._session_key = None
            return {}
        if now - kept[SEEN] >= PRECISION:
            self.modified = True
        return kept

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What is written is in use."""
        if USER in session_dict:
            session_dict[SEEN] = int(time.time())
            session_dict.setdefault(STARTED, session_dict[SEEN])
        return super().encode(session_dict)


def is_over(kept: dict[str, Any], now: int) -> bool:
    """A session without our times was begun under other rules."""
    started, seen = kept.get(STARTED, 0), kept.get(SEEN, 0)
    return bool(now - started >= settings.SESSION_HOURS * 3600 or now - seen >= settings.SESSION_IDLE_MINUTES * 60)
