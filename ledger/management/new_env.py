"""
Writes a `.env` to standard output, for a machine of one's own: `python -m ledger.management.new_env > .env`.

With the name that a server answers to, it is for the deployment that README describes. A step before Django, which
reads the settings first of all.
"""

import secrets
import sys
from collections.abc import Sequence

from cryptography.fernet import Fernet

KEYS = """\
# Made for this machine alone. What each setting means: rewards_site/settings.py
SECRET_KEY={secret_key}
# Without it the stored signing secrets can't be read again.
LEDGER_ENCRYPTION_KEYS={encryption_key}
"""

OF_ONES_OWN = """\
ALLOWED_HOSTS=127.0.0.1,localhost
HTTPS=false
# Of the staff login that `make demo` makes. To change it: manage.py changepassword admin
DEMO_PASSWORD={password}
"""

SERVED = """\
ALLOWED_HOSTS={host}
TRUSTED_PROXIES=1
# By the socket PostgreSQL knows who asks, and takes each user of the machine for the role of the same name.
DATABASE_URL=postgres://%2Frun%2Fpostgresql/reward_ledger
STATIC_ROOT=/var/lib/reward-ledger/static
# The units give each server a folder of its own.
METRICS_DIRECTORY=/run/reward-ledger
"""


def new_env(host: str | None = None) -> str:
    """Settings that pass the checks, with keys of their own; ``host``: what the server of a deployment answers to."""
    keys = KEYS.format(secret_key=secrets.token_urlsafe(50), encryption_key=Fernet.generate_key().decode())
    return keys + (SERVED.format(host=host) if host else OF_ONES_OWN.format(password=secrets.token_urlsafe(12)))


def main(arguments: Sequence[str]) -> None:
    if len(arguments) > 1:
        sys.exit("usage: python -m ledger.management.new_env [name that the server answers to]")
    sys.stdout.write(new_env(*arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
