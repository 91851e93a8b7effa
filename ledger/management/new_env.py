"""
Writes a `.env` for a machine of one's own to standard output: `python -m ledger.management.new_env > .env`.

A step before Django, which reads the settings first of all.
"""

import secrets
import sys

from cryptography.fernet import Fernet

TEMPLATE = """\
# Made for this machine alone. What each setting means: rewards_site/settings.py
SECRET_KEY={secret_key}
# Without it the stored signing secrets can't be read again.
LEDGER_ENCRYPTION_KEYS={encryption_key}
ALLOWED_HOSTS=127.0.0.1,localhost
HTTPS=false
# Of the staff login that `make demo` makes. To change it: manage.py changepassword admin
DEMO_PASSWORD={password}
"""


def new_env() -> str:
    """Settings that pass the checks, with keys of their own."""
    return TEMPLATE.format(
        secret_key=secrets.token_urlsafe(50),
        encryption_key=Fernet.generate_key().decode(),
        password=secrets.token_urlsafe(12),
    )


if __name__ == "__main__":
    sys.stdout.write(new_env())
